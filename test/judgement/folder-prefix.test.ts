import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type InspectRequest, inspect } from "../../src/inspect.ts";
import { type ElfModel, writeElf } from "../elf/elf-writer.ts";

const scratch = mkdtempSync(join(tmpdir(), "elfspect-placement-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const LAYOUT = { is64: true, littleEndian: true };

function elf(model: ElfModel): Buffer {
	return writeElf({ type: 3, machine: 62, ...model }, LAYOUT).bytes;
}

const program = elf({
	type: 3,
	machine: 62,
	needed: ["libhelper.so", "libc.musl-x86_64.so.1"],
	runpath: "$ORIGIN",
});
const helper = elf({ type: 3, machine: 62, soname: "libhelper.so", needed: ["libc.musl-x86_64.so.1"] });

function folder(name: string, files: Readonly<Record<string, Buffer | string>>): string {
	for (const [path, bytes] of Object.entries(files)) {
		const to = join(scratch, name, path);
		mkdirSync(dirname(to), { recursive: true });
		if (typeof bytes === "string") copyFileSync(bytes, to);
		else writeFileSync(to, bytes, { mode: 0o755 });
	}
	return join(scratch, name);
}

async function answers(
	subject: string,
	request: Partial<InspectRequest> = {},
): Promise<Readonly<Record<string, string>>> {
	const { subjects } = await inspect({ subjects: [subject], targets: ["alpine:3.20"], ...request });
	return Object.fromEntries(
		subjects.map(({ path, results }) => [
			path,
			results[0]?.message?.includes("libhelper.so") === true ? "lacks it" : "finds it",
		]),
	);
}

/** withcatai/node-llama-cpp 3.22.1: addons with their libraries beside them. */
describe("a plug-in with its library beside it, found by $ORIGIN", () => {
	const release = folder("dist", { app: program, "libhelper.so": helper });

	test("runs alone, in its folder, in the folder's parent and in a tar", async () => {
		execFileSync("tar", ["-C", release, "-cf", join(scratch, "dist.tar"), "."]);
		expect(await answers(join(release, "app"))).toEqual({ [join(release, "app")]: "finds it" });
		expect(await answers(release)).toEqual({ "/app": "finds it", "/libhelper.so": expect.anything() });
		expect(await answers(dirname(release))).toMatchObject({ "/dist/app": "finds it" });
		expect(await answers(join(scratch, "dist.tar"))).toEqual({
			"/app": "finds it",
			"/libhelper.so": expect.anything(),
		});
	});

	test("in the root of a file system musl takes no $ORIGIN", async () => {
		const found = await answers(`rootfs:${release}`);
		expect(found["/app"]).toBe("lacks it");
	});
});

describe("a folder that is no root", () => {
	const plain = { "bin/app": elf({ needed: ["libhelper.so"] }), "lib/libhelper.so": helper };

	test("has a lib that no loader searches", async () => {
		const found = await answers(folder("release", plain));
		expect(found["/bin/app"]).toBe("lacks it");
	});

	test("unless it looks like a root, or is said to be one", async () => {
		const root = folder("root", { ...plain, "etc/hostname": Buffer.from("a\n") });
		expect((await answers(root))["/bin/app"]).toBe("finds it");
		expect((await answers(`rootfs:${join(scratch, "release")}`))["/bin/app"]).toBe("finds it");
	});

	test("stands where the user says", async () => {
		const release = join(scratch, "release");
		expect((await answers(release, { prefix: "/" }))["/bin/app"]).toBe("finds it");
		expect((await answers(release, { prefix: "/usr/" }))["/bin/app"]).toBe("finds it");
		expect((await answers(release, { prefix: "/opt/tool" }))["/bin/app"]).not.toBe("finds it");
	});
});
