// Tables of sums: by model, by operation, by account; and what is left of what was bought.
const GROUPS_SHOWN = 8;

function showGroups() {
  const parts = [];
  if (used.by_model.length === 0) {
    $("parts").replaceChildren(el("section", { class: "panel" }, el("p", { class: "quiet" }, "No calls in this time.")));
    return;
  }
  if (isMany) parts.push(groups("by-account", "By account", "Account", used.by_account, (row) => [row.groups.account]));
  parts.push(groups("by-model", "By model", "Model", used.by_model, (row) => [row.groups.model ?? "No model", row.groups.provider]));
  parts.push(groups("by-operation", "By operation", "Operation", used.by_operation, (row) => [operationName(row.groups.operation)]));
  $("parts").replaceChildren(...parts);
  $("parts").hidden = false;
}

function groups(id, title, head, rows, named) {
  const by = rows.some((row) => pixels(row.cost) > 0) ? "cost" : "tokens";
  const all = Math.max(pixels(used.totals[by]), Number.MIN_VALUE);
  const lines = rows.map((row, i) => groupLine(named(row), row, (100 * pixels(row[by])) / all, i >= GROUPS_SHOWN));
  const heads = [[head], [by === "cost" ? "Share of the cost" : "Share of the tokens", "share wide"], ["Calls", "number wide"], ["Tokens", "number wide"],
    ["Average a call", "number wide"], ["Cost", "number"]];
  const inAll = rows[0]?.groups_in_all ?? "0";
  return el("section", { class: "panel", id, "aria-labelledby": id + "-title" },
    el("div", { class: "panel-head" }, el("h2", { id: id + "-title" }, title),
      inAll !== String(rows.length) ? el("span", { class: "quiet sub" }, `the first ${rows.length} of ${grouped(inAll)}`) : null),
    table(title, heads, lines),
    lines.length > GROUPS_SHOWN ? moreButton(lines) : null);
}

function groupLine([name, below], row, percent, isLater) {
  return el("tr", { hidden: isLater, "data-group": name },
    el("th", { scope: "row", class: "name" }, name, below ? el("span", { class: "sub" }, below) : null,
      el("span", { class: "sub narrow" }, `${counted(row.requests, "call")}, ${grouped(row.tokens)} tokens`)),
    el("td", { class: "share wide" }, bar(percent)),
    el("td", { class: "number wide", "data-field": "requests" }, grouped(row.requests)),
    el("td", { class: "number wide", "data-field": "tokens" }, grouped(row.tokens)),
    el("td", { class: "number wide", "data-field": "average_cost", title: money(row.average_cost) }, row.average_shown === null ? "–" : money(row.average_shown)),
    el("td", { class: "number" }, el("span", { "data-field": "cost" }, money(row.cost)),
      row.charged_cost !== row.cost ? el("span", { class: "sub" }, `charged ${money(row.charged_cost)}`) : null));
}

function moreButton(lines) {
  const button = el("button", { type: "button", class: "button more", "aria-expanded": "false" }, `Show all ${lines.length}`);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "true";
    lines.slice(GROUPS_SHOWN).forEach((line) => { line.hidden = open; });
    button.setAttribute("aria-expanded", String(!open));
    button.textContent = open ? `Show all ${lines.length}` : `Show ${GROUPS_SHOWN}`;
  });
  return button;
}

function showPools() {
  if (facts.balances === null || facts.balances.length === 0) return;
  const heads = [["Pool"], ["Used", "share wide"], ["Purchased", "number wide"], ["Used", "number wide"], ["Remaining", "number"], ["Level"]];
  const lines = facts.balances.map((pool) => el("tr", { class: levelOf(pool), "data-pool": `${pool.payer} ${pool.limit_name}` },
    el("th", { scope: "row", class: "name" }, pool.limit_name,
      el("span", { class: "sub" }, [pool.payer, ...(pool.pool_providers ?? [])].join(" · ")),
      el("span", { class: "sub narrow" }, `${amount(pool.used, pool.unit)} of ${pool.cap === null ? "no cap" : amount(pool.cap, pool.unit)}`)),
    el("td", { class: "share wide" }, bar(pixels(pool.cap) > 0 ? (100 * pixels(pool.used)) / pixels(pool.cap) : 0)),
    el("td", { class: "number wide", "data-field": "purchased" }, pool.purchased === null ? "unlimited" : amount(pool.purchased, pool.unit)),
    el("td", { class: "number wide" }, el("span", { "data-field": "used" }, amount(pool.used, pool.unit)),
      pool.cap === pool.purchased || pool.cap === null ? null : el("span", { class: "sub" }, `of ${amount(pool.cap, pool.unit)}`)),
    el("td", { class: "number" }, el("span", { "data-field": "remaining" }, pool.remaining === null ? "unlimited" : amount(pool.remaining, pool.unit)),
      isMoney(pool.unit) ? null : el("span", { class: "sub" }, unitName(pool.unit))),
    el("td", {}, level(levelOf(pool)))));
  $("balances").append(table("Pools: what was purchased, used and remains", heads, lines));
  $("pools").hidden = false;
}
