// What is shown: of which days the sums, and which calls. The choice stands in the address, so that a link or a reload keeps it.
const FILTERS = ["operation", "model", "text", "from", "until"];
const CHOICES = [...FILTERS, "days"];

/** As the address says it; what it does not say is not chosen. A name is marked, so that "no operation" is a choice of its own. */
function readChoice() {
  const said = new URLSearchParams(location.hash.slice(1));
  const choice = Object.fromEntries(CHOICES.map((name) => [name, said.get(name) ?? ""]));
  for (const name of ["from", "until"]) {
    if (!/^\d{4}-\d\d-\d\d$/.test(choice[name])) choice[name] = "";
  }
  return { ...choice, page: Math.max(1, Number.parseInt(said.get("page"), 10) || 1) };
}

let choice = readChoice();

/** Takes what has changed of the choice, and writes it into the address. */
function choose(change) {
  choice = { ...choice, ...change };
  const said = new URLSearchParams(CHOICES.filter((name) => choice[name] !== "").map((name) => [name, choice[name]]));
  if (choice.page > 1) said.set("page", choice.page);
  try {
    history.replaceState(null, "", "#" + said);
  } catch { /* a page in a frame may have no address */ }
}

const NAMED = "=";
const keyOf = (name) => (name === null ? "none" : NAMED + name);

function chosen() {
  const text = choice.text.trim().toLowerCase();
  return calls.filter((call) =>
    (choice.operation === "" || keyOf(call.operation) === choice.operation) &&
    (choice.model === "" || keyOf(call.model) === choice.model) &&
    (choice.from === "" || call.at.slice(0, 10) >= choice.from) &&
    (choice.until === "" || call.at.slice(0, 10) <= choice.until) &&
    (text === "" || [call.model, call.provider, call.operation, call.session_id, call.account].some((name) => name?.toLowerCase().includes(text))));
}

/** Names of a column with their calls, the commonest first. */
function tally(column) {
  const counts = new Map();
  calls.forEach((call) => counts.set(call[column], (counts.get(call[column]) ?? 0) + 1));
  return [...counts].sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(String(b[0])));
}
