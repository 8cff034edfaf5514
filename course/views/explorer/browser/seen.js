import { make, setText } from "../../player/browser/elements.js";

/** A picture from Python, in which every service can be pressed. Names were escaped there. */
export class Seen {
  /** `ready` is told which service has the focus, as it has when a click or a key has begun. */
  constructor(element, press, ready) {
    this.element = element;
    this.own = `seen-${Math.random().toString(36).slice(2)}`;
    this.style = make("style");
    this.stage = make("div");
    element.append(this.style, this.stage);
    element.addEventListener("click", (event) => this.pressed(event, press));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.pressed(event, press);
    });
    element.addEventListener("focusin", (event) => {
      const node = event.target.closest("g[data-node]");
      if (node && !node.hasAttribute("aria-current")) ready(node.dataset.node);
    });
  }

  pressed(event, press) {
    const node = event.target.closest("g[data-node]");
    if (!node) return;
    event.preventDefault();
    event.stopPropagation();
    press(node.dataset.node);
  }

  /** A picture to be shown here; `here` is the service in its middle. */
  made(text, here) {
    const [, id] = /id="(view-[0-9a-f]+)"/.exec(text);
    const own = text.replaceAll(id, this.own);
    const svg = document.adoptNode(
      new DOMParser().parseFromString(own, "image/svg+xml").documentElement,
    );
    // All pictures here have the same id, and mostly the same style: it need not be read again.
    const style = svg.querySelector("style");
    style.remove();
    svg.setAttribute("role", "group");
    for (const node of svg.querySelectorAll("g[data-node]")) {
      const name = node.dataset.node;
      const attributes = { tabindex: "0", role: "button", "aria-label": name };
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      node.setAttribute("data-lm-suppress-shortcuts", "true");
      if (name === here) node.setAttribute("aria-current", "true");
    }
    return { id, svg, style: style.textContent };
  }

  /** Shows it. Its middle gets the focus if another service of the last picture had it. */
  show({ svg, style }) {
    if (this.stage.firstChild === svg) return;
    const had = this.stage.contains(document.activeElement);
    setText(this.style, style);
    this.stage.replaceChildren(svg);
    if (had) svg.querySelector("g[aria-current]")?.focus({ preventScroll: true });
  }
}
