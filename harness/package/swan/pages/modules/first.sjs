module.exports = { word: 'first' };
