/*
 * A small honest host: the storage functions, over localStorage, and nextTick. What it keeps is kept for the instance that the
 * address names. A cheat changes `swan`, or what is around it, afterwards.
 */
(function () {
  'use strict';

  var area = 'host:' + (new URLSearchParams(location.search).get('instance') || '') + ':';

  function failure(code, message) {
    return { errCode: code, errMsg: message };
  }

  function checked(key) {
    if (typeof key !== 'string') throw failure(904, 'parameter error: the key must be a String');
    return area + key;
  }

  var work = {
    setStorage: function (options) {
      var key = checked(options.key);
      var text = JSON.stringify(options.data);
      if (text === undefined) throw failure(904, 'parameter error: the argument data is required');
      return function () {
        localStorage.setItem(key, text);
      };
    },
    getStorage: function (options) {
      var key = checked(options.key);
      return function () {
        var text = localStorage.getItem(key);
        return { data: text === null ? '' : JSON.parse(text) };
      };
    },
    removeStorage: function (options) {
      var key = checked(options.key);
      return function () {
        localStorage.removeItem(key);
      };
    },
    clearStorage: function () {
      return function () {
        keys().forEach(function (key) { localStorage.removeItem(area + key); });
      };
    },
    getStorageInfo: function () {
      return info;
    },
  };

  function keys() {
    return Object.keys(localStorage).filter(function (key) { return key.indexOf(area) === 0; }).map(function (key) { return key.slice(area.length); });
  }

  function info() {
    var size = keys().reduce(function (sum, key) { return sum + key.length + localStorage.getItem(area + key).length; }, 0);
    return { keys: keys(), currentSize: Math.ceil(size / 1024), limitSize: 10240 };
  }

  /** One exception of a program's callback does not keep the next callback from being called. */
  function tell(callback, answer) {
    if (typeof callback !== 'function') return;
    try {
      callback(answer);
    } catch (error) {
      setTimeout(function () { throw error; });
    }
  }

  function asynchronous(name) {
    return function (options) {
      options = options || {};
      var answer, failed = false;
      try {
        ['success', 'fail', 'complete'].forEach(function (name) {
          if (options[name] !== undefined && typeof options[name] !== 'function') throw failure(904, 'parameter error: ' + name + ' must be a Function');
        });
        // What is stored is what the program gives now, whatever it does to it afterwards.
        answer = work[name](options)() || {};
        answer.errMsg = name + ':ok';
      } catch (error) {
        failed = true;
        answer = { errCode: error.errCode || 1001, errMsg: name + ':fail ' + (error.errMsg || error.message) };
      }
      Promise.resolve().then(function () {
        tell(failed ? options.fail : options.success, answer);
        tell(options.complete, answer);
      });
    };
  }

  function synchronous(name, toOptions, toAnswer) {
    return function () {
      try {
        return toAnswer(work[name](toOptions.apply(null, arguments))());
      } catch (error) {
        var thrown = new Error(name + 'Sync:fail ' + (error.errMsg || error.message));
        thrown.code = error.errCode || 1001;
        throw thrown;
      }
    };
  }

  function key(name) { return { key: name }; }
  function nothing() { return undefined; }

  window.swan = {
    setStorageSync: synchronous('setStorage', function (name, data) { return { key: name, data: data }; }, nothing),
    getStorageSync: synchronous('getStorage', key, function (answer) { return answer.data; }),
    removeStorageSync: synchronous('removeStorage', key, nothing),
    clearStorageSync: synchronous('clearStorage', nothing, nothing),
    getStorageInfoSync: synchronous('getStorageInfo', nothing, function (answer) { return answer; }),
  };
  window.swan.nextTick = function (callback) { Promise.resolve().then(callback); };
  Object.keys(work).forEach(function (name) { window.swan[name] = asynchronous(name); });
})();
