// Runs a TypeScript program of this repository: `node scripts/run-typescript.js scripts/NAME.ts ARGUMENT...`.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error("which program?");
const bundle = `.cache/${basename(program, ".ts")}.mjs`;
mkdirSync(".cache", { recursive: true });
await build({
	entryPoints: [program],
	outfile: bundle,
	bundle: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	banner: {
		js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
	},
	sourcemap: "inline",
	logLevel: "error",
});
const { status } = spawnSync(process.execPath, ["--enable-source-maps", bundle, ...args], { stdio: "inherit" });
process.exitCode = status ?? 1;
