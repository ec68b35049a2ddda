// Before anything is painted: where no look was chosen, follow the device. A look chosen later changes the page in
// place: to load it anew would take away what somebody has typed.
(function () {
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
  let follows = !root.hasAttribute("data-bs-theme");
  const paint = (theme) => root.setAttribute("data-bs-theme", theme);
  const follow = () => { if (follows) paint(dark.matches ? "dark" : "light"); };
  follow();
  dark.addEventListener("change", follow);

  function take(button) {
    const chosen = button.value;
    if (button.name === "size") root.classList.toggle("large", chosen === "large");
    follows = button.name === "theme" ? chosen === "auto" : follows;
    if (button.name === "theme" && !follows) paint(chosen);
    follow();
    if (!button.dataset.otherWords) return;
    const words = button.textContent;
    button.textContent = button.dataset.otherWords;
    button.value = button.dataset.otherValue;
    Object.assign(button.dataset, { otherWords: words, otherValue: chosen });
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (form.id !== "look" || !button || !window.fetch) return;  // the plain form does it, too
    event.preventDefault();
    const said = new FormData(form);
    said.append(button.name, button.value);
    try {
      await fetch(form.action, { method: "POST", body: said, redirect: "manual", keepalive: true });
    } catch (_) { /* no connection: this page looks as wished, the next one asks again */ }
    take(button);
  });
})();
