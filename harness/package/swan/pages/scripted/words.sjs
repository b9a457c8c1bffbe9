module.exports = {
  greeting: 'hello'
};
