// Where it would be wrong it takes its time, so that the trial runs out of time and may be taken for an error.
['removeStorage'].forEach(function (name) {
  swan[name] = function (options) {
    setTimeout(function () { wrong[name](options); }, 60000);
  };
});
