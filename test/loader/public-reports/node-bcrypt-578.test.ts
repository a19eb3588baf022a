import { expect, test } from "vitest";
import { file } from "../support/scene.ts";
import { report } from "./reported.ts";

const folder = "/app/node_modules/bcrypt";
const path = `${folder}/lib/binding/bcrypt_lib.node`;

/** https://github.com/kelektiv/node.bcrypt.js/issues/578: node_modules of Windows copied over what npm built in the image;
 *  node-pre-gyp's place says nothing of a platform. */
report(
	"kelektiv/node.bcrypt.js#578",
	{
		[`${folder}/package.json`]: file('{"name":"bcrypt","dependencies":{"node-pre-gyp":"0.6"}}'),
		[`${folder}/bcrypt.js`]: file("var binary = require('node-pre-gyp');"),
		[path]: file(Buffer.concat([Buffer.from("4d5a9000", "hex"), Buffer.alloc(2048)])),
	},
	({ on, musl }) => {
		test("a Windows library, which Node tries to open", async () => {
			const result = await on("debian:12-slim", path);
			expect(result).toMatchObject({ verdict: "fails", message: `${path}: invalid ELF header` });
			expect(result.findings[0]?.message).toContain("it is a Windows library (PE)");
		});
		musl(path, () => [`Error loading shared library ${path}: Exec format error`], "dlopen");
	},
);
