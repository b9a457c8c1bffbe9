/**
 * The call protocol that all functions of `swan` share: how arguments are checked, which callbacks run, when, and in
 * which order. What a function does is for the files beside this one.
 */

import { later } from "../logic/later.js";

/** The code of a call that never left the framework, because its arguments are wrong. */
export const PARAMETER_ERROR = 904;

/** The code of a call that was understood and could not be done. */
export const EXECUTION_FAILED = 1001;

/** What a function throws to answer with `fail`. */
export class Failure extends Error {
  /**
   * @param {number} errCode
   * @param {string} message Without the name of the function, which the protocol puts in front.
   */
  constructor(errCode, message) {
    super(message);
    this.errCode = errCode;
  }
}

/** @param {string} reason */
export function parameterError(reason) {
  return new Failure(PARAMETER_ERROR, `parameter error: ${reason}`);
}

/**
 * @typedef {object} AsyncDefinition
 * @property {Record<string, string>} [args] The type of each argument: alternatives are separated by a bar, `*` is
 *   any type, and a question mark at the end makes it optional. Numbers arrive as strings, see `keepNumbers`.
 * @property {boolean} [keepNumbers] True for the few functions whose numbers stay numbers.
 * @property {string[]} [binary] Arguments that are passed on as they are, because JSON cannot hold them.
 * @property {(options: any) => any} [prepare] Rewrites the options before they are checked.
 * @property {() => any} [createTask] Makes what the call returns.
 * @property {(args: any, task: any) => any} run Does the work: its value, or what its promise resolves to, goes to
 *   `success`; what it throws goes to `fail`.
 */

/** @param {(error: unknown) => void} report Told what the mini-program's callbacks throw. */
export function createProtocol(report) {
  function callSafely(callback, result) {
    if (typeof callback !== "function") return;
    try {
      callback(result);
    } catch (error) {
      report(error);
    }
  }

  /** Exactly one of `success` and `fail`, then `complete`, after the call has returned. */
  function settle(name, callbacks, outcome) {
    const { success, fail, complete } = callbacks;
    outcome.then(
      (result = {}) =>
        later(() => {
          callSafely(success, result);
          callSafely(complete, result);
        }),
      (error) =>
        later(() => {
          const failure = failureOf(name, error);
          callSafely(fail, failure);
          callSafely(complete, failure);
        }),
    );
  }

  return {
    /**
     * A function that takes one object with arguments and callbacks.
     * @param {string} name
     * @param {AsyncDefinition} definition
     */
    asyncApi(name, definition) {
      return (options) => {
        const given = options !== null && typeof options === "object" ? options : {};
        const task = definition.createTask?.();
        let outcome;
        try {
          outcome = Promise.resolve(definition.run(checkedArguments(definition, given), task));
        } catch (error) {
          outcome = Promise.reject(error);
        }
        settle(name, given, outcome);
        return task;
      };
    },

    /**
     * A function that answers at once. From base library 3.140.1 on, a failure is an Error that is returned.
     * @param {string} name
     * @param {(...args: any[]) => any} run
     */
    syncApi(name, run) {
      return (...args) => {
        try {
          return run(...args);
        } catch (error) {
          const { errCode, errMsg } = failureOf(name, error);
          return Object.assign(new Error(errMsg), { errCode, errMsg });
        }
      };
    },
  };
}

function failureOf(name, error) {
  const errCode = error instanceof Failure ? error.errCode : EXECUTION_FAILED;
  return { errCode, errMsg: `${name}:fail ${error.message}` };
}

/** @param {AsyncDefinition} definition */
function checkedArguments(definition, given) {
  for (const callback of ["success", "fail"]) {
    const value = given[callback] ?? undefined;
    if (value !== undefined && typeof value !== "function") throw parameterError(`${callback} must be a function`);
  }
  const args = plainArguments(definition, definition.prepare ? prepared(definition, given) : given);
  checkTypes(definition.args, args);
  return args;
}

/** @param {AsyncDefinition["args"]} rules */
export function checkTypes(rules = {}, args) {
  for (const [name, rule] of Object.entries(rules)) {
    const optional = rule.endsWith("?");
    const types = rule.replace("?", "").split("|");
    const value = args[name] ?? undefined;
    if (value === undefined) {
      if (!optional) throw parameterError(`the argument ${name} is required`);
    } else if (!types.some((type) => hasType(value, type))) {
      throw parameterError(`the argument ${name} must be of type ${types.join(" or ")}`);
    }
  }
}

function prepared(definition, given) {
  try {
    return definition.prepare(given);
  } catch (error) {
    throw parameterError(error.message);
  }
}

/** What crosses to the native side: a copy by way of JSON, without callbacks, and with numbers written out. */
function plainArguments({ keepNumbers = false, binary = [] }, given) {
  const args = {};
  for (const [name, value] of Object.entries(given)) {
    if (name === "success" || name === "fail" || name === "complete") continue;
    if (typeof value === "string" || (binary.includes(name) && isBinary(value))) args[name] = value;
    else if (typeof value === "number" && !keepNumbers) args[name] = String(value);
    else args[name] = jsonCopy(name, value);
  }
  return args;
}

/** What JSON cannot hold is dropped, and a value that JSON refuses is a wrong argument. */
function jsonCopy(name, value) {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    throw parameterError(`the argument ${name} cannot be sent: ${error.message}`);
  }
}

function isBinary(value) {
  return value instanceof ArrayBuffer;
}

function hasType(value, type) {
  if (type === "*") return true;
  if (type === "array") return Array.isArray(value);
  if (type === "binary") return isBinary(value);
  if (type === "object") return typeof value === "object" && !Array.isArray(value);
  return typeof value === type;
}
