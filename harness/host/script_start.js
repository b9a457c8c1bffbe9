/*
 * Starts the agent in a document. It stands behind the agent's source, in one script of WebDriver's; the arguments are
 * the dotted path of the API root, the name of the session, and a name of this launch.
 */
var names = arguments[0].split('.');

function root() {
  var value = window;
  for (var i = 0; i < names.length; i++) {
    if (value === undefined || value === null) return undefined;
    value = value[names[i]];
  }
  return value;
}

/** A real button above everything else: only a real tap on it counts as a person's. */
function arm(on) {
  var button = document.getElementById('minicert-tap');
  if (button) button.parentNode.removeChild(button);
  if (!on) return;
  button = document.createElement('button');
  button.id = 'minicert-tap';
  button.textContent = 'armed';
  button.style.cssText = 'position:fixed;left:0;top:0;width:96px;height:48px;margin:0;padding:0;border:0;opacity:1;' +
    'display:block;visibility:visible;transform:none;z-index:2147483647;background:#06c;color:#fff;font:16px sans-serif';
  button.addEventListener('click', function () { window.__minicert.tapped(); });
  document.body.appendChild(button);
}

window.__minicert = minicertAgent({
  api: root,
  global: function (name) { return window[name]; },
  transport: 'script',
  session: arguments[1],
  launch: arguments[2],
  arm: arm
});
