import { draw, filled, setText } from "./elements.js";
import { valueAt } from "./times.js";

/** Marks the nodes of the picture: what is down, what is in work, what has just happened. */
export class Nodes {
  constructor(flow, svg, body) {
    this.flow = flow;
    this.all = new Map();
    for (const group of svg.querySelectorAll("g[data-node]")) {
      const box = group.getBBox();
      const x = box.x + box.width / 2;
      const flag = body.appendChild(raised("flag", x, box.y - 3));
      const badge = body.appendChild(raised("badge", x, box.y + box.height + 3));
      this.all.set(group.dataset.node, { group, flag, badge });
    }
  }

  show(moment, linger) {
    const { flow, all } = this;
    for (const node of all.values()) {
      node.words = [];
      node.note = null;
      node.isDown = false;
    }
    for (const series of flow.down) {
      const node = all.get(series.name);
      if (node) node.isDown = valueAt(series, moment);
    }
    for (const series of flow.work) {
      const node = all.get(series.name);
      if (!node) continue;
      const [working, queued] = valueAt(series, moment);
      if (working - queued > 0) node.words.push(`${working - queued} in work`);
      if (queued > 0) node.words.push(`${queued} queued`);
    }
    for (const note of flow.notes) {
      const node = all.get(note.node);
      if (node && note.at <= moment && moment - note.at <= linger) node.note = note;
    }
    for (const node of all.values()) {
      node.group.classList.toggle("is-down", node.isDown);
      hoist(node.badge, node.isDown ? "down" : node.words.join(", "), node.isDown);
      hoist(node.flag, node.note?.brief ?? "", Boolean(node.note?.wrong));
    }
  }
}

/** A small label on the upper or lower edge of a node. */
function raised(name, x, y) {
  const words = draw("text", { y: 4 });
  const flag = draw("g", { class: name }, draw("rect", { rx: 4, y: -8, height: 16 }), words);
  flag.setAttribute("transform", `translate(${x} ${y})`);
  return flag;
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
