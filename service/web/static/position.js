// Where a place lies: fills in where the phone is, only when its button is tapped.
(function () {
  "use strict";
  const button = document.querySelector("[data-position]"), says = document.querySelector("[data-position-says]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    says.textContent = "正在找……";
    navigator.geolocation.getCurrentPosition((found) => {
      document.getElementById("position-lat").value = found.coords.latitude.toFixed(6);
      document.getElementById("position-lng").value = found.coords.longitude.toFixed(6);
      document.querySelector("[name=coord_type][value=wgs84]").checked = true;
      says.textContent = "已填好，误差大约 " + Math.round(found.coords.accuracy) + " 米，请看一看再点“标好”。";
    }, () => { says.textContent = "没有取到位置，请允许使用位置，或从地图上抄经纬度。"; }, { enableHighAccuracy: true, timeout: 15000 });
  });
})();
