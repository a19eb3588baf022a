import { describe } from "vitest";
import { expectDlopen, expectExec, lacks, library, program, scenario } from "./glibc-scene.ts";

/** Up to 2.31 an object had to stand first in its own search list, and its filtees stood before it. */
const ASSERTION_LINES: Readonly<Record<number, number>> = { 26: 574, 27: 549, 28: 553, 29: 553, 30: 553, 31: 553 };

function refusal(release: number): string | undefined {
	const line = ASSERTION_LINES[release];
	if (line === undefined) return undefined;
	return `Inconsistency detected by ld.so: dl-deps.c: ${line}: _dl_map_object_deps: Assertion \`map->l_searchlist.r_list[0] == map' failed!`;
}

describe("filtees of the object that is started or opened", () => {
	const items = {
		"/t/libfiltee.so": library("int f(void) { return 2; }"),
		"/t/front.so": library("int f(void) { return 1; }", { flags: ["-Wl,-f,libfiltee.so", "-Wl,-rpath,/t"] }),
		"/t/app": program("", "0", { flags: ["-Wl,-f,libfiltee.so", "-Wl,-rpath,/t"] }),
		"/t/libdeep.so": library("", { needs: ["name:libgone.so"], flags: ["-Wl,-rpath,/t"] }),
		"/t/deep": program("", "0", { needs: ["/t/libdeep.so"], flags: ["-Wl,-f,libfiltee.so", "-Wl,-rpath,/t"] }),
		"/t/gone": program("", "0", { needs: ["name:libgone.so"], flags: ["-Wl,-f,libfiltee.so", "-Wl,-rpath,/t"] }),
	};
	scenario("end in an assertion of older loaders", items, (stage) => {
		const { release } = stage;
		expectDlopen(stage, "/t/front.so", "now", refusal(release) ?? "starts");
	});
	scenario("of a program", items, (stage) => {
		expectExec(stage, "/t/app", refusal(stage.release) ?? "starts");
	});
	scenario("are not come to where the object's own needs are not found", items, (stage) => {
		expectExec(stage, "/t/gone", lacks("/t/gone", "libgone.so"));
	});
	scenario("end in it before what others lack is told", items, (stage) => {
		expectExec(stage, "/t/deep", refusal(stage.release) ?? lacks("/t/deep", "libgone.so"));
	});
});
