import { expect, test } from "vitest";
import { imageReport } from "./reported-image.ts";

const script = `#!/bin/sh
set -e
if [ -n "$APP_UID" ]; then
	mkdir -p /config
fi
exec su-exec sickgear "$@"
`;

/** https://github.com/SickGear/SickGear.Docker/issues/30: an entry script that ends in su-exec, in an image without it. */
imageReport(
	"SickGear/SickGear.Docker#30",
	{ "/entrypoint.sh": script },
	{ Entrypoint: ["/entrypoint.sh"], Cmd: ["sh"], Env: ["PATH=/bin"] },
	({ result, run }) => {
		test("su-exec is missing, in the shell's words", async () => {
			expect(await result("su-exec")).toMatchObject({
				verdict: "fails",
				message: "/entrypoint.sh: exec: line 6: su-exec: not found",
			});
		});
		test("so it really is", () => {
			expect(run()).toEqual({ output: "/entrypoint.sh: exec: line 6: su-exec: not found", status: 127 });
		});
	},
);
