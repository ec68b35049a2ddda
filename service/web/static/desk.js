// New arrivals show without reloading: the waiting list is asked for again while the page is looked at, and only what
// has changed in it is renewed, so that focus, a form in use and the place on the screen stay as they are.
(function () {
  const box = document.querySelector("[data-refresh]");
  if (!box || !window.fetch) return;
  const every = Number(box.dataset.every) * 1000, slowest = 120000;
  const broken = document.getElementById("connection"), says = document.getElementById("arrivals");
  const title = document.title.replace(/^（\d+）/, "");
  const secret = document.querySelector("meta[name=csrf]").content;
  let tag = "", timer = 0, wait = every, asking = false;

  function later() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, wait);
  }

  function ask() {
    if (asking || document.hidden) return;
    asking = true;
    const headers = tag ? { "If-None-Match": tag } : {};
    fetch(box.dataset.refresh, { headers: headers, cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected) { location.reload(); return null; } // signed out meanwhile: the page leads to the door
      if (answer.status === 304) return null;
      if (!answer.ok) throw new Error("refused");
      tag = answer.headers.get("ETag") || "";
      return answer.text();
    }).then(function (text) {
      if (text) renew(text);
      wait = every;
      broken.hidden = true;
    }).catch(function () {
      wait = Math.min(wait * 2, slowest);
      broken.hidden = false;
    }).then(function () {
      asking = false;
      later();
    });
  }

  function parts(from, to) {
    from.querySelectorAll("[data-part]").forEach(function (fresh) {
      if (fresh.closest("li[data-number]") !== (from.matches("li[data-number]") ? from : null)) return;
      const old = to.querySelector("[data-part='" + fresh.dataset.part + "']");
      if (old && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
    });
  }

  function renew(text) {
    const made = document.createElement("template");
    made.innerHTML = text;
    const fresh = made.content.querySelector(".live"), live = box.querySelector(".live");
    if (!fresh || !live) return;
    made.content.querySelectorAll("input[name=_csrf]").forEach(function (input) { input.value = secret; });
    const focus = document.activeElement, inside = live.contains(focus);
    const came = items(live, fresh);
    parts(fresh, live);
    live.dataset.waiting = fresh.dataset.waiting;
    live.dataset.more = fresh.dataset.more;
    document.title = (Number(fresh.dataset.waiting) ? "（" + fresh.dataset.waiting + "）" : "") + title;
    if (inside && document.activeElement !== focus) (document.contains(focus) ? focus : box).focus({ preventScroll: true });
    if (came) {
      says.textContent = ""; // the same sentence twice would be read out once
      setTimeout(function () { says.textContent = "有 " + came + " 件新的诉求"; }, 100);
    }
  }

  // Puts the list in its new order and says how many came; what moved up from beyond the end of the page is not new.
  function items(live, fresh) {
    const list = live.querySelector(".jobs"), was = new Map(), order = [];
    list.querySelectorAll(":scope > li").forEach(function (item) { was.set(item.dataset.number, item); });
    fresh.querySelectorAll(".jobs > li").forEach(function (item) { order.push(item); });
    const known = order.map(function (item) { return was.has(item.dataset.number); });
    const end = live.dataset.more ? known.lastIndexOf(true) : order.length;
    const stay = new Set(order.map(function (item) { return item.dataset.number; }));
    was.forEach(function (item, number) { if (!stay.has(number)) item.remove(); });
    let came = 0;
    order.forEach(function (item, index) {
      const old = was.get(item.dataset.number);
      if (old) {
        parts(item, old);
        old.className = item.className;
      } else if (index < end) came += 1;
      const there = list.children[index], put = old || item;
      if (there !== put) list.insertBefore(put, there || null);
    });
    return came;
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) clearTimeout(timer); else ask();
  });
  window.addEventListener("online", function () { wait = every; ask(); });
  window.addEventListener("offline", function () { broken.hidden = false; });
  window.addEventListener("pageshow", function (event) { if (event.persisted) ask(); });
  later();
})();
