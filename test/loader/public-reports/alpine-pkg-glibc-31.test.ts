import { expect, test } from "vitest";
import { library } from "../support/scene.ts";
import { remediesOf, report } from "./reported.ts";

const path = "/opt/oracle/instantclient/libclntsh.so.11.1";
const line = `Error relocating ${path}: getcontext: symbol not found`;

/** https://github.com/sgerrand/alpine-pkg-glibc/issues/31: Oracle's client library, which switches contexts, on Alpine. */
report(
	"sgerrand/alpine-pkg-glibc#31",
	{ [path]: library("int getcontext(void); int use(void) { return getcontext(); }", { needs: ["libc.so.6"] }) },
	({ on, musl }) => {
		test("musl has no getcontext", async () => {
			const result = await on("alpine:3.20", path);
			expect(result).toMatchObject({ verdict: "fails", message: line, missing: { symbols: ["getcontext"] } });
			expect(remediesOf(result)).not.toBe("");
		});
		musl(path, () => [line], "dlopen");
	},
);
