import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/usr/local/bin/octopus";
const boost = "/opt/boost/lib/libboost_system.so.1.66.0";
const line = `${path}: error while loading shared libraries: libboost_system.so.1.66.0: cannot open shared object file: No such file or directory`;

/** https://github.com/luntergroup/octopus/pull/22: the library is in the image, in a folder that no cache knows. */
report(
	"luntergroup/octopus#22",
	{
		[boost]: library("int boost(void) { return 0; }"),
		[path]: glibcProgram("int boost(void);", "boost()", { needs: [boost] }),
	},
	({ on, glibc }) => {
		test("the library is there, and nobody looks there", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: line });
			expect(result.findings[0]?.message).toContain(boost);
			expect(remediesOf(result)).toMatch(/ldconfig/);
			expect(remediesOf(result)).toMatch(/LD_LIBRARY_PATH=\/opt\/boost\/lib/);
			expect(remediesOf(result)).not.toMatch(/apt-get install/);
		});
		glibc(path, () => [line]);
	},
);
