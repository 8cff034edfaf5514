import { draw, make } from "./elements.js";

const RING = "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z";
const BOX = "M-5.5 -5.5h11v11h-11z";
const TICK = "M-2.6 .2l2 2.1l3.4 -4.4";
const BUBBLE = "M-7.5 -6.5h15v10h-8l-4 4v-4h-3z";
const WRONG = "M-2.2 -2.2l4.4 4.4m0 -4.4l-4.4 4.4";
const SHAPES = {
  request: "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0 -13 0z",
  answer: RING,
  event: "M0 -8.5L8.5 0L0 8.5L-8.5 0z",
  confirmation: `${RING}${TICK}`,
  acknowledgement: `${BOX}${TICK}`,
  question: BUBBLE,
  part: BUBBLE,
  statement: "M-4.5 -4.5h9v9h-9z",
};
const MEANINGS = {
  request: "a request: its sender waits",
  answer: "its answer comes back",
  event: "an event: nobody waits for it",
  confirmation: "confirmed: the bus has stored it",
  acknowledgement: "acknowledged: it was handled",
  question: "a question to everybody",
  part: "a part of the answer",
  statement: "a statement to a database",
};
/** Where a message was lost. */
export const CROSS = "M-6 -6l12 12m0 -12l-12 12";

/** The shape of a message of a kind. */
export function shapeOf(kind, failed) {
  return `${SHAPES[kind]}${failed ? WRONG : ""}`;
}

/** What the signs on the picture mean, only those that occur. */
export function legend(moves) {
  const signs = make("ul", { class: "key", "aria-label": "what moves" });
  const entry = (drawn, words) => {
    const sample = draw("svg", { viewBox: "-11 -11 22 22", "aria-hidden": "true" }, drawn);
    signs.append(make("li", {}, sample, words));
  };
  const kinds = new Set(moves.kind);
  for (const [at, [kind]] of moves.flow.kinds.entries()) {
    if (!kinds.has(at)) continue;
    entry(draw("g", { class: `move ${kind}` }, draw("path", { d: SHAPES[kind] })), MEANINGS[kind]);
  }
  if (Object.keys(moves.failed).length) {
    const failed = draw("path", { d: shapeOf("answer", true) });
    entry(draw("g", { class: "move answer failed" }, failed), "says that it failed");
  }
  if (moves.lost.length) entry(draw("g", { class: "lost" }, draw("path", { d: CROSS })), "lost here");
  return signs;
}
