// Elements. Names of accounts and models are data: they become text, never markup.
const $ = (id) => document.getElementById(id);

/** el("p", { class: "quiet" }, "text", anotherElement); what is null is left out. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A bar that is full at 100; anything at all can be seen. */
function bar(percent, attributes = {}) {
  const fill = el("div", { class: percent > 0 ? "fill some" : "fill" });
  fill.style.setProperty("--part", Math.min(100, Math.max(0, percent)) + "%");
  return el("div", { class: "bar", ...attributes }, fill);
}

/** Names and values; a value that is null is left out. */
function pairs(entries) {
  return el("dl", { class: "pairs" }, entries.filter((entry) => entry[1] !== null)
    .map(([name, value, field]) => {
      const text = value.textContent ?? value;
      return [el("dt", {}, name), el("dd", { "data-field": field, class: text.length > 13 ? "long" : null, title: text.length > 13 ? text : null }, value)];
    }).flat());
}

function table(caption, heads, rows) {
  const head = heads.map(([name, kind]) => el("th", { scope: "col", class: kind }, name));
  return el("table", {}, el("caption", { class: "unseen" }, caption), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

function icon(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  Object.entries({ width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" }).forEach(([name, value]) => svg.setAttribute(name, value));
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shape);
  path.setAttribute("fill", "currentColor");
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}
