// Where it would be wrong it throws the document away, so that the trial may be taken for an error.
['removeStorage', 'removeStorageSync'].forEach(function (name) {
  swan[name] = function () {
    location.replace('about:blank');
    for (var until = Date.now() + 200; Date.now() < until;);
  };
});
