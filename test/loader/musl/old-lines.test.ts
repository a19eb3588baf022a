import { expect, test } from "vitest";
import { loadSubject } from "../../../src/loader/load-subject.ts";
import { fixture, image, opened } from "../../subjects/opened.ts";

const FOLDER = `/opt/${"long/".repeat(20)}ä/`;
const LOADER = "/lib/ld-musl-x86_64.so.1";

const NONE = {
	relr: false,
	lfs64Fallback: false,
	lfs64ShortBuffer: false,
	deferredBinding: false,
	refusesInitialExec: false,
	detectsForeignLibc: false,
	prefersStrong: true,
	gnuStackSetsThreadStack: false,
} as const;

/** The lines of a program for which a loader without libc's names stands there. */
function linesOf(version: string): readonly string[] {
	const subject = `${FOLDER}hello`;
	const { tree } = opened(
		{ [subject]: fixture("x86_64-musl/hello"), [LOADER]: fixture("x86_64-musl/libgreet.so.1") },
		image({}),
	);
	const libc = { kind: "musl", version, features: NONE } as const;
	return loadSubject({ path: subject, root: tree, mode: "exec", libcAt: () => libc }).lines;
}

test("musl before 1.1.9 cuts its lines after 127 bytes", () => {
	const whole = linesOf("1.1.9");
	expect(whole[0]).toMatch(/^Error relocating .*: symbol not found$/);
	const cut = linesOf("1.1.8");
	expect(cut).toHaveLength(whole.length);
	expect(Buffer.from(cut[0] ?? "")).toEqual(Buffer.from(whole[0] ?? "").subarray(0, 127));
});
