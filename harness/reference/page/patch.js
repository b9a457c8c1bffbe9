/**
 * Changes the elements of a page until they show a drawing. Elements that stay the same kind at the same place are
 * kept, so that an input keeps its focus and what was typed into it.
 */

import { applyAttributes } from "./components.js";

/** What each element was last drawn from. @type {WeakMap<Element, import("./render.js").Drawing>} */
const drawings = new WeakMap();

/** @param {Element} element */
export function drawingOf(element) {
  return drawings.get(element);
}

/**
 * @param {Element} parent
 * @param {(import("./render.js").Drawing | string)[]} children
 */
export function patch(parent, children) {
  const existing = [...parent.childNodes];
  children.forEach((child, position) => {
    const node = existing[position];
    const kept = node && sameKind(node, child);
    const current = kept ? node : create(parent.ownerDocument, child);
    if (!node) parent.append(current);
    else if (!kept) node.replaceWith(current);
    if (typeof child === "string") {
      if (current.data !== child) current.data = child;
    } else {
      draw(current, child);
    }
  });
  for (const node of existing.slice(children.length)) node.remove();
}

function draw(element, drawing) {
  const before = drawings.get(element)?.attributes ?? {};
  drawings.set(element, drawing);
  applyAttributes(element, before, drawing.attributes);
  patch(element, drawing.children);
}

function sameKind(node, child) {
  if (typeof child === "string") return node.nodeType === Node.TEXT_NODE;
  return drawings.get(node)?.tag === child.tag;
}

function create(page, child) {
  return typeof child === "string" ? page.createTextNode(child) : page.createElement(child.tag);
}
