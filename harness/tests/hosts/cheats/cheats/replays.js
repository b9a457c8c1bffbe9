// Answers as another host was seen to: the same call, the same answer. `answers` maps a call, without what is new in each
// attempt, to what came back in a run of that host, call after call.
Object.keys(swan).filter(function (name) { return name !== 'nextTick'; }).forEach(function (name) {
  swan[name] = function () {
    var answers = window.answers[spoken(name, arguments)];
    if (answers) return repeated(answers[0], arguments[0]);
  };
});
