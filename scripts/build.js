// Builds dist/: the command and the library as bundles that load lazily, and the type declarations.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
	entryPoints: ["src/cli.ts", "src/index.ts"],
	outdir: "dist",
	bundle: true,
	splitting: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	packages: "bundle",
	minifySyntax: true,
	sourcemap: false,
	legalComments: "linked",
	banner: {
		js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
	},
});
cpSync("src/report/report.schema.json", "dist/report.schema.json");
execFileSync("node", ["node_modules/typescript/bin/tsc", "--emitDeclarationOnly"], { stdio: "inherit" });
writeFileSync("dist/inspect.1", execFileSync("node", ["bin/inspect.js", "manual"]));
