// Whoever signs out takes what he has not sent from this phone with him.
(function () {
  "use strict";
  const form = document.getElementById("sign-out-form"), mine = drafts.works ? drafts.of(form.dataset.owner) : [];
  document.getElementById("unsent").hidden = mine.length === 0;
  form.addEventListener("submit", function (event) {
    if (!mine.length) return;
    event.preventDefault();
    Promise.all(mine.splice(0).map(drafts.forget)).then(() => form.submit());
  });
})();
