/**
 * Turns what happens to the elements of a page into the platform's events, and takes each along its way: down through
 * the capturing handlers, up through the bubbling ones.
 */

import { writeTyped } from "./components.js";
import { drawingOf } from "./patch.js";

const LONG_PRESS = 350;

/** Events that go the way of the page tree, by the event of the document that they come from. */
const BUBBLING = {
  pointerdown: "touchstart",
  pointermove: "touchmove",
  pointerup: "touchend",
  pointercancel: "touchcancel",
  transitionend: "transitionend",
  animationstart: "animationstart",
  animationiteration: "animationiteration",
  animationend: "animationend",
};

/** Events that only their own element hears, and what their detail is. */
const OWN = {
  input: (element) => ({ value: element.value, cursor: element.selectionEnd }),
  focus: (element) => ({ value: element.value, height: 0 }),
  blur: (element) => ({ value: element.value }),
  scroll: (element) => ({
    scrollLeft: element.scrollLeft,
    scrollTop: element.scrollTop,
    scrollHeight: element.scrollHeight,
    scrollWidth: element.scrollWidth,
  }),
};

/**
 * @param {Element} root The root element of a page.
 * @param {object} page
 * @param {(handler: string, event: object, owner: string) => void} page.onEvent Calls a handler of the page or of a component.
 * @param {(path: string, value: string) => Promise<void>} page.onAssign Writes a two-way value back, and draws it.
 */
export function listen(root, { onEvent, onAssign }) {
  let pressTimer = 0;
  let longPressed = false;

  /** @returns {boolean} True when a handler took the event. */
  function dispatch(type, origin, detail) {
    const way = wayTo(root, origin.target);
    let taken = false;
    const visit = (capture) => (element) => {
      for (const binding of drawingOf(element).bindings) {
        if (binding.type !== type || binding.capture !== capture) continue;
        taken = true;
        onEvent(binding.handler, eventFor(type, origin, way[0], element, detail), binding.owner);
        if (binding.stop) return true;
      }
      return false;
    };
    const stopped = [...way].reverse().some(visit(true));
    if (!stopped) way.some(visit(false));
    return taken;
  }

  root.addEventListener("pointerdown", (origin) => {
    longPressed = false;
    clearTimeout(pressTimer);
    pressTimer = setTimeout(() => {
      const detail = positionOf(origin);
      const heard = [dispatch("longpress", origin, detail), dispatch("longtap", origin, detail)];
      longPressed = heard.includes(true);
    }, LONG_PRESS);
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => clearTimeout(pressTimer));

  root.addEventListener("click", (origin) => {
    if (longPressed) return;
    dispatch("tap", origin, positionOf(origin));
  });

  for (const [source, type] of Object.entries(BUBBLING)) {
    root.addEventListener(source, (origin) => {
      // A mouse that moves without a button held down touches nothing.
      if (source === "pointermove" && origin.buttons === 0) return;
      dispatch(type, origin, {});
    });
  }

  for (const [type, detailOf] of Object.entries(OWN)) {
    // These do not bubble in the document either, so they are caught on their way down.
    root.addEventListener(type, (origin) => tell(type, origin, detailOf(origin.target)), { capture: true });
  }
  root.addEventListener("keydown", (origin) => {
    if (origin.key === "Enter") tell("confirm", origin, { value: origin.target.value });
  });
  root.addEventListener("input", ({ target }) => {
    const path = drawingOf(target)?.valuePath;
    if (path) writeTyped(target, () => onAssign(path, target.value));
  });

  function tell(type, origin, detail) {
    const bindings = drawingOf(origin.target)?.bindings ?? [];
    for (const binding of bindings.filter((each) => each.type === type)) {
      onEvent(binding.handler, eventFor(type, origin, origin.target, origin.target, detail), binding.owner);
    }
  }
}

/** The elements from the one that was touched up to the root of the page. */
function wayTo(root, target) {
  const way = [];
  for (let element = target; element && element !== root; element = element.parentElement) {
    if (drawingOf(element)) way.push(element);
  }
  return way;
}

function eventFor(type, origin, target, currentTarget, detail) {
  const touches = "clientX" in origin ? [touchOf(origin)] : [];
  return {
    type,
    timeStamp: origin.timeStamp,
    target: describe(target),
    currentTarget: describe(currentTarget),
    detail,
    touches,
    changedTouches: touches,
  };
}

/** @param {Element} element */
function describe(element) {
  return { id: element.id, tagName: element.localName, dataset: datasetOf(drawingOf(element).attributes) };
}

/** `data-car-color` is read as carColor, and the value keeps its type. */
function datasetOf(attributes) {
  const dataset = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith("data-")) continue;
    const key = name.slice(5).toLowerCase().replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    dataset[key] = value;
  }
  return dataset;
}

function positionOf({ pageX, pageY }) {
  return { x: pageX, y: pageY };
}

function touchOf({ pointerId, clientX, clientY, pageX, pageY }) {
  return { identifier: pointerId ?? 0, clientX, clientY, pageX, pageY };
}
