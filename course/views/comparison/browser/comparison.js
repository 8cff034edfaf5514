// The table of a comparison, in which a number shows the run behind it. Python wrote the table, and
// escaped every name in it; here it is put into the page and pressed.
import { make, setText } from "../../player/browser/elements.js";

class Comparison {
  constructor(model, el) {
    this.model = model;
    this.table = make("div");
    this.said = make("p", { class: "said", role: "status" });
    this.root = make("section", { class: "course-comparison", "aria-label": "Comparison" });
    this.root.append(this.table, this.said);
    this.root.addEventListener("click", (event) => this.pressed(event));
    this.acts = {
      "change:table": () => this.show(),
      "change:busy": () => this.wait(),
      "change:shown": () => this.mark(),
      "change:said": () => setText(this.said, model.get("said")),
      "msg:custom": ({ look }) => this.look(look),
    };
    this.show();
    this.wait();
    setText(this.said, model.get("said"));
    for (const [name, act] of Object.entries(this.acts)) model.on(name, act);
    el.append(this.root);
    // The handles around it are not ours to make, and a key pressed on one is not for the cell.
    this.watcher = new ResizeObserver(() => this.around()?.addEventListener("focusin", ownKeys));
    this.watcher.observe(this.root);
  }

  /** The board that this is a part of, if it is. */
  around() {
    return this.root.closest(".course-board");
  }

  /** Another table; what had the focus has it again, and what was closed stays closed. */
  show() {
    const had = this.root.contains(document.activeElement) && numberOf(document.activeElement);
    const notes = this.table.querySelector("details");
    const made = new DOMParser().parseFromString(this.model.get("table"), "text/html");
    const next = made.querySelector("details");
    if (notes && next) next.open = notes.open;
    this.table.replaceChildren(...made.body.childNodes);
    for (const it of this.table.querySelectorAll("button, summary"))
      it.setAttribute("data-lm-suppress-shortcuts", "true");
    this.mark();
    if (had) this.button(had)?.focus({ preventScroll: true });
  }

  /** What stands there is not yet what was asked for. */
  wait() {
    this.root.setAttribute("aria-busy", String(this.model.get("busy")));
  }

  mark() {
    const shown = this.model.get("shown");
    for (const it of this.table.querySelectorAll("button[aria-pressed]"))
      it.removeAttribute("aria-pressed");
    this.button(shown)?.setAttribute("aria-pressed", "true");
  }

  button([figure, architecture]) {
    return [...this.table.querySelectorAll("button")].find(
      (it) => it.dataset.figure === figure && it.dataset.architecture === architecture,
    );
  }

  pressed(event) {
    const number = numberOf(event.target.closest("button"));
    if (number) this.model.send({ show: number });
  }

  /** Goes to the run that was asked for, or back to the number. */
  look(where) {
    if (where === "back") this.button(this.last ?? [])?.focus();
    else this.find(50);
    this.last = this.model.get("shown");
  }

  /** The run is another widget, which comes when it is ready. */
  find(times) {
    const player = this.around()?.querySelector(".course-run .course-player");
    if (player) {
      player.scrollIntoView({ block: "nearest" });
      player.focus({ preventScroll: true });
    } else if (times > 0) setTimeout(() => this.find(times - 1), 40);
  }

  remove() {
    this.watcher.disconnect();
    for (const [name, act] of Object.entries(this.acts)) this.model.off(name, act);
    this.root.remove();
  }
}

/** JupyterLab looks for this at what has the focus; the same listener is added only once. */
function ownKeys({ target }) {
  target.setAttribute("data-lm-suppress-shortcuts", "true");
}

function numberOf(element) {
  const { figure, architecture } = element?.dataset ?? {};
  return figure === undefined ? undefined : [figure, architecture];
}

export default {
  render({ model, el }) {
    const comparison = new Comparison(model, el);
    return () => comparison.remove();
  },
};
