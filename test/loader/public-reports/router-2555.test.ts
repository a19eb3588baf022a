import { expect, test } from "vitest";
import { lacks, program } from "../glibc/glibc-scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/router";

/** https://github.com/apollographql/router/issues/2555: linked with OpenSSL 1.1, on Ubuntu 22.04. */
report(
	"apollographql/router#2555",
	{ [path]: program("", "0", { needs: ["libssl.so.1.1", "libc.so.6"] }) },
	({ on, glibc }) => {
		test("no package of that release brings it, and none is named", async () => {
			const result = await on("ubuntu:22.04", path);
			expect(result).toMatchObject({ verdict: "fails", message: lacks(path, "libssl.so.1.1") });
			expect(remediesOf(result)).toContain("Ubuntu 20.04");
			expect(remediesOf(result)).not.toContain("apt-get install");
		});
		glibc(path, () => [lacks(path, "libssl.so.1.1")]);
	},
);
