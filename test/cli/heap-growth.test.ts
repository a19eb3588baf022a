import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { heapFlags } from "../../src/cli/heap-growth.ts";

const folder = mkdtempSync(join(tmpdir(), "elfspect-heap-"));
const small = fileOf("small", 1024);
const large = fileOf("large.tar", 65 * 1024 * 1024);

afterAll(() => rmSync(folder, { recursive: true }));

/** All holes. */
function fileOf(name: string, sizeBytes: number): string {
	const path = join(folder, name);
	writeFileSync(path, "");
	truncateSync(path, sizeBytes);
	return path;
}

const GROWTH = ["--heap-growing-percent=60"];
const NEW_OBJECTS = ["--semi-space-growth-factor=1"];

test.each([
	{ what: "a small file", subjects: [small], first: [], opened: [] },
	{ what: "a folder", subjects: [folder], first: [], opened: GROWTH },
	{ what: "a folder with a scheme", subjects: [`rootfs:${folder}`], first: [], opened: GROWTH },
	{ what: "a large file", subjects: [large], first: NEW_OBJECTS, opened: GROWTH },
	{ what: "an image of an archive", subjects: [`docker-archive:${large}:app:1`], first: NEW_OBJECTS, opened: GROWTH },
	{ what: "standard input", subjects: ["-"], first: NEW_OBJECTS, opened: GROWTH },
	{ what: "a folder among files", subjects: [small, folder], first: [], opened: GROWTH },
])("$what", ({ subjects, first, opened }) => {
	expect(heapFlags(subjects)).toEqual({ first, opened });
});
