/**
 * The expressions inside `{{ }}`: read from text into a tree, and evaluated from the tree, because neither eval nor
 * the Function constructor may be used. There are no calls and no assignments in this language.
 */

/** @typedef {any[]} Expression The name of the operation, then its parts. */

const NUMBER = /(\d+(?:\.\d+)?|\.\d+)/;
const NAME = /([A-Za-z_$][\w$]*)/;
const STRING = /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/;
const SYMBOL = /(\.\.\.|===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()[\]{}])/;
const TOKEN = new RegExp(`\\s*(?:${[NUMBER, NAME, STRING, SYMBOL].map(({ source }) => source).join("|")})`, "y");

const CONSTANTS = { true: true, false: false, null: null, undefined };

/** Operators of two sides, from the loosest to the tightest. */
const LEVELS = [["||"], ["&&"], ["===", "!==", "==", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];

/** @type {Record<string, (left: any, right: any) => any>} */
const OPERATIONS = {
  "===": (left, right) => left === right,
  "!==": (left, right) => left !== right,
  "==": (left, right) => left == right,
  "!=": (left, right) => left != right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

/**
 * Reads an expression that may be followed by something else.
 * @param {string} text
 * @param {number} start Where the expression begins.
 * @returns {{expression: Expression, end: number}} The end is where the first token begins that is not part of it.
 */
export function readExpression(text, start) {
  let position = start;
  let token = next();

  function next() {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) return { kind: "end", text: "", start: position };
    const [whole, number, name, string, symbol] = match;
    const begin = position + whole.length - whole.trimStart().length;
    position += whole.length;
    if (number !== undefined) return { kind: "number", text: number, start: begin };
    if (name !== undefined) return { kind: "name", text: name, start: begin };
    if (string !== undefined) return { kind: "string", text: string, start: begin };
    return { kind: "symbol", text: symbol, start: begin };
  }

  function take() {
    const taken = token;
    token = next();
    return taken;
  }

  const at = (symbol) => token.kind === "symbol" && token.text === symbol;

  function accept(symbol) {
    if (!at(symbol)) return false;
    take();
    return true;
  }

  function expect(symbol) {
    if (!accept(symbol)) throw new Error(`expected ${symbol} at "${text.slice(token.start, token.start + 20)}"`);
  }

  function conditional() {
    const test = binary(0);
    if (!accept("?")) return test;
    const yes = conditional();
    expect(":");
    return ["conditional", test, yes, conditional()];
  }

  function binary(level) {
    if (level === LEVELS.length) return unary();
    let left = binary(level + 1);
    while (token.kind === "symbol" && LEVELS[level].includes(token.text)) {
      left = ["binary", take().text, left, binary(level + 1)];
    }
    return left;
  }

  function unary() {
    for (const operator of ["!", "-", "+"]) {
      if (accept(operator)) return ["unary", operator, unary()];
    }
    return members(primary());
  }

  function members(object) {
    if (accept(".")) return members(["member", object, ["literal", take().text]]);
    if (!accept("[")) return object;
    const key = conditional();
    expect("]");
    return members(["member", object, key]);
  }

  function primary() {
    if (accept("(")) {
      const inner = conditional();
      expect(")");
      return inner;
    }
    if (accept("[")) return ["array", list("]", () => spread() ?? conditional())];
    if (accept("{")) return ["object", list("}", () => spread() ?? property())];
    const { kind, text: found, start: where } = take();
    if (kind === "number") return ["literal", Number(found)];
    if (kind === "string") return ["literal", unquote(found)];
    if (kind === "name") return Object.hasOwn(CONSTANTS, found) ? ["literal", CONSTANTS[found]] : ["variable", found];
    throw new Error(`unexpected "${text.slice(where, where + 20)}" in an expression`);
  }

  function list(close, item) {
    const items = [];
    while (!accept(close)) {
      items.push(item());
      if (!at(close)) expect(",");
    }
    return items;
  }

  function spread() {
    return accept("...") ? ["spread", conditional()] : undefined;
  }

  /** `name: value`, or a name alone, which stands for the variable of that name. */
  function property() {
    const key = take();
    const name = key.kind === "string" ? unquote(key.text) : key.text;
    return accept(":") ? ["property", name, conditional()] : ["property", name, ["variable", name]];
  }

  return { expression: conditional(), end: token.start };
}

/**
 * @param {Expression} expression
 * @param {Record<string, any>} scope The names that variables stand for.
 * @returns {any} Members of nothing are undefined, so that a page can be drawn before its data is there.
 */
export function evaluate(expression, scope) {
  const [operation, first, second, third] = expression;
  switch (operation) {
    case "literal":
      return first;
    case "variable":
      return scope[first];
    case "member":
      return (evaluate(first, scope) ?? undefined)?.[evaluate(second, scope)];
    case "conditional":
      return evaluate(first, scope) ? evaluate(second, scope) : evaluate(third, scope);
    case "binary":
      if (first === "&&") return evaluate(second, scope) && evaluate(third, scope);
      if (first === "||") return evaluate(second, scope) || evaluate(third, scope);
      return OPERATIONS[first](evaluate(second, scope), evaluate(third, scope));
    case "unary":
      if (first === "!") return !evaluate(second, scope);
      return first === "-" ? -evaluate(second, scope) : +evaluate(second, scope);
    case "array":
      return first.flatMap((item) => (item[0] === "spread" ? evaluate(item[1], scope) : [evaluate(item, scope)]));
    default:
      return objectOf(first, scope);
  }
}

function objectOf(properties, scope) {
  const object = {};
  for (const property of properties) {
    if (property[0] === "spread") Object.assign(object, evaluate(property[1], scope));
    else object[property[1]] = evaluate(property[2], scope);
  }
  return object;
}

function unquote(text) {
  const escapes = { n: "\n", t: "\t", r: "\r" };
  return text.slice(1, -1).replace(/\\(.)/g, (_, character) => escapes[character] ?? character);
}
