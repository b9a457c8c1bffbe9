// Made when the module runs: who runs it again has another.
var made = 'made-' + Math.random();

module.exports = {
  made: made,
  state: { asked: 'nobody' }
};
