// The secret of the link stands behind the #, which no server sees; it goes into its field and out of the address.
(function () {
  "use strict";
  const field = document.getElementById("setup-token"), secret = location.hash.slice(1);
  if (!secret || !field) return;
  if (!field.value) field.value = secret;
  history.replaceState(null, "", location.pathname);
})();
