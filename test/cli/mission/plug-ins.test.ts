import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportOf, runInspect } from "../run-inspect.ts";
import { type Base, muslBases, placed, predicted, remediesOf, startedThere } from "./bases.ts";
import { debianFile } from "./debian-file.ts";
import { type PlugInHost, plugInHost } from "./plug-in-host.ts";
import { commandIn, mission, run, shell, workshop, written } from "./workshop.ts";

/** A module of vector sums, as wheels carry them: fortified string functions, a TLS error slot, qsort. */
const EXTENSION = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef struct { long refcnt; void *type; void *init; long index; void *copy; const char *name, *doc; long size;
	void *methods, *slots, *traverse, *clear, *free; } definition;
extern void *PyModule_Create2(definition *, int);
extern int PyModule_AddIntConstant(void *, const char *, long);
static __thread char message[64];
static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static definition module = { 1, 0, 0, 0, 0, "sums", 0, -1 };
void *PyInit_sums(void) {
	int values[] = {3, 1, 2};
	char copy[16];
	const char *text = getenv("SUMS");
	qsort(values, 3, sizeof values[0], by_value);
	snprintf(message, sizeof message, "%d", values[0]);
	if (text) strcpy(copy, text), fprintf(stderr, "%s", copy);
	void *made = PyModule_Create2(&module, 1013);
	if (made) PyModule_AddIntConstant(made, "smallest", atoi(message));
	return made;
}`;

const ADDON = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern int napi_create_string_utf8(void *, const char *, size_t, void **);
extern int napi_set_named_property(void *, void *, const char *, void *);
void *napi_register_module_v1(void *env, void *exports) {
	char greeting[32];
	void *text = 0;
	snprintf(greeting, sizeof greeting, "hello %d", getenv("GREETING") ? 1 : 42);
	napi_create_string_utf8(env, greeting, strlen(greeting), &text);
	napi_set_named_property(env, exports, "greeting", text);
	return exports;
}`;

