#!/usr/bin/env node
"use strict";
// CommonJS, one script and V8's code cache for it: each saves a part of the start-up (docs/decisions/0012-bundled-command.md).
// What stands before the check of the version runs on every Node.

/** The oldest Node that the command runs on; package.json's `engines` says the same. */
var OLDEST = [20, 19];

var version = process.versions.node.split(".").map(Number);
if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
	process.stderr.write(
		`elfspect: needs Node.js ${OLDEST.join(".")} or later; this is ${process.versions.node} (${process.execPath})\n`,
	);
	process.exitCode = 2;
} else {
	start();
}

function start() {
	const { existsSync, readFileSync } = require("node:fs");
	const { join } = require("node:path");
	const { Script } = require("node:vm");

	const filename = join(__dirname, "..", "dist", "cli.js");
	if (!existsSync(filename)) {
		process.stderr.write(`elfspect: this checkout is not built: run \`npm ci\` in ${join(__dirname, "..")}\n`);
		process.exitCode = 2;
		return;
	}

	/** Made by the build; V8 turns it down silently when it is of another version. */
	let cachedData;
	try {
		cachedData = readFileSync(`${filename}.cache`);
	} catch {
		// Without it the script is compiled.
	}
	const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
	script.runInThisContext()(require, filename);
}
