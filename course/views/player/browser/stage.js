import { draw, setText } from "./elements.js";
import { Nodes } from "./nodes.js";
import { CROSS, shapeOf } from "./signs.js";
import { Ways } from "./ways.js";
import { Web } from "./web.js";

const MOST = 300; // messages drawn at a time; of more, every so-manyth is drawn, and it is said
const NEAR = 18; // pixels of the picture: so close the pointer finds a message

/** Draws the messages on the web. */
export class Stage {
  constructor(flow, moves) {
    this.flow = flow;
    this.moves = moves;
    this.web = new Web(flow);
    this.element = this.web.element;
    this.svg = this.web.svg;
    this.halo = this.web.layer.appendChild(draw("circle", { class: "chosen", r: 13 }));
    this.dots = new Map();
    this.spare = [];
    this.crosses = [];
    this.places = new Map();
    this.ways = null;
    this.nodes = null;
  }

  /** Geometry is asked for once, when the picture has been laid out. */
  measure() {
    if (this.ways) return;
    this.web.align();
    this.ways = new Ways(this.svg, this.moves);
    this.nodes = new Nodes(this.flow, this.svg, this.web.body);
  }

  /** Draws the messages of a moment. Gives how many there are and how many are drawn. */
  show(moment, still, linger, chosen) {
    this.measure();
    this.ways.clear();
    const every = this.moves.under(moment, still);
    const step = Math.ceil(every.length / MOST) || 1;
    const shown = step > 1 ? every.filter((at) => at % step === 0) : every;
    const places = new Map();
    for (const at of shown) {
      const place = this.ways.place(at, moment, still);
      if (place) places.set(at, place);
    }
    for (const [at, dot] of this.dots) {
      if (places.has(at)) continue;
      dot.style.display = "none";
      this.spare.push(dot);
      this.dots.delete(at);
    }
    for (const [at, place] of places) {
      let dot = this.dots.get(at);
      if (!dot) this.dots.set(at, (dot = this.dress(this.spare.pop() ?? this.undressed(), at)));
      dot.transform.baseVal.getItem(0).setTranslate(...place);
      if (at in this.moves.fault) this.write(dot.lastChild, place, this.moves.fault[at]);
      if (this.moves.kindOf(at) === "statement") this.turn(dot, at, moment);
    }
    this.places = places;
    this.mark(moment, still, linger);
    const place = chosen === null ? null : (places.get(chosen) ?? null);
    this.halo.style.display = place ? "" : "none";
    if (place) this.halo.setAttribute("transform", `translate(${place[0]} ${place[1]})`);
    return [every.length, places.size];
  }

  undressed() {
    return this.web.layer.appendChild(draw("g", { transform: "translate(0 0)" }, draw("path")));
  }

  dress(dot, at) {
    const failed = at in this.moves.failed;
    const kind = this.moves.kindOf(at);
    dot.setAttribute("class", `move ${kind}${failed ? " failed" : ""}`);
    dot.firstChild.setAttribute("d", shapeOf(kind, failed));
    // Letters are dear to draw, and few messages have any.
    while (dot.childElementCount > 1) dot.lastChild.remove();
    const { attempt, fault } = this.moves;
    if (at in attempt) dot.append(draw("text", { class: "number", y: 3.5 }, String(attempt[at])));
    if (at in fault) dot.append(draw("text", { class: "tag" }));
    dot.style.display = "";
    return dot;
  }

  /** Words at a message go where they cover nothing. */
  write(text, place, words) {
    if (text.textContent !== words) {
      setText(text, words);
      text.wide = text.getComputedTextLength();
    }
    text.setAttribute("y", this.ways.room(place, text.wide));
  }

  /** A statement on its way back is drawn as an outline. */
  turn(dot, at, moment) {
    const half = (this.moves.leave[at] + this.moves.arrive[at]) / 2;
    dot.classList.toggle("back", moment > half);
  }

  /** A cross stays for a while where a message was lost. */
  mark(moment, still, linger) {
    let used = 0;
    for (const at of this.moves.lost) {
      const since = moment - this.moves.arrive[at];
      if (since < 0 || since > linger) continue;
      const place = this.ways.place(at, this.moves.arrive[at], still);
      if (!place) continue;
      if (!this.crosses[used]) {
        const words = draw("text", { class: "tag" });
        const cross = draw("g", { class: "lost" }, draw("path", { d: CROSS }), words);
        this.crosses.push(this.web.layer.appendChild(cross));
      }
      const cross = this.crosses[used];
      cross.setAttribute("transform", `translate(${place[0]} ${place[1]})`);
      cross.style.display = "";
      this.write(cross.lastChild, place, this.moves.fault[at] || "lost");
      used += 1;
    }
    for (const cross of this.crosses.slice(used)) cross.style.display = "none";
  }

  /** The drawn message that is nearest to the pointer, or null. */
  nearest(event) {
    const matrix = this.web.layer.getScreenCTM()?.inverse();
    if (!matrix) return null;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    let [best, least] = [null, NEAR];
    for (const [at, [x, y]] of this.places) {
      const far = Math.hypot(x - point.x, y - point.y);
      if (far < least) [best, least] = [at, far];
    }
    return best;
  }
}
