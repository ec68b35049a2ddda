// A sheet that is being written: kept on this device at every stroke, saved on the server every 20 seconds, found again
// after a lost connection. Without this script the page saves when its button is pressed.
(function () {
  const form = document.querySelector("form[data-keep]"), done = document.querySelector("[data-done]");
  if (!form) {
    if (done && document.querySelector("main .alert-success")) localStorage.removeItem("sheet:" + done.dataset.done);
    return;
  }
  const KEY = "sheet:" + form.dataset.keep, EVERY = 20000, STROKES = 400;
  const state = form.querySelector("[data-state]"), found = form.querySelector("[data-found]");
  let isDirty = false, isStopped = false, isSaving = false, isUrgent = false, waiting = null;

  const field = (name) => form.elements[name];
  const say = (words) => { state.textContent = words; };
  const clock = (date) => date.toTimeString().slice(0, 5);

  function typed() {
    return [...new FormData(form)].filter(([name, value]) => name[0] !== "_" && typeof value === "string");
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch (error) { return null; }
  }
  function keep(more) {
    const whole = Object.assign({ at: Date.now(), seen: field("_seen").value, fields: typed() }, more);
    try { localStorage.setItem(KEY, JSON.stringify(whole)); } catch (error) { /* a full or closed store keeps nothing */ }
  }
  function forget() {
    try { localStorage.removeItem(KEY); } catch (error) { /* nothing was kept then */ }
  }

  // Rows: the last one of its section is always empty, and copied when there is more to say.
  function rowsOf(section) { return [...section.querySelectorAll("[data-row]")]; }
  function copy(section, number) {
    const rows = rowsOf(section), last = rows[rows.length - 1], fresh = last.cloneNode(true), kind = last.dataset.row;
    const from = kind + "." + last.dataset.number + ".", to = kind + "." + number + ".";
    fresh.dataset.number = number;
    for (const node of [fresh, ...fresh.querySelectorAll("*")]) {
      for (const name of ["name", "id", "for"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace(from, to));
      }
      if (node.tagName === "TEXTAREA") node.value = "";
      if (node.tagName === "SELECT") node.selectedIndex = 0;
      if (node.type === "checkbox") node.checked = false;
      if (node.tagName === "INPUT" && !["hidden", "checkbox"].includes(node.type)) node.value = "";
      if (node.name === to + "client_id") node.value = "n-" + Date.now().toString(36) + "-" + number;
    }
    last.after(fresh);
    return fresh;
  }
  function nextNumber(kind) {
    return 1 + Math.max(...[...form.querySelectorAll('[data-row="' + kind + '"]')].map((row) => Number(row.dataset.number)));
  }
  for (const button of form.querySelectorAll("[data-more]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const section = button.closest("[data-section]");
      const fresh = copy(section, nextNumber(section.dataset.section));
      const first = fresh.querySelector("input:not([type=hidden]), textarea");
      if (first) first.focus();
    });
  }

  function fill(fields) {
    const kinds = new Map(fields.filter(([name]) => /^items\.\d+\.kind$/.test(name)));
    for (const [name] of fields) {
      const row = /^(items|decisions)\.(\d+)\./.exec(name);
      if (!row || form.querySelector('[data-row="' + row[1] + '"][data-number="' + row[2] + '"]')) continue;
      const kind = kinds.get("items." + row[2] + ".kind");
      const section = form.querySelector('[data-section="' + row[1] + '"]' + (row[1] === "items" ? '[data-kind="' + kind + '"]' : ""));
      if (section) copy(section, row[2]);
    }
    for (const node of form.querySelectorAll("[type=checkbox], [type=radio]")) node.checked = false;
    for (const [name, value] of fields) {
      for (const node of form.querySelectorAll('[name="' + CSS.escape(name) + '"]')) {
        if (node.type === "checkbox" || node.type === "radio") node.checked = node.checked || node.value === value;
        else if (name !== "client_id" && name !== "photos") node.value = value;
        if (node.checked && node.closest("details")) node.closest("details").open = true;
      }
    }
  }
  const same = (fields) => JSON.stringify(fields) === JSON.stringify(typed());

  function look() {
    const before = kept();
    if (!before || document.getElementById("problem")) return;
    const wasSaved = before.sent && document.querySelector("main .alert-success");
    if (wasSaved || same(before.fields)) return forget();
    const when = new Date(before.at);
    const day = (when.getMonth() + 1) + "月" + when.getDate() + "日 " + clock(when);
    if (before.seen === field("_seen").value) {
      fill(before.fields);
      isDirty = true;
      say("找回了这台手机上 " + day + " 写的内容，正在保存。");
      return save();
    }
    found.hidden = false;
    found.querySelector("[data-found-says]").textContent = "这台手机上有 " + day + " 写的、还没有保存的内容；后来有人保存过这份记录。";
    found.querySelector("[data-take]").addEventListener("click", () => { fill(before.fields); found.hidden = true; isDirty = true; keep(); });
    found.querySelector("[data-leave]").addEventListener("click", () => { forget(); found.hidden = true; });
  }

  async function save() {
    if (!isDirty || isStopped || isSaving || !found.hidden) return;
    isSaving = true;
    isDirty = isUrgent = false;
    const body = new FormData(form);
    body.delete("pictures");
    body.delete("_once");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      settle(answer, page);
    } catch (error) {
      isDirty = true;
      say("没有网络。您写的都在这台手机上，连上以后自动保存。");
    }
    isSaving = false;
    if (isUrgent) save();
  }
  function settle(answer, page) {
    const done = page.getElementById("saved"), problem = page.getElementById("problem");
    if (answer.ok && done && !problem) {
      field("_seen").value = done.dataset.version;
      field("client_id").value = done.dataset.client;
      if (isDirty) keep(); else forget();
      return say(clock(new Date()) + " 草稿已自动保存。");
    }
    isDirty = true;
    if (answer.status >= 500) return say("系统正忙，您写的都在这台手机上，等一会儿再自动保存。");
    isStopped = [401, 403, 404, 409, 412].includes(answer.status);
    if (answer.status === 409 || answer.status === 412) return say("别人刚保存过这份记录。请点“保存草稿”，两份会放在一起给您看。");
    say("草稿还没有保存：" + (problem ? problem.textContent.trim() : "请重新登录，您写的都在这台手机上。"));
  }

  form.addEventListener("input", () => {
    isDirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, STROKES);
  });
  form.addEventListener("change", (event) => {
    isDirty = true;
    keep();
    if (event.target !== form) return;
    isUrgent = true;  // a picture has come: without the draft it would not be found again
    save();
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine === false) {
      event.preventDefault();
      keep();
      return say("没有网络。您写的都在这台手机上，连上以后再点一次。");
    }
    clearTimeout(waiting);
    isStopped = true;
    keep({ sent: true });
  });
  addEventListener("online", save);
  setInterval(save, EVERY);
  look();
})();
