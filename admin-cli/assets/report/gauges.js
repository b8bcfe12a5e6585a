// How full each limit is. The level is told by a word and a shape, not by colour alone.
const SHAPES = {
  ok: "M7 0a7 7 0 1 1 0 14A7 7 0 0 1 7 0Zm-1 9.9 4.9-4.9-1.2-1.2L6 7.5 4.4 5.9 3.2 7.1Z",
  warning: "M7 .6 14 13H0Zm-.9 4.6.2 4.2h1.4l.2-4.2Zm0 5.2v1.5h1.8v-1.5Z",
  critical: "M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.9V4.1Zm2 3 .2 5h1.4l.2-5Zm0 6.2V11h1.8V9.2Z",
  unfilled: "M7 0a7 7 0 1 1 0 14A7 7 0 0 1 7 0Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 7 1.6Z",
  exceeded: "M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.9V4.1Zm.2 3.1L3.1 4.3 5.8 7 3.1 9.7l1.2 1.2L7 8.2l2.7 2.7 1.2-1.2L8.2 7l2.7-2.7-1.2-1.2L7 5.8Z",
};

function showGauges() {
  if (facts.gauges.length === 0) return;
  $("gauges").append(...facts.gauges.map(gauge));
  $("limits").hidden = false;
}

function level(name) {
  return el("span", { class: "level", "data-field": "level" }, icon(SHAPES[name]), LEVELS[name]);
}

function gauge(limit) {
  const used = amount(limit.used, limit.unit) + (limit.cap === null ? "" : ` / ${amount(limit.cap, limit.unit)}`);
  const unit = (isMoney(limit.unit) ? "" : " " + unitName(limit.unit)).replace(/s$/, used === "1" ? "" : "s") + (limit.cap === null ? ", no cap" : "");
  const name = levelOf(limit);
  const percent = limit.percent === null || name === "unfilled" ? null : grouped(limit.percent) + " %";
  const left = limit.percent_left === null || name === "unfilled" ? "" : ` (${grouped(limit.percent_left)} %)`;
  return el("article", { class: "tile " + name, "data-gauge": limit.limit_name, "aria-label": limit.limit_name },
    el("div", { class: "tile-head" }, el("h3", {}, limit.limit_name), level(name)),
    el("p", { class: "figure", "data-field": "percent" }, percent ?? (name === "unfilled" ? "Nothing yet" : "Unlimited"), percent && el("small", { class: "quiet" }, " used")),
    limit.cap === null ? null : meter(limit, used + unit),
    el("p", {}, el("span", { "data-field": "used" }, used), unit),
    pairs([
      ["Remaining", limit.remaining === null ? null : amount(limit.remaining, limit.unit) + left, "remaining"],
      ["In flight", pixels(limit.reserved) === 0 ? null : amount(limit.reserved, limit.unit), "reserved"],
      [limit.period === "never" ? "Period" : `Per ${limit.period}, resets`, limit.resets_at ? moment(limit.resets_at) : "never ends", "resets_at"],
    ]),
    el("div", { class: "chips" }, belongsTo(limit).map((words) => el("span", { class: "chip" }, words))));
}

function meter(limit, text) {
  const percent = levelOf(limit) === "unfilled" ? 0 : Math.min(100, pixels(limit.percent));
  return bar(percent, {
    role: "meter", "aria-label": limit.limit_name, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent,
    "aria-valuetext": `${text}, ${LEVELS[levelOf(limit)]}`,
  });
}

/** Whose limit it is, what it counts, and whether it refuses. */
function belongsTo(limit) {
  const words = [["parent", "pool"].includes(limit.payer_is) ? `${limit.payer_is} ${limit.payer}` : limit.plan === null ? "of the account" : `plan ${limit.plan}`];
  for (const column of ["provider", "model", "operation"]) {
    if (limit[column] !== null) words.push(`${column} ${limit[column]}`);
  }
  if (limit.key_source === "own") words.push("own keys");
  if (!limit.hard) words.push("warns only");
  return words;
}
