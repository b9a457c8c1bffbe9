// No template uses it, so it does not run.
var shared = require('./shared.sjs');

shared.state.asked = 'unused';
module.exports = { word: 'unused' };
