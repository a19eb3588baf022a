#!/usr/bin/env sh
":" //; unset NODE_EXTRA_CA_CERTS; exec node "$0" "$@"
// The line above is for the shell. With that variable Node reads every certificate before anything else, which takes
// about as long as judging a file; nothing here ever talks to a network (docs/decisions/0012-bundled-command.md).
"use strict";
// CommonJS, one script and V8's code cache for it: each saves a part of the start-up (docs/decisions/0012-bundled-command.md).
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "..", "dist", "cli.js");

/** Made by the build; V8 turns it down silently when it is of another version. */
function codeCache() {
	try {
		return readFileSync(`${filename}.cache`);
	} catch {
		return undefined;
	}
}

const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: codeCache() });
script.runInThisContext()(require, filename);
