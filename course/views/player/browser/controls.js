import { draw, make, setText } from "./elements.js";
import { along, ms } from "./times.js";

const ICONS = {
  "To start": "M3 2v12M14 2L5 8l9 6z",
  "Step back": "M13 2v12M10 2L2 8l8 6z",
  Play: "M3 2l11 6l-11 6z",
  Pause: "M4 2v12M11 2v12",
  "Step forward": "M3 2v12M6 2l8 6l-8 6z",
};

/** The buttons, the line of time, the clock and the speed. */
export class Controls {
  constructor(flow, clock) {
    this.flow = flow;
    this.clock = clock;
    this.buttons = Object.fromEntries(
      ["To start", "Step back", "Play", "Step forward"].map((words) => [words, button(words)]),
    );
    const range = { type: "range", min: 0, max: clock.length, step: "any", "aria-label": "time" };
    this.scrub = make("input", range);
    this.reading = make("output", { class: "clock" });
    this.pick = make("select", { "aria-label": "speed" });
    const fitting = flow.speeds.indexOf(flow.speed);
    for (const speed of flow.speeds.slice(Math.max(fitting - 4, 0), fitting + 5))
      this.pick.append(make("option", { value: speed }, paced(speed)));
    this.pick.value = flow.speed;
    const time = make("div", { class: "time" }, this.scrub, this.scale());
    const buttons = Object.values(this.buttons);
    this.element = make("div", { class: "controls" }, ...buttons, time, this.reading, this.pick);
  }

  scale() {
    const { knots, marks, short } = this.flow;
    const share = (moment) => `${(along(knots, moment, 0, 1) / (this.clock.length || 1)) * 100}%`;
    const scale = make("div", { class: "scale", "aria-hidden": "true" });
    for (const [first, last] of short) {
      const stretch = make("span", { class: "short" });
      stretch.style.left = share(first);
      stretch.style.right = `calc(100% - ${share(last)})`;
      scale.append(stretch);
    }
    for (const moment of marks) {
      const mark = make("span", { class: "mark" }, ms(moment));
      mark.style.left = share(moment);
      scale.append(mark);
    }
    return scale;
  }

  listen(on) {
    const { clock } = this;
    on(this.buttons["To start"], "click", () => clock.jump(clock.first));
    on(this.buttons["Step back"], "click", () => clock.step(-1));
    on(this.buttons.Play, "click", () => clock.toggle());
    on(this.buttons["Step forward"], "click", () => clock.step(1));
    on(this.scrub, "input", () => clock.jump(clock.momentAt(Number(this.scrub.value))));
    on(this.pick, "change", () => (clock.speed = Number(this.pick.value)));
  }

  /** The button says what it will do. */
  name() {
    const words = this.clock.isPlaying ? "Pause" : "Play";
    setText(this.buttons.Play.querySelector("span"), words);
    this.buttons.Play.querySelector("path").setAttribute("d", ICONS[words]);
  }

  show() {
    this.scrub.value = this.clock.shown;
    setText(this.reading, ms(this.clock.moment));
  }

  /** For who cannot see where the thumb is. */
  tell() {
    this.scrub.setAttribute("aria-valuetext", ms(this.clock.moment));
  }
}

/** What the hatched stretches of the line of time are; nothing where there are none. */
export function cutShort({ short }) {
  if (!short.length) return [];
  const cut = short.slice(0, 3).map(([first, last]) => `${ms(first)} to ${ms(last)}`);
  const more = short.length > 3 ? ` and ${short.length - 3} more` : "";
  const words = `Nothing moves, so the time is shown shorter (hatched): ${cut.join(", ")}${more}.`;
  return [make("p", { class: "cut" }, words)];
}

function button(words) {
  const path = draw("path", { d: ICONS[words] });
  const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
  if (words === "Play") return make("button", { type: "button" }, icon, make("span", {}, words));
  return make("button", { type: "button", "aria-label": words, title: words }, icon);
}

function paced(speed) {
  if (speed === 1) return "as in life";
  const times = (speed < 1 ? Math.round(1 / speed) : speed).toLocaleString("en");
  return `${times} times ${speed < 1 ? "slower" : "faster"}`;
}
