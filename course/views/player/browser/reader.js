import { make, setText } from "./elements.js";
import { ms } from "./times.js";

const LISTED = 5; // messages listed at a time
const KEYS = [
  ["Space", "plays and pauses"],
  ["\u2190 \u2192", "step"],
  ["Home End", "go to the start and the end"],
  ["Esc", "lets go of a message"],
];

/** One message in full, and what is on its way, as a list. */
export class Reader {
  constructor(moves, choose) {
    this.moves = moves;
    this.count = make("p", { class: "count" });
    const places = Math.min(LISTED, moves.most);
    this.buttons = Array.from({ length: places }, () => make("button", { type: "button" }));
    const list = make("ul", {}, ...this.buttons.map((button) => make("li", {}, button)));
    this.facts = make("dl");
    this.body = make("pre", { tabindex: "0", "aria-label": "body" });
    this.shown = undefined;
    this.card = make("div", { class: "card message" }, this.facts, this.body);
    this.element = make("div", { class: "reader" }, this.card, make("div", {}, this.count, list));
    for (const button of this.buttons)
      for (const name of ["focus", "click"])
        button.addEventListener(name, () => choose(Number(button.dataset.at)));
    this.read(null);
  }

  /** Lists what is on its way at a moment, then what has just arrived. */
  list(moment, every, drawn, chosen) {
    const { moves } = this;
    const away = every.filter((at) => moves.arrive[at] > moment);
    const there = moves.arriving(moment).filter((at) => !(at in moves.reach));
    const hidden = Math.max(every.length - drawn, 0);
    const few = hidden ? `; ${hidden.toLocaleString("en")} of them are not drawn` : "";
    const arrived = there.length ? `; just arrived: ${there.length.toLocaleString("en")}` : "";
    setText(this.count, `On their way: ${away.length.toLocaleString("en")}${few}${arrived}`);
    for (const [place, button] of this.buttons.entries()) {
      const at = away[place] ?? there[place - away.length];
      const words = at === undefined ? "" : moves.leaves(at);
      button.disabled = at === undefined;
      button.dataset.at = at ?? "";
      setText(button, words && place >= away.length ? `arrived: ${words}` : words);
      button.title = button.textContent; // a long one is cut off
      button.setAttribute("aria-pressed", String(at !== undefined && at === chosen));
    }
  }

  read(at) {
    if (at === this.shown) return;
    this.shown = at;
    const { moves } = this;
    this.facts.replaceChildren();
    setText(this.body, "");
    if (at === null) {
      this.facts.append(...hints());
      return;
    }
    const facts = [
      ["what", `${moves.kindOf(at)}: ${moves.says(at)}`],
      ["from, to", `${moves.sender(at)}, ${moves.receiver(at)}`],
      ["leaves", ms(moves.leave[at])],
      [at in moves.reach ? "is lost" : "arrives", ms(moves.arrive[at])],
    ];
    if (moves.tag(at)) facts.push(["note", moves.tag(at)]);
    for (const line of moves.flow.texts[moves.about[at]].split("\n").filter(Boolean)) {
      const middle = line.indexOf(": ");
      facts.push([line.slice(0, middle), line.slice(middle + 2)]);
    }
    for (const [name, value] of facts) this.facts.append(make("dt", {}, name), make("dd", {}, value));
    setText(this.body, indented(moves.flow.texts[moves.body[at]]));
  }
}

/** What one can do, while no message is read. */
function hints() {
  const keys = make("dd", { class: "hint keys" }, "Keys:");
  for (const [key, does] of KEYS) keys.append(" ", make("kbd", {}, key), ` ${does}`);
  return [make("dd", { class: "hint" }, "Point at a message, or choose one, to read it."), keys];
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text; // not JSON, or cut off: as it is
  }
}
