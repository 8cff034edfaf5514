import { make } from "./elements.js";
import { Log } from "./log.js";
import { Table } from "./table.js";
import { counted, upTo } from "./times.js";

/** All that stands below the picture, as it is at a moment. */
export class State {
  constructor(flow) {
    const [first, last] = [flow.steps[0], flow.steps[flow.steps.length - 1]];
    const tables = flow.tables.map((table) => new Table(table));
    const changing = (table) => table.changes.some(([at]) => at >= first && at <= last);
    const others = tables.filter((table) => !changing(table));
    const hasLog = flow.log.times.length || flow.log.start || flow.consumers.length;
    this.parts = [...(hasLog ? [new Log(flow)] : []), ...tables.filter(changing)];
    this.element = make("div", { class: "state" }, ...this.parts.map((part) => part.element));
    if (others.length) {
      const words = `${counted(others.length, "table")} without a change`;
      const cards = make("div", { class: "state" }, ...others.map((table) => table.element));
      this.element.append(make("details", {}, make("summary", {}, words), cards));
    }
    this.parts.push(...others);
    this.changes = tables.flatMap((table) => table.changes).sort((a, b) => a[0] - b[0]);
    this.changeTimes = this.changes.map(([at]) => at);
  }

  show(moment, linger) {
    for (const part of this.parts) part.show(moment, linger);
  }

  /** What changes at a moment, in words. */
  said(moment) {
    const found = [];
    for (let at = upTo(this.changeTimes, moment, true); this.changeTimes[at] === moment; at += 1)
      found.push(this.changes[at][1]);
    return found;
  }
}
