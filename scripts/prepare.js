// npm runs this in a checkout: after `npm ci`, and where it makes a package of a clone (`npm i -g git+...`, pre-commit).
// Builds what is not built. For a global installation npm leaves the build tools out of the clone: they are fetched first.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

if (process.env.ELFSPECT_PREPARING === undefined) {
	if (!existsSync("node_modules/esbuild") || !existsSync("node_modules/typescript")) installBuildTools();
	execFileSync(process.execPath, ["scripts/build.js"], { stdio: "inherit" });
}

/** The same npm, told that this is no global installation; `ELFSPECT_PREPARING` keeps it from coming back here. */
function installBuildTools() {
	const environment = { ...process.env, ELFSPECT_PREPARING: "1" };
	for (const name of Object.keys(environment)) {
		if (/^npm_config_(global|location|prefix|local_prefix|global_prefix|omit|production|dry_run)$/i.test(name)) {
			delete environment[name];
		}
	}
	const npm = process.env.npm_execpath;
	const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
	const options = ["ci", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
	execFileSync(command, [...first, ...options], { stdio: ["ignore", "ignore", "inherit"], env: environment });
}
