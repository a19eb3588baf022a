import { expect, test } from "vitest";
import { remediesOf } from "./reported.ts";
import { imageReport } from "./reported-image.ts";

/** https://github.com/TOomaAh/emby_exporter_go/issues/7: an entry script from a Windows checkout. */
imageReport(
	"TOomaAh/emby_exporter_go#7",
	{ "/entrypoint.sh": '#!/bin/sh\r\nset -e\r\nexec "$@"\r\n', "/app/emby": "" },
	{ Entrypoint: ["/entrypoint.sh"], Cmd: ["/app/emby"], Env: ["PATH=/bin"] },
	({ result, run }) => {
		test("the kernel does not find the interpreter with its carriage return", async () => {
			const told = await result("/entrypoint.sh");
			expect(told).toMatchObject({ verdict: "fails", message: "exec /entrypoint.sh: no such file or directory" });
			expect(remediesOf(told)).toContain("dos2unix");
		});
		test("so it really is", () => {
			expect(run().output).toBe("execve 2");
		});
	},
);

/** The same script behind `sh`: the kernel is not asked, and the last word gets a letter more. */
imageReport(
	"TOomaAh/emby_exporter_go#7, started by a shell",
	{ "/entrypoint.sh": '#!/bin/sh\nexec "$@"\r\n' },
	{ Entrypoint: ["/bin/sh", "/entrypoint.sh"], Cmd: ["/bin/sh"], Env: ["PATH=/bin"] },
	({ result, run }) => {
		test("a program of that name is missing", async () => {
			const told = await result("/bin/sh\r");
			expect(told).toMatchObject({ verdict: "fails", message: "/entrypoint.sh: exec: line 2: /bin/sh\r: not found" });
			expect(remediesOf(told)).toContain("dos2unix");
		});
		test("so it really is", () => {
			expect(run()).toEqual({ output: "/entrypoint.sh: exec: line 2: /bin/sh\r: not found", status: 127 });
		});
	},
);
