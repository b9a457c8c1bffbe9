/**
 * Reads the markup of a template into plain nodes. What the attributes mean is for `template.js`.
 */

/**
 * @typedef {object} MarkupElement
 * @property {string} tag
 * @property {Record<string, string | true>} attributes An attribute without a value is true.
 * @property {(MarkupElement | string)[]} children
 */

const TAG = /<(\/?)([A-Za-z][\w-]*)((?:\s+[^\s=/>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s=/>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

/** Elements that have no content, so that their closing tag may be left out. */
const WITHOUT_CONTENT = ["input", "image", "import", "include"];

/** Templates may not reach for the document that they are drawn into. */
const FORBIDDEN = ["script", "link", "iframe"];

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: "\u00a0" };

/**
 * @param {string} source
 * @returns {(MarkupElement | string)[]}
 */
export function parseMarkup(source) {
  const text = source.replace(/<!--[\s\S]*?-->/g, "");
  const root = { tag: "", attributes: {}, children: [] };
  const open = [root];
  let position = 0;
  while (position < text.length) {
    TAG.lastIndex = position;
    const match = TAG.exec(text);
    if (match) {
      readTag(match, open);
      position = TAG.lastIndex;
    } else {
      const end = nextTag(text, position);
      open.at(-1).children.push(decodeEntities(text.slice(position, end)));
      position = end;
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1).tag}> is not closed`);
  return root.children;
}

function readTag([, closing, tag, attributes, selfClosing], open) {
  if (FORBIDDEN.includes(tag)) throw new Error(`<${tag}> is not allowed in a template`);
  if (closing) {
    if (WITHOUT_CONTENT.includes(tag)) return;
    if (open.at(-1).tag !== tag) throw new Error(`</${tag}> closes nothing`);
    open.pop();
    return;
  }
  const element = { tag, attributes: readAttributes(attributes), children: [] };
  open.at(-1).children.push(element);
  if (!selfClosing && !WITHOUT_CONTENT.includes(tag)) open.push(element);
}

function readAttributes(text) {
  const attributes = {};
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single;
    attributes[name] = value === undefined ? true : decodeEntities(value);
  }
  return attributes;
}

/** A `<` that begins no tag is text, as in `{{ a < b }}`. */
function nextTag(text, position) {
  for (let end = position + 1; end < text.length; end += 1) {
    TAG.lastIndex = end;
    if (text[end] === "<" && TAG.test(text)) return end;
  }
  return text.length;
}

function decodeEntities(text) {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, number, name) =>
    number ? String.fromCodePoint(Number(number)) : (ENTITIES[name] ?? whole));
}
