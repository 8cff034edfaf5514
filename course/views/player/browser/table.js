import { card, make, setText } from "./elements.js";
import { counted } from "./times.js";

const ROWS = 4; // rows shown of a table

/** A table of a database, as it stands at a moment. */
export class Table {
  constructor(table) {
    this.name = `${table.database}, ${table.name}`;
    this.rows = table.rows.map((row, at) => version(row, table.rows[at - 1], table.rows[at + 1]));
    const head = make("tr", {}, make("td"));
    for (const column of table.columns) head.append(make("th", { scope: "col" }, column));
    this.caption = make("caption");
    this.lines = Array.from({ length: Math.min(ROWS, this.most) }, () => {
      const line = make("tr", {}, make("td", { class: "news" }));
      for (const _ of table.columns) line.append(make("td"));
      return line;
    });
    this.element = card(this.caption, head, this.lines);
    this.element.classList.toggle("opens", this.rows.some((row) => row.open > -Infinity));
  }

  /** The most rows that are there at any moment. */
  get most() {
    const there = (moment) =>
      this.rows.filter(({ born, gone }) => born <= moment && gone > moment).length;
    return this.rows.reduce((most, { born }) => Math.max(most, there(born)), 0);
  }

  /** What happens to its rows: pairs of a moment and words. */
  get changes() {
    const found = [];
    for (const { born, gone, open, news, replaced } of this.rows) {
      const undone = gone === open;
      const how = news === "new" ? "added" : "changed";
      if (news) found.push([born, `a row is ${how}${open > born ? ", not committed yet" : ""}`]);
      if (open > born && gone >= open)
        found.push([open, `what was ${how} is ${undone ? "rolled back" : "committed"}`]);
      if (gone < Infinity && !replaced && !undone) found.push([gone, "a row is removed"]);
    }
    return found.map(([moment, words]) => [moment, `${this.name}: ${words}`]);
  }

  show(moment, linger) {
    const there = this.rows.filter(({ born, gone }) => born <= moment && gone > moment);
    const isFresh = ({ born, open }) => moment - Math.max(born, open) <= linger;
    // A row that has just gone is still seen for a while, struck through.
    const leaving = this.rows.filter(
      ({ gone, replaced }) => !replaced && gone <= moment && moment - gone <= linger,
    );
    const most = this.lines.length;
    const fresh = [...there.filter(isFresh), ...leaving].slice(-most);
    const others = there.filter((row) => !fresh.includes(row));
    const rest = most - fresh.length;
    const shown = [...(rest ? others.slice(-rest) : []), ...fresh];
    shown.sort((one, other) => one.place - other.place);
    const hidden = there.length > most ? ", the last are shown" : "";
    setText(this.caption, `${this.name}: ${counted(there.length, "row")}${hidden}`);
    for (const [at, line] of this.lines.entries())
      fill(line, shown[at], shown[at] ? told(shown[at], moment, isFresh(shown[at])) : ["", ""]);
  }
}

/** A version of a row, and what it is to those before and after it. */
function version([place, born, gone, cells, open], before, after) {
  const follows = before?.[0] === place && before[2] === born;
  const restored = follows && before[4] === born; // what came before it was rolled back
  const replaced = after?.[0] === place && after[1] === gone;
  const news = born === null || restored ? "" : follows ? "changed" : "new";
  const times = { born: born ?? -Infinity, gone: gone ?? Infinity, open: open ?? -Infinity };
  return { place, ...times, cells, news, replaced };
}

/** How a row is marked, and the word for it. */
function told({ gone, open, news }, moment, isFresh) {
  if (gone <= moment) return ["gone", gone === open ? "rolled back" : "gone"];
  if (open > moment) return ["open", "uncommitted"];
  return isFresh ? [news, news] : ["", ""];
}

function fill(line, row, [mark, news]) {
  line.className = mark;
  for (const [place, cell] of Array.from(line.children).entries()) {
    setText(cell, (place ? row?.cells[place - 1] : news) ?? "");
    if (cell.title !== cell.textContent) cell.title = cell.textContent; // a long one is cut off
  }
}
