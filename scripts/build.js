// Builds dist/: the command as one script with its code cache, the library as bundles, and the type declarations.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";
import { thirdPartyLicences } from "./third-party.js";

const builtin = createRequire(import.meta.url);

rmSync("dist", { recursive: true, force: true });
const common = {
	outdir: "dist",
	bundle: true,
	platform: "node",
	target: "node20.19",
	packages: "bundle",
	minifySyntax: true,
	metafile: true,
	sourcemap: false,
	legalComments: "linked",
};

/** commander can start other programs. Nothing here may but what asks a credential helper, and loading what starts them
 *  costs time. */
const withoutChildProcesses = {
	name: "without-child-processes",
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
			importer.endsWith("/src/source/registry/credential-helper.ts")
				? undefined
				: { path: "child_process", namespace: "none" },
		);
		onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {};" }));
	},
};

/** Modules of Node that are costly to load and rarely needed: loaded when something of them is used. */
const whenUsed = {
	name: "when-used",
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^(node:(crypto|os|v8|zlib)|assert)$/, namespace: "file" }, ({ path }) => ({
			path,
			namespace: "when-used",
		}));
		onLoad({ filter: /.*/, namespace: "when-used" }, ({ path }) => {
			const names = JSON.stringify(Object.keys(builtin(path)));
			return {
				contents: `for (const name of ${names}) {
					Object.defineProperty(exports, name, { enumerable: true, get: () => require(${JSON.stringify(path)})[name] });
				}`,
			};
		});
	},
};

/** The command: one script for bin/inspect.js, that evaluates to a function. ASCII, and so is every name in it. */
const command = await build({
	...common,
	entryPoints: ["src/cli.ts"],
	format: "cjs",
	charset: "ascii",
	minifyWhitespace: true,
	define: { "import.meta.url": "__moduleUrl" },
	banner: {
		js: '(function (require, __filename) { "use strict"; const __moduleUrl = require("node:url").pathToFileURL(__filename).href;',
	},
	footer: { js: "})" },
	plugins: [withoutChildProcesses, whenUsed],
});
const library = await build({
	...common,
	entryPoints: ["src/index.ts"],
	splitting: true,
	format: "esm",
	banner: {
		js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
	},
});
execFileSync(process.execPath, ["scripts/code-cache.js", existsSync("/bin/sh") ? "/bin/sh" : process.execPath], {
	stdio: ["ignore", "ignore", "inherit"],
});
writeFileSync("dist/THIRD_PARTY.txt", thirdPartyLicences([command.metafile, library.metafile]));
cpSync("src/report/report.schema.json", "dist/report.schema.json");
execFileSync("node", ["node_modules/typescript/bin/tsc", "--emitDeclarationOnly"], { stdio: "inherit" });
writeFileSync("dist/inspect.1", execFileSync("node", ["bin/inspect.js", "manual"]));
