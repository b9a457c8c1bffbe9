// Every function answers success, and none does anything.
Object.keys(swan).filter(function (name) { return name !== 'nextTick'; }).forEach(function (name) {
  swan[name] = function (options) {
    if (/Sync$/.test(name)) return '';
    var answer = { errMsg: name + ':ok', data: '', keys: [], currentSize: 0, limitSize: 10240 };
    ['success', 'complete'].forEach(function (event) {
      setTimeout(function () {
        if (options && typeof options[event] === 'function') options[event](answer);
      });
    });
  };
});
