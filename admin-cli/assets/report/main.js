// The page, from top to bottom.
function showHeading() {
  const name = facts.account?.account ?? "Everybody's usage";
  document.title = `${name} · token_meter`;
  $("title").textContent = name;
  const { from_at, to_at } = facts.span;
  const words = [];
  if (facts.account) words.push(`plan ${facts.account.plan}`);
  if (facts.account?.parent) words.push(`below ${facts.account.parent}`);
  if (facts.account?.own_keys.length) words.push(`using own API keys at ${facts.account.own_keys.join(", ")}`);
  if (facts.descendants) words.push("with the accounts below it");
  words.push(from_at && to_at ? `${moment(from_at)} to ${moment(to_at)}` : from_at ? `since ${moment(from_at)}` : to_at ? `before ${moment(to_at)}` : "all time");
  words.push(`times in ${facts.zone.time_zone}`);
  $("about").textContent = words.join(" · ");
  $("made").textContent = `Made on ${day(facts.zone.made_at)}, ${clock(facts.zone.made_at)} (${facts.zone.time_zone}) by token-meter ${facts.version}. Costs are USD. Charts by uPlot, © Leon Sorokin, MIT License.`;
}

/** How to make a first call; or, where a time was asked for, that others may have some. */
function showEmpty() {
  const isAsked = facts.span.from_at !== null || facts.span.to_at !== null;
  $("empty-title").textContent = isAsked ? "No calls in this time" : "No calls yet";
  const name = facts.account?.account ?? "user_2abc";
  const sql = `SELECT allowed, used, remaining, cost\n  FROM meter_add_tokens('${name.replaceAll("'", "''")}', 1200, 300, model => 'gpt-4o-mini', provider => 'openai');`;
  const shell = `token-meter add ${/^[\w.@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`} 1200 300 --provider openai --model gpt-4o-mini`;
  $("empty-help").append(...(isAsked ? [el("p", {}, "Without --from and --to the page shows all that was used.")] : [
    el("p", {}, "A call is metered by one function, in the transaction of your own rows:"), el("pre", { tabindex: 0, "aria-label": "SQL" }, sql),
    el("p", {}, "or from a shell:"), el("pre", { tabindex: 0, "aria-label": "Shell" }, shell),
    el("p", { class: "quiet" }, "Then make the page again. It shows what the calls cost, by model and by operation, and each of them."),
  ]));
  $("empty").hidden = false;
}

showTheme();
showHeading();
showGauges();
if (calls.length === 0 && used.totals.requests === "0" && used.totals.refunds === "0") {
  showEmpty();
} else {
  addEventListener("hashchange", () => {
    if (location.hash === "#calls") return; // the link that skips to the calls
    choice = readChoice();
    showUsed();
  });
  showUsed();
  showHistory();
}
showPools();

let resized = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(resized);
  resized = requestAnimationFrame(() => redrawn.forEach((draw) => draw()));
});
