module.exports = { word: 'last' };
