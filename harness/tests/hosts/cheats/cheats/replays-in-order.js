// Answers as another host was seen to, and knows how often it was asked the same: the next call, the next answer.
var asked = {};
Object.keys(swan).filter(function (name) { return name !== 'nextTick'; }).forEach(function (name) {
  swan[name] = function () {
    var call = spoken(name, arguments);
    var stored = 'cheat:' + call;
    var count = +(localStorage.getItem(stored) || 0);
    localStorage.setItem(stored, count + 1);
    var answers = window.answers[call];
    if (answers) return repeated(answers[Math.min(count, answers.length - 1)], arguments[0]);
  };
});
