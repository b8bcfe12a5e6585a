// Sums and charts of all the time, of the last 30 days or of the last 7.
function showUsed() {
  showDays();
  showCards();
  showCharts();
  showGroups();
}

function showDays() {
  used = facts.used.find((one) => one.days === choice.days) ?? facts.used[0];
  if (facts.used.length === 1) return;
  const switches = facts.used.map(({ days }) => {
    const input = el("input", { type: "radio", name: "days", value: days ?? "", onchange: () => {
      choose({ days: days ?? "" });
      showUsed();
    } });
    input.checked = days === used.days;
    return el("label", {}, input, el("span", {}, days === null ? "All" : `${days} days`));
  });
  if ($("days").querySelector("input") === null) $("days").append(...switches); // made once, so that the focus stays
  else $("days").querySelectorAll("input").forEach((input) => { input.checked = input.value === (used.days ?? ""); });
  $("days").hidden = false;
}
