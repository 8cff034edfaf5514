/** A picture from Python, in which every service can be pressed. Names were escaped there. */
export class Seen {
  /** `ready` is told which service has the focus, as it has when a click or a key has begun. */
  constructor(element, press, ready) {
    this.element = element;
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

  /** Shows a picture; `here` is the service in its middle, which keeps the focus if one had it. */
  show(text, here) {
    if (text === this.text) return;
    this.text = text;
    const had = this.element.contains(document.activeElement);
    this.id = /id="(view-[0-9a-f]+)"/.exec(text)[1];
    // Beside the still picture, ids would be there twice.
    const own = text.replaceAll(this.id, `${this.id}-${Math.random().toString(36).slice(2)}`);
    const parsed = new DOMParser().parseFromString(own, "image/svg+xml").documentElement;
    const svg = document.adoptNode(parsed);
    svg.setAttribute("role", "group");
    let middle = null;
    for (const node of svg.querySelectorAll("g[data-node]")) {
      const name = node.dataset.node;
      const attributes = { tabindex: "0", role: "button", "aria-label": name };
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      node.setAttribute("data-lm-suppress-shortcuts", "true");
      if (name !== here) continue;
      node.setAttribute("aria-current", "true");
      middle = node;
    }
    this.element.replaceChildren(svg);
    if (had) middle?.focus({ preventScroll: true });
  }
}
