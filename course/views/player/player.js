// Plays what was worked out in Python. It asks nobody for anything while it plays.
// Names and bodies come from a trace, which may be anybody's: they are only ever set as text.

const MOST = 300; // messages drawn at a time; of more, every so-manyth is drawn, and it is said
const LISTED = 5; // messages listed at a time
const ROWS = 4; // rows shown of a table
const LINGER = 900; // ms for the viewer: so long a mark stays
const SAMPLES = 32; // straight pieces of which a curved line is made
const EDGE = 8; // pixels of the picture between a node and a message that stands before it
const NEAR = 18; // pixels of the picture: so close the pointer finds a message
const REST = 1200; // ms for the viewer from step to step, where motion is to be reduced
const REFRESH = 100; // ms for the viewer between two looks at what stands beside the picture

const RING = "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z";
const BUBBLE = "M-7.5 -6.5h15v10h-8l-4 4v-4h-3z";
const CROSS = "M-6 -6l12 12m0 -12l-12 12";
const WRONG = "M-2.2 -2.2l4.4 4.4m0 -4.4l-4.4 4.4";
const SHAPES = {
  request: "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0 -13 0z",
  answer: RING,
  event: "M0 -8.5L8.5 0L0 8.5L-8.5 0z",
  receipt: `${RING}M-2.6 .2l2 2.1l3.4 -4.4`,
  question: BUBBLE,
  part: BUBBLE,
  statement: "M-4.5 -4.5h9v9h-9z",
};
const MEANINGS = {
  request: "a request: its sender waits",
  answer: "its answer comes back",
  event: "an event: nobody waits for it",
  receipt: "confirmed: stored, or handled",
  question: "a question to everybody",
  part: "a part of the answer",
  statement: "a statement to a database",
};
const ICONS = {
  "To start": "M3 2v12M14 2L5 8l9 6z",
  "Step back": "M13 2v12M10 2L2 8l8 6z",
  Play: "M3 2l11 6l-11 6z",
  Pause: "M4 2v12M11 2v12",
  "Step forward": "M3 2v12M6 2l8 6l-8 6z",
};

