/**
 * Evaluates a compiled template over the data of a page. What comes out says what should be on the screen;
 * `patch.js` brings it there.
 */

import { evaluate } from "./expression.js";
import { interpolate, interpolateText } from "./interpolation.js";

/**
 * @typedef {object} Drawing One element as it should be.
 * @property {string} tag
 * @property {Record<string, any>} attributes
 * @property {{type: string, capture: boolean, stop: boolean, handler: string, owner: string}[]} bindings
 * @property {string} owner The place of the component whose template it is from; empty for the page.
 * @property {string} [valuePath] Where in the data a two-way value is written back to.
 * @property {(Drawing | string)[]} children
 */

/**
 * @param {import("./template.js").Node[]} template
 * @param {object} data
 * @returns {(Drawing | string)[]}
 */
export function renderTemplate(template, data) {
  // A scope without a prototype has no names but those of the data.
  return renderNodes(template, Object.assign(Object.create(null), data));
}

function renderNodes(nodes, scope) {
  return nodes.flatMap((node) => renderNode(node, scope));
}

/** @returns {(Drawing | string)[]} */
function renderNode(node, scope) {
  switch (node.kind) {
    case "text":
      return [interpolateText(node.text, scope)];
    case "choice":
      return renderChoice(node, scope);
    case "loop":
      return renderLoop(node, scope);
    case "use":
      return renderUse(node, scope);
    default:
      return renderElement(node, scope);
  }
}

function renderChoice({ branches }, scope) {
  const chosen = branches.find(({ test }) => test === undefined || evaluate(test, scope));
  return chosen ? renderNode(chosen.node, scope) : [];
}

function renderLoop({ list, item, index, node }, scope) {
  const values = evaluate(list, scope) ?? [];
  // An Object is walked as well; its names take the place of the positions.
  const entries = Array.isArray(values) ? [...values.entries()] : Object.entries(values);
  return entries.flatMap(([position, value]) => {
    const inner = Object.assign(Object.create(null), scope, { [item]: value, [index]: position });
    return renderNode(node, inner);
  });
}

/** A template sees what it is given, and nothing of the page around it. */
function renderUse({ name, data, templates }, scope) {
  const given = data && interpolate(data, scope);
  return renderTemplate(templates.get(interpolateText(name, scope)) ?? [], given ?? {});
}

/** A block is a bracket around its children and has no element of its own. */
function renderElement(node, scope) {
  const children = renderNodes(node.children, scope);
  if (node.tag === "block") return children;
  const attributes = {};
  for (const [name, value] of Object.entries(node.attributes)) attributes[name] = interpolate(value, scope);
  const bindings = node.bindings.map((binding) => ({ ...binding, handler: interpolateText(binding.handler, scope) }));
  return [{ tag: node.tag, attributes, bindings, valuePath: node.attributes.value?.path, children }];
}
