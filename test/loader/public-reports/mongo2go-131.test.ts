import { expect, test } from "vitest";
import { link, program } from "../support/scene.ts";
import { isAtLeast, report } from "./reported.ts";

const path = "/mongodb/bin/mongod";
const names = ["__memcpy_chk", "strtouq", "pthread_getname_np"];
const words = (wanted: readonly string[]) =>
	wanted.map((name) => `Error relocating ${path}: ${name}: symbol not found`);

/** https://github.com/Mongo2Go/Mongo2Go/issues/131: MongoDB for RHEL on an Alpine with the link that leads to musl. */
report(
	"Mongo2Go/Mongo2Go#131",
	{
		"/lib64/ld-linux-x86-64.so.2": link("../lib/ld-musl-x86_64.so.1"),
		[path]: program(names.map((name) => `int ${name}(void);`).join(" "), names.map((name) => `${name}()`).join(" + "), {
			needs: ["libc.so.6"],
			interpreter: "/lib64/ld-linux-x86-64.so.2",
		}),
	},
	({ on, musl }) => {
		test("what musl lacks is named, the first of it in musl's words", async () => {
			const result = await on("alpine:3.14", path);
			expect(result.verdict).toBe("fails");
			expect(words(names)).toContain(result.message);
			expect(result.missing.symbols).toEqual([...names].sort());
		});
		// pthread_getname_np came with musl 1.2.3.
		musl(path, (loader) => words(isAtLeast(loader, "1.2.3", 16) ? names.slice(0, 2) : names));
	},
);
