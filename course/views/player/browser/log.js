import { card, make, setText } from "./elements.js";
import { counted, valueAt } from "./times.js";

/** The log of the bus: how much it holds, and how far each consumer is. */
export class Log {
  constructor(flow) {
    this.flow = flow;
    const head = make("tr");
    for (const words of ["consumer", "done up to", "waiting", "on its way", "laid aside"])
      head.append(make("th", { scope: "col" }, words));
    this.caption = make("caption");
    this.lines = flow.consumers.map((series) => {
      const line = make("tr", {}, make("th", { scope: "row" }, series.name));
      for (const _ of series.start) line.append(make("td", { class: "number" }));
      return line;
    });
    this.element = card(this.caption, head, this.lines);
    this.element.classList.add("log");
  }

  show(moment) {
    setText(this.caption, `The log holds ${counted(valueAt(this.flow.log, moment), "event")}`);
    for (const [at, series] of this.flow.consumers.entries()) {
      const values = valueAt(series, moment);
      const line = this.lines[at];
      for (const [place, value] of values.entries())
        setText(line.children[place + 1], value.toLocaleString("en"));
      line.classList.toggle("bad", values[3] > 0);
    }
  }
}
