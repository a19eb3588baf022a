// Runs test/conformance/main.ts: `node scripts/conformance.js COMMAND`.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { build } from "esbuild";

const bundle = ".cache/conformance.mjs";
mkdirSync(".cache", { recursive: true });
await build({
	entryPoints: ["test/conformance/main.ts"],
	outfile: bundle,
	bundle: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	packages: "bundle",
	banner: {
		js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
	},
	sourcemap: "inline",
	logLevel: "error",
});
try {
	execFileSync("node", ["--enable-source-maps", bundle, ...process.argv.slice(2)], { stdio: "inherit" });
} catch {
	process.exitCode = 1;
}
