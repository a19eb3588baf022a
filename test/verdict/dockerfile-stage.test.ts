import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/rules/finding.ts";
import { dockerfileStage, imageOf } from "../../src/verdict/dockerfile-stage.ts";

function findings(...rules: readonly string[]): readonly Finding[] {
	return rules.map((rule) => ({ rule, severity: "info", message: "m", evidence: {}, remedies: [] }));
}

describe("dockerfileStage", () => {
	test("copies what the program lacks on a base without packages", () => {
		const stage = dockerfileStage({
			target: "scratch",
			source: "bin/app",
			findings: findings("ca-certificates", "time-zones", "user-database", "ca-certificates"),
		});
		expect(stage).toBe(
			[
				"FROM scratch",
				"COPY --from=gcr.io/distroless/static-debian12 /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt",
				"COPY --from=gcr.io/distroless/static-debian12 /usr/share/zoneinfo /usr/share/zoneinfo",
				"COPY --from=gcr.io/distroless/static-debian12 /etc/passwd /etc/group /etc/",
				"COPY --chmod=755 bin/app /app",
				"USER 65532:65532",
				'ENTRYPOINT ["/app"]',
				"",
			].join("\n"),
		);
	});

	test("installs packages where there is a package manager, add-ons included", () => {
		const request = { source: "app", findings: findings("ca-certificates", "time-zones") };
		expect(dockerfileStage({ ...request, target: "alpine:3.20+libgcc" })).toContain(
			"RUN apk add --no-cache ca-certificates libgcc tzdata\n",
		);
		expect(dockerfileStage({ ...request, target: "debian:12-slim" })).toContain(
			"RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata && rm -rf /var/lib/apt/lists/*\n",
		);
	});

	test("adds nothing for findings that no line mends", () => {
		const stage = dockerfileStage({ target: "distroless/base-debian12", source: "app", findings: findings("shell") });
		expect(stage).toBe(
			'FROM gcr.io/distroless/base-debian12\nCOPY --chmod=755 app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
		);
	});

	test.each(["a\nRUN evil", "--from=evil", "\u001b[31mred", "\u202egnp", "$HOME", "a;b"])(
		"a name like %j is only a name",
		(source) => {
			const stage = dockerfileStage({ target: "scratch", source, findings: [] }) ?? "";
			expect(stage.split("\n")).toHaveLength(5);
			expect(stage).toMatch(/^COPY --chmod=755 \["/m);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
			expect(stage).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\p{Cf}/u);
		},
	);

	test("quotes names with spaces as JSON", () => {
		const stage = dockerfileStage({ target: "scratch", source: 'my "app"', findings: [] });
		expect(stage).toContain('COPY --chmod=755 ["my \\"app\\"","/my \\"app\\""]\n');
		expect(stage).toContain('ENTRYPOINT ["/my \\"app\\""]\n');
	});

	test.each(["./rootfs", "self", "alpine:3.20+lib64-symlink", "/tmp/own.profile"])("has no stage for %s", (target) => {
		expect(dockerfileStage({ target, source: "app", findings: [] })).toBeUndefined();
	});

	test.each([
		["distroless/cc-debian12", "gcr.io/distroless/cc-debian12"],
		["busybox:1.36-glibc", "busybox:1.36-glibc"],
		["alpine", "alpine"],
		["debian:13-slim", "debian:13-slim"],
	])("the image of %s is %s", (target, image) => {
		expect(imageOf(target)).toBe(image);
	});
});
