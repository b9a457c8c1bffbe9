/**
 * Looks at the nodes of a page for `api/nodes.js`.
 */

import { drawingOf } from "../page/patch.js";

const SIDES = ["left", "right", "top", "bottom"];

/**
 * @param {object} host
 * @param {(id: number) => Promise<Document | undefined>} host.documentOf The document of a page.
 * @param {import("../common/channel.js").Channel} host.logic
 */
export function createNodes({ documentOf, logic }) {
  /** @type {Map<number, IntersectionObserver[]>} */
  const observers = new Map();

  return {
    /** The answers stand in the order of the questions. */
    async ask({ id, questions }) {
      const page = await documentOf(id);
      return questions.map((question) => (page ? answer(page, question) : null));
    },

    async observe({ id, observer, target, relative, thresholds, initialRatio, selectAll }) {
      const page = await documentOf(id);
      if (!page) return;
      const { left, right, top, bottom } = relative.margins ?? { left: 0, right: 0, top: 0, bottom: 0 };
      const options = {
        root: relative.selector ? find(page, relative.selector, "")[0] : page,
        rootMargin: `${top}px ${right}px ${bottom}px ${left}px`,
        threshold: thresholds,
      };
      const nodes = find(page, target, "").slice(0, selectAll ? undefined : 1);
      observers.set(observer, nodes.map((node) => watch(node, options, initialRatio, (crossing) => {
        logic.note("nodes.crossing", { observer, crossing });
      })));
    },

    disconnect({ observer }) {
      for (const each of observers.get(observer) ?? []) each.disconnect();
      observers.delete(observer);
    },
  };
}

/** The document's own observer tells the first ratio in any case; here it is told where it is not the one expected. */
function watch(node, options, initialRatio, told) {
  let first = true;
  const observer = new node.ownerDocument.defaultView.IntersectionObserver((entries) => {
    for (const entry of entries) {
      const expected = first && entry.intersectionRatio === initialRatio;
      first = false;
      if (!expected) told(crossingOf(entry));
    }
  }, options);
  observer.observe(node);
  return observer;
}

function crossingOf({ intersectionRatio, intersectionRect, boundingClientRect, rootBounds, time }) {
  return {
    intersectionRatio,
    intersectionRect: rectOf(intersectionRect),
    boundingClientRect: rectOf(boundingClientRect),
    relativeRect: rectOf(rootBounds),
    time,
  };
}

function answer(page, { selector, owner, all, viewport, fields }) {
  if (viewport) return describe(page.scrollingElement, fields);
  const nodes = find(page, selector, owner);
  if (all) return nodes.map((node) => describe(node, fields));
  return nodes.length > 0 ? describe(nodes[0], fields) : null;
}

/** The nodes of the page itself, or of one component. What is no selector finds nothing. @returns {Element[]} */
function find(page, selector, owner) {
  try {
    return [...page.querySelector("page").querySelectorAll(selector)].filter((node) => drawingOf(node)?.owner === owner);
  } catch {
    return [];
  }
}

function describe(node, { id, dataset, rect, size, scrollOffset, properties = [], computedStyle = [] }) {
  const box = node.getBoundingClientRect();
  const style = node.ownerDocument.defaultView.getComputedStyle(node);
  const attributes = drawingOf(node)?.attributes ?? {};
  return {
    ...(id && { id: node.id }),
    ...(dataset && { dataset: { ...node.dataset } }),
    ...(rect && rectOf(box)),
    ...(size && { width: box.width, height: box.height }),
    ...(scrollOffset && { scrollLeft: node.scrollLeft, scrollTop: node.scrollTop }),
    ...Object.fromEntries(properties.map((name) => [name, attributes[name]])),
    ...Object.fromEntries(computedStyle.map((name) => [name, style[name]])),
  };
}

function rectOf(box) {
  return Object.fromEntries(SIDES.map((side) => [side, box?.[side] ?? 0]));
}
