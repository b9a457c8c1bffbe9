/*
 * What the hosts need that answer from a recording: `answers` maps a call to what came back, call after call; `places` the
 * same for each attempt, by what its names held. `recording` is what was sent and seen in a run of the honest host.
 */

/** A call without what is new in each attempt. */
function spoken(name, args) {
  var text = JSON.stringify([].slice.call(args), function (key, value) {
    return typeof value === 'function' ? undefined : value;
  });
  return name + ' ' + text.replace(/mc-[0-9a-f]+-[0-9a-z]+-/g, 'mc-');
}

/** A value as the agent writes it, as a host has it. */
function revived(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value.$undefined) return undefined;
  if (value.$key) return 'mc-' + value.$key;
  if (value.$error) return Object.assign(new Error(value.$error.message), Object.fromEntries(value.$error.fields.map(function (field) { return [field[0], revived(field[1])]; })));
  if (Array.isArray(value)) return value.map(revived);
  return Object.fromEntries(Object.keys(value).map(function (key) { return [key, revived(value[key])]; }));
}

/** Gives an answer: calls back as the other host did, and returns or throws what it did. */
function repeated(answer, options) {
  Promise.resolve().then(function () {
    answer.callbacks.forEach(function (one) {
      try {
        if (options && typeof options[one.name] === 'function') options[one.name](revived(one.args[0]));
      } catch (error) {
        setTimeout(function () { throw error; });
      }
    });
  });
  if (answer.threw !== undefined) throw revived(answer.threw);
  return revived(answer.returned);
}

var answers = {};
var places = {};

function put(table, call, answer) {
  (table[call] = table[call] || []).push(answer);
}

recording.forEach(function (attempt) {
  // A name is `<of the run>-<the rest>`.
  var names = [attempt.namespace.slice(attempt.namespace.indexOf('-') + 1), attempt.trial];
  var table = places[names[0]] = places[names[1]] = {};
  (function each(steps) {
    steps.forEach(function (step) {
      var made = step.call;
      if (!made) return;
      var args = made.args || (made.with === undefined && !made.callbacks.length ? [] : [made.with || {}]);
      var answer = { callbacks: [] };
      attempt.events.forEach(function (event) {
        if (event.call !== made.as) return;
        if (event.kind === 'callback') answer.callbacks.push(event);
        if (event.kind === 'returned') answer.returned = event.value;
        if (event.kind === 'threw') answer.threw = event.error;
      });
      var call = spoken(made.api, revived(args));
      put(answers, call, answer);
      put(table, call, answer);
      Object.keys(made.on || {}).forEach(function (name) { each(made.on[name]); });
    });
  })(attempt.steps);
});
