// A form with pictures: they go up one by one while somebody still writes, and the form is sent when all have arrived.
(function () {
  "use strict";
  for (const box of document.querySelectorAll("[data-pictures]")) {
    const form = box.closest("form"), line = box.querySelector(".state-line");
    const shots = picturesOf(form, null, () => form.dispatchEvent(new Event("change")));
    let pressed = form.querySelector("button:not([type=button])"), isReady = false, isWaiting = false;

    const say = (words, bad) => { line.textContent = words; line.classList.toggle("bad", Boolean(bad)); };

    form.addEventListener("click", (event) => { pressed = event.target.closest("button:not([type=button])") || pressed; });
    form.addEventListener("submit", async (event) => {
      if (isReady || !shots.count()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isWaiting) return;
      isWaiting = true;
      say("正在传照片，传完就提交……");
      shots.again();
      const pictures = await shots.ready();
      await new Promise(setTimeout);  // after this event: a form is not sent out of its own, when all had arrived before
      isWaiting = false;
      if (pictures === "refused") return say("有照片没有收下，请去掉它再提交。", true);
      if (pictures === "lost") return say("网络断了，还没有提交。您写的都在，照片传上去以后请再点一次；也可以去掉照片再提交。", true);
      isReady = true;
      pressed.click();
      isReady = false;
    }, true);
  }
})();
