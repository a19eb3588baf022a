import { join } from "node:path";
import { expect, test } from "vitest";
import { placed, predicted, remediesOf, scratch, started, startedThere } from "./bases.ts";
import { debianFile } from "./debian-file.ts";
import { commandIn, mission, run, workshop, written } from "./workshop.ts";

const SOURCE = `
#include <netdb.h>
#include <stdio.h>
int main(void) {
	struct addrinfo *found;
	int error = getaddrinfo("known", "80", 0, &found);
	printf("started, %s\\n", error == 0 ? "found" : gai_strerror(error));
	return error;
}
`;

const OLD = { name: "busybox-static", suite: "bullseye" } as const;
const LATER = { name: "busybox-static", suite: "trixie" } as const;
const needs = { tools: ["gcc", "musl-gcc", "apt-get", "dpkg-deb"], packages: [OLD, LATER] };

mission("a static program with getaddrinfo on scratch", needs, () => {
	const folder = workshop();
	const source = written(folder, "app.c", SOURCE);
	const hosts = written(folder, "hosts", "127.0.0.1 known localhost\n");

	test("starts and finds names where its glibc has the sources built in, and says so", () => {
		const base = scratch();
		placed(hosts, base, "/etc/hosts");
		run("gcc", ["-static", "-w", source, "-o", "linked"], folder);
		const linked = join(folder, "linked");
		const result = predicted(linked, base);
		expect(result).toMatchObject({ verdict: "runs" });
		const finding = result.findings.find(({ rule }) => rule === "static-name-service");
		expect(finding).toMatchObject({ severity: "info", message: expect.stringContaining("files and DNS work") });
		expect(started(linked, base)).toMatchObject({ status: 0, stdout: "started, found\n" });
	});

	test("finds no name with a glibc before 2.34, and that is warned of", () => {
		const base = scratch();
		placed(hosts, base, "/etc/hosts");
		const old = debianFile(OLD, /\/bin\/busybox$/);
		const result = predicted(old, base);
		expect(result).toMatchObject({ verdict: "at-risk" });
		const [finding] = result.findings.filter(({ severity }) => severity === "warning");
		expect(finding).toMatchObject({ rule: "static-name-service" });
		expect(finding?.message).toContain("scratch has none, and every look-up fails");
		expect(started(old, base, "nc", "known", "1").firstLine).toBe("nc: bad address 'known'");
	});

	test("finds names when linked against musl, as the first remedy says", () => {
		const base = scratch();
		placed(hosts, base, "/etc/hosts");
		const old = debianFile(OLD, /\/bin\/busybox$/);
		expect(remediesOf(predicted(old, base))[0]).toMatch(/link it statically: build in Alpine \(or with `zig cc/);
		expect(commandIn(remediesOf(predicted(old, base)).slice(0, 1), /^-static$/)).toBe("-static");
		run("musl-gcc", ["-static", source, "-o", "musl"], folder);
		const musl = join(folder, "musl");
		const result = predicted(musl, base);
		expect(result).toMatchObject({ verdict: "runs" });
		expect(result.findings.map(({ rule }) => rule)).not.toContain("static-name-service");
		expect(started(musl, base)).toMatchObject({ status: 0, stdout: "started, found\n" });
	});

	test("a later build of the same program finds names, and is not warned of", () => {
		const base = scratch();
		placed(hosts, base, "/etc/hosts");
		const later = debianFile(LATER, /\/bin\/busybox$/);
		expect(predicted(later, base)).toMatchObject({ verdict: "runs" });
		placed(later, base, "/busybox");
		// Nobody listens there: the name was found.
		expect(startedThere("/busybox", base, "nc", "known", "1").firstLine).toContain("Connection refused");
	});
});
