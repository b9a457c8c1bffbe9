'use strict';

function tell(options, name, value) {
  setTimeout(() => {
    options?.[name]?.(value);
    options?.complete?.(value);
  }, 0);
}

function draw(id, html) {
  const element = document.createElement('div');
  element.id = id;
  element.innerHTML = html;
  document.body.append(element);
}

// Each instance has a storage of its own.
const own = (key) => `${location.search} ${key}`;
const kept = (key) => {
  const text = localStorage.getItem(own(key));
  return text === null ? undefined : JSON.parse(text);
};

const swan = {
  setStorage(options) { swan.setStorageSync(options.key, options.data); tell(options, 'success', {}); },
  getStorage(options) {
    const data = kept(options.key);
    tell(options, data === undefined ? 'fail' : 'success', { data });
  },
  removeStorage(options) { localStorage.removeItem(options.key); tell(options, 'success', {}); },
  clearStorage(options) { localStorage.clear(); tell(options, 'success', {}); },
  getStorageInfo(options) { tell(options, 'success', { keys: Object.keys(localStorage) }); },
  setStorageSync(key, data) { localStorage.setItem(own(key), JSON.stringify(data)); },
  getStorageSync: kept,
  removeStorageSync(key) { localStorage.removeItem(own(key)); },
  getNetworkType(options) { tell(options, 'success', { networkType: 'wifi' }); },
  onNetworkStatusChange() {},
  showToast({ title }) { draw('toast', title); },
  hideToast() { document.getElementById('toast')?.remove(); },
  showLoading({ title }) { draw('loading', title); },
  hideLoading() { document.getElementById('loading')?.remove(); },
  showModal({ title, content, confirmText = 'Yes', cancelText = 'No' }) {
    draw('modal', `<b>${title}</b><p>${content}</p><button class="yes">${confirmText}</button><button>${cancelText}</button>`);
  },
  showActionSheet({ itemList }) { draw('sheet', itemList.map((item) => `<li>${item}</li>`).join('')); },
  request({ url, header, success, fail }) {
    fetch(url, { headers: header }).then(
      (response) => response.text().then((data) => success({ data, statusCode: response.status })),
      (error) => fail({ errMsg: String(error) }),
    );
  },
  connectSocket({ url }) {
    const socket = new WebSocket(url);
    return {
      onOpen(run) { socket.onopen = run; },
      onError(run) { socket.onerror = () => run({ errMsg: 'the socket failed' }); },
      onMessage(run) { socket.onmessage = run; },
      close() { socket.close(); },
      send({ data }) { socket.send(data); },
    };
  },
};
window.swan = swan;
