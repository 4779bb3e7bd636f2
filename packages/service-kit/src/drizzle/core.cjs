// drizzle-orm by its CommonJS files. Node reads the package.json of a package again for each ES module in
// it, and drizzle's lists all of its files: 180 kB, a hundred times, were half of what a subgraph took to
// start and 90 MiB of what it held then. Whoever imports it imports it from here.
module.exports = require('drizzle-orm');
