// Pictures of a form: shrunk on the phone, brought up one by one with progress, tried again by themselves; and kept on
// this phone, where the form has a draft (`key`).
function picturesOf(form, key, changed) {
  "use strict";
  const LONGEST = 1600, QUALITY = 0.85, WAITS = [3, 8, 20, 60], PATIENCE = 120e3, A_DAY = 23 * 3600e3;
  const box = form.querySelector("[data-pictures]"), input = box.querySelector("[type=file]");
  const list = box.querySelector(".shots"), line = box.querySelector(".state-line");
  const most = Number(box.dataset.most), owner = box.dataset.owner, to = box.dataset.bring;
  const shots = [];
  let busy = null, tries = 0, timer = null, refusedToSend = false, shrinking = 0;

  const say = (words, bad) => { line.textContent = words; line.classList.toggle("bad", Boolean(bad)); };
  const token = () => document.querySelector("meta[name=csrf]").content;
  const name = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  function shrunk(file) {
    return new Promise((resolve) => {
      const image = new Image(), address = URL.createObjectURL(file);
      const done = (blob) => { URL.revokeObjectURL(address); resolve(blob && blob.size < file.size ? blob : file); };
      image.onerror = () => done(null);  // this browser cannot draw it (HEIC): it goes up as it is
      image.onload = () => {
        const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
        const brush = canvas.getContext("2d");
        brush.fillStyle = "#fff";
        brush.fillRect(0, 0, canvas.width, canvas.height);
        brush.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, "image/jpeg", QUALITY);
      };
      image.src = address;
    });
  }

  function show(shot) {
    const row = document.createElement("li"), image = document.createElement("img"), said = document.createElement("span");
    const bar = document.createElement("progress"), again = document.createElement("button"), away = document.createElement("button");
    image.width = image.height = 96;
    image.src = URL.createObjectURL(shot.blob);
    said.className = "said";
    bar.max = 100;
    for (const [button, words, kind] of [[again, "再传一次", "primary"], [away, "去掉", "secondary"]]) {
      button.type = "button";
      button.className = `btn btn-outline-${kind}`;
      button.textContent = words;
    }
    again.addEventListener("click", () => { tries = 0; shot.state = "waiting"; refresh(shot); next(); });
    away.addEventListener("click", () => remove(shot));
    row.append(image, said, again, away, bar);
    list.append(row);
    Object.assign(shot, { row, image, said, bar, again, away });
  }
  const WORDS = { waiting: "等着上传", up: "正在上传", done: "已经传好", lost: "没传上去，照片还在手机里" };
  function refresh(shot) {
    const number = shots.indexOf(shot) + 1;
    shot.image.alt = `照片 ${number}`;
    shot.said.textContent = shot.state === "refused" ? shot.why : owner || shot.state === "done"
      ? WORDS[shot.state] : "登录后上传";
    shot.bar.hidden = shot.state !== "up";
    shot.bar.setAttribute("aria-label", `照片 ${number} 上传了多少`);
    shot.again.hidden = shot.state !== "lost";
    shot.away.setAttribute("aria-label", `去掉照片 ${number}`);
    shot.again.setAttribute("aria-label", `再传一次照片 ${number}`);
    let field = shot.row.querySelector("input");
    if (shot.photo && !field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "photos", value: shot.photo });
      shot.row.append(field);
    }
  }
  const keep = (shot) => key && drafts.keep({ id: shot.id, draft: key, blob: shot.blob, photo: shot.photo, order: shot.order });

  async function add(files) {
    const room = Math.max(0, most - list.children.length - shrinking), taken = files.slice(0, room);
    if (files.length > room) say(`最多 ${most} 张照片，多的没有加进来。`, true);
    shrinking += taken.length;  // who sends the form meanwhile waits for them, too
    for (const file of taken) {
      const shot = { id: name(), blob: await shrunk(file), photo: null, state: "waiting", order: Date.now() + shots.length };
      shrinking -= 1;
      shots.push(shot);
      show(shot);
      refresh(shot);
      await keep(shot);
      next();
    }
    changed();
  }
  function remove(shot) {
    if (busy && busy.shot === shot) { const request = busy.request; busy = null; request.abort(); }
    if (shot.photo) send(`${to}/${shot.photo}/removal`, new FormData()).onloadend = null;
    shots.splice(shots.indexOf(shot), 1);
    URL.revokeObjectURL(shot.image.src);
    shot.row.remove();
    if (key) drafts.drop(shot.id);
    shots.forEach(refresh);
    say(`去掉了一张，还有 ${list.children.length} 张照片。`);
    choose.focus();
    changed();
    next();
  }
  function send(address, data) {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.timeout = PATIENCE;
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
    return request;
  }
  function next() {
    if (busy || !owner || refusedToSend) return;
    const shot = shots.find((each) => each.state === "waiting");
    if (!shot) return settled();
    const data = new FormData();
    data.append("file", shot.blob, "photo.jpg");
    data.append("_once", shot.once || shot.id);
    const request = send(to, data);
    busy = { shot, request };
    shot.state = "up";
    refresh(shot);
    request.upload.onprogress = (event) => { if (event.lengthComputable) shot.bar.value = 100 * event.loaded / event.total; };
    request.onloadend = () => { if (busy && busy.request === request) { busy = null; came(shot, request); } };
  }
  function came(shot, request) {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch (_) { /* cut off, or no answer of ours */ }
    if (request.status === 201 && answer.id) {
      Object.assign(shot, { state: "done", photo: answer.id });
      tries = 0;
      keep(shot);
      say(`已传好 ${shots.filter((each) => each.photo).length} 张照片，共 ${shots.length} 张。`);
    } else if ([413, 415, 422].includes(request.status)) {
      Object.assign(shot, { state: "refused", why: answer.detail || "这张照片没有收下，请去掉它，换一张。" });
      say(shot.why, true);
    } else if (request.status === 401 || answer.code === "form_expired") {
      shot.state = "waiting";
      refusedToSend = true;
      renewed().then((known) => { refusedToSend = false; if (known) next(); else lost(shot); });
    } else lost(shot, request.status > 0);
    refresh(shot);
    changed();
    if (shot.state === "done" || shot.state === "refused") next();
  }
  function lost(shot, answered) {
    for (const each of shots) if (each === shot || each.state === "waiting") { each.state = "lost"; refresh(each); }
    say(`${answered ? "系统正忙" : "网络断了"}，照片还在手机里，过一会儿会自动再传。`, true);
    clearTimeout(timer);
    timer = setTimeout(again, 1000 * WAITS[Math.min(tries++, WAITS.length - 1)]);
    settled();
  }
  function again() {
    clearTimeout(timer);
    for (const shot of shots) if (shot.state === "lost") { shot.state = "waiting"; refresh(shot); }
    next();
  }
  // A fresh secret for the forms of this browser, when it was signed in anew in another window.
  async function renewed() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(form.elements._page.value)).text(), "text/html");
      const fresh = page.querySelector("meta[name=csrf]"), there = page.querySelector("[data-pictures]");
      if (!fresh || !there || there.dataset.owner !== owner) return false;
      document.querySelector("meta[name=csrf]").content = fresh.content;
      for (const field of document.querySelectorAll("input[name=_csrf]")) field.value = fresh.content;
      return true;
    } catch (_) { return false; }
  }
  let waiting = [];
  function settled() {
    if (busy || shrinking || shots.some((shot) => shot.state === "waiting" || shot.state === "up")) return;
    waiting.splice(0).forEach((go) => go());
  }
  // When nothing is on its way any more: "done", "lost" (no connection) or "refused".
  function ready() {
    return new Promise((resolve) => {
      waiting.push(() => resolve(["refused", "lost"].find((state) => shots.some((shot) => shot.state === state)) || "done"));
      next();
      settled();
    });
  }
  async function restore() {
    const found = (await drafts.picturesOf(key)).sort((one, other) => one.order - other.order);
    for (const kept of found) {
      if (shots.some((each) => each.id === kept.id)) continue;  // chosen while the store was still being read
      const swept = kept.photo && kept.order < Date.now() - A_DAY;  // unused pictures are not kept there for longer
      const shot = Object.assign(kept, swept ? { photo: null, once: name() } : {});
      shot.state = shot.photo ? "done" : "waiting";
      shots.push(shot);
      show(shot);
      refresh(shot);
    }
    next();
    return found.length;
  }
  input.removeAttribute("name");  // from here on pictures go up one by one
  const choose = Object.assign(document.createElement("button"), { type: "button", textContent: "拍照或选照片" });
  choose.className = "btn btn-outline-primary w-100";
  choose.setAttribute("aria-describedby", line.id);
  choose.addEventListener("click", () => input.click());
  input.before(choose);
  input.hidden = true;
  input.addEventListener("change", () => { const files = Array.from(input.files); input.value = ""; add(files); });
  window.addEventListener("online", () => { tries = 0; again(); });
  return { restore, ready, again, renewed, count: () => shots.length + shrinking };
}
