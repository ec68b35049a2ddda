// Keyboard shortcuts of the desk. Never while somebody types, never together with Ctrl, Alt or Meta, and they can be
// switched off (WCAG 2.1, 2.1.4); which is kept on this device only.
(function () {
  const box = document.querySelector("[data-keys]"), dialog = document.getElementById("keys");
  if (!box || !dialog || !dialog.showModal) return;
  const open = document.getElementById("keys-open"), on = document.getElementById("keys-on");

  function kept(value) {
    try {
      if (value !== undefined) localStorage.setItem("desk-keys", value);
      return localStorage.getItem("desk-keys");
    } catch (error) { return null; } // a browser that keeps nothing: on, until the page is left
  }

  function links() { return Array.prototype.filter.call(box.querySelectorAll(".job-open"), function (link) { return link.offsetParent; }); }

  function step(by) {
    const all = links(), now = all.indexOf(current());
    const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by))];
    if (next) next.focus();
  }

  function current() {
    const item = document.activeElement && document.activeElement.closest(".job");
    return item ? item.querySelector(".job-open") : null;
  }

  function claim() {
    const link = current(), button = link && link.closest(".job").querySelector("form button");
    if (button) button.click();
  }

  function search() {
    const field = document.getElementById("search");
    if (field) field.focus();
  }

  const does = { j: function () { step(1); }, k: function () { step(-1); }, c: claim, "/": search, "?": show };

  function show() { if (!dialog.open) dialog.showModal(); }

  function types(node) { return node.closest && node.closest("input, textarea, select, [contenteditable], dialog"); }

  document.addEventListener("keydown", function (event) {
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || types(event.target)) return;
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  on.checked = kept() !== "off";
  on.addEventListener("change", function () { kept(on.checked ? "on" : "off"); });
  open.hidden = !matchMedia("(hover: hover) and (pointer: fine)").matches;
  open.addEventListener("click", show);
  document.getElementById("keys-close").addEventListener("click", function () { dialog.close(); });
})();
