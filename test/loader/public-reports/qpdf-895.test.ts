import { expect, test } from "vitest";
import { program as glibcProgram } from "../glibc/glibc-scene.ts";
import { file, library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/qpdf/bin/qpdf";
const link = "/opt/qpdf/lib/libqpdf.so.28";
const line = `${path}: error while loading shared libraries: /opt/qpdf/bin/../lib/libqpdf.so.28: file too short`;

/** https://github.com/qpdf/qpdf/issues/895: a release that was unpacked on Windows: the link to the library has become a
 *  text file with the library's name. */
report(
	"qpdf/qpdf#895",
	{
		[link]: library("int qpdf_init(void) { return 0; }", { soname: "libqpdf.so.28" }),
		[path]: glibcProgram("int qpdf_init(void);", "qpdf_init()", {
			needs: [link],
			flags: ["-Wl,-rpath,$ORIGIN/../lib"],
		}),
		[`${link}.6.3`]: library("int qpdf_init(void) { return 0; }", { soname: "libqpdf.so.28" }),
		[`${link}#text`]: file("libqpdf.so.28.6.3"),
	},
	({ on, glibc }) => {
		test("the file is a link that was copied as text", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: line });
			expect(result.findings[0]).toMatchObject({ rule: "library-unusable", evidence: { content: "link-as-text" } });
			expect(result.findings[0]?.message).toContain("libqpdf.so.28.6.3: a link that was copied as text");
			expect(remediesOf(result)).toMatch(/core\.symlinks|ln -sf/);
		});
		glibc(path, () => [line]);
	},
);
