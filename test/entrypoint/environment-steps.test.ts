import { describe, expect, test } from "vitest";
import { changedEnvironment } from "../../src/entrypoint/environment-steps.ts";
import { startedPrograms } from "../../src/entrypoint/start-command.ts";
import { memoryTree } from "../../src/tree/memory-tree.ts";
import { fixture, image, text } from "../subjects/opened.ts";

const program = fixture("x86_64-glibc/hello");
const scripts = {
	"/plain.sh":
		"#!/bin/sh\nset -e\nLIBS=/opt\nLD_LIBRARY_PATH=$LIBS/lib:$LD_LIBRARY_PATH\nexport LD_LIBRARY_PATH\nexec app\n",
	"/block.sh": "#!/bin/sh\nif true; then export LD_LIBRARY_PATH=/opt/lib; fi\nexec app\n",
	"/sourcing.sh": "#!/bin/sh\n. /env.sh\nexec app\n",
	"/handing.sh": '#!/bin/sh\nLD_PRELOAD=/opt/lib/libx.so\nif true; then exec "$@"; fi\n',
	"/other.sh": "#!/bin/sh\nif true; then A=1; fi\nexec app\n",
};
const tree = memoryTree([
	["/bin/sh", program],
	["/bin/env", program],
	["/bin/app", program],
	["/opt/app", program],
	...Object.entries(scripts).map(([path, script]) => [path, text(script, 0o755)] as const),
]);

/** The environment of the last program that is started, as far as it differs from the image's. */
function last(entrypoint: readonly string[], environment: readonly string[] = []) {
	return startedPrograms(image({ entrypoint, environment: ["PATH=/bin", ...environment] }), tree).at(-1);
}

describe("the environment of what a program of the image starts", () => {
	test.each([
		[
			["sh", "-c", "LD_LIBRARY_PATH=/opt/lib app"],
			["PATH=/bin", "LD_LIBRARY_PATH=/opt/lib"],
		],
		[
			["sh", "-c", "export A=1 B; exec app"],
			["PATH=/bin", "A=1"],
		],
		[["sh", "-c", "A=1; app"], ["PATH=/bin"]],
		[
			["sh", "-c", "A=1; export A; app"],
			["PATH=/bin", "A=1"],
		],
		[["sh", "-c", "export A=1; unset A; app"], ["PATH=/bin"]],
		[
			["sh", "-c", 'export A="$PATH:$' + '{B:-/b}$C"; app'],
			["PATH=/bin", "A=/bin:/b"],
		],
		[
			["env", "A=1", "B=2", "app"],
			["PATH=/bin", "A=1", "B=2"],
		],
		[
			["env", "A=1", "sh", "-c", "B=$A app"],
			["PATH=/bin", "A=1", "B=1"],
		],
		[["/plain.sh"], ["PATH=/bin", "LD_LIBRARY_PATH=/opt/lib:"]],
	])("%j", (entrypoint, variables) => {
		expect(last(entrypoint)).toMatchObject({ path: "/bin/app", environment: { variables, unknown: [] } });
	});

	test("what the image sets can be taken away", () => {
		const set = ["LD_LIBRARY_PATH=/opt/lib"];
		expect(last(["env", "-u", "LD_LIBRARY_PATH", "app"], set)?.environment?.variables).toEqual(["PATH=/bin"]);
		expect(last(["sh", "-c", "LD_LIBRARY_PATH= app"], set)?.environment?.variables).toContain("LD_LIBRARY_PATH=");
		expect(last(["sh", "-c", "LD_LIBRARY_PATH=/x; app"], set)?.environment?.variables).toContain("LD_LIBRARY_PATH=/x");
		expect(last(["env", "-i", "/bin/app"], set)?.environment?.variables).toEqual([]);
	});

	test("PATH leads to another program", () => {
		expect(last(["sh", "-c", "PATH=/opt:$PATH app"])?.path).toBe("/opt/app");
		expect(last(["env", "PATH=/opt", "app"])?.path).toBe("/opt/app");
	});

	test.each([
		[["/block.sh"], ["LD_LIBRARY_PATH"]],
		[["/sourcing.sh"], ["LD_LIBRARY_PATH", "LD_PRELOAD"]],
		[["/handing.sh", "app"], ["LD_PRELOAD"]],
		[["sh", "-c", "A=$0 app"], ["A"]],
		[["env", "A=$B", "app"], ["A"]],
	])("%j: sets what nobody knows", (entrypoint, unknown) => {
		expect(last(entrypoint)).toMatchObject({ path: "/bin/app", environment: { unknown } });
	});

	test.each([[["app"]], [["sh", "-c", "app"]], [["/other.sh"]]])("%j: is the image's own", (entrypoint) => {
		expect(last(entrypoint)).toMatchObject({ path: "/bin/app" });
		expect(last(entrypoint)?.environment).toBeUndefined();
	});
});

test("what is made of an unknown value is unknown", () => {
	const before = { variables: [], unknown: ["A"] };
	expect(changedEnvironment(before, [{ kind: "set", name: "B", value: "$A/lib" }]).unknown).toEqual(["A", "B"]);
	expect(changedEnvironment(before, [{ kind: "set", name: "A", value: "/lib" }])).toEqual({
		variables: ["A=/lib"],
		unknown: [],
	});
});

describe("values that grow with every line", () => {
	test("are not followed beyond what any list of folders needs", () => {
		const doubled = "A=$A$A; ".repeat(3000);
		const found = last(["sh", "-c", `export A=aaaaaaaa; ${doubled}exec app`]);
		expect(found).toMatchObject({ path: "/bin/app", environment: { unknown: ["A"] } });
	});

	test("nor are all of a text's commands", () => {
		const found = startedPrograms(image({ entrypoint: ["sh", "-c", "A=1 app; ".repeat(20000)] }), tree);
		expect(found.map(({ path }) => path)).toEqual(["/bin/sh", "/bin/app", undefined]);
		expect(found.at(-1)?.unjudged).toContain("more commands than are followed");
	});
});
