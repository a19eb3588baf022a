import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { written } from "./workshop.ts";

/** A small host program that opens a plug-in as its real host does and calls its entry point: what stands in for a Node
 *  or a Python that is built for musl. It brings every name of its host that the plug-in asks for. */
export interface PlugInHost {
	readonly compiler: "gcc" | "musl-gcc";
	/** What the host brings. */
	readonly names: RegExp;
	readonly binding: "RTLD_NOW" | "RTLD_LAZY";
	readonly entry: string;
}

/** Builds the host for one plug-in; it prints `opened` and ends with status 0, or says what dlopen says. */
export function plugInHost(folder: string, plugIn: string, host: PlugInHost): string {
	const brought = undefinedNames(plugIn).filter((name) => host.names.test(name));
	const source = `
#include <dlfcn.h>
#include <stdio.h>
${brought.map((name) => `long ${name}() { return 0; }`).join("\n")}
int main(int count, char **words) {
	void *handle = dlopen(words[1], ${host.binding});
	if (!handle) { fprintf(stderr, "%s\\n", dlerror()); return 1; }
	long (*entry)() = (long (*)())dlsym(handle, "${host.entry}");
	if (!entry) { fprintf(stderr, "no entry\\n"); return 1; }
	puts("opened");
	fflush(stdout);
	entry();
	puts("called");
	return 0;
}`;
	const path = written(folder, `host-${host.compiler}.c`, source);
	const output = join(folder, `host-${host.compiler}`);
	execFileSync(host.compiler, ["-w", "-rdynamic", path, "-o", output, ...(host.compiler === "gcc" ? ["-ldl"] : [])]);
	return output;
}

function undefinedNames(plugIn: string): readonly string[] {
	const { stdout } = spawnSync("nm", ["--dynamic", "--undefined-only", "--format=posix", plugIn], { encoding: "utf8" });
	return stdout.split("\n").flatMap((line) => {
		const name = line.split(" ")[0] ?? "";
		return name === "" || name.includes("@") ? [] : [name];
	});
}
