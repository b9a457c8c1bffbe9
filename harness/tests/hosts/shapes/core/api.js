/*
 * The API that the hosts of this folder have in common: storage, dialogs, pages to go to, system information. What differs
 * from host to host is where it runs, what draws for it, and how it calls back.
 */
'use strict';

/** The mistake that the launch address asks for, if any. */
self.mistake = new URLSearchParams(self.location.search).get('broken');

/**
 * @param {object} host
 *   kept: {get(key), set(key, text), remove(key), keys()}, with texts;
 *   screen: {toast(title, ms), hideToast(), modal(options), sheet(items), info()}, where modal and sheet give promises;
 *   go(url) and back(), which open and close a page;
 *   deliver(run): when callbacks are made (left out: later); silent: a success has no errMsg
 */
self.makeApi = function (host) {
  const deliver = host.deliver ?? ((run) => { setTimeout(run, 0); });

  /** Callbacks of a program may throw; that is the program's own affair. */
  function call(callback, value) {
    if (typeof callback !== 'function') return;
    try {
      callback(value);
    } catch (thrown) {
      console.error(thrown);
    }
  }

  function answer(name, options, kind, value) {
    deliver(() => {
      const given = host.silent && kind === 'success' ? { ...value } : { ...value, errMsg: `${name}:${kind === 'success' ? 'ok' : value.errMsg}` };
      call(options[kind], given);
      if (self.mistake === 'settles-twice') call(options[kind], given);
      call(options.complete, given);
    });
  }

  /** An asynchronous function; `needs` are its required arguments with their types, `run` gives what success is given. */
  function later(name, needs, run) {
    return function (options = {}) {
      const fail = (why) => answer(name, options, 'fail', { errMsg: `fail ${why}` });
      const bad = ['success', 'fail', 'complete'].find((callback) => options[callback] !== undefined && typeof options[callback] !== 'function');
      if (bad) return fail(`${bad} is no function`);
      for (const [argument, type] of Object.entries(needs)) {
        if (typeof options[argument] !== type) return fail(`${argument} is no ${type}`);
      }
      let given;
      try {
        given = run(options);
      } catch (thrown) {
        return fail(thrown.message);
      }
      if (given instanceof Promise) given.then((value) => answer(name, options, 'success', value), (thrown) => fail(thrown.message));
      else answer(name, options, 'success', given);
    };
  }

  function get(key) {
    const text = host.kept.get(self.mistake === 'one-key' ? 'key' : key);
    return text === null || text === undefined ? '' : JSON.parse(text);
  }

  function set(key, data) {
    const text = JSON.stringify(data);
    host.kept.set(self.mistake === 'one-key' ? 'key' : key, self.mistake === 'ascii-alone' ? text.replace(/[^ -~]/g, '?') : text);
  }

  function info() {
    const keys = host.kept.keys();
    const size = keys.reduce((sum, key) => sum + host.kept.get(key).length, 0);
    return { keys, currentSize: Math.ceil(size / 1024), limitSize: 10240 };
  }

  const clear = () => host.kept.keys().forEach((key) => host.kept.remove(key));
  const string = { key: 'string' };

  return {
    setStorage: later('setStorage', string, ({ key, data }) => { set(key, data); return {}; }),
    getStorage: later('getStorage', string, ({ key }) => ({ data: get(key) })),
    removeStorage: later('removeStorage', string, ({ key }) => { host.kept.remove(key); return {}; }),
    clearStorage: later('clearStorage', {}, () => { clear(); return {}; }),
    getStorageInfo: later('getStorageInfo', {}, info),
    setStorageSync: set,
    getStorageSync: get,
    removeStorageSync: (key) => { host.kept.remove(key); },
    clearStorageSync: clear,
    getStorageInfoSync: info,
    showToast: later('showToast', { title: 'string' }, ({ title, duration = 2000 }) => { host.screen.toast(title, duration); return {}; }),
    hideToast: later('hideToast', {}, () => { host.screen.hideToast(); return {}; }),
    showModal: later('showModal', {}, async ({ title = '', content = '', showCancel = true, confirmText = '确定', cancelText = '取消' }) => {
      const confirmed = await host.screen.modal({ title, content, showCancel, confirmText, cancelText });
      return { confirm: confirmed, cancel: !confirmed };
    }),
    showActionSheet: later('showActionSheet', { itemList: 'object' }, async ({ itemList }) => {
      const tapIndex = await host.screen.sheet(itemList);
      if (tapIndex < 0) throw new Error('cancel');
      return { tapIndex };
    }),
    navigateTo: later('navigateTo', { url: 'string' }, ({ url }) => { host.go(url); return {}; }),
    navigateBack: later('navigateBack', {}, () => { host.back(); return {}; }),
    getSystemInfoSync() {
      const size = host.screen.info();
      return {
        brand: 'minicert', model: 'shape', pixelRatio: 1, devicePixelRatio: 1, screenWidth: size.width, screenHeight: size.height,
        windowWidth: size.width, windowHeight: size.height, statusBarHeight: 0, navigationBarHeight: 0, language: 'zh_CN', version: '1',
        system: 'web', platform: 'web', fontSizeSetting: 16, SDKVersion: '3.0.0', host: 'shape', swanNativeVersion: '1',
        safeArea: { left: 0, top: 0, right: size.width, bottom: size.height, width: size.width, height: size.height },
      };
    },
  };
};

/** What is kept in this origin's storage, apart for each instance. */
self.inOrigin = function () {
  const own = `${new URLSearchParams(location.search).get('instance')}/${self.mistake === 'keeps-nothing' ? Math.random() : ''}`;
  return {
    get: (key) => localStorage.getItem(own + key),
    set: (key, text) => { localStorage.setItem(own + key, text); },
    remove: (key) => { localStorage.removeItem(own + key); },
    keys: () => Object.keys(localStorage).filter((key) => key.startsWith(own)).map((key) => key.slice(own.length)),
  };
};
