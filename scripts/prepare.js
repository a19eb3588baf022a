// npm runs this in a checkout: after `npm ci`, and where it makes a package of a clone (`npm i -g git+...`, pre-commit).
// Builds what is not built. For a global installation npm leaves the build tools out of the clone: they are fetched first.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

if (process.env.ELFSPECT_PREPARING === undefined) {
	if (!existsSync("node_modules/esbuild") || !existsSync("node_modules/typescript")) installBuildTools();
	execFileSync(process.execPath, ["scripts/build.js"], { stdio: ["ignore", "ignore", "inherit"] });
	if (process.env.npm_config_global === "true") replaceOwnLink();
}

/** Before npm makes a package of its clone for `npm i -g git+...`, it runs `npm install` in it, global as it is: that
 *  links the clone into the global folder. Then it unpacks the package there, through the link, over the very files that
 *  it is reading. */
function replaceOwnLink() {
	const { name } = JSON.parse(readFileSync("package.json", "utf8"));
	for (const prefix of [process.env.npm_config_prefix, process.env.npm_config_global_prefix]) {
		for (const folder of ["lib/node_modules", "node_modules"]) {
			const link = join(prefix ?? "/nonexistent", folder, name);
			if (!existsSync(link) || realpathSync(link) !== realpathSync(".")) continue;
			rmSync(link);
			// The folder that npm made, which the link took the place of.
			mkdirSync(link);
		}
	}
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
