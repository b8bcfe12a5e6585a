// The table of calls: filters, pages of 50, and a sheet of what is shown.
const PAGE_SIZE = 50;
const TABS_MAX = 12;

function showHistory() {
  if (calls.length === 0) return;
  const set = (change) => {
    choose({ page: 1, ...change });
    draw(set);
  };
  operationTabs(set);
  $("model").append(el("option", { value: "" }, "All models"), ...tally("model").map(([name]) => el("option", { value: keyOf(name) }, name ?? "No model")));
  $("model").addEventListener("change", () => set({ model: $("model").value }));
  $("text").addEventListener("input", () => set({ text: $("text").value }));
  for (const id of ["from", "until"]) {
    [$(id).min, $(id).max] = [calls.at(-1).at.slice(0, 10), calls[0].at.slice(0, 10)];
    $(id).addEventListener("change", () => set({ [id]: $(id).value }));
  }
  $("clear").addEventListener("click", () => {
    set({ operation: "", model: "", text: "", from: "", until: "" });
    $("text").focus();
  });
  $("download").addEventListener("click", () => download(chosen()));
  addEventListener("hashchange", () => {
    if (location.hash !== "#calls") draw(set);
  });
  const { more, left_the_log: areGone } = facts.history;
  $("bounded").textContent = more ? `These are the newest ${grouped(String(calls.length))} calls; there are more before ${moment(calls.at(-1).at)}. Sums and charts above are of all.`
    : areGone ? `Calls before ${moment(calls.at(-1).at)} have left the log. Sums and charts above have them; this list does not.` : "";
  $("bounded").hidden = $("bounded").textContent === "";
  $("calls").hidden = false;
  draw(set);
}

function operationTabs(set) {
  const operations = tally("operation");
  const tab = (key, name, count, raw) => el("button", { type: "button", "aria-pressed": "false", "data-key": key, title: raw, onclick: () => set({ operation: key }) },
    name, el("small", {}, grouped(String(count))));
  $("operations").append(tab("", "All", calls.length, null),
    ...operations.slice(0, TABS_MAX).map(([name, count]) => tab(keyOf(name), operationName(name), count, name)));
}

function draw(set) {
  const rows = chosen();
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const page = Math.min(choice.page, pages);
  const first = (page - 1) * PAGE_SIZE;
  const shown = rows.slice(first, first + PAGE_SIZE);
  FILTERS.filter((name) => name !== "operation").forEach((name) => { if ($(name).value !== choice[name]) $(name).value = choice[name]; });
  document.querySelectorAll("#operations button").forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.key === choice.operation)));
  $("clear").hidden = FILTERS.every((name) => choice[name] === "");
  $("download").textContent = `Download CSV (${grouped(String(rows.length))})`;
  $("table").replaceChildren(shown.length ? callsTable(shown) : nothing());
  $("shown").textContent = shown.length ? `${grouped(String(first + 1))}–${grouped(String(first + shown.length))} of ${counted(String(rows.length), "call")}` : "No call";
  pager(page, pages, set);
}

function nothing() {
  return el("div", { class: "none" }, el("p", {}, "No call is like this."),
    el("button", { type: "button", class: "button", onclick: () => $("clear").click() }, "Show all calls"));
}

function callsTable(rows) {
  const heads = [["When"], ["Model"], ["Operation", "wide"], ["Input", "number wide"], ["Output", "number wide"], ["Tokens", "number wide"], ["Cost", "number"]];
  if (isMany) heads.splice(1, 0, ["Account", "wide"]);
  return table("Calls, the newest first", heads, rows.map(callLine));
}

function callLine(call) {
  const operation = call.operation === null ? "–" : operationName(call.operation);
  return el("tr", { class: call.refunded ? "refunded" : null, "data-call": call.id },
    el("td", { class: "when" }, el("time", { datetime: call.at }, shortDay(call.at), el("span", { class: "sub" }, call.at.slice(11, 19)))),
    isMany ? el("td", { class: "name wide" }, call.account) : null,
    el("td", { class: "name" }, call.model ?? "–", el("span", { class: "sub" }, call.provider ?? ""),
      el("span", { class: "sub narrow" }, isMany ? `${call.account} · ${operation}` : operation),
      el("span", { class: "sub narrow" }, `${grouped(call.input_tokens)} + ${grouped(call.output_tokens)} tokens`), flags(call)),
    el("td", { class: "wide", title: call.operation }, operation, call.session_id === null ? null : el("span", { class: "sub" }, call.session_id)),
    el("td", { class: "number wide", "data-field": "input_tokens" }, grouped(call.input_tokens)),
    el("td", { class: "number wide", "data-field": "output_tokens" }, grouped(call.output_tokens)),
    el("td", { class: "number wide", "data-field": "tokens" }, grouped(call.tokens)),
    el("td", { class: "number" }, el("span", { "data-field": "cost" }, money(call.cost)),
      call.charged_cost !== call.cost ? el("span", { class: "sub" }, `charged ${money(call.charged_cost)}`) : null));
}

function flags(call) {
  const words = [];
  if (call.refunded) words.push("taken back");
  if (call.key_source === "own") words.push("own key");
  if (call.price_match === "fallback") words.push("fallback price");
  return words.length ? el("span", { class: "chips" }, words.map((word) => el("span", { class: "chip flag" }, word))) : null;
}

function pager(page, pages, set) {
  const move = { Newer: page - 1, Older: page + 1 };
  if ($("pages").childElementCount === 0) {  // made once, so that the focus stays on a button
    $("pages").append(el("button", { type: "button", class: "button" }, "Newer"), el("span", {}), el("button", { type: "button", class: "button" }, "Older"));
  }
  const [newer, label, older] = $("pages").children;
  label.textContent = `Page ${page} of ${pages}`;
  for (const button of [newer, older]) {
    const to = move[button.textContent];
    const isThere = to >= 1 && to <= pages;
    button.setAttribute("aria-disabled", String(!isThere));
    button.onclick = () => { if (isThere) set({ page: to }); };
  }
}
