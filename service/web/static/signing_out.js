// Whoever signs out or leaves for good takes what he has not sent from this phone with him: drafts, logs, riders' reports.
(function () {
  "use strict";
  if (!drafts.works) return;
  const form = document.querySelector("form[data-forgets]"), owner = form.dataset.forgets, says = document.getElementById("unsent");
  const mine = drafts.of(owner), further = Object.keys(localStorage).filter((key) => localStorage.getItem(key) !== "[]"
    && (key === "rider-reports-" + owner || (key.startsWith("sheet:") && key.endsWith("-" + owner))));
  if (says) says.hidden = mine.length + further.length === 0;
  form.addEventListener("submit", function (event) {
    further.forEach((key) => localStorage.removeItem(key));
    if (!mine.length) return;
    event.preventDefault();
    Promise.all(mine.splice(0).map(drafts.forget)).then(() => form.submit());
  });
})();
