/*
 * Writes a line into the input of the `page` channel, where there is one to write, and looks a while for what the text
 * says to it. Arguments: the selectors of input and text, the line or null, how what is awaited begins, the name of the
 * agent's launch, milliseconds.
 */
var done = arguments[6], awaited = arguments[3], launch = arguments[4];
var until = performance.now() + arguments[5];
var inputs, texts;

function find(selector) {
  return document.querySelectorAll(selector);
}

try {
  inputs = find(arguments[0]);
  texts = find(arguments[1]);
} catch (thrown) {
  return done({ invalid: String(thrown && thrown.message) });
}
if (inputs.length !== 1 || texts.length !== 1) return done({ inputs: inputs.length, texts: texts.length });

if (arguments[2] !== null) {
  // Frameworks put a property of their own over the element's, and take no notice of what is written through it.
  var property = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(inputs[0]), 'value');
  if (property && property.set) property.set.call(inputs[0], arguments[2]);
  else inputs[0].value = arguments[2];
  inputs[0].dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

var selector = arguments[1];
(function look() {
  // What draws the page may replace the element.
  texts = find(selector);
  var said = texts.length === 1 ? texts[0].textContent.trim() : '';
  var other = said !== '' && said.indexOf(launch + ':') !== 0;
  if (said.indexOf(awaited) === 0 && said !== '' || other || performance.now() > until) return done({ said: said });
  setTimeout(look, 4);
})();
