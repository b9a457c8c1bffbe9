/*
 * What most of the cheats have to hide: what is removed is still there. All else is as it should be.
 */
var honest = { removeStorage: swan.removeStorage, removeStorageSync: swan.removeStorageSync };
var wrong = {
  removeStorage: function (options) {
    var elsewhere = options && typeof options.key === 'string' ? { key: options.key + ' elsewhere' } : {};
    return honest.removeStorage(Object.assign({}, options, elsewhere));
  },
  removeStorageSync: function (key) {
    return honest.removeStorageSync(typeof key === 'string' ? key + ' elsewhere' : key);
  },
};
