// The two-tap report: asks where the phone is only when its button is tapped, keeps what cannot be sent and sends it
// when there is a connection again. A report has an id of its own: sent twice it is one.
(function () {
  const form = document.querySelector("form[data-report]"), state = document.querySelector("[data-waiting]");
  const KEY = "rider-reports-" + state.dataset.waiting;  // of one person: another on the same phone sends his own
  let isSending = false;

  const say = (words) => { state.textContent = words; };
  function waiting() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch (error) { return []; }
  }
  function keep(all) {
    try { localStorage.setItem(KEY, JSON.stringify(all)); return true; } catch (error) { return false; }
  }
  const chosen = (fields) => fields.find(([name]) => name === "client_id")[1];

  async function post(report, token) {
    const body = new URLSearchParams(report.fields);
    body.set("_csrf", token);
    return fetch(report.to, { method: "POST", body: body, headers: { Accept: "text/html" } });
  }
  // True: done with; a sentence: refused for good; throws: no connection.
  async function send(report) {
    let answer = await post(report, document.querySelector("meta[name=csrf]").content);
    let page = new DOMParser().parseFromString(await answer.text(), "text/html");
    let problem = page.getElementById("problem");
    const there = page.querySelector("[data-waiting]");
    if (problem && problem.dataset.code === "form_expired" && there && there.dataset.waiting === state.dataset.waiting) {
      answer = await post(report, page.querySelector("meta[name=csrf]").content);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
      problem = page.getElementById("problem");
    }
    if (answer.ok && !problem && new URL(answer.url).pathname === "/rider/reports") return true;
    const isLater = answer.status >= 500 || [401, 429].includes(answer.status);
    if (isLater || !problem || problem.dataset.code === "form_expired") throw new Error("later");  // or another's now
    return problem.textContent.trim();
  }
  async function sendAll() {
    if (isSending || !waiting().length) return;
    isSending = true;
    say("正在发出……");
    let sent = 0, refused = "";
    for (const report of waiting()) {
      try {
        const done = await send(report);
        keep(waiting().filter((each) => chosen(each.fields) !== chosen(report.fields)));
        if (done === true) sent += 1; else refused = done;
      } catch (error) { break; }
    }
    isSending = false;
    const left = waiting().length;
    say(refused ? "有一件没有收下：" + refused : left ? "没有网络。" + left + " 件存在这台手机上，连上以后自动发出。" : "已发出 " + sent + " 件，谢谢您。");
  }
  function take(fields) {
    fields = fields.filter(([name]) => name[0] !== "_" && name !== "seen_at");
    fields.push(["seen_at", new Date().toISOString()]);
    if (!keep(waiting().concat([{ fields: fields, to: form.dataset.report }]))) return false;
    form.hidden = true;
    sendAll();
    return true;
  }

  if (form) {
    let pressed = null;  // the button that was tapped: one says a place
    form.addEventListener("click", (event) => { pressed = event.target.closest("button[name]"); });
    form.addEventListener("submit", (event) => {
      if (navigator.onLine !== false) return;
      const fields = [...new FormData(form)];
      if (pressed) fields.push([pressed.name, pressed.value]);
      if (take(fields)) event.preventDefault();
    });
    const here = form.querySelector("[data-here]");
    here.hidden = !navigator.geolocation;
    here.addEventListener("click", () => {
      say("正在看您在哪里……");
      navigator.geolocation.getCurrentPosition((found) => {
        const at = [["position.lat", found.coords.latitude.toFixed(6)], ["position.lng", found.coords.longitude.toFixed(6)],
                    ["position.coord_type", "wgs84"]];
        const fields = [...new FormData(form)].filter(([name]) => name !== "code_token" && name !== "place_code");
        take(fields.concat(at));
      }, () => say("看不到您的位置。请在下面选地点，或扫楼上的码。"), { timeout: 10000, maximumAge: 30000, enableHighAccuracy: true });
    });
  }
  addEventListener("online", sendAll);
  sendAll();
})();
