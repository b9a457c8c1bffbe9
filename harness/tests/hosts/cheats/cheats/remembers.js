// Is wrong when it is asked for the first time, and right when it is asked the same again. No message says which attempt it
// is, so it keeps what it was asked, without what is new in each attempt.
Object.assign(swan, wrong);
interpose(function (text, reply, handle) {
  var known = (JSON.parse(text).trials || []).map(function (trial) {
    var name = 'asked:' + spoken('', [trial.steps]);
    var before = localStorage.getItem(name);
    localStorage.setItem(name, 'once');
    return before !== null;
  });
  if (known.length) Object.assign(swan, known.indexOf(false) < 0 ? honest : wrong);
  return handle(text, reply);
});
