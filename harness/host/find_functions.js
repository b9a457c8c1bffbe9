/* How many of the functions are below the roots: one number for each pair of arguments[0]. */
return arguments[0].map(function (one) {
  function at(value, path) {
    var names = path.split('.');
    for (var i = 0; i < names.length; i++) {
      if (value === undefined || value === null) return undefined;
      try { value = value[names[i]]; } catch (thrown) { return undefined; }
    }
    return value;
  }
  var root = at(window, one.root);
  return one.functions.filter(function (path) { return typeof at(root, path) === 'function'; }).length;
});
