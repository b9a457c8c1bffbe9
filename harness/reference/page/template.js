/**
 * Compiles a `.swan` file: markup in, nodes out whose conditions, loops, attributes and texts are ready to be
 * evaluated by `render.js`.
 */

import { parseInterpolation } from "./interpolation.js";
import { parseMarkup } from "./markup.js";
import { readExpression } from "./expression.js";
import { resolvePath } from "../common/package-path.js";

/**
 * @typedef {{kind: "text", text: import("./interpolation.js").Interpolation}} TextNode
 * @typedef {{kind: "choice", branches: {test: import("./expression.js").Expression | undefined, node: Node}[]}} Choice
 * @typedef {{kind: "loop", list: import("./expression.js").Expression, item: string, index: string, node: Node}} Loop
 * @typedef {{kind: "element", tag: string, attributes: Record<string, any>, bindings: Binding[], children: Node[]}}
 *   ElementNode
 * @typedef {{kind: "use", name: import("./interpolation.js").Interpolation, data: import("./interpolation.js").Interpolation | undefined, templates: Map<string, Node[]>}} Use
 * @typedef {TextNode | Choice | Loop | ElementNode | Use} Node
 */

/**
 * @typedef {object} Binding
 * @property {string} type The name of the event.
 * @property {boolean} capture
 * @property {boolean} stop True for catch, which ends the event's way.
 * @property {import("./interpolation.js").Interpolation} handler
 */

const DIRECTIVES = ["s-if", "s-elif", "s-else", "s-for", "s-for-item", "s-for-index", "trackBy", "s-key"];
const BINDING = /^(capture-)?(bind|catch):?([A-Za-z]+)$/;

/**
 * @param {Record<string, string>} files
 * @param {string} path
 * @returns {Node[]}
 */
export function readTemplate(files, path) {
  if (files[path] === undefined) throw new Error(`there is no ${path} in the package`);
  const templates = new Map();
  return compile(included(files, path, parseMarkup(files[path]), templates), templates);
}

/** The markup of a file without its templates, which are put by their names, and with what it includes in its place. */
function included(files, path, markup, templates) {
  return markup.flatMap((child) => {
    if (typeof child === "string") return [child];
    const { tag, attributes, children } = child;
    if (tag === "import") {
      bring(files, resolvePath(path, attributes.src), templates);
      return [];
    }
    // What scripts give is among the data: logic/scripts.js.
    if (tag === "import-sjs") return [];
    if (tag === "template" && attributes.name !== undefined) {
      templates.set(attributes.name, compile(included(files, path, children, templates), templates));
      return [];
    }
    if (tag !== "include") return [{ ...child, children: included(files, path, children, templates) }];
    const other = resolvePath(path, attributes.src);
    return included(files, other, parseMarkup(files[other] ?? ""), new Map());
  });
}

/** Brings the templates of a file, and those that it brings itself. */
function bring(files, path, templates) {
  included(files, path, parseMarkup(files[path] ?? ""), templates);
}

/** @returns {Node[]} */
function compile(markup, templates) {
  const nodes = [];
  /** The choice that an s-elif or s-else would belong to. */
  let choice;
  for (const child of markup) {
    if (typeof child === "string") {
      if (child.trim() !== "") choice = undefined;
      nodes.push({ kind: "text", text: parseInterpolation(child) });
      continue;
    }
    const { attributes } = child;
    if ("s-elif" in attributes || "s-else" in attributes) {
      if (!choice) throw new Error(`an s-else of <${child.tag}> has no s-if before it`);
      const test = "s-elif" in attributes ? condition(attributes["s-elif"]) : undefined;
      choice.branches.push({ test, node: compileElement(child, templates) });
    } else if ("s-if" in attributes) {
      if ("s-for" in attributes) throw new Error(`s-if and s-for share the tag <${child.tag}>`);
      choice = { kind: "choice", branches: [{ test: condition(attributes["s-if"]), node: compileElement(child, templates) }] };
      nodes.push(choice);
    } else {
      choice = undefined;
      nodes.push("s-for" in attributes ? compileLoop(child, templates) : compileElement(child, templates));
    }
  }
  return nodes;
}

function compileElement({ tag, attributes, children }, templates) {
  if (tag === "template") {
    const data = attributes.data === undefined ? undefined : parseInterpolation(attributes.data);
    return { kind: "use", name: parseInterpolation(attributes.is ?? ""), data, templates };
  }
  const node = { kind: "element", tag, attributes: {}, bindings: [], children: compile(children, templates) };
  for (const [name, value] of Object.entries(attributes)) {
    const binding = BINDING.exec(name);
    if (binding) {
      const [, capture, mode, type] = binding;
      const handler = parseInterpolation(String(value));
      node.bindings.push({ type, capture: capture !== undefined, stop: mode === "catch", handler });
    } else if (!DIRECTIVES.includes(name)) {
      node.attributes[name] = value === true ? { parts: [["literal", true]] } : parseInterpolation(value);
    }
  }
  return node;
}

/** `item, index in list`, or a list alone with the names item and index. */
function compileLoop(element, templates) {
  const { attributes } = element;
  const source = withoutBraces(attributes["s-for"]).replace(/\s+trackBy\s[\s\S]*$/, "");
  const named = /^\s*([\w$]+)(?:\s*,\s*([\w$]+))?\s+in\s+([\s\S]+)$/.exec(source);
  const item = attributes["s-for-item"] ?? named?.[1] ?? "item";
  const index = attributes["s-for-index"] ?? named?.[2] ?? "index";
  return { kind: "loop", list: condition(named?.[3] ?? source), item, index, node: compileElement(element, templates) };
}

function condition(text) {
  return readExpression(withoutBraces(text), 0).expression;
}

/** A directive may be written with or without the braces. */
function withoutBraces(text) {
  const braced = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(text);
  return braced ? braced[1] : text;
}
