import { upTo } from "./times.js";

/** The messages, found by time, and what is said of them. */
export class Moves {
  constructor(flow) {
    Object.assign(this, flow.moves);
    this.flow = flow;
    this.count = this.leave.length;
    this.latest = [];
    let latest = -Infinity;
    for (const arrive of this.arrive) this.latest.push((latest = Math.max(latest, arrive)));
    this.byArrival = Array.from(this.arrive.keys()).sort((a, b) => this.arrive[a] - this.arrive[b]);
    this.arrivals = this.byArrival.map((at) => this.arrive[at]);
    this.lost = Object.keys(this.reach).map(Number);
  }

  /** Those drawn at a moment: on their way or just there; where nothing moves, none just there. */
  under(moment, still) {
    const found = [];
    const end = upTo(this.leave, moment);
    for (let at = upTo(this.latest, moment, true); at < end; at += 1) {
      const arrive = this.arrive[at];
      const gone = arrive === moment && arrive > this.leave[at] && (still || at in this.reach);
      if (arrive >= moment && !gone) found.push(at);
    }
    return found;
  }

  leaving(moment) {
    const found = [];
    for (let at = upTo(this.leave, moment, true); this.leave[at] === moment; at += 1) found.push(at);
    return found;
  }

  /** Those that end their way at a moment, the lost ones included. */
  arriving(moment) {
    const found = [];
    for (let at = upTo(this.arrivals, moment, true); this.arrivals[at] === moment; at += 1)
      found.push(this.byArrival[at]);
    return found;
  }

  /** The most that are on their way or just there at any moment. */
  get most() {
    const under = (moment) => upTo(this.leave, moment) - upTo(this.arrivals, moment, true);
    return this.leave.reduce((most, moment) => Math.max(most, under(moment)), 0);
  }

  kindOf(at) {
    return this.flow.kinds[this.kind[at]][0];
  }

  sender(at) {
    return this.flow.nodes[this.from[at]];
  }

  receiver(at) {
    return this.flow.nodes[this.to[at]];
  }

  says(at) {
    return this.flow.texts[this.words[at]];
  }

  tag(at) {
    const attempt = at in this.attempt ? `attempt ${this.attempt[at]}` : "";
    return [attempt, this.fault[at]].filter(Boolean).join(", ");
  }

  leaves(at) {
    const verb = this.flow.kinds[this.kind[at]][at in this.failed ? 2 : 1];
    const tag = this.tag(at);
    return `${this.sender(at)} ${verb} ${this.receiver(at)} ${this.says(at)}${tag && ` (${tag})`}`;
  }

  what(at) {
    const kind = this.kindOf(at);
    if (kind === "part") return "a part, ";
    if (kind !== "confirmation" && kind !== "acknowledgement") return "";
    return at in this.failed ? "word that " : `${kind} of `;
  }

  arrives(at) {
    if (at in this.reach) return `${this.says(at)} to ${this.receiver(at)} is lost`;
    if (this.kindOf(at) === "statement") return `${this.receiver(at)} answers ${this.sender(at)}`;
    return `${this.what(at)}${this.says(at)} arrives at ${this.receiver(at)}`;
  }
}
