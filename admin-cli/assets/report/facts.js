// What SQL told. Every number in it is a text with all of its digits.
const facts = JSON.parse(document.getElementById("facts").textContent);

const calls = facts.history.rows.map((row) => Object.fromEntries(facts.history.columns.map((column, i) => [column, row[i]])));

/** Whether calls of several accounts come together. */
const isMany = facts.account === null || facts.descendants;

/** Of where something is drawn, and nothing else: a float. */
const pixels = (digits) => Number(digits ?? 0) || 0;

/** Whether some charge differs from its cost: a plan has a markup. */
const isCharged = facts.used[0].totals.charged_cost !== facts.used[0].totals.cost;

/** Sums of all the time that was asked for; or of the last days, where somebody has chosen that. */
let used = facts.used[0];
