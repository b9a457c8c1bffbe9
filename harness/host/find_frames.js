/* A selector for each frame of the top document, by what it is called or by where it stands. */
var frames = document.querySelectorAll('iframe, frame'), found = [];
for (var i = 0; i < frames.length; i++) {
  var frame = frames[i], tag = frame.tagName.toLowerCase(), tries = [];
  if (frame.id) tries.push('#' + CSS.escape(frame.id));
  if (frame.name) tries.push(tag + '[name=' + JSON.stringify(frame.name) + ']');
  for (var c = 0; c < frame.classList.length; c++) tries.push(tag + '.' + CSS.escape(frame.classList[c]));
  tries.push(tag);
  for (var t = 0; t < tries.length; t++) if (document.querySelectorAll(tries[t]).length === 1) { found.push(tries[t]); break; }
}
return found;
