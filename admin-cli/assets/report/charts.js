// Spend and tokens over time. The columns stand side by side in the order of the buckets, so that no zone is computed here; a pointer or the
// arrow keys read one out, with the server's digits.
const CHART_HEIGHT = 220;

function showCharts() {
  const { series } = used;
  redrawn.length = 0;
  $("spend").replaceChildren();
  $("tokens").replaceChildren();
  $("time").hidden = series.length === 0;
  if (series.length === 0) return;
  const per = `${series[0].bucket === "hour" ? "an" : "a"} ${series[0].bucket}`;
  chart($("spend"), `Spend ${per}`, [], [{ name: "cost", fill: "spend", of: (row) => (row.cost === null ? null : pixels(row.cost)) }], "$", (row) => money(row.cost));
  chart($("tokens"), `Tokens ${per}`, [["Input", "input"], ["Output", "output"]], [
    { name: "tokens", fill: "output", of: (row) => pixels(row.tokens) }, // the whole column, of which the next covers the input's part
    { name: "input", fill: "input", of: (row) => pixels(row.input_tokens) },
  ], "", (row) => `${grouped(row.tokens)} tokens`);
  redrawn.forEach((draw) => draw());
}

function bucketName(row) {
  if (row.bucket === "hour") return `${day(row.bucket_start)}, ${clock(row.bucket_start)}`;
  if (row.bucket === "month") return day(row.bucket_start).slice(2).trim();
  return (row.bucket === "week" ? "Week of " : "") + day(row.bucket_start);
}

function tickName(row) {
  const [date, month, year] = day(row.bucket_start).split(" ");
  return { hour: clock(row.bucket_start), day: `${date} ${month}`, week: `${date} ${month}`, month: `${month} ${year}` }[row.bucket];
}

function readout(row) {
  return `${bucketName(row)}: ${money(row.cost)}, ${grouped(row.input_tokens)} tokens in, ${grouped(row.output_tokens)} out, ${counted(row.requests, "call")}`;
}

function chart(panel, title, legend, layers, sign, inWords) {
  const { series } = used;
  const values = series.map(layers[0].of);
  const cut = cutOf(values);
  let isCut = cut !== null;
  const told = el("p", { class: "readout" });
  const plot = el("div", {
    class: "plot", tabindex: 0, role: "slider", "aria-label": `${title}, read by arrow keys`, "aria-valuemin": 1, "aria-valuemax": series.length,
  });
  const hint = `${bucketName(series[0])} – ${bucketName(series.at(-1))}`;
  let drawn = null;
  let at = series.length - 1;
  const tell = (index) => {
    at = index ?? at;
    told.textContent = index === null ? hint : readout(series[at]);
    plot.setAttribute("aria-valuenow", at + 1);
    plot.setAttribute("aria-valuetext", readout(series[at]));
  };
  const step = (index) => {
    tell(Math.min(series.length - 1, Math.max(0, index)));
    drawn.setCursor({ left: drawn.valToPos(at, "x"), top: 10 }, false);
  };
  const keys = { ArrowLeft: () => at - 1, ArrowDown: () => at - 1, ArrowRight: () => at + 1, ArrowUp: () => at + 1, Home: () => 0, End: () => series.length - 1 };
  plot.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    step(keys[event.key]());
  });
  plot.addEventListener("blur", () => tell(null));
  const draw = () => {
    drawn?.destroy();
    const settings = options(plot.clientWidth, layers, sign, tell, isCut ? cut : null);
    if (isCut) settings.hooks.draw = [(u) => drawCuts(u, values, cut)];
    drawn = new uPlot(settings, [series.map((_, i) => i), ...layers.map((layer) => series.map(layer.of))], plot);
  };
  redrawn.push(draw);
  const turn = () => {
    isCut = !isCut;
    draw();
    return isCut;
  };
  const note = cut === null ? "" : cutNote(values, cut, inWords, turn);
  panel.append(el("div", { class: "chart-head" }, el("h2", {}, title), legendOf(legend)), told, note, plot, asTable(title));
  tell(null);
}

function legendOf(entries) {
  return el("div", { class: "legend" }, entries.map(([name, fill]) => {
    const mark = el("i", { "aria-hidden": "true" });
    mark.style.background = `var(--${fill})`;
    return el("span", {}, mark, name);
  }));
}

/** `top`: where the axis ends, if not above the highest column. */
function options(width, layers, sign, tell, top) {
  const { series } = used;
  const quiet = colour("quiet");
  const line = colour("line");
  const font = "12px system-ui, sans-serif";
  return {
    width, height: CHART_HEIGHT, legend: { show: false }, padding: [12, 26, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    scales: { x: { time: false, range: () => [-0.6, series.length - 0.4] }, y: { range: (_, __, max) => [0, top ?? (max > 0 ? max * 1.05 : 1)] } },
    axes: [
      { stroke: quiet, font, grid: { show: false }, ticks: { show: false }, incrs: [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 56, 96, 112], space: 64, size: 30,
        values: (_, splits) => splits.map((i) => (series[i] ? tickName(series[i]) : "")) },
      { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 62, space: 44, values: (_, splits) => splits.map((value) => sign + short(value, sign === "$" ? 2 : 0)) },
    ],
    series: [{}, ...layers.map((layer) => ({ fill: colour(layer.fill), width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.78, 44, 1], radius: 0.12 }) }))],
    hooks: { setCursor: [(u) => tell(u.cursor.idx ?? null)] },
  };
}

/** A label of an axis; of a small amount of money, with so many decimals at least. */
function short(value, decimals) {
  const unit = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]].find(([size]) => value >= size);
  if (unit) return String(Number((value / unit[0]).toPrecision(4))) + unit[1];
  const text = String(Number(value.toPrecision(4)));
  return value > 0 && decimals > 0 && /^\d+(\.\d)?$/.test(text) ? Number(text).toFixed(decimals) : text;
}

function asTable(title) {
  const details = el("details", {}, el("summary", {}, "As a table"));
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    const rows = used.series.map((row) => el("tr", {}, el("th", { scope: "row" }, bucketName(row)),
      [grouped(row.requests), grouped(row.input_tokens), grouped(row.output_tokens), money(row.cost)].map((text) => el("td", { class: "number" }, text))));
    const heads = [["Time"], ["Calls", "number"], ["Input", "number"], ["Output", "number"], ["Cost", "number"]];
    details.append(el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title + ", as a table" }, table(title, heads, rows)));
  });
  return details;
}
