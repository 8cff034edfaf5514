import { draw, make } from "./elements.js";

const TOP = 24; // pixels on top of the picture, where its title stands
const BOTTOM = 10; // pixels below its legend
const RAISED = 5; // pixels that the words at a line are raised, so that messages pass below them

/** The web's picture as the player has it: without its title, with a second picture on top. */
export class Web {
  constructor(flow) {
    /** The name that the still picture has too. */
    this.id = /id="(view-[0-9a-f]+)"/.exec(flow.svg)[1];
    // Beside the still picture, ids would be there twice.
    const own = flow.svg.replaceAll(this.id, `${this.id}-${Math.random().toString(36).slice(2)}`);
    const parsed = new DOMParser().parseFromString(own, "image/svg+xml").documentElement;
    this.svg = document.importNode(parsed, true);
    this.body = this.svg.querySelector("g[data-node]")?.parentNode ?? this.svg;
    this.name();
    this.crop();
    for (const words of this.svg.querySelectorAll("g[data-from] > text"))
      words.setAttribute("y", words.getAttribute("y") - RAISED);
    for (const cross of this.svg.querySelectorAll("g[data-from] > path:not(.edge, .head)"))
      cross.setAttribute("transform", `translate(0 ${-RAISED})`);
    // What moves is a picture of its own on top, so that the one below is not drawn again each time.
    this.layer = draw("g", { class: "moves" });
    const { viewBox, width, style } = this.svg.attributes;
    const over = { class: "over", viewBox: viewBox.value, width: width.value, style: style.value };
    this.over = draw("svg", { ...over, "aria-hidden": "true" }, this.layer);
    this.element = make("div", { class: "stage" }, this.svg, this.over);
  }

  name() {
    this.svg.setAttribute("role", "group");
    this.svg.removeAttribute("aria-labelledby");
    this.svg.setAttribute("aria-label", "The web, with what moves on it");
    this.svg.setAttribute("aria-describedby", this.svg.querySelector("desc").id);
    this.svg.querySelector("title").remove(); // it would stand in the way as a tooltip
  }

  crop() {
    this.svg.querySelector(":scope > g > text").remove();
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    this.svg.setAttribute("viewBox", `${x} ${y + TOP} ${width} ${height - TOP - BOTTOM}`);
  }

  /** Lays what moves over the picture, once both have been laid out. */
  align() {
    const { e, f } = this.svg.getScreenCTM().inverse().multiply(this.body.getScreenCTM());
    this.layer.setAttribute("transform", `translate(${e} ${f})`);
  }
}
