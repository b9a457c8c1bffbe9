/*
 * Where a point of a frame lies in the window, when the frame is drawn scaled or turned: drivers take it for one that is only
 * moved. The middle of a box stays the middle of what bounds it, so the linear part of the transforms is all that is needed.
 */
function place(frame, x, y) {
  var total = new DOMMatrix();
  for (var node = frame; node; node = node.parentElement || node.getRootNode().host) {
    var style = getComputedStyle(node);
    var own = new DOMMatrix();
    if (style.rotate && style.rotate !== 'none') own.rotateSelf(parseFloat(style.rotate));
    if (style.scale && style.scale !== 'none') {
      var factors = style.scale.split(' ').map(Number);
      own.scaleSelf(factors[0], factors.length > 1 ? factors[1] : factors[0]);
    }
    if (style.transform !== 'none') own.multiplySelf(new DOMMatrix(style.transform));
    total = own.multiply(total);
  }
  var width = frame.offsetWidth, height = frame.offsetHeight, box = frame.getBoundingClientRect();
  var a = total.a, b = total.b, c = total.c, d = total.d;
  function about(one, other) { return Math.abs(one - other) < 1; }
  if (!about(Math.abs(a) * width + Math.abs(c) * height, box.width) || !about(Math.abs(b) * width + Math.abs(d) * height, box.height)) {
    // Something else scales it, too, such as zoom.
    a = box.width / width;
    d = box.height / height;
    b = c = 0;
  }
  if (Math.abs(a - 1) + Math.abs(b) + Math.abs(c) + Math.abs(d - 1) < 1e-4) return { plain: true };
  var inner = getComputedStyle(frame);
  var right = frame.clientLeft + parseFloat(inner.paddingLeft) + x - width / 2;
  var down = frame.clientTop + parseFloat(inner.paddingTop) + y - height / 2;
  var there = { x: (box.left + box.right) / 2 + a * right + c * down, y: (box.top + box.bottom) / 2 + b * right + d * down };
  var hit = frame.getRootNode().elementFromPoint(there.x, there.y);
  return { x: there.x, y: there.y, covered: hit === frame ? null : hit ? 'a ' + hit.tagName.toLowerCase() : 'the edge of the window' };
}
