import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { predicted, remediesOf, scratch, started } from "./bases.ts";
import { debianFile } from "./debian-file.ts";
import { commandIn, mission, run, workshop, written } from "./workshop.ts";

const UPX = { name: "upx-ucl", suite: "bullseye" } as const;
const LIBRARY = { name: "libucl1", suite: "bullseye" } as const;
const HELLO = `
#include <stdio.h>
int main(void) { puts("started"); return 0; }
`;

mission("a program that UPX packed", { tools: ["gcc", "apt-get"], packages: [UPX, LIBRARY] }, () => {
	const folder = workshop();
	const upx = (...parameters: readonly string[]): void => {
		const library = debianFile(LIBRARY, /\/libucl\.so\.1\./);
		const command = debianFile(UPX, /\/bin\/upx-ucl$/);
		const environment = { ...process.env, LD_LIBRARY_PATH: dirname(library) };
		execFileSync(command, ["-q", "-q", "-q", ...parameters], { cwd: folder, stdio: "pipe", env: environment });
	};

	test.each([
		["dynamic", ["-Wl,-z,noseparate-code"], "fails"],
		["static", ["-static"], "runs"],
	])("%s: unknown wherever it goes, and judged once it is unpacked as the remedy says", (name, flags, verdict) => {
		// UPX leaves files alone that are too small.
		const source = written(folder, `${name}.c`, `${HELLO}\nconst char padding[65536] = { 1 };\n`);
		run("gcc", [...flags, source, "-o", name], folder);
		const packed = join(folder, `${name}-packed`);
		cpSync(join(folder, name), packed);
		upx(packed);
		const result = predicted(packed, { target: "scratch" });
		expect(result).toMatchObject({ verdict: "unknown", message: expect.stringContaining("packed by UPX") });
		expect(result.findings).toContainEqual(expect.objectContaining({ rule: "packed-content", severity: "warning" }));
		expect(commandIn(remediesOf(result), /upx/)).toBe("upx -d");
		const base = scratch();
		expect(started(packed, base).status === 0).toBe(verdict === "runs");
		upx("-d", packed);
		expect(predicted(packed, { target: "scratch" })).toMatchObject({ verdict });
	});

	test.each([
		["opened by the loader, unpacked by nobody knows whom", "", "unknown"],
		["with a name that is nowhere, which the loader looks for before anything is unpacked", "absent", "fails"],
	])("a library %s", (_what, call, verdict) => {
		const calls = call === "" ? "" : `int ${call}(void); int calls(void) { return ${call}(); }`;
		const text = `${calls}\nint opened(void) { return 0; }\nconst char padding[65536] = { 1 };\n`;
		const source = written(folder, `library${call}.c`, text);
		const packed = join(folder, `library${call}.so`);
		// UPX 3 takes only libraries with DT_INIT and one segment for headers and code.
		run("gcc", ["-shared", "-fPIC", "-Wl,-z,noseparate-code,-init,opened", source, "-o", packed], folder);
		upx(packed);
		const result = predicted(packed, { target: "debian:12-slim" });
		expect(result).toMatchObject({ verdict });
		expect(result.message).toContain(call === "" ? "packed by UPX" : "undefined symbol: absent");
	});
});
