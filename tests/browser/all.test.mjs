// One process for all of them: they share the server and the browser.

import { startForTests } from "./support.mjs";

startForTests();

await import("./finding.mjs");
await import("./searching.mjs");
await import("./accounts.mjs");
await import("./reading.mjs");
await import("./fitting.mjs");
await import("./running.mjs");
await import("./family.mjs");
await import("./carrying.mjs");
// Last: they move the server's clock, and what is later comes later.
await import("./joining.mjs");
await import("./hired.mjs");
