// CSV, RFC 4180 with a header, as the program writes it: what a spreadsheet would take for a formula begins with '.
const FORMULA = /^(?:[\t\r\n]|[\s\u0085]*[=+\-@＝＋－＠'])/;
const TEXTS = new Set(["at", "account", "provider", "model", "operation", "session_id", "price_match", "key_source"]);

function csvCell(column, value) {
  if (value === null || value === undefined) return "";
  const text = TEXTS.has(column) && FORMULA.test(value) ? "'" + value : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(rows) {
  const columns = facts.history.columns.filter((column) => column !== "account" || isMany);
  return [columns, ...rows.map((row) => columns.map((column) => csvCell(column, row[column])))].map((cells) => cells.join(",") + "\n").join("");
}

function download(rows) {
  const address = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
  const name = (facts.account?.account ?? "everybody").replace(/[^\w.-]+/g, "_").slice(0, 60);
  el("a", { href: address, download: `calls-${name}-${facts.zone.made_at.slice(0, 10)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