const FORTIFIED = ["-O2", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2", "-fPIC", "-shared"];
const PLAIN = ["-O2", "-fPIC", "-shared"];
const PYTHON = { compiler: "musl-gcc", names: /^_?Py/, binding: "RTLD_NOW", entry: "PyInit_sums" } as const;
const NODE = { compiler: "musl-gcc", names: /^napi_/, binding: "RTLD_LAZY", entry: "napi_register_module_v1" } as const;

/** Opens a plug-in in a base and calls its entry point. */
function opened(folder: string, file: string, base: Base, host: PlugInHost, path = "/plug-in") {
	placed(plugInHost(folder, file, host), base, "/host");
	placed(file, base, path);
	return startedThere("/host", base, path);
}

const NUMPY = { name: "python3-numpy", suite: "bookworm" } as const;
const needs = { tools: ["gcc", "musl-gcc", "nm", "python3"], packages: [NUMPY] };

mission("a numpy-like wheel on Alpine", needs, () => {
	const folder = workshop();
	const site = join(folder, "venv/lib/python3.11/site-packages");
	const name = "sums.cpython-311-x86_64-linux-gnu.so";
	const wheel = join(site, name);
	const source = written(folder, "sums.c", EXTENSION);
	written(site, "sums-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_17_x86_64\n");
	run("gcc", [...FORTIFIED, source, "-o", wheel], folder);

	test("is a module that Python can import here", () => {
		cpSync(wheel, join(folder, "sums.so"));
		const { stdout, stderr } = spawnSync("python3", ["-c", "import sums; print(sums.smallest)"], {
			cwd: folder,
			encoding: "utf8",
		});
		expect(stdout, stderr).toBe("1\n");
	});

	test("is judged the same in its wheel, whichever target comes first", () => {
		run("python3", ["-m", "zipfile", "-c", "sums.whl", wheel], folder);
		const targets = ["alpine:3.20", "debian:12-slim", "distroless/base-debian12"];
		for (const order of [targets, targets.toReversed()]) {
			const report = reportOf(["sums.whl", "--target", order.join(",")], { cwd: folder });
			expect(report.subjects[0]?.path).toMatch(/sums\.whl!\/sums\.cpython-311-x86_64-linux-gnu\.so$/);
			const verdicts = report.subjects[0]?.results.map(({ target, verdict }) => [target, verdict]);
			expect(Object.fromEntries(verdicts ?? [])).toEqual({
				"alpine:3.20": "fails",
				"debian:12-slim": "runs",
				"distroless/base-debian12": "runs",
			});
		}
	});

	describe.each<Base>(muslBases("alpine:3.20"))("$name", (base) => {
		test("is refused for what glibc's headers put in, and told to come as a musllinux wheel", () => {
			const result = predicted(wheel, base);
			// Thread-local data makes glibc's linker name the loader as a library.
			expect(result).toMatchObject({ verdict: "fails", missing: { libraries: ["ld-linux-x86-64.so.2"] } });
			expect(result.missing.symbols).toEqual(expect.arrayContaining(["__snprintf_chk"]));
			expect(result.findings).toContainEqual(
				expect.objectContaining({ rule: "symbol-missing", evidence: expect.objectContaining({ family: "fortify" }) }),
			);
			expect(remediesOf(result)[0]).toMatch(/`musllinux_\*_x86_64` wheel/);
			const real = opened(folder, wheel, base, PYTHON, "/wheel.so");
			expect(real.firstLine).toBe(result.message?.replace(wheel, "/wheel.so"));
		});

		test("opens when built for musl, as the remedy says", () => {
			const musl = join(folder, "sums.cpython-311-x86_64-linux-musl.so");
			run("musl-gcc", [...PLAIN, source, "-o", musl], folder);
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			expect(opened(folder, musl, base, PYTHON)).toMatchObject({ status: 0, stdout: "opened\ncalled\n" });
		});
	});

	test("numpy itself: what it lacks, and Alpine's package instead", () => {
		const numpy = debianFile(NUMPY, /dist-packages\/numpy\/core\/_multiarray_umath\.cpython-\d+-x86_64.*\.so$/);
		const result = predicted(numpy, { target: "alpine:3.20" });
		expect(result).toMatchObject({ verdict: "fails" });
		expect(result.missing.libraries).toContain("libblas.so.3");
		expect(result.missing.symbols).toEqual(expect.arrayContaining(["__memcpy_chk", "backtrace"]));
		const remedies = remediesOf(result);
		expect(remedies[0]).toMatch(/musllinux_\*_x86_64/);
		expect(remedies).toContain("take Alpine's own build of it, for Alpine's own Python: `apk add py3-numpy`");
		expect(remedies).toContain("`apk add blas`");
		expect(remedies.join("\n")).not.toContain("FORTIFY");
	});
});

mission("a Node addon on Alpine", ["gcc", "musl-gcc", "nm"], () => {
	const folder = workshop();
	const source = written(folder, "addon.c", ADDON);
	const addon = join(folder, "addon.node");
	run("gcc", [...FORTIFIED, source, "-o", addon], folder);

	test("is an addon that Node can load here", () => {
		const script = `console.log(require(${JSON.stringify(addon)}).greeting)`;
		expect(spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stdout).toBe("hello 42\n");
	});

	test("is opened by path, also where it is named without one", () => {
		const { status, stdout } = runInspect(["addon.node", "--target", "debian:12-slim"], { cwd: folder });
		expect(status, stdout).toBe(0);
	});

	describe.each<Base>(muslBases("alpine:3.20"))("$name", (base) => {
		test("opens, for Node binds lazily, and crashes when it is called", () => {
			const result = predicted(addon, base);
			expect(result).toMatchObject({ missing: { symbols: ["__snprintf_chk"] } });
			expect(result).toMatchObject({ verdict: "at-risk", findings: [{ rule: "symbol-lazily-missing" }] });
			expect(remediesOf(result)[0]).toMatch(/npm ci/);
			expect(opened(folder, addon, base, NODE)).toMatchObject({ status: null, stdout: "opened\n" });
		});

		test("opens when rebuilt for musl, as `npm rebuild` does it", () => {
			const musl = join(folder, "addon-musl.node");
			run("musl-gcc", [...PLAIN, source, "-o", musl], folder);
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			expect(opened(folder, musl, base, NODE)).toMatchObject({ status: 0, stdout: "opened\ncalled\n" });
		});
	});

	test("the musl build on a glibc base: told that it is musl's", () => {
		const musl = join(folder, "addon-for-musl.node");
		run("musl-gcc", [...PLAIN, source, "-o", musl], folder);
		const result = predicted(musl, { target: "debian:12-slim" });
		expect(result).toMatchObject({ verdict: "fails", missing: { libraries: ["libc.so"] } });
		expect(result.findings[0]?.message).toContain("is built for musl, and debian:12-slim has glibc");
		expect(remediesOf(result).join("\n")).not.toContain("ship libc.so");
	});
});

const registry = spawnSync("npm", ["view", "@node-rs/crc32", "version"], { encoding: "utf8", timeout: 60_000 });
if (registry.status !== 0) console.warn("SKIPPED: an addon from npm: the registry cannot be reached");

mission("an addon from npm on Alpine", ["npm", "nm", "musl-gcc"], () => {
	const folder = workshop();
	const install = (libc: string, line = `npm install --os=linux --libc=${libc} --cpu=x64`): string => {
		const place = join(folder, libc);
		mkdirSync(place);
		written(place, "package.json", '{ "name": "app", "dependencies": { "@node-rs/crc32": "1.10.6" } }');
		shell(`HOME=$PWD ${line} --ignore-scripts --no-audit --no-fund`, place);
		const build = libc === "musl" ? "musl" : "gnu";
		return join(place, `node_modules/@node-rs/crc32-linux-x64-${build}/crc32.linux-x64-${build}.node`);
	};

	test.skipIf(registry.status !== 0)("starts when installed as the first remedy says", { timeout: 300_000 }, () => {
		const glibc = install("glibc");
		const result = predicted(glibc, { target: "alpine:3.20" });
		expect(result).toMatchObject({ verdict: "fails" });
		expect(result.missing.libraries).toContain("libgcc_s.so.1");
		const command = commandIn(remediesOf(result).slice(0, 1), /--libc=musl/);
		const musl = install("musl", command);
		for (const base of muslBases("alpine:3.20")) {
			expect(predicted(musl, base)).toMatchObject({ verdict: "runs" });
			placed(plugInHost(dirname(musl), musl, NODE), base, "/host");
			placed(musl, base, "/crc32.node");
			expect(startedThere("/host", base, "/crc32.node").stdout).toMatch(/^opened\n/);
		}
	});
});
