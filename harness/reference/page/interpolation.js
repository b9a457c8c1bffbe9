/**
 * Text and attribute values with `{{ expression }}` in them, and the two-way form `{= expression =}`.
 */

import { evaluate, readExpression } from "./expression.js";

/**
 * @typedef {object} Interpolation
 * @property {(string | import("./expression.js").Expression)[]} parts Text and expressions in turn.
 * @property {string} [path] In the two-way form, the path in the data that the value is written back to.
 */

/**
 * @param {string} text
 * @returns {Interpolation}
 */
export function parseInterpolation(text) {
  const twoWay = /^\s*\{=\s*([\w$.[\]]+)\s*=\}\s*$/.exec(text);
  if (twoWay) return { parts: [readExpression(twoWay[1], 0).expression], path: twoWay[1] };
  const parts = [];
  let position = 0;
  for (;;) {
    const open = text.indexOf("{{", position);
    if (open < 0) break;
    if (open > position) parts.push(text.slice(position, open));
    const { expression, end } = readExpression(text, open + 2);
    const close = /^\s*\}\}/.exec(text.slice(end));
    if (!close) throw new Error(`expected }} at "${text.slice(end, end + 20)}"`);
    parts.push(expression);
    position = end + close[0].length;
  }
  if (position < text.length) parts.push(text.slice(position));
  return { parts };
}

/**
 * @param {Interpolation} interpolation
 * @param {Record<string, any>} scope
 * @returns {any} A single expression keeps the type of its value; everything else becomes text.
 */
export function interpolate({ parts }, scope) {
  if (parts.length === 1) return typeof parts[0] === "string" ? parts[0] : evaluate(parts[0], scope);
  return interpolateText({ parts }, scope);
}

/**
 * @param {Interpolation} interpolation
 * @param {Record<string, any>} scope
 * @returns {string} What is undefined or null shows nothing.
 */
export function interpolateText({ parts }, scope) {
  return parts.map((part) => (typeof part === "string" ? part : String(evaluate(part, scope) ?? ""))).join("");
}
