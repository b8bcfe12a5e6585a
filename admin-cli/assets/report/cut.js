// One tall column would flatten all others: then the axis ends above the others, the columns that pass it are cut, and the chart says so.
const CUT_WHEN_TIMES = 5;
const CUT_LEAST_COLUMNS = 4;

/** Where the axis ends; null: all columns can be seen. What nine of ten columns stay below is usual. */
function cutOf(values) {
  const rising = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (rising.length < CUT_LEAST_COLUMNS) return null;
  const usual = rising[Math.floor((rising.length - 1) * 0.9)];
  return rising.at(-1) > CUT_WHEN_TIMES * usual ? usual * 1.25 : null;
}

/** The words and the switch below the heading of a chart; `told` is the amount of a row in words, `turn` draws anew. */
function cutNote(values, cut, told, turn) {
  const { series } = used;
  const over = values.map((value, at) => [value, at]).filter(([value]) => value > cut).sort((a, b) => b[0] - a[0]);
  const highest = series[over[0][1]];
  const words = el("span", { "data-field": "cut" });
  const button = el("button", { type: "button", onclick: () => tell(turn()) });
  const tell = (isCut) => {
    const highestIs = `${bucketName(highest)} has ${told(highest)}`;
    words.textContent = isCut
      ? `${over.length === 1 ? "1 column is" : `${over.length} columns are`} cut off: ${highestIs}.`
      : `Nothing is cut off: ${highestIs}.`;
    button.textContent = isCut ? "Show in full" : "Cut off";
  };
  tell(true);
  return el("p", { class: "cut" }, words, button);
}

/** A gap through each column that goes on above the axis. */
function drawCuts(u, values, cut) {
  const pixel = devicePixelRatio;
  const half = Math.min(Math.abs(u.valToPos(1, "x", true) - u.valToPos(0, "x", true)) * 0.78, 44 * pixel) / 2 + 2 * pixel;
  const top = u.bbox.top + 12 * pixel;
  u.ctx.save();
  u.ctx.strokeStyle = colour("panel");
  u.ctx.lineWidth = 3 * pixel;
  values.forEach((value, at) => {
    if (value === null || value <= cut) return;
    const x = u.valToPos(at, "x", true);
    u.ctx.beginPath();
    u.ctx.moveTo(x - half, top + 3 * pixel);
    u.ctx.lineTo(x + half, top - 3 * pixel);
    u.ctx.stroke();
  });
  u.ctx.restore();
}
