// A walk through a web. Where it leads is worked out in Python; here it is shown and pressed.
import { make, setText } from "../../player/browser/elements.js";
import { Still } from "../../player/browser/still.js";
import { Seen } from "./seen.js";
import { Tools } from "./tools.js";

const KEPT = 40; // pictures that are here already when one goes there

class Explorer {
  constructor(model, el) {
    this.model = model;
    this.prepared = new Map();
    const wish = (act, ...values) => this.wish(act, ...values);
    const go = (name) => wish("go", name);
    const ready = (name) => wish("ready", name, this.layers);
    this.tools = new Tools(model.get("web"), wish);
    this.ranks = new Seen(make("div", { class: "ranks" }), go, ready);
    this.picture = new Seen(make("div", { class: "picture" }), go, ready);
    this.now = make("p", { class: "now", role: "status" });
    const top = make("div", { class: "top" }, this.tools.element, this.ranks.element);
    this.root = make("section", { class: "course-explorer", "aria-label": "Explorer" });
    this.root.append(top, this.now, this.picture.element);
    for (const it of this.root.querySelectorAll("button, select, input"))
      it.setAttribute("data-lm-suppress-shortcuts", "true");
    this.acts = {
      "change:look": () => this.look(),
      "change:ranks": () => this.rank(),
      "msg:custom": ({ service, layers, svg }) => this.keep(service, layers, svg),
      "change:trouble": () => this.tools.say(model.get("trouble") ?? ""),
    };
    this.look();
    this.rank();
    for (const [name, act] of Object.entries(this.acts)) model.on(name, act);
    this.still = new Still(this.id);
    el.append(this.root);
    // Only where it is seen does it stand in the place of the still picture.
    this.watcher = new ResizeObserver(() => this.still.hide(this.root));
    this.watcher.observe(this.root);
  }

  /** What is wished for is shown at once where it is here already; Python has the last word. */
  wish(act, ...values) {
    if (act === "go") this.hurry(values[0], this.layers);
    if (act === "round") this.hurry(this.service, values[0]);
    if (act === "ready" && this.prepared.has(key(...values))) return;
    this.model.send({ do: act, with: values });
  }

  hurry(service, layers) {
    const made = this.prepared.get(key(service, layers));
    if (!made) return;
    [this.service, this.layers] = [service, layers];
    this.picture.show(made);
  }

  keep(service, layers, svg) {
    const made = this.prepared.get(key(service, layers)) ?? this.picture.made(svg, service);
    this.prepared.delete(key(service, layers)); // the last one is the last to be forgotten
    this.prepared.set(key(service, layers), made);
    if (this.prepared.size > KEPT) this.prepared.delete(this.prepared.keys().next().value);
    return made;
  }

  look() {
    const look = this.model.get("look");
    [this.service, this.layers] = [look.service, look.layers];
    const made = this.keep(look.service, look.layers, look.svg);
    this.tools.show(look);
    this.picture.show(made);
    this.id ??= made.id;
    setText(this.now, `At ${look.title}`);
  }

  rank() {
    const { svg, by } = this.model.get("ranks");
    this.tools.sort(by);
    this.ranks.show(this.ranks.made(svg, null));
  }

  destroy() {
    for (const [name, act] of Object.entries(this.acts)) this.model.off(name, act);
    this.watcher.disconnect();
    this.still.show();
    this.root.remove();
  }
}

function key(service, layers) {
  return `${layers} ${service}`;
}

export default {
  render({ model, el }) {
    const explorer = new Explorer(model, el);
    return () => explorer.destroy();
  },
};