/** An element; what is given as text stays text. */
function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** How many of the sorted values are at most `value`, or below it. */
function upTo(sorted, value, below = false) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below ? sorted[middle] < value : sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A value of a series at a moment. */
function valueAt(series, moment) {
  const known = upTo(series.times, moment);
  return known ? series.values[known - 1] : series.start;
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function ms(moment) {
  return `${moment.toLocaleString("en", { maximumFractionDigits: 2 })} ms`;
}

/** Where a value is along pairs that rise in both columns. */
function along(pairs, value, from, to) {
  let at = 1;
  while (at < pairs.length - 1 && value > pairs[at][from]) at += 1;
  const [first, last] = [pairs[at - 1], pairs[at]];
  const length = last[from] - first[from];
  const share = length > 0 ? (value - first[from]) / length : 1;
  return first[to] + (last[to] - first[to]) * Math.min(Math.max(share, 0), 1);
}

/** The messages, found by time. */
class Moves {
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

  /** Those on their way at a moment; where nothing moves, none that has just arrived. */
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

  arriving(moment) {
    const found = [];
    for (let at = upTo(this.arrivals, moment, true); this.arrivals[at] === moment; at += 1)
      found.push(this.byArrival[at]);
    return found;
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

  arrives(at) {
    if (at in this.reach) return `${this.says(at)} to ${this.receiver(at)} is lost`;
    if (this.kindOf(at) === "statement") return `${this.receiver(at)} answers ${this.sender(at)}`;
    const word = at in this.failed ? "word that " : "confirmation of ";
    const what = { receipt: word, part: "a part, " }[this.kindOf(at)] ?? "";
    return `${what}${this.says(at)} arrives at ${this.receiver(at)}`;
  }
}

/** The web's picture, and what is drawn on it. */
class Stage {
  constructor(flow, moves) {
    this.flow = flow;
    this.moves = moves;
    this.element = make("div", { class: "stage" });
    const name = /id="(view-[0-9a-f]+)"/.exec(flow.svg)[1];
    // Beside the still picture, ids would be there twice.
    const own = flow.svg.replaceAll(name, `${name}-${Math.random().toString(36).slice(2)}`);
    const parsed = new DOMParser().parseFromString(own, "image/svg+xml").documentElement;
    this.svg = document.importNode(parsed, true);
    this.svg.setAttribute("role", "group");
    this.svg.removeAttribute("aria-labelledby");
    this.svg.setAttribute("aria-label", "The web, with what moves on it");
    this.svg.querySelector("title").remove(); // it would stand in the way as a tooltip
    this.element.append(this.svg);
    this.nodes = new Map();
    for (const group of this.svg.querySelectorAll("g[data-node]"))
      this.nodes.set(group.dataset.node, { group });
    const body = this.svg.querySelector("g[data-node]")?.parentNode ?? this.svg;
    // What moves is a picture of its own on top, so that the one below is not drawn again each time.
    this.body = body;
    this.layer = draw("g", { class: "moves" });
    const { viewBox, width, style } = this.svg.attributes;
    const over = { class: "over", viewBox: viewBox.value, width: width.value, style: style.value };
    this.element.append(draw("svg", { ...over, "aria-hidden": "true" }, this.layer));
    this.halo = this.layer.appendChild(draw("circle", { class: "chosen", r: 13 }));
    this.dots = new Map();
    this.spare = [];
    this.crosses = [];
    this.places = new Map();
    this.paths = null;
  }

  /** Geometry is asked for once, when the picture has been laid out. */
  measure() {
    if (this.paths) return;
    this.paths = new Map();
    const { e, f } = this.svg.getScreenCTM().inverse().multiply(this.body.getScreenCTM());
    this.layer.setAttribute("transform", `translate(${e} ${f})`);
    for (const node of this.nodes.values()) {
      node.box = node.group.getBBox();
      const x = node.box.x + node.box.width / 2;
      node.flag = this.flag("flag", x, node.box.y - 3);
      node.badge = this.flag("badge", x, node.box.y + node.box.height + 3);
    }
    for (const group of this.svg.querySelectorAll("g[data-from]")) {
      const line = group.querySelector("path.edge");
      if (!line) continue;
      const { from, to } = group.dataset;
      const length = line.getTotalLength();
      const points = [];
      for (let at = 0; at <= SAMPLES; at += 1) {
        const { x, y } = line.getPointAtLength((length * at) / SAMPLES);
        points.push([x, y]);
      }
      points.inset = Math.min(EDGE / length, 0.25);
      this.paths.set(JSON.stringify([from, to]), points);
    }
  }

  /** A small label on the upper or lower edge of a node. */
  flag(name, x, y) {
    const words = draw("text", { y: 4 });
    const flag = draw("g", { class: name }, draw("rect", { rx: 4, y: -8, height: 16 }), words);
    flag.setAttribute("transform", `translate(${x} ${y})`);
    this.body.append(flag);
    return flag;
  }

  path(from, to) {
    const key = JSON.stringify([from, to]);
    if (this.paths.has(key)) return this.paths.get(key);
    const back = this.paths.get(JSON.stringify([to, from]));
    const ends = [this.nodes.get(from)?.box, this.nodes.get(to)?.box];
    let points = null;
    if (back) points = Object.assign([...back].reverse(), { inset: back.inset });
    else if (ends[0] && ends[1]) {
      points = ends.map((box) => [box.x + box.width / 2, box.y + box.height / 2]);
      points.inset = 0.25;
    }
    this.paths.set(key, points);
    return points;
  }

  /** Where a message is: a point of the picture, or null where its way is not drawn. */
  place(at, moment, still) {
    const { moves } = this;
    const points = this.path(moves.sender(at), moves.receiver(at));
    if (!points) return null;
    const length = moves.arrive[at] - moves.leave[at];
    let share = length > 0 ? Math.min((moment - moves.leave[at]) / length, 1) : 1;
    if (still) share = 0.5;
    if (at in moves.reach) share *= moves.reach[at];
    else if (moves.kindOf(at) === "statement" && !still) share = 1 - Math.abs(1 - 2 * share);
    // What has just arrived, or is about to leave, stands before the node and not on it.
    share = points.inset + (1 - 2 * points.inset) * share;
    const pieces = points.length - 1;
    const piece = Math.min(Math.floor(share * pieces), pieces - 1);
    const rest = share * pieces - piece;
    const [[x0, y0], [x1, y1]] = [points[piece], points[piece + 1]];
    const lane = moves.lane[at] % 5;
    const aside = (lane % 2 ? 1 : -1) * Math.ceil(lane / 2) * 13;
    const far = Math.hypot(x1 - x0, y1 - y0) || 1;
    const x = x0 + (x1 - x0) * rest - ((y1 - y0) / far) * aside;
    const y = y0 + (y1 - y0) * rest + ((x1 - x0) / far) * aside;
    return [x, y];
  }

  /** Draws the messages of a moment. Gives how many are on their way and how many are drawn. */
  show(moment, still, linger, chosen) {
    this.measure();
    const every = this.moves.under(moment, still);
    const step = Math.ceil(every.length / MOST) || 1;
    const shown = step > 1 ? every.filter((at) => at % step === 0) : every;
    const places = new Map();
    for (const at of shown) {
      const place = this.place(at, moment, still);
      if (place) places.set(at, place);
    }
    for (const [at, dot] of this.dots) {
      if (places.has(at)) continue;
      dot.style.display = "none";
      this.spare.push(dot);
      this.dots.delete(at);
    }
    for (const [at, [x, y]] of places) {
      let dot = this.dots.get(at);
      if (!dot) this.dots.set(at, (dot = this.dress(this.spare.pop() ?? this.undressed(), at)));
      dot.transform.baseVal.getItem(0).setTranslate(x, y);
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
    return this.layer.appendChild(draw("g", { transform: "translate(0 0)" }, draw("path")));
  }

  dress(dot, at) {
    const failed = at in this.moves.failed;
    const kind = this.moves.kindOf(at);
    dot.setAttribute("class", `move ${kind}${failed ? " failed" : ""}`);
    dot.firstChild.setAttribute("d", `${SHAPES[kind]}${failed ? WRONG : ""}`);
    // Letters are dear to draw, and few messages have any.
    while (dot.childElementCount > 1) dot.lastChild.remove();
    const { attempt, fault } = this.moves;
    if (at in attempt) dot.append(draw("text", { class: "number", y: 3.5 }, String(attempt[at])));
    if (at in fault) dot.append(draw("text", { class: "tag", y: 19 }, fault[at]));
    dot.style.display = "";
    return dot;
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
      const place = this.place(at, this.moves.arrive[at], still);
      if (!place) continue;
      if (!this.crosses[used]) {
        const cross = draw("g", { class: "lost" }, draw("path", { d: CROSS }), draw("text", { class: "tag", y: 20 }));
        this.crosses.push(this.layer.appendChild(cross));
      }
      const cross = this.crosses[used];
      cross.setAttribute("transform", `translate(${place[0]} ${place[1]})`);
      setText(cross.lastChild, this.moves.fault[at] || "lost");
      cross.style.display = "";
      used += 1;
    }
    for (const cross of this.crosses.slice(used)) cross.style.display = "none";
  }

  /** Marks the nodes: what is down, what is in work, what has just happened. */
  showNodes(moment, linger) {
    const { flow } = this;
    for (const node of this.nodes.values()) {
      node.words = [];
      node.note = null;
      node.isDown = false;
    }
    for (const series of flow.down) {
      const node = this.nodes.get(series.name);
      if (node) node.isDown = valueAt(series, moment);
    }
    for (const series of flow.work) {
      const node = this.nodes.get(series.name);
      if (!node) continue;
      const [working, queued] = valueAt(series, moment);
      if (working - queued > 0) node.words.push(`${working - queued} in work`);
      if (queued > 0) node.words.push(`${queued} queued`);
    }
    for (const note of flow.notes) {
      const node = this.nodes.get(note.node);
      if (node && note.at <= moment && moment - note.at <= linger) node.note = note;
    }
    for (const node of this.nodes.values()) {
      node.group.classList.toggle("is-down", node.isDown);
      hoist(node.badge, node.isDown ? "down" : node.words.join(", "), node.isDown);
      hoist(node.flag, node.note?.brief ?? "", Boolean(node.note?.wrong));
    }
  }

  /** The drawn message that is nearest to the pointer, or null. */
  nearest(event) {
    const matrix = this.layer.getScreenCTM()?.inverse();
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

/** Puts words on a flag, or takes it down where there are none. */
function hoist(flag, words, bad) {
  const [cloth, text] = flag.children;
  flag.style.display = words ? "" : "none";
  flag.classList.toggle("bad", bad);
  if (!words || text.textContent === words) return;
  setText(text, words);
  const width = text.getComputedTextLength() + 8;
  filled(cloth, { x: -width / 2, width }, []);
}

/** A table of a database, as it stands at a moment. */
class Table {
  constructor(table) {
    this.name = `${table.database}, ${table.name}`;
    this.rows = table.rows.map(([place, born, gone, cells], at) => {
      const [before, after] = [table.rows[at - 1], table.rows[at + 1]];
      const changed = before?.[0] === place && before[2] === born;
      const replaced = after?.[0] === place && after[1] === gone;
      const news = born === null ? "" : changed ? "changed" : "new";
      return { place, born: born ?? -Infinity, gone: gone ?? Infinity, cells, news, replaced };
    });
    const head = make("tr", {}, make("td"));
    for (const column of table.columns) head.append(make("th", { scope: "col" }, column));
    this.caption = make("caption");
    this.lines = Array.from({ length: Math.min(ROWS, table.rows.length) }, () => {
      const line = make("tr", {}, make("td", { class: "news" }));
      for (const _ of table.columns) line.append(make("td"));
      return line;
    });
    this.element = card(this.caption, head, this.lines);
  }

  /** What happens to its rows: pairs of a moment and words. */
  get changes() {
    const found = [];
    for (const { born, gone, news, replaced } of this.rows) {
      if (news) found.push([born, `${this.name}: a row is ${news === "new" ? "added" : news}`]);
      if (gone < Infinity && !replaced) found.push([gone, `${this.name}: a row is removed`]);
    }
    return found;
  }

  show(moment, linger) {
    const there = this.rows.filter(({ born, gone }) => born <= moment && gone > moment);
    const isNew = ({ born }) => moment - born <= linger;
    // A row that has just gone is still seen for a while, struck through.
    const leaving = this.rows.filter(
      ({ gone, replaced }) => !replaced && gone <= moment && moment - gone <= linger,
    );
    const fresh = [...there.filter(isNew), ...leaving].slice(-ROWS);
    const others = there.filter((row) => !fresh.includes(row));
    const rest = ROWS - fresh.length;
    const shown = [...(rest ? others.slice(-rest) : []), ...fresh];
    shown.sort((one, other) => one.place - other.place);
    const hidden = there.length > ROWS ? ", the last are shown" : "";
    setText(this.caption, `${this.name}: ${counted(there.length, "row")}${hidden}`);
    for (const [at, line] of this.lines.entries()) {
      const row = shown[at];
      const news = row && (row.gone <= moment ? "gone" : isNew(row) ? row.news : "");
      line.className = news ?? "";
      for (const [place, words] of [news, ...(row?.cells ?? [])].entries())
        setText(line.children[place], words ?? "");
      for (const cell of line.children) {
        if (!row) setText(cell, "");
        if (cell.title !== cell.textContent) cell.title = cell.textContent; // a long one is cut off
      }
    }
  }
}

/** The bus: how much it holds, and how far each consumer is. */
class Bus {
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

function card(caption, head, lines) {
  const table = make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { class: "card" }, table);
}

/** All that stands beside the picture. */
class State {
  constructor(flow) {
    const [first, last] = [flow.steps[0], flow.steps[flow.steps.length - 1]];
    const tables = flow.tables.map((table) => new Table(table));
    const changing = (table) => table.changes.some(([at]) => at >= first && at <= last);
    const others = tables.filter((table) => !changing(table));
    const hasBus = flow.log.times.length || flow.log.start || flow.consumers.length;
    this.parts = [...(hasBus ? [new Bus(flow)] : []), ...tables.filter(changing)];
    this.element = make("div", { class: "state" }, ...this.parts.map((part) => part.element));
    if (others.length) {
      const words = `${counted(others.length, "table")} without a change`;
      const cards = others.map((table) => table.element);
      this.element.append(make("details", {}, make("summary", {}, words), ...cards));
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

/** What is on its way, as a list, and one message in full. */
class Reader {
  constructor(moves, choose) {
    this.moves = moves;
    this.count = make("p", { class: "count" });
    this.buttons = Array.from({ length: LISTED }, () => make("button", { type: "button" }));
    const list = make("ul", {}, ...this.buttons.map((button) => make("li", {}, button)));
    this.facts = make("dl");
    this.body = make("pre", { tabindex: "0", "aria-label": "body" });
    this.shown = undefined;
    this.card = make("div", { class: "card message" }, this.facts, this.body);
    this.element = make("div", { class: "reader" }, make("div", {}, this.count, list), this.card);
    for (const button of this.buttons)
      for (const name of ["focus", "click"])
        button.addEventListener(name, () => choose(Number(button.dataset.at)));
  }

  list(every, drawn, chosen) {
    const hidden = every.length - drawn;
    const few = hidden > 0 ? `; ${hidden.toLocaleString("en")} of them are not drawn` : "";
    setText(this.count, `On their way: ${every.length.toLocaleString("en")}${few}`);
    for (const [place, button] of this.buttons.entries()) {
      const at = every[place];
      button.disabled = at === undefined;
      button.dataset.at = at ?? "";
      setText(button, at === undefined ? "" : this.moves.leaves(at));
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
      this.facts.append(make("dd", { class: "hint" }, "Point at a message, or choose one, to read it."));
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

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text; // not JSON, or cut off: as it is
  }
}

/** The player: one view, with a time of its own. */
class Player {
  constructor(flow, root) {
    this.flow = flow;
    this.ended = new AbortController();
    this.moves = new Moves(flow);
    this.stage = new Stage(flow, this.moves);
    this.state = new State(flow);
    this.reader = new Reader(this.moves, (at) => this.choose(at));
    this.length = flow.knots[flow.knots.length - 1][1];
    this.speed = flow.speed;
    this.moment = flow.steps[0];
    this.playing = false;
    this.frame = 0;
    this.timer = 0;
    this.chosen = null;
    this.hovered = null;
    this.looked = 0;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.build(root);
    this.listen();
    this.seek(this.moment);
  }

  build(root) {
    const button = (words) => {
      const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("path", { d: ICONS[words] }));
      return make("button", { type: "button" }, icon, make("span", {}, words));
    };
    this.buttons = Object.fromEntries(
      ["To start", "Step back", "Play", "Step forward"].map((words) => [words, button(words)]),
    );
    this.clock = make("output", { class: "clock" });
    this.pick = make("select", { "aria-label": "speed" });
    const fitting = this.flow.speeds.indexOf(this.flow.speed);
    for (const speed of this.flow.speeds.slice(Math.max(fitting - 4, 0), fitting + 5)) {
      const times = speed < 1 ? `${Math.round(1 / speed).toLocaleString("en")} times slower` : `${speed} times faster`;
      this.pick.append(make("option", { value: speed }, speed === 1 ? "as in life" : times));
    }
    this.pick.value = this.flow.speed;
    this.scrub = make("input", { type: "range", min: 0, max: this.length, step: "any", "aria-label": "time" });
    this.now = make("p", { class: "now", role: "status" });
    this.root = make(
      "section",
      { class: "course-player", "aria-label": this.flow.title },
      make(
        "div",
        { class: "main" },
        this.stage.element,
        make("div", { class: "controls" }, ...Object.values(this.buttons), this.clock, this.pick),
        make("div", { class: "time" }, this.scrub, this.scale()),
        this.now,
        this.legend(),
        this.reader.element,
      ),
      this.state.element,
    );
    // In JupyterLab a key pressed here would else also do what it does to a cell.
    for (const it of this.root.querySelectorAll("button, select, input, pre, summary"))
      it.setAttribute("data-lm-suppress-shortcuts", "true");
    // Beside the picture goes what leaves it wide enough to be read.
    const [main] = this.root.children;
    main.style.flexBasis = `min(100%, ${parseFloat(this.stage.svg.style.minWidth)}px)`;
    this.reader.read(null);
    root.append(this.root);
  }

  scale() {
    const { knots, marks, short } = this.flow;
    const share = (moment) => `${(along(knots, moment, 0, 1) / (this.length || 1)) * 100}%`;
    const scale = make("div", { class: "scale", "aria-hidden": "true" });
    for (const [first, last] of short) {
      const stretch = make("span", { class: "short" });
      stretch.style.left = share(first);
      stretch.style.right = `calc(100% - ${share(last)})`;
      scale.append(stretch);
    }
    for (const moment of marks) {
      const mark = make("span", { class: "mark" }, ms(moment));
      mark.style.left = share(moment);
      scale.append(mark);
    }
    const cut = short.slice(0, 3).map(([first, last]) => `${ms(first)} to ${ms(last)}`);
    const more = short.length > 3 ? ` and ${short.length - 3} more` : "";
    const words = `Nothing moves, so the time is shown shorter (hatched): ${cut.join(", ")}${more}.`;
    return short.length ? make("div", {}, scale, make("p", { class: "cut" }, words)) : scale;
  }

  legend() {
    const legend = make("ul", { class: "key", "aria-label": "what moves" });
    const entry = (drawn, words) => {
      const sample = draw("svg", { viewBox: "-11 -11 22 22", "aria-hidden": "true" }, drawn);
      legend.append(make("li", {}, sample, words));
    };
    const kinds = new Set(this.moves.kind);
    for (const [at, [kind]] of this.flow.kinds.entries()) {
      if (!kinds.has(at)) continue;
      entry(draw("g", { class: `move ${kind}` }, draw("path", { d: SHAPES[kind] })), MEANINGS[kind]);
    }
    if (Object.keys(this.moves.failed).length) {
      const failed = draw("path", { d: RING + WRONG });
      entry(draw("g", { class: "move answer failed" }, failed), "says that it failed");
    }
    if (this.moves.lost.length) entry(draw("g", { class: "lost" }, draw("path", { d: CROSS })), "lost here");
    return legend;
  }

  listen() {
    const { signal } = this.ended;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(this.buttons["To start"], "click", () => this.jump(this.flow.steps[0]));
    on(this.buttons["Step back"], "click", () => this.step(-1));
    on(this.buttons.Play, "click", () => this.toggle());
    on(this.buttons["Step forward"], "click", () => this.step(1));
    on(this.pick, "change", () => {
      this.speed = Number(this.pick.value);
      this.look();
    });
    on(this.scrub, "input", () => this.jump(along(this.flow.knots, Number(this.scrub.value), 1, 0)));
    on(this.root, "keydown", (event) => this.press(event));
    on(this.stage.svg, "pointermove", (event) => this.hover(this.stage.nearest(event)));
    on(this.stage.svg, "pointerleave", () => this.hover(null));
    on(this.stage.svg, "click", (event) => this.choose(this.stage.nearest(event)));
    on(this.calm, "change", () => {
      this.pause();
      this.look();
    });
    // Only what is laid out has a geometry; a view may be made long before it is seen.
    this.watcher = new ResizeObserver(() => this.stage.paths || this.look());
    this.watcher.observe(this.stage.svg);
  }

  destroy() {
    this.pause();
    this.ended.abort();
    this.watcher.disconnect();
    this.root.remove();
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === this.pick) return;
    const acts = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      Home: () => this.jump(this.flow.steps[0]),
      End: () => this.jump(this.flow.steps[this.flow.steps.length - 1]),
      Escape: () => this.choose(null),
    };
    if (!acts[event.key] || (event.key === " " && event.target.tagName === "BUTTON")) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    const { steps } = this.flow;
    if (this.moment >= steps[steps.length - 1]) this.seek(steps[0]);
    this.pause();
    this.playing = true;
    this.name();
    if (this.calm.matches) this.restAndGoOn();
    else {
      let before = null;
      const frame = (now) => {
        // A hidden page gets no frames; when it is seen again, time goes on from where it was.
        const passed = before === null ? 0 : Math.min(now - before, 100);
        before = now;
        this.seek(along(this.flow.knots, this.shown + passed * this.speed, 1, 0), now);
        if (this.moment >= steps[steps.length - 1]) this.pause();
        else this.frame = requestAnimationFrame(frame);
      };
      this.frame = requestAnimationFrame(frame);
    }
  }

  restAndGoOn() {
    this.timer = setTimeout(() => {
      this.seek(this.next(1));
      const { steps } = this.flow;
      if (this.moment >= steps[steps.length - 1]) this.pause();
      else this.restAndGoOn();
    }, (REST * this.flow.speed) / this.speed);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = false;
    this.name();
    this.look();
  }

  /** The button says what it will do; what happens is read out only where time stands still. */
  name() {
    const words = this.playing ? "Pause" : "Play";
    setText(this.buttons.Play.querySelector("span"), words);
    this.buttons.Play.querySelector("path").setAttribute("d", ICONS[words]);
    this.now.setAttribute("aria-live", this.playing && !this.calm.matches ? "off" : "polite");
  }

  /** The step after this moment, or before it. */
  next(way) {
    const { steps } = this.flow;
    const at = way > 0 ? upTo(steps, this.moment) : upTo(steps, this.moment, true) - 1;
    return steps[Math.min(Math.max(at, 0), steps.length - 1)];
  }

  step(way) {
    this.jump(this.next(way));
  }

  jump(moment) {
    this.pause();
    this.seek(moment);
  }

  /** Shows a moment. Between two frames only what moves is drawn; the rest a few times a second. */
  seek(moment, now = null) {
    this.moment = moment;
    this.shown = along(this.flow.knots, moment, 0, 1);
    this.scrub.value = this.shown;
    setText(this.clock, ms(moment));
    if (now === null || now - this.looked >= REFRESH) {
      this.looked = now ?? 0;
      this.look();
    } else this.paint();
  }

  paint() {
    if (!this.stage.svg.getClientRects().length) return [0, 0];
    const still = this.calm.matches;
    return this.stage.show(this.moment, still, this.linger, this.hovered ?? this.chosen);
  }

  get linger() {
    return LINGER * this.speed;
  }

  look() {
    const [, drawn] = this.paint();
    const every = this.moves.under(this.moment, this.calm.matches);
    if (this.stage.paths) this.stage.showNodes(this.moment, this.linger);
    this.state.show(this.moment, this.linger);
    this.reader.list(every, drawn, this.chosen);
    this.reader.read(this.hovered ?? this.chosen);
    this.scrub.setAttribute("aria-valuetext", ms(this.moment));
    this.say();
  }

  /** What happens at this step, or happened at the last one. */
  say() {
    const { steps, notes } = this.flow;
    const at = steps[Math.max(upTo(steps, this.moment) - 1, 0)];
    const said = [
      ...this.moves.arriving(at).map((move) => this.moves.arrives(move)),
      ...notes.filter((note) => note.at === at).map((note) => note.words),
      ...this.state.said(at),
      ...this.moves.leaving(at).map((move) => this.moves.leaves(move)),
    ];
    const more = said.length > 4 ? `; and ${said.length - 4} more` : "";
    setText(this.now, `${ms(at)}: ${said.slice(0, 4).join("; ") || "nothing moves"}${more}`);
  }

  hover(at) {
    if (at === this.hovered) return;
    this.hovered = at;
    this.stage.svg.classList.toggle("pointing", at !== null);
    this.paint();
    this.reader.read(at ?? this.chosen);
  }

  choose(at) {
    this.chosen = at;
    this.look();
  }
}

export default {
  render({ model, el }) {
    const player = new Player(model.get("flow"), el);
    return () => player.destroy();
  },
};
