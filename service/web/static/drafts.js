// What somebody has not sent yet stays on this phone: words in localStorage, pictures in IndexedDB, per form and person.
// A draft of somebody who has signed in is shown to nobody else; one written before signing in goes to whoever signs in
// right after pressing "submit" (within half an hour), and to nobody later. Signing out deletes what is one's own.
const drafts = (function () {
  "use strict";
  const PREFIX = "mashang.draft:", DAYS = 7, ON_THE_WAY = 30 * 60e3;
  let works = true;
  try { localStorage.setItem("mashang.try", "1"); localStorage.removeItem("mashang.try"); } catch (_) { works = false; }

  const keyOf = (path, owner) => `${PREFIX}${owner}:${path}`;
  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } }
  function write(key, draft) { try { localStorage.setItem(key, JSON.stringify(draft)); return true; } catch (_) { return false; } }
  function keys() { return works ? Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)) : []; }

  const opened = new Promise((resolve) => {
    let request;
    try { request = indexedDB.open("mashang", 1); } catch (_) { return resolve(null); }
    request.onupgradeneeded = () => request.result.createObjectStore("pictures", { keyPath: "id" }).createIndex("draft", "draft");
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => resolve(null);
  });
  function pictures(mode, work) {
    return opened.then((base) => base && new Promise((resolve) => {
      const transaction = base.transaction("pictures", mode), request = work(transaction.objectStore("pictures"));
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = transaction.onabort = () => resolve(null);
    })).catch(() => null);
  }
  const keep = (picture) => pictures("readwrite", (store) => store.put(picture));
  const drop = (id) => pictures("readwrite", (store) => store.delete(id));
  const picturesOf = (key) => pictures("readonly", (store) => store.index("draft").getAll(key)).then((found) => found || []);

  async function forget(key) {
    localStorage.removeItem(key);
    for (const picture of await picturesOf(key)) await drop(picture.id);
  }
  async function forgetOld() {
    for (const key of keys()) if (!((read(key) || {}).saved > Date.now() - DAYS * 864e5)) await forget(key);
    const all = await pictures("readonly", (store) => store.getAll()) || [];
    for (const picture of all) if (!localStorage.getItem(picture.draft)) await drop(picture.id);
  }
  // The draft of this form and person; one that was on its way to signing in becomes his.
  async function open(path, owner) {
    const mine = keyOf(path, owner), before = keyOf(path, ""), left = owner && read(before);
    if (left && !read(mine) && left.onTheWay > Date.now() - ON_THE_WAY) {
      for (const picture of await picturesOf(before)) await keep(Object.assign(picture, { draft: mine }));
      write(mine, Object.assign(left, { onTheWay: 0, arrived: true }));
      localStorage.removeItem(before);
    }
    return read(mine);
  }
  const of = (owner) => keys().filter((key) => key.startsWith(`${PREFIX}${owner}:`));
  return { works, keyOf, read, write, keep, drop, picturesOf, forget, forgetOld, open, of };
})();
