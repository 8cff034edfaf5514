const SAMPLES = 32; // straight pieces of which a curved line is made
const EDGE = 8; // pixels of the picture between a node and a message that stands before it
const ASIDE = 13; // pixels between messages that go side by side
const BELOW = 19; // pixels from the middle of a message down to the foot of the words at it
const OTHERWISE = [-12, 32, -25]; // the same, where those would cover other words

/** The ways of the picture, in its own pixels: where messages go, and where words have room. */
export class Ways {
  constructor(svg, moves) {
    this.moves = moves;
    this.boxes = new Map();
    this.paths = new Map();
    this.taken = [];
    this.silent = [];
    for (const group of svg.querySelectorAll("g[data-node]")) {
      const box = group.getBBox();
      this.boxes.set(group.dataset.node, box);
      this.taken.push({ box });
    }
    for (const group of svg.querySelectorAll("g[data-from]")) {
      for (const words of group.querySelectorAll("text"))
        this.taken.push({ box: words.getBBox(), words });
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

  path(from, to) {
    const key = JSON.stringify([from, to]);
    if (this.paths.has(key)) return this.paths.get(key);
    const back = this.paths.get(JSON.stringify([to, from]));
    const ends = [this.boxes.get(from), this.boxes.get(to)];
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
    // The first goes below the line: above it are words.
    const down = x1 < x0 ? -1 : 1;
    const aside = (lane % 2 ? down : -down) * Math.ceil(lane / 2) * ASIDE;
    const far = Math.hypot(x1 - x0, y1 - y0) || 1;
    const x = x0 + (x1 - x0) * rest - ((y1 - y0) / far) * aside;
    const y = y0 + (y1 - y0) * rest + ((x1 - x0) / far) * aside;
    return [x, y];
  }

  /**
   * How far below a point words so wide may stand without covering a node or the words at a line.
   * Where there is no such place, the words at the line are not shown meanwhile.
   */
  room([x, y], width) {
    const covered = (foot) =>
      this.taken.filter(
        ({ box }) =>
          x + width / 2 > box.x &&
          x - width / 2 < box.x + box.width &&
          y + foot + 3 > box.y &&
          y + foot - 10 < box.y + box.height,
      );
    const free = [BELOW, ...OTHERWISE].find((foot) => !covered(foot).length);
    if (free !== undefined) return free;
    for (const { words } of covered(BELOW)) {
      if (!words) continue;
      words.style.visibility = "hidden";
      this.silent.push(words);
    }
    return BELOW;
  }

  /** Shows all words at the lines again. */
  clear() {
    for (const words of this.silent) words.style.visibility = "";
    this.silent = [];
  }
}
