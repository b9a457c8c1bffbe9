/* Carries what logic in a worker asks of the page that it has no window for. */
'use strict';

/** In the page: draws and keeps for a worker. */
self.serveWorker = function (worker, screen, pages) {
  const kept = inOrigin();
  const does = {
    set: (key, text) => kept.set(key, text),
    remove: (key) => kept.remove(key),
    toast: screen.toast,
    hideToast: screen.hideToast,
    modal: screen.modal,
    sheet: screen.sheet,
    go: pages.go,
    back: pages.back,
  };
  worker.addEventListener('message', async ({ data }) => {
    if (!does[data.asks]) return;
    const answer = await does[data.asks](...data.args);
    worker.postMessage({ answers: data.id, answer });
  });
  worker.postMessage({ starts: Object.fromEntries(kept.keys().map((key) => [key, kept.get(key)])), info: screen.info() });
};

/** In the worker: what an API is made of, once the page has said what is kept. */
self.fromPage = function () {
  const waiting = new Map();
  let last = 0;
  const ask = (asks, ...args) => new Promise((done) => {
    waiting.set(++last, done);
    postMessage({ asks, id: last, args });
  });
  return new Promise((ready) => {
    addEventListener('message', ({ data }) => {
      if (data.answers) {
        waiting.get(data.answers)(data.answer);
        waiting.delete(data.answers);
      }
      if (!data.starts) return;
      const entries = new Map(Object.entries(data.starts));
      let open = 1;
      self.getCurrentPages = () => Array.from({ length: self.mistake === 'counts-no-page' ? 0 : open }, () => ({}));
      ready({
        kept: {
          get: (key) => entries.get(key) ?? null,
          set(key, text) { entries.set(key, text); ask('set', key, text); },
          remove(key) { entries.delete(key); ask('remove', key); },
          keys: () => [...entries.keys()],
        },
        screen: {
          toast: (title, ms) => ask('toast', title, ms),
          hideToast: () => ask('hideToast'),
          modal: (options) => ask('modal', options),
          sheet: (items) => ask('sheet', items),
          info: () => data.info,
        },
        go(url) { open++; ask('go', url); },
        back() { if (open > 1) open--; ask('back'); },
      });
    });
  });
};
