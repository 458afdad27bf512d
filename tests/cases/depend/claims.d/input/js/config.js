module.exports = { plugins: ["plugin"] };
