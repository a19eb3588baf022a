// Writes V8's code cache of dist/cli.js after a run over a program, so that it holds every function that such a run needs.
// The command itself only ever reads it. Run by scripts/build.js: `node scripts/code-cache.js PROGRAM`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Script } from "node:vm";

const filename = resolve("dist/cli.js");
const script = new Script(readFileSync(filename, "latin1"), { filename });
process.on("exit", () => writeFileSync(`${filename}.cache`, script.createCachedData()));
script.runInThisContext()(createRequire(filename), filename);
