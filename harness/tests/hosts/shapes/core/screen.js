/* What the hosts of this folder draw: dialogs in a root of the host's choice, and pages one above the other. */
'use strict';

/**
 * @param {Node} root of what is drawn
 * @param {{late?: number, touch?: boolean}} how: so many milliseconds late; taps of fingers alone count
 */
self.makeScreen = function (root, how = {}) {
  let toast = null;

  function element(name, id, text = '') {
    const made = document.createElement(name);
    made.className = id;
    made.textContent = text;
    return made;
  }

  function tapped(target, run) {
    if (!how.touch) return target.addEventListener('click', run);
    target.style.touchAction = 'none';
    target.addEventListener('pointerup', (event) => {
      if (event.pointerType === 'touch') run();
    });
  }

  function draw(drawn) {
    if (how.late) setTimeout(() => root.append(drawn), how.late);
    else root.append(drawn);
  }

  function hideToast() {
    toast?.remove();
    toast = null;
  }

  return {
    hideToast,
    toast(title, ms) {
      hideToast();
      const shown = element('div', 'toast', self.mistake === 'empty-toast' ? ' ' : title);
      toast = shown;
      draw(shown);
      setTimeout(() => shown.remove(), ms + (how.late ?? 0));
    },
    modal({ title, content, showCancel, confirmText, cancelText }) {
      return new Promise((done) => {
        const box = element('div', 'modal');
        const button = (id, text, confirmed) => {
          const made = element('button', id, text);
          tapped(made, () => { box.remove(); done(confirmed); });
          return made;
        };
        box.append(element('b', 'modal-title', title), element('p', 'modal-content', content));
        if (showCancel) box.append(button('modal-cancel', cancelText, self.mistake === 'cancel-confirms'));
        box.append(button('modal-confirm', confirmText, self.mistake !== 'confirm-cancels'));
        draw(box);
      });
    },
    sheet(items) {
      return new Promise((done) => {
        const box = element('div', 'sheet');
        const entry = (id, text, index) => {
          const made = element('button', id, text);
          tapped(made, () => { box.remove(); done(index); });
          return made;
        };
        items.forEach((text, index) => box.append(entry('sheet-item', text, self.mistake === 'counts-from-one' ? index + 1 : index)));
        box.append(entry('sheet-cancel', '取消', -1));
        draw(box);
      });
    },
    info: () => ({ width: innerWidth, height: innerHeight }),
  };
};

/** Pages that are sections of the document, the first one open. */
self.inSections = function () {
  const pages = [];
  const show = () => pages.forEach((page, at) => { page.hidden = at !== pages.length - 1; });
  function go(url) {
    const page = document.createElement('section');
    page.innerHTML = '<p id="page-name"></p>';
    page.firstChild.textContent = url.split('?')[0].split('/').pop();
    pages.push(page);
    document.body.append(page);
    show();
  }
  function back() {
    if (pages.length > 1) pages.pop().remove();
    show();
  }
  go('/pages/first/first');
  return { go, back, list: () => (self.mistake === 'counts-no-page' ? [] : pages.map((page) => ({ page }))) };
};
