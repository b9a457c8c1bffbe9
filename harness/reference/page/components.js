/**
 * How the attributes of a component show on its element. Most become attributes of the same name; a few components
 * need more.
 */

import { animate } from "./animation.js";
import { convertUnits } from "./style.js";

const DEFAULT_MAXLENGTH = 140;

/** @type {Record<string, (element: any, name: string, value: any) => boolean>} Each says whether it took the value. */
const SPECIAL = { input: applyInput, textarea: applyInput, image: applyImage, button: applyButton };

/** Fields of which typed text is on its way to the data: how many times, and the last value that came from there. */
const writing = new WeakMap();

/**
 * @param {Element} element
 * @param {Record<string, any>} before The attributes that the element was last drawn with.
 * @param {Record<string, any>} after
 */
export function applyAttributes(element, before, after) {
  const special = SPECIAL[element.localName];
  const values = defaultsOf(element.localName, after);
  const previous = Object.keys(before).length > 0 ? defaultsOf(element.localName, before) : before;
  for (const name of new Set([...Object.keys(previous), ...Object.keys(values)])) {
    const value = values[name];
    // An attribute that did not change is left alone, so that what a person typed is not overwritten.
    if (name in previous && previous[name] === value) continue;
    if (!special?.(element, name, value)) applyPlain(element, name, value);
  }
}

function defaultsOf(tag, attributes) {
  return tag === "input" || tag === "textarea" ? { maxlength: DEFAULT_MAXLENGTH, ...attributes } : attributes;
}

function applyPlain(element, name, value) {
  const absent = value === undefined || value === null || value === false;
  if (absent) element.removeAttribute(name);
  else if (name === "animation" && typeof value === "object") animate(element, value);
  else if (name === "style") element.setAttribute("style", convertUnits(String(value)));
  else if (typeof value !== "object") element.setAttribute(name, value === true ? "" : String(value));
}

function applyInput(element, name, value) {
  switch (name) {
    case "value":
      if (writing.has(element)) writing.get(element).last = value;
      else showValue(element, value);
      return true;
    case "type":
      // The type chooses a keyboard; the field itself stays a text field.
      element.inputMode = { number: "numeric", digit: "decimal" }[value] ?? "text";
      return true;
    case "password":
      element.type = isOn(value) ? "password" : "text";
      return true;
    case "maxlength":
      if (Number(value) < 0) element.removeAttribute("maxlength");
      else element.maxLength = Number(value);
      return true;
    case "focus":
      if (isOn(value)) queueMicrotask(() => element.focus());
      return true;
    case "disabled":
      element.disabled = isOn(value);
      return true;
    default:
      return false;
  }
}

function showValue(element, value) {
  const text = String(value ?? "");
  if (element.value !== text) element.value = text;
}

/**
 * Writes what was typed into the data. It is drawn later than it was typed, and must not undo what was typed since, so
 * the field shows what the data has once nothing is on its way any more.
 * @param {HTMLInputElement} element
 * @param {() => Promise<void>} write Resolves when the page is drawn with it.
 */
export async function writeTyped(element, write) {
  const typed = writing.get(element) ?? { times: 0, last: element.value };
  writing.set(element, typed);
  typed.times += 1;
  await write();
  typed.times -= 1;
  if (typed.times > 0) return;
  writing.delete(element);
  showValue(element, typed.last);
}

function applyImage(element, name, value) {
  if (name !== "src") return false;
  element.style.backgroundImage = value ? `url(${JSON.stringify(String(value))})` : "";
  return true;
}

function applyButton(element, name, value) {
  if (name !== "disabled") return false;
  element.disabled = isOn(value);
  return true;
}

/** Boolean attributes are often written as text. */
function isOn(value) {
  return value === true || value === "" || value === "true";
}
