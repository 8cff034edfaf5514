// Plays what was worked out in Python. It asks nobody for anything while it plays.
import { Clock } from "./clock.js";
import { Controls, cutShort } from "./controls.js";
import { make, setText } from "./elements.js";
import { Moves } from "./moves.js";
import { Reader } from "./reader.js";
import { legend } from "./signs.js";
import { Stage } from "./stage.js";
import { State } from "./state.js";
import { Still } from "./still.js";
import { ms, upTo } from "./times.js";

const LINGER = 900; // ms for the viewer: so long a mark stays
const REFRESH = 100; // ms for the viewer between two looks at what stands around the picture

/** The player: one view, with a time of its own. */
class Player {
  constructor(flow, el) {
    this.flow = flow;
    this.ended = new AbortController();
    this.moves = new Moves(flow);
    this.stage = new Stage(flow, this.moves);
    this.state = new State(flow);
    this.still = new Still(this.stage.web.id);
    this.reader = new Reader(this.moves, (at) => this.choose(at));
    this.clock = new Clock(flow, (moment, now) => this.show(now), () => this.changed());
    this.controls = new Controls(flow, this.clock);
    this.chosen = null;
    this.hovered = null;
    this.looked = 0;
    this.build(el);
    this.listen();
    this.clock.seek(this.clock.first);
  }

  build(el) {
    this.now = make("p", { class: "now", role: "status" });
    const parts = make("div", { class: "parts" }, this.stage.element, this.controls.element);
    parts.append(...cutShort(this.flow), this.now, legend(this.moves), this.reader.element);
    if (this.state.element.childElementCount) parts.append(this.state.element);
    const own = { class: "course-player", tabindex: "0", "aria-label": this.flow.title };
    this.root = make("section", own, parts);
    // In JupyterLab a key pressed in here would else also do what it does to a cell.
    for (const it of [this.root, ...this.root.querySelectorAll("button, select, input, pre, summary")])
      it.setAttribute("data-lm-suppress-shortcuts", "true");
    el.append(this.root);
  }

  listen() {
    const { signal } = this.ended;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    const { svg } = this.stage;
    this.controls.listen(on);
    on(this.controls.pick, "change", () => this.look());
    on(this.root, "keydown", (event) => this.press(event));
    on(svg, "pointermove", (event) => this.hover(this.stage.nearest(event)));
    on(svg, "pointerleave", () => this.hover(null));
    on(svg, "click", (event) => this.choose(this.stage.nearest(event)));
    on(this.clock.calm, "change", () => {
      this.clock.pause();
      this.look();
    });
    // Only what is laid out has a geometry; a view may be made long before it is seen.
    this.watcher = new ResizeObserver(() => {
      if (!this.stage.ways) this.look();
      if (this.stage.ways) this.still.hide(this.root);
    });
    this.watcher.observe(svg);
  }

  destroy() {
    this.clock.pause();
    this.ended.abort();
    this.watcher.disconnect();
    this.still.show();
    this.root.remove();
  }

  press(event) {
    const { clock, controls } = this;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === controls.pick) return;
    const acts = {
      " ": () => clock.toggle(),
      ArrowLeft: () => clock.step(-1),
      ArrowRight: () => clock.step(1),
      Home: () => clock.jump(clock.first),
      End: () => clock.jump(clock.last),
      Escape: () => this.choose(null),
    };
    const presses = event.key === " " && ["BUTTON", "SUMMARY"].includes(event.target.tagName);
    if (!acts[event.key] || presses) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  /** It plays now, or stands still: what happens is read out only where time stands still. */
  changed() {
    const { isPlaying, calm } = this.clock;
    this.controls.name();
    this.now.setAttribute("aria-live", isPlaying && !calm.matches ? "off" : "polite");
    if (!isPlaying) this.look();
  }

  /** Shows a moment. Between two frames only what moves is drawn; the rest a few times a second. */
  show(now) {
    this.controls.show();
    if (now === null || now - this.looked >= REFRESH) {
      this.looked = now ?? 0;
      this.look();
    } else this.paint();
  }

  paint() {
    if (!this.stage.svg.getClientRects().length) return [0, 0];
    const { moment, calm } = this.clock;
    return this.stage.show(moment, calm.matches, this.linger, this.hovered ?? this.chosen);
  }

  get linger() {
    return LINGER * this.clock.speed;
  }

  look() {
    const { moment, calm } = this.clock;
    const [, drawn] = this.paint();
    const every = this.moves.under(moment, calm.matches);
    this.stage.nodes?.show(moment, this.linger);
    this.state.show(moment, this.linger);
    this.reader.list(moment, every, drawn, this.chosen);
    this.reader.read(this.hovered ?? this.chosen);
    this.controls.tell();
    this.say();
  }

  /** What happens at this step, or happened at the last one. */
  say() {
    const { steps, notes } = this.flow;
    const at = steps[Math.max(upTo(steps, this.clock.moment) - 1, 0)];
    const said = [
      ...this.moves.arriving(at).map((move) => this.moves.arrives(move)),
      ...notes.filter((note) => note.at === at).map((note) => note.words),
      ...this.state.said(at),
      ...this.moves.leaving(at).map((move) => this.moves.leaves(move)),
    ];
    const more = said.length > 4 ? `; and ${said.length - 4} more` : "";
    setText(this.now, `${ms(at)}: ${said.slice(0, 4).join("; ") || "nothing moves"}${more}`);
  }

  hover(at) {
    if (at === this.hovered) return;
    this.hovered = at;
    this.stage.svg.classList.toggle("pointing", at !== null);
    this.paint();
    this.reader.read(at ?? this.chosen);
  }

  choose(at) {
    this.chosen = at;
    this.look();
  }
}

export default {
  render({ model, el }) {
    const player = new Player(model.get("flow"), el);
    return () => player.destroy();
  },
};
