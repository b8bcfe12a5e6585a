// What was used: in all, in the running period, and for the operations that cost most.
const CARDS_MAX = 6;

function showCards() {
  const { totals } = used;
  const period = used.days === null ? facts.period : null;
  $("sums-title").textContent = used.days !== null ? `Used in the last ${used.days} days` : facts.span.from_at || facts.span.to_at ? "Used in this time" : "Used in all";
  const cards = [card("Total", totals, "total")];
  if (period) cards.push(card(`This ${period.period}`, period, "", `since ${moment(period.period_start)}`));
  const named = [...used.by_operation].sort((a, b) => (a.groups.operation === null) - (b.groups.operation === null));
  cards.push(...named.slice(0, CARDS_MAX - cards.length).map((row) => card(operationName(row.groups.operation), row, "", null, row.groups.operation)));
  $("cards").replaceChildren(...cards);
  const notes = noted(totals);
  $("notes").textContent = notes.join(" ");
  $("notes").hidden = notes.length === 0;
  $("sums").hidden = false;
}

function card(title, sums, kind, below = null, raw = null) {
  const cost = money(sums.cost);
  return el("article", { class: "tile " + kind, "data-card": raw ?? title, "aria-label": title },
    el("h3", { title: raw }, title, below && el("span", { class: "sub" }, below)),
    el("div", {},
      el("p", { class: cost.length > 13 ? "figure long" : "figure", "data-field": "cost" }, ...faded(cost)),
      el("p", { class: "quiet" }, el("span", { "data-field": "tokens" }, grouped(sums.tokens)), " tokens")),
    pairs([
      ["Input", grouped(sums.input_tokens), "input_tokens"],
      ["Output", grouped(sums.output_tokens), "output_tokens"],
      ["Calls", grouped(sums.requests), "requests"],
      ["Average a call", sums.average_shown ? el("span", { title: money(sums.average_cost) }, money(sums.average_shown)) : null, "average_cost"],
      ["Charged", isCharged ? money(sums.charged_cost) : null, "charged_cost"],
    ]));
}

/** The digits behind a hundredth of a cent are there, and quieter. */
function faded(text) {
  const dot = text.indexOf(".");
  return dot < 0 || text.length < dot + 6 || /\.0000/.test(text) ? [text] : [text.slice(0, dot + 5), el("span", { class: "tail" }, text.slice(dot + 5))];
}

function noted(totals) {
  const told = [];
  if (totals.unpriced_requests !== "0") told.push(`The cost of ${counted(totals.unpriced_requests, "call")} is not known, and in no sum.`);
  if (totals.refunds !== "0") told.push(`${counted(totals.refunds, "call")} taken back ${totals.refunds === "1" ? "is" : "are"} in no sum.`);
  if (totals.denied_requests !== null && totals.denied_requests !== "0") told.push(`${counted(totals.denied_requests, "call")} ${totals.denied_requests === "1" ? "was" : "were"} refused.`);
  return told;
}
