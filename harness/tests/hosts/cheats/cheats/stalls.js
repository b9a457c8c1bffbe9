// Where it would be wrong it takes its time, so that the trial runs out of time and may be taken for an error.
swan.removeStorage = function (options) {
  setTimeout(function () { wrong.removeStorage(options); }, 60000);
};
