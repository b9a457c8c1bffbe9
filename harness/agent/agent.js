/*
 * The agent: an interpreter of steps that runs inside a host and writes down what happened.
 *
 * It knows no expectation and compares nothing. It is one self-contained file that a ten-year-old JavaScript core can
 * parse: no eval, no new Function, no syntax younger than ES5. What it needs of the language it takes when it loads, so
 * that a program under test cannot change it under it. The protocol is in harness/README.md, "Agent protocol".
 *
 * @param {object} env
 *   api(): the API root; global(name): a bare global; transport, session, launch: strings for the handshake;
 *   arm(on): shows or hides the button whose tap calls tapped()
 * @returns {{handle: function(string, function(string)), tapped: function(), hooked: function(string, Arguments)}}
 */
/* eslint-disable no-var */
function minicertAgent(env) {
  'use strict';

  var PROTOCOL = 8;
  var VERSION = '7';

  /** So many hooks of a launch are kept for the trial that goes on after it. */
  var EARLY = 100;

  /** A host that lacks one pair of timers is to be seen to lack it, and not to be silent. */
  var cancel = typeof clearTimeout === 'function' ? clearTimeout : clearInterval;
  var later = typeof setTimeout === 'function' ? setTimeout : repeated;

  function repeated(then, ms) {
    var timer = setInterval(function () {
      cancel(timer);
      then();
    }, ms);
    return timer;
  }

  /**
   * A task of its own. Timers come a millisecond late, and four where one sets the other; a message does not. Where none
   * comes a timer takes its place.
   */
  var soon = function (then) { later(then, 0); };
  try {
    var tasks = [];
    var taken = 0;
    var guarded = false;
    var line = new MessageChannel();
    line.port1.onmessage = take;
    soon = function (then) {
      tasks.push(then);
      line.port2.postMessage(0);
      if (!guarded) guard();
    };
  } catch (none) { /* The timer it is. */ }

  function take() {
    var task = tasks.shift();
    if (!task) return;
    taken++;
    task();
  }

  function guard() {
    var before = taken;
    guarded = true;
    later(function () {
      if (tasks.length > 0) guard(); else guarded = false;
      if (taken === before) take();
    }, 50);
  }

  /** What looks again later, by one timer for all: `at`, in the time of `now`, and `look`. */
  var looks = [];
  var looking;
  function lookIn(ms, look) {
    var at = now() + ms;
    looks.push({ at: at, look: look });
    if (!looking || at < looking.at) lookAt(at);
  }

  function lookAt(at) {
    if (looking) cancel(looking.timer);
    looking = { at: at, timer: later(lookAround, Math.max(1, at - now())) };
  }

  function lookAround() {
    // Timers may come a little early.
    var reached = Math.max(now(), looking.at);
    var due = looks.filter(function (one) { return one.at <= reached; });
    looks = looks.filter(function (one) { return one.at > reached; });
    looking = null;
    if (looks.length > 0) lookAt(Math.min.apply(null, looks.map(function (one) { return one.at; })));
    due.forEach(function (one) { one.look(); });
  }

  var parse = JSON.parse;
  var stringify = JSON.stringify;
  var now = typeof performance === 'object' && performance && performance.now
    ? function () { return performance.now(); }
    : function () { return +new Date(); };
  var toText = Object.prototype.toString;
  var owns = Object.prototype.hasOwnProperty;
  var keysOf = Object.keys;
  var protoOf = Object.getPrototypeOf;
  var kinds = {
    Uint8Array: function () { return Uint8Array; },
    Uint8ClampedArray: function () { return typeof Uint8ClampedArray === 'undefined' ? null : Uint8ClampedArray; },
    Int8Array: function () { return Int8Array; },
    Uint16Array: function () { return Uint16Array; },
    Int16Array: function () { return Int16Array; },
    Uint32Array: function () { return Uint32Array; },
    Int32Array: function () { return Int32Array; },
    Float32Array: function () { return Float32Array; },
    Float64Array: function () { return Float64Array; },
    DataView: function () { return DataView; }
  };

  // ---------------------------------------------------------------- text and bytes

  function ascii(text) {
    return text.replace(/[\u007f-\uffff]/g, function (unit) {
      return '\\u' + ('0000' + unit.charCodeAt(0).toString(16)).slice(-4);
    });
  }

  function hexOf(bytes) {
    var text = '';
    for (var i = 0; i < bytes.length; i++) text += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
    return text;
  }

  function bytesOf(hex) {
    var bytes = new Uint8Array(hex.length / 2);
    for (var i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.substr(i * 2, 2), 16);
    return bytes;
  }

  /** Bytes as the class that is asked for; a core that is too old to have it is given plain bytes. */
  function typedOf(name, bytes) {
    if (!owns.call(kinds, name)) throw new Error('the agent has no typed array ' + name);
    var Kind = kinds[name]();
    return Kind ? new Kind(bytes.buffer) : bytes;
  }

  /** A lone surrogate cannot cross the wire as text. */
  function lone(text) {
    for (var i = 0; i < text.length; i++) {
      var unit = text.charCodeAt(i);
      if (unit < 0xd800 || unit > 0xdfff) continue;
      var next = text.charCodeAt(i + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return true;
      i++;
    }
    return false;
  }

  /** The string that `{$text: {seed, length, alphabet}}` describes; the same generator stands in `value.rs`. */
  function described(text) {
    var state = text.seed | 1;
    var parts = [];
    var chunk = '';
    for (var n = 0; n < text.length;) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      var draw = state >>> 0;
      if (text.alphabet === 'astral') {
        chunk += String.fromCharCode(0xd83d);
        n++;
        if (n < text.length) { chunk += String.fromCharCode(0xde00 + draw % 64); n++; }
      } else {
        chunk += String.fromCharCode(text.alphabet === 'cjk' ? 0x4e00 + draw % 4096 : 0x61 + draw % 26);
        n++;
      }
      if (chunk.length > 8192) { parts.push(chunk); chunk = ''; }
    }
    parts.push(chunk);
    return parts.join('');
  }

  /** SHA-256 (FIPS 180-4) over `length` bytes that `at(i)` gives. */
  function sha256(length, at) {
    var k = [], h = [], prime = 2, i, j;
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (; k.length < 64; prime++) {
      for (j = 2; j * j <= prime && prime % j; j++);
      if (j * j <= prime) continue;
      if (h.length < 8) h.push(fraction(Math.sqrt(prime)));
      k.push(fraction(Math.pow(prime, 1 / 3)));
    }
    var total = ((length + 8) >> 6) + 1;
    var w = [];
    for (var block = 0; block < total; block++) {
      for (i = 0; i < 16; i++) {
        var word = 0;
        for (j = 0; j < 4; j++) {
          var index = block * 64 + i * 4 + j;
          var byte = index < length ? at(index) : index === length ? 0x80 : 0;
          word = (word << 8) | byte;
        }
        w[i] = word;
      }
      if (block === total - 1) {
        w[14] = Math.floor(length / 536870912) | 0;
        w[15] = (length * 8) | 0;
      }
      for (i = 16; i < 64; i++) {
        var a0 = w[i - 15], a1 = w[i - 2];
        var s0 = ((a0 >>> 7) | (a0 << 25)) ^ ((a0 >>> 18) | (a0 << 14)) ^ (a0 >>> 3);
        var s1 = ((a1 >>> 17) | (a1 << 15)) ^ ((a1 >>> 19) | (a1 << 13)) ^ (a1 >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      var v = h.slice();
      for (i = 0; i < 64; i++) {
        var e = v[4], a = v[0];
        var S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        var t1 = (v[7] + S1 + ((e & v[5]) ^ (~e & v[6])) + k[i] + w[i]) | 0;
        var S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        var t2 = (S0 + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]))) | 0;
        v = [(t1 + t2) | 0, v[0], v[1], v[2], (v[3] + t1) | 0, v[4], v[5], v[6]];
      }
      for (i = 0; i < 8; i++) h[i] = (h[i] + v[i]) | 0;
    }
    return h.map(function (x) { return ('00000000' + (x >>> 0).toString(16)).slice(-8); }).join('');
  }

  // ---------------------------------------------------------------- values out

  function tag(name, body) {
    var object = {};
    object[name] = body;
    return object;
  }

  /** An encoder with the caps of one message. */
  function encoder(caps) {
    var spent = 0;

    function text(value) {
      spent += Math.min(value.length, caps.large);
      if (value.length > caps.large) {
        return tag('$large', {
          type: 'string',
          length: value.length,
          sha256: sha256(value.length * 2, function (i) { return (value.charCodeAt(i >> 1) >> ((i & 1) * 8)) & 255; }),
          head: plain(value.slice(0, 64)),
          tail: plain(value.slice(-64))
        });
      }
      if (!lone(value)) return value;
      var hex = '';
      for (var i = 0; i < value.length; i++) hex += ('000' + value.charCodeAt(i).toString(16)).slice(-4);
      return tag('$utf16', hex);
    }

    function plain(value) {
      return lone(value) ? value.replace(/[\ud800-\udfff]/g, '\ufffd') : value;
    }

    function buffer(view) {
      var bytes = new Uint8Array(view.buffer || view, view.byteOffset || 0, view.byteLength);
      spent += Math.min(bytes.length, caps.large);
      if (bytes.length <= caps.large) return hexOf(bytes);
      return null;
    }

    function largeBytes(view) {
      var bytes = new Uint8Array(view.buffer || view, view.byteOffset || 0, view.byteLength);
      return tag('$large', {
        type: 'bytes',
        length: bytes.length,
        sha256: sha256(bytes.length, function (i) { return bytes[i]; }),
        head: hexOf(bytes.subarray(0, 32)),
        tail: hexOf(bytes.subarray(bytes.length - 32))
      });
    }

    function property(object, name, above) {
      var value;
      try {
        value = object[name];
      } catch (thrown) {
        return tag('$accessor', plain(String(thrown && thrown.message)));
      }
      return encode(value, above);
    }

    function pairs(object, names, above) {
      var all = [];
      for (var i = 0; i < names.length; i++) {
        if (i >= caps.width) { all.push(['$cut', tag('$cut', { why: 'width', size: names.length })]); break; }
        all.push([plain(names[i]), property(object, names[i], above)]);
      }
      return all;
    }

    function list(array, above) {
      var all = [];
      for (var i = 0; i < array.length; i++) {
        if (i >= caps.width) { all.push(tag('$cut', { why: 'width', size: array.length })); break; }
        all.push(owns.call(array, i) ? property(array, i, above) : tag('$hole', true));
      }
      return all;
    }

    function className(value) {
      var proto = protoOf(value);
      try {
        return String((proto && proto.constructor && proto.constructor.name) || 'Object');
      } catch (thrown) {
        return 'Object';
      }
    }

    function encode(value, above) {
      spent += 8;
      if (value === undefined) return tag('$undefined', true);
      if (value === null || value === true || value === false) return value;
      switch (typeof value) {
        case 'string': return text(value);
        case 'number':
          if (value !== value) return tag('$number', 'NaN');
          if (value === Infinity) return tag('$number', 'Infinity');
          if (value === -Infinity) return tag('$number', '-Infinity');
          if (value === 0 && 1 / value < 0) return tag('$number', '-0');
          return value;
        case 'function': return tag('$function', plain(String(value.name || '')));
        case 'symbol': return tag('$symbol', plain(String(value)));
        case 'bigint': return tag('$bigint', String(value));
      }
      for (var up = above.length; up-- > 0;) if (above[up] === value) return tag('$cycle', above.length - up);
      if (above.length >= caps.depth) return tag('$cut', { why: 'depth', size: above.length });
      if (spent > caps.bytes) return tag('$cut', { why: 'bytes', size: spent });
      var here = above.concat([value]);
      var kind = toText.call(value);
      if (kind === '[object Array]') return list(value, here);
      if (kind === '[object Date]') return tag('$date', +value === +value ? +value : null);
      if (kind === '[object Error]' || value instanceof Error) {
        return tag('$error', {
          name: plain(String(value.name)),
          message: plain(String(value.message)),
          fields: pairs(value, keysOf(value), here)
        });
      }
      if (kind === '[object ArrayBuffer]') { var hex = buffer(value); return hex === null ? largeBytes(value) : tag('$bytes', hex); }
      if (value.buffer && typeof value.byteLength === 'number' && toText.call(value.buffer) === '[object ArrayBuffer]') {
        var typed = buffer(value);
        return typed === null ? largeBytes(value) : tag('$typed', { class: className(value), bytes: typed });
      }
      if (kind === '[object Promise]' || typeof value.then === 'function') return tag('$promise', true);
      var names = keysOf(value);
      var proto = protoOf(value);
      // An object made in another realm has another Object.prototype, whose own prototype is null all the same.
      if (proto !== null && protoOf(proto) !== null) return tag('$instance', { class: plain(className(value)), fields: pairs(value, names, here) });
      var marked = names.length > caps.width;
      for (var i = 0; i < names.length && !marked; i++) marked = names[i].charAt(0) === '$' || lone(names[i]) || names[i] === '__proto__';
      if (marked) return tag('$object', pairs(value, names, here));
      var object = {};
      for (i = 0; i < names.length; i++) object[names[i]] = property(value, names[i], here);
      return object;
    }

    return function (value) {
      spent = 0;
      try {
        return encode(value, []);
      } catch (thrown) {
        // A proxy or an exotic object may refuse to be looked at; that is an observation too.
        return tag('$accessor', plain(String(thrown && thrown.message)));
      }
    };
  }

  // ---------------------------------------------------------------- one attempt

  /** What a dotted path leads to; `name()` is what the function of that name returns. */
  function walk(value, path) {
    var names = path === '' ? [] : path.split('.');
    for (var i = 0; i < names.length; i++) {
      if (value === undefined || value === null) return undefined;
      value = names[i].slice(-2) === '()' ? returnedBy(value, names[i].slice(0, -2)) : value[names[i]];
    }
    return value;
  }

  function returnedBy(owner, name) {
    if (typeof owner[name] !== 'function') return undefined;
    try {
      return owner[name]();
    } catch (thrown) {
      return undefined;
    }
  }

  /**
   * Runs the steps of one trial.
   * @param {object} job one entry of `trials`
   * @param {object} fixtures of the message
   * @param {function} encode
   * @param {function(object)} ended called once, with the attempt, when its window has closed or it pauses
   * @param {function()} calmed called once, when nothing is due any more and it is only listened to
   */
  function attempt(job, fixtures, encode, ended, calmed) {
    var began = now();
    var events = [];
    var seq = job.seq || 0;
    var bound = {};
    var calls = {};
    var listeners = {};
    var waiting = [];
    var pausedAt = null;
    var gestureDone = null;
    var state = 'open';
    var lastEvent = began;

    function note(kind, fields) {
      if (state === 'closed') return;
      lastEvent = now();
      var event = { seq: ++seq, at: Math.round((lastEvent - began) * 10) / 10, kind: kind };
      for (var name in fields) if (owns.call(fields, name)) event[name] = fields[name];
      events.push(event);
      wake();
    }

    // ------------------------------------------------ values in

    function Unbound(path) { this.path = path; }

    function deref(path) {
      var dot = path.indexOf('.');
      var name = dot < 0 ? path : path.slice(0, dot);
      var rest = dot < 0 ? '' : path.slice(dot + 1);
      if (!owns.call(bound, name)) throw new Unbound(path);
      var box = bound[name];
      if (!box.call) return walk(box.value, rest);
      if (rest === '') rest = 'returned';
      var cut = rest.indexOf('.');
      var part = cut < 0 ? rest : rest.slice(0, cut);
      if (!owns.call(box.parts, part)) throw new Unbound(path);
      return walk(box.parts[part], cut < 0 ? '' : rest.slice(cut + 1));
    }

    function listener(body) {
      var name = body.name;
      if (!owns.call(listeners, name)) {
        listeners[name] = {
          count: 0,
          run: function () {
            listeners[name].count++;
            note('heard', { listener: name, args: list(arguments) });
            inside(body.then || [], 'listener ' + name);
          }
        };
      }
      return listeners[name].run;
    }

    /** The address of a fixture of this attempt: the server of WebSockets is the same one. */
    function fixture(named) {
      var parts = /^(?:(https?):)?(.*)$/.exec(named);
      var base = fixtures[parts[1] || fixtures.usual];
      if (parts[2].indexOf('socket/') === 0) base = base.replace(/^http/, 'ws');
      return base + job.trial + '/' + parts[2];
    }

    /** Where the program keeps files of its own, as the host says. */
    function userFolder() {
      var folder = walk(env.api(), 'env.USER_DATA_PATH');
      if (typeof folder !== 'string') throw new Unbound('env.USER_DATA_PATH');
      return folder;
    }

    /** A function of the program's own was called by the host: the same event, for a listener that nobody passed. */
    function hooked(name, args) {
      listener({ name: name }).apply(undefined, args);
    }

    function list(args) {
      var all = [];
      for (var i = 0; i < args.length; i++) all.push(encode(args[i]));
      return all;
    }

    function decode(value) {
      if (value === null || typeof value !== 'object') return value;
      if (toText.call(value) === '[object Array]') return value.map(decode);
      var names = keysOf(value);
      if (names.length !== 1 || names[0].charAt(0) !== '$') {
        var object = {};
        for (var i = 0; i < names.length; i++) define(object, names[i], decode(value[names[i]]));
        return object;
      }
      var body = value[names[0]];
      switch (names[0]) {
        case '$undefined': return undefined;
        case '$number': return body === 'NaN' ? NaN : body === '-0' ? -0 : body === 'Infinity' ? Infinity : -Infinity;
        case '$bytes': return bytesOf(body).buffer;
        case '$typed': return typedOf(body.class, bytesOf(body.bytes));
        case '$utf16': {
          var units = '';
          for (var u = 0; u < body.length; u += 4) units += String.fromCharCode(parseInt(body.substr(u, 4), 16));
          return units;
        }
        case '$date': return new Date(body === null ? NaN : body);
        case '$error': return new Error(body.message);
        case '$key': return 'mc-' + job.trial + '-' + body;
        case '$file': return userFolder() + '/mc-' + job.trial + '-' + body;
        case '$text': return described(body);
        case '$url': return fixture(body);
        case '$ref': return deref(body);
        case '$listener': return listener(body);
        case '$object': {
          var made = {};
          for (var p = 0; p < body.length; p++) define(made, body[p][0], decode(body[p][1]));
          return made;
        }
        default: throw new Error('the agent has no value ' + names[0]);
      }
    }

    /** A key such as __proto__ is an own property like any other. */
    function define(object, name, value) {
      Object.defineProperty(object, name, { value: value, enumerable: true, configurable: true, writable: true });
    }

    // ------------------------------------------------ calls

    function call(step) {
      var name = step.as;
      var record = { success: 0, fail: 0, complete: 0, returned: false, callbacks: step.callbacks || [], started: now(), budget: step.budget };
      calls[name] = record;
      bound[name] = { call: true, parts: {} };
      var parts = bound[name].parts;
      var owner, method, args;
      try {
        owner = step.of !== undefined ? deref(step.of) : step.global ? null : env.api();
        var path = step.api.split('.');
        var last = path.pop();
        if (step.global) {
          method = env.global(step.api);
        } else {
          owner = walk(owner, path.join('.'));
          method = owner === undefined || owner === null ? undefined : owner[last];
        }
        if (typeof method !== 'function') {
          record.failed = true;
          return note('stopped', { step: 'call', call: name, why: 'missing' });
        }
        args = step.args !== undefined ? step.args.map(decode) : [];
        if (step.args === undefined && (step.with !== undefined || record.callbacks.length > 0)) {
          var options = step.with === undefined ? {} : decode(step.with);
          record.callbacks.forEach(function (event) { options[event] = callback(event); });
          args = [options];
        }
      } catch (thrown) {
        record.failed = true;
        return note('stopped', { step: 'call', call: name, why: thrown instanceof Unbound ? 'unbound ' + thrown.path : String(thrown && thrown.message) });
      }
      function callback(event) {
        return function () {
          record[event]++;
          if (event === 'complete' && record.complete === 1) record.completed = now();
          parts[event] = arguments[0];
          note('callback', { call: name, name: event, args: list(arguments), inside: !record.returned });
          inside((step.on && step.on[event]) || [], event + ' of ' + name);
        };
      }

      note('called', { call: name });
      var value;
      try {
        value = step.global ? method.apply(undefined, args) : method.apply(owner, args);
      } catch (thrown) {
        record.returned = true;
        record.threw = true;
        parts.threw = thrown;
        return note('threw', { call: name, error: encode(thrown) });
      }
      record.returned = true;
      parts.returned = value;
      note('returned', { call: name, value: encode(value) });
      if (value !== null && typeof value === 'object' && typeof value.then === 'function' && toText.call(value) === '[object Promise]') {
        value.then(
          function (answer) { note('resolved', { call: name, value: encode(answer) }); },
          function (reason) { note('rejected', { call: name, value: encode(reason) }); }
        );
      }
    }

    /** Steps inside a callback run at once; they cannot wait. A throw step leaves the callback. */
    function inside(steps, where) {
      for (var i = 0; i < steps.length; i++) {
        var verb = keysOf(steps[i])[0];
        var body = steps[i][verb];
        if (verb === 'throw') throw new Error(body.message);
        if (!perform(verb, body)) note('stopped', { step: verb, why: 'cannot run inside ' + where });
      }
    }

    /** Does a step that takes no time. False for any other. */
    function perform(verb, body) {
      switch (verb) {
        case 'call': call(body); return true;
        case 'let':
        case 'read':
        case 'change':
          try {
            if (verb === 'let') {
              bound[body.as] = { value: decode(body.value) };
            } else if (verb === 'read') {
              var from = body.of !== undefined ? deref(body.of) : body.global ? env.global(body.path.split('.')[0]) : env.api();
              var rest = body.of === undefined && body.global ? body.path.split('.').slice(1).join('.') : body.path;
              var value = walk(from, rest);
              bound[body.as] = { value: value };
              note('read', { as: body.as, value: encode(value) });
            } else {
              var target = deref(body.of);
              var names = body.path.split('.');
              var last = names.pop();
              walk(target, names.join('.'))[last] = decode(body.value);
            }
          } catch (thrown) {
            note('stopped', { step: verb, why: thrown instanceof Unbound ? 'unbound ' + thrown.path : 'threw ' + String(thrown && thrown.message) });
          }
          return true;
        default: return false;
      }
    }

    // ------------------------------------------------ waiting

    /** Whether what a wait is for has happened. */
    function met(wait) {
      if (wait.listener !== undefined) {
        return owns.call(listeners, wait.listener) && listeners[wait.listener].count >= wait.times;
      }
      var record = calls[wait.call];
      if (!record || record.failed || record.threw) return true;
      var count = wait.event === 'settled' ? record.success + record.fail : record[wait.event];
      return count >= wait.times;
    }

    function wake() {
      waiting = waiting.filter(function (wait) {
        if (!met(wait)) {
          hurry(wait);
          return true;
        }
        cancel(wait.timer);
        // The next step does not run inside the host's callback.
        soon(wait.then);
        return false;
      });
    }

    /** Complete is the last callback, so what has not come before it is waited for a fifth of the time. */
    function hurry(wait) {
      var record = calls[wait.call];
      if (wait.event !== 'settled' || !record || record.complete === 0 || wait.hurried) return;
      wait.hurried = true;
      cancel(wait.timer);
      wait.timer = later(wait.over, job.budget / 5);
    }

    function until(wait, budget, then) {
      if (met(wait)) return then();
      var from = now();
      wait.then = then;
      wait.over = function () {
        waiting = waiting.filter(function (other) { return other !== wait; });
        var fields = { event: wait.listener !== undefined ? 'heard' : wait.event, waited: Math.round(now() - from) };
        if (wait.listener !== undefined) fields.listener = wait.listener; else fields.call = wait.call;
        note('silent', fields);
        then();
      };
      wait.timer = later(wait.over, budget);
      waiting.push(wait);
      hurry(wait);
    }

    // ------------------------------------------------ the steps, one after another

    var index = job.from || 0;
    var inGesture = null;

    function next() {
      var steps = inGesture || job.steps;
      if (inGesture ? inGesture.at >= steps.length : index >= steps.length) {
        if (inGesture) {
          inGesture = null;
          return gestureDone ? gestureDone() : undefined;
        }
        return settle();
      }
      var step = inGesture ? steps[inGesture.at++] : steps[index++];
      var verb = keysOf(step)[0];
      if (typeof step === 'string') verb = step;
      var body = step[verb];
      switch (verb) {
        case 'call':
          call(body);
          return body.wait && body.wait !== 'none'
            ? until({ call: body.as, event: body.wait, times: 1 }, body.budget || job.budget, next)
            : next();
        case 'await':
          return until({ call: body.call, listener: body.listener, event: body.event || 'settled', times: body.times || 1 }, body.budget || job.budget, next);
        case 'sleep':
          return later(next, body.ms);
        case 'gesture':
          gestureDone = null;
          env.arm(true);
          armed = function () {
            armed = null;
            env.arm(false);
            inGesture = body.then.slice();
            inGesture.at = 0;
            gestureDone = null;
            next();
          };
          return pause('gesture');
        case 'ui': case 'background': case 'foreground': case 'relaunch': case 'back': case 'device':
          return pause(verb);
        default:
          if (!perform(verb, body)) note('stopped', { step: verb, why: 'unknown step' });
          return next();
      }
    }

    function pause(verb) {
      state = 'paused';
      pausedAt = verb;
      var bindings = {};
      for (var name in bound) {
        if (!owns.call(bound, name)) continue;
        var box = bound[name];
        if (!box.call) bindings[name] = { value: encode(box.value) };
        else {
          bindings[name] = { parts: {} };
          for (var part in box.parts) if (owns.call(box.parts, part)) bindings[name].parts[part] = encode(box.parts[part]);
        }
      }
      ended(report('paused', { pause: { step: verb, from: index, seq: seq }, bindings: bindings }));
    }

    function resume(seen) {
      if (state !== 'paused') return false;
      state = 'open';
      if (seen && seen.as !== undefined) {
        bound[seen.as] = { value: seen.value };
        note('seen', seen);
      }
      if (pausedAt === 'gesture') {
        if (armed) {
          // The tap never reached the button.
          armed = null;
          env.arm(false);
          note('stopped', { step: 'gesture', why: 'the tap did not arrive' });
          next();
        } else if (inGesture) {
          gestureDone = next;
        } else {
          next();
        }
      } else {
        next();
      }
      return true;
    }

    /** The events of a call that are asked for and have not come: `settled`, `complete`. */
    function lacking(record) {
      var asked = record.callbacks;
      var missing = [];
      if (record.failed || record.threw) return missing;
      if (asked.indexOf('success') >= 0 && asked.indexOf('fail') >= 0 && record.success + record.fail === 0) missing.push('settled');
      if (asked.indexOf('complete') >= 0 && record.complete === 0) missing.push('complete');
      return missing;
    }

    function eachCall(look) {
      for (var name in calls) if (owns.call(calls, name)) look(name, calls[name]);
    }

    /** After the last step: listens until nothing is due any more and it has been quiet for a while. */
    function settle() {
      var calm = false;
      (function look() {
        var due = false;
        eachCall(function (name, record) {
          // What a step has waited for in vain is not waited for again.
          var over = record.complete > 0 && now() - record.completed > job.budget / 5;
          if (lacking(record).length > 0 && !over && now() - record.started < (record.budget || job.budget)) due = true;
        });
        if (!due && !calm) {
          calm = true;
          calmed();
        }
        var quiet = now() - lastEvent;
        if (due || quiet < job.quiet) {
          lookIn(due ? 20 : Math.max(1, job.quiet - quiet), look);
          return;
        }
        var silent = false;
        eachCall(function (name, record) {
          lacking(record).forEach(function (event) {
            silent = true;
            note('silent', { call: name, event: event, waited: Math.round(now() - record.started) });
          });
        });
        note('closed', { why: silent ? 'budget' : 'done' });
        state = 'closed';
        ended(report('closed', {}));
      })();
      released();
    }

    function report(kind, more) {
      var result = { trial: job.trial, state: kind, events: events };
      events = [];
      for (var name in more) if (owns.call(more, name)) result[name] = more[name];
      return result;
    }

    var released = function () {};

    if (job.bindings) {
      for (var name in job.bindings) {
        if (!owns.call(job.bindings, name)) continue;
        var box = job.bindings[name];
        if (!box.parts) bound[name] = { value: decode(box.value) };
        else {
          bound[name] = { call: true, parts: {} };
          for (var part in box.parts) if (owns.call(box.parts, part)) bound[name].parts[part] = observed(box.parts[part]);
        }
      }
    }

    /** A binding from before a relaunch: what cannot be carried over is undefined. */
    function observed(value) {
      try { return decode(value); } catch (thrown) { return undefined; }
    }

    return {
      start: function (then) { released = then; next(); },
      resume: resume,
      hooked: hooked
    };
  }

  // ---------------------------------------------------------------- messages

  var armed = null;
  var open = {};
  /** The attempt that has the host to itself; hooks that were called since the launch, before there was one. */
  var alone = null;
  var early = [];
  /** Attempts that have begun and not closed; those that have closed and that no answer has told of. */
  var running = [];
  var closed = [];

  function handle(text, reply) {
    var message;
    function answer(body) {
      body.batch = message && message.batch;
      reply(ascii(stringify(body)));
    }
    try {
      message = parse(text);
      if (message.type === 'hello') {
        var root;
        try { root = typeof env.api(); } catch (thrown) { root = 'undefined'; }
        return answer({ type: 'hello', protocol: PROTOCOL, agent: VERSION, root: root, transport: env.transport, session: env.session, launch: env.launch });
      }
      if (message.type === 'run') return run(message, answer);
      if (message.type === 'resume') {
        var held = open[message.trial];
        if (!held) return answer({ type: 'failed', message: 'no trial ' + message.trial + ' is paused' });
        held.answer = answer;
        return held.attempt.resume(message.seen);
      }
      answer({ type: 'failed', message: 'the agent has no message ' + message.type });
    } catch (thrown) {
      answer({ type: 'failed', message: 'the agent failed: ' + (thrown && (thrown.stack || thrown.message)) });
    }
  }

  function run(message, answer) {
    var all = message.trials;
    var at = 0;
    var began = now();
    var held = { answer: answer };
    var told = false;
    open = {};
    alone = null;
    // An attempt that the harness has given up is not waited for.
    running = running.filter(function (one) { return one.calm; });
    running.forEach(function (one) { one.tell = tell; });

    /** Answers when all have begun and have closed; with `carry`, when those that are left are only listened to. */
    function tell() {
      if (told || at < all.length) return;
      if (!running.every(function (one) { return message.carry && one.calm; })) return;
      told = true;
      var attempts = closed;
      closed = [];
      held.answer({ type: 'result', attempts: attempts, open: running.map(function (one) { return one.trial; }) });
    }

    (function begin() {
      if (at >= all.length) return tell();
      if (at > 0 && message.deadline && now() - began > message.deadline) {
        // The rest is handed back untouched, so that a slow host cannot be mistaken for one that hangs.
        at = all.length;
        return tell();
      }
      var job = all[at++];
      var one = { trial: job.trial, calm: false, tell: tell };
      running.push(one);
      held.attempt = attempt(job, message.fixtures, encoder(message.caps), function (result) {
        if (result.state === 'paused') return held.answer({ type: 'result', attempts: [result] });
        if (running.indexOf(one) < 0) return;
        running.splice(running.indexOf(one), 1);
        closed.push(result);
        one.tell();
      }, function () {
        one.calm = true;
        one.tell();
      });
      if (all.length === 1) {
        open[job.trial] = held;
        alone = held.attempt;
        // What the launch called belongs to the trial that launched.
        if (job.from) early.forEach(function (hook) { alone.hooked(hook.name, hook.args); });
      }
      early = [];
      held.attempt.start(function () {
        // In a task of its own: a host that answers at once would otherwise nest every trial in the one before.
        soon(begin);
      });
    })();
  }

  return {
    handle: handle,
    tapped: function () { if (armed) armed(); },
    /** A hook of the program was called, such as `second.onLoad`. */
    hooked: function (name, args) {
      if (alone) alone.hooked(name, args);
      else if (early.length < EARLY) early.push({ name: name, args: args });
    }
  };
}
