// The form of a matter: kept on this phone until the server has answered, and sent once however often it is tried.
(function () {
  "use strict";
  const form = document.getElementById("report-form"), button = document.getElementById("report-submit");
  const line = document.getElementById("report-state"), owner = form.dataset.owner;
  if (!drafts.works || !window.fetch || !window.indexedDB) return;  // the plain form does it, too
  const path = location.pathname, key = drafts.keyOf(path, owner);
  const A_DAY = 23 * 3600e3, EVERY = 15e3;
  let wants = false, sending = false, gone = false, timer = null, sent = 0;
  const shots = picturesOf(form, key, () => save());

  const say = (words, bad) => { line.textContent = words; line.classList.toggle("bad", Boolean(bad)); };
  const fields = () => Array.from(form.elements).filter((field) => field.name && !field.name.startsWith("_")
    && field.type !== "hidden" && field.type !== "file" && field.name !== "photos");
  const once = form.querySelector("[name=_once]");

  function written() {
    const found = {};
    for (const field of fields()) {
      if (field.type === "checkbox" ? field.checked : field.value) found[field.name] = field.value;
    }
    return found;
  }
  function save(more) {
    if (gone) return;
    const said = written();
    if (!Object.keys(said).length && !shots.count() && !more) return drafts.forget(key);
    drafts.write(key, Object.assign({ saved: Date.now(), once: once.value, sent, fields: said }, more));
  }
  function fill(draft) {
    for (const field of fields()) {
      const value = draft.fields[field.name];
      if (value === undefined) continue;
      if (field.type === "checkbox") field.checked = value === field.value; else field.value = value;
      const more = field.closest("details");
      if (more) more.open = true;
    }
  }
  function offerAfresh() {
    const afresh = Object.assign(document.createElement("button"), { type: "button", textContent: "清空重写" });
    afresh.className = "btn btn-outline-secondary mb-3";
    afresh.addEventListener("click", () => { gone = true; drafts.forget(key).then(() => location.replace(path)); });
    line.after(afresh);
  }
  async function begin() {
    await drafts.forgetOld();
    if (document.getElementById("problem")) return shots.restore();  // the server has shown again what was typed
    const draft = await drafts.open(path, owner);
    if (!draft) return null;
    fill(draft);
    sent = draft.sent || 0;
    if (draft.once && !(sent && sent < Date.now() - A_DAY)) once.value = draft.once;
    await shots.restore();
    offerAfresh();
    if (draft.arrived) {
      say("您已登录，刚才写的都在。点“提交”就好。");
      save();
      return button.focus();
    }
    if (sent) return say("上次提交没有等到回音。再点一次“提交”，不会变成两件。", true);
    return say("上次没写完的还在，可以接着写。");
  }

  function signIn() {
    say("请先登录，您写的都留在这部手机上。");
    save({ onTheWay: Date.now() });
    gone = true;
    location.assign(form.dataset.signIn);
  }
  function rest(words) {
    sending = false;
    button.disabled = false;
    if (words) say(words, true);
  }
  function later(why) {
    rest(`${why || "网络断了"}，还没有提交成功。您写的都在，过一会儿会自动再提交，也可以自己再点一次。`);
    button.textContent = "再提交一次";
    clearTimeout(timer);
    timer = setTimeout(() => wants && submit(), EVERY);
  }
  async function submit() {
    if (sending) return;
    clearTimeout(timer);
    sending = wants = true;
    button.disabled = true;
    say(shots.count() ? "正在传照片，传完就提交……" : "正在提交……");
    shots.again();
    const pictures = await shots.ready();
    if (pictures === "lost") return later();
    if (pictures === "refused") { wants = false; return rest("有照片没有收下，请去掉它再提交。"); }
    say("正在提交……");
    sent = Date.now();
    save();
    let answer;
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      answer = { status: response.status, body: await response.json() };
    } catch (_) { return later(); }
    return came(answer);
  }
  async function came(answer) {
    const said = answer.body || {};
    if (answer.status < 300 && said.leads_to) {
      gone = true;
      await drafts.forget(key);
      return location.assign(said.leads_to);
    }
    if (answer.status === 401) { sent = 0; return signIn(); }
    if (said.code === "form_expired" && await shots.renewed()) { sending = false; return submit(); }
    if (said.code === "form_expired") {  // again and again, as long as this page is that of somebody else
      wants = false;
      sent = 0;
      save();
      return rest("没有提交成功，这里登录的人换了。您写的留在这部手机上，请刷新这一页，由您自己登录后再提交。");
    }
    if (answer.status >= 500 || answer.status === 429) return later("系统正忙");
    wants = false;
    sent = 0;
    if (said.code === "form_used") once.value = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    if (said.code === "code_revoked" && said.place) elsewhere(said.place);
    save();
    return refused(said);
  }
  // The code was taken out of use while somebody wrote: the same matter at the place it stood for.
  function elsewhere(place) {
    form.action = form.dataset.instead.replace("CODE", place.code);
    const token = form.querySelector("[name=code_token]");
    if (token) Object.assign(token, { name: "place_code", value: place.code });
  }
  function refused(said) {
    const reasons = Object.values(said.fields || {}).reduce((all, some) => all.concat(some), []);
    rest([said.detail || "没有提交成功，请再试一次。"].concat(reasons).join(" "));
    const name = Object.keys(said.fields || {})[0], flawed = name && document.getElementById(`report-${name}`);
    const more = flawed && flawed.closest("details");
    if (more) more.open = true;
    if (flawed) { flawed.setAttribute("aria-invalid", "true"); flawed.setAttribute("aria-describedby", line.id); }
    (flawed || line).focus();
  }

  line.tabIndex = -1;
  form.addEventListener("input", () => save());
  window.addEventListener("pagehide", () => save());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("online", () => { if (wants) submit(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (owner) submit(); else signIn();
  });
  begin();
})();
