// Texts for people. Digits are set apart in threes, and never computed with.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LEVELS = { ok: "OK", warning: "Warning", critical: "Critical", exceeded: "Exceeded", unfilled: "Empty" };

/** The level of a limit; of one without anything to use up yet, that. */
const levelOf = (limit) => (limit.cap !== null && pixels(limit.cap) === 0 && pixels(limit.used) === 0 ? "unfilled" : limit.level);

function grouped(digits) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(\.\d+)?$/.exec(digits) ?? [];
  return whole === undefined ? String(digits) : sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ?? "");
}

/** US dollars, with two decimals and as many more as say something; what has no known price costs nobody knows what. */
function money(digits) {
  if (digits === null || digits === undefined) return "unknown";
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  return (digits.startsWith("-") ? "−$" : "$") + grouped(whole) + "." + fraction.replace(/0+$/, "").padEnd(2, "0");
}

/** An amount in the unit of a limit. */
function amount(digits, unit) {
  return isMoney(unit) ? money(digits) : grouped(digits);
}

const isMoney = (unit) => unit === "cost" || unit === "charged_cost";
const unitName = (unit) => (isMoney(unit) ? "USD" : unit.replaceAll("_", " "));
const counted = (digits, one) => grouped(digits) + " " + (digits === "1" ? one : one + "s");

// Times come in the zone that days are counted in: 2026-03-10T08:00:00.123+01:00
function day(time) {
  const [, year, month, date] = /^(\d+)-(\d\d)-(\d\d)/.exec(time) ?? [];
  return year ? `${Number(date)} ${MONTHS[month - 1]} ${year}` : String(time);
}

const clock = (time) => time.slice(11, 16);

/** The year is told where it is not that of the page. */
function shortDay(time) {
  return time.slice(0, 5) === facts.zone.made_at.slice(0, 5) ? day(time).replace(/ \d+$/, "") : day(time);
}

const moment = (time) => `${shortDay(time)}, ${clock(time)}`;

/** TRAINING, AUTO_RESPONSE and the like as words; what two operations would share is shown as it is. */
const operationNames = new Map();
function operationName(operation) {
  if (operation === null) return "No operation";
  if (operationNames.size === 0) {
    const known = new Set([...facts.used[0].by_operation.map((row) => row.groups.operation), ...calls.map((call) => call.operation)]);
    const words = [...known].filter((name) => name !== null).map((name) => [name, titled(name)]);
    words.forEach(([name, title]) => operationNames.set(name, words.filter((other) => other[1] === title).length > 1 ? name : title));
  }
  return operationNames.get(operation) ?? operation;
}

function titled(name) {
  if (!/^[A-Za-z]+([_-][A-Za-z]+)*$/.test(name)) return name;
  return name.split(/[_-]/).map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join("-");
}
