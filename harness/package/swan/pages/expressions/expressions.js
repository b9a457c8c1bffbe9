/* What a template makes of the expressions in it. */
var hooks = require('../../lib/hooks.js');

Page(hooks.page('expressions', {
  data: { six: 6, three: 3, yes: true, no: false, word: 'one', other: 'two', thing: { name: 'inner', part: { deep: 'deepest' } }, words: ['first', 'last'] }
}));
