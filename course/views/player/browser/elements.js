// Elements of the page. Names and bodies come from a trace, which may be anybody's: they are only
// ever set as text.

/** An element; what is given as text stays text. */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for a picture. */
export function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

export function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A table with a caption, in a frame. */
export function card(caption, head, lines) {
  const table = make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { class: "card" }, table);
}
