import { make, setText } from "../../player/browser/elements.js";

/** Where to look: by name, how far around, by which measure, and back. */
export class Tools {
  constructor({ names, measures, layers }, wish) {
    this.names = new Set(names);
    const list = `names-${Math.random().toString(36).slice(2)}`;
    this.name = make("input", { type: "search", list, autocomplete: "off", spellcheck: "false" });
    const options = make("datalist", { id: list });
    options.append(...names.map((name) => make("option", { value: name })));
    this.find = make("form", {}, labelled("Look at", this.name), make("button", {}, "Go"), options);
    this.steps = make("input", { type: "range", min: 1, max: layers, step: 1 });
    this.reading = make("span", { class: "reading" });
    this.by = make("select");
    for (const [name, words] of measures) this.by.append(make("option", { value: name }, words));
    this.back = make("button", { type: "button" });
    this.trouble = make("p", { class: "trouble", role: "alert" });
    const round = make("div", {}, labelled("Steps around it", this.steps), this.reading);
    const rank = make("div", {}, labelled("Ranked by", this.by));
    const back = make("div", {}, this.back);
    this.element = make("div", { class: "tools" }, this.find, this.trouble, round, rank, back);
    this.listen(wish);
  }

  listen(wish) {
    this.find.addEventListener("submit", (event) => {
      event.preventDefault();
      wish("go", this.name.value);
    });
    this.name.addEventListener("input", (event) => {
      // Chosen from the list, not typed: a name may be the start of another.
      const typed = event instanceof InputEvent && event.inputType !== "insertReplacementText";
      if (!typed && this.names.has(this.name.value)) wish("go", this.name.value);
    });
    this.name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      wish("go", this.name.value);
    });
    this.steps.addEventListener("focus", () => this.prepare(wish));
    this.steps.addEventListener("input", () => {
      this.read(Number(this.steps.value));
      wish("round", Number(this.steps.value));
      this.prepare(wish);
    });
    this.by.addEventListener("change", () => wish("rank", this.by.value));
    this.back.addEventListener("click", () => wish("back"));
  }

  /** Has drawn what the next push of the slider will show. */
  prepare(wish) {
    const [here, last] = [Number(this.steps.value), Number(this.steps.max)];
    for (const steps of [here + 1, here - 1])
      if (steps >= 1 && steps <= last) wish("ready", this.service, steps);
  }

  read(steps) {
    this.steps.setAttribute("aria-valuetext", `${steps} step${steps === 1 ? "" : "s"}`);
    setText(this.reading, `${steps} step${steps === 1 ? "" : "s"}`);
  }

  show({ service, layers, back }) {
    this.service = service;
    this.name.value = service;
    this.steps.value = layers;
    this.read(layers);
    setText(this.back, back === null ? "Back" : `Back to ${back}`);
    this.back.disabled = back === null;
  }

  sort(by) {
    this.by.value = by;
  }

  say(trouble) {
    setText(this.trouble, trouble);
    this.name.setAttribute("aria-invalid", String(trouble !== ""));
  }
}

function labelled(words, control) {
  return make("label", {}, make("span", {}, words), control);
}
