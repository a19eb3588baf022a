import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Base, glibcBases, lineOf, muslBases, predicted, remediesOf, startedThere } from "./bases.ts";
import { debianFile, debianPackage } from "./debian-file.ts";
import { commandIn, mission } from "./workshop.ts";

const PACKAGE = { name: "openjdk-17-jre-headless", suite: "bookworm" } as const;
const HOME = "usr/lib/jvm/java-17-openjdk-amd64";

mission("a Java runtime for glibc", { tools: ["apt-get", "dpkg-deb"], packages: [PACKAGE] }, () => {
	const java = (): string => debianFile(PACKAGE, /\/bin\/java$/);

	describe.each<Base>(muslBases("alpine:3.20"))("on $name", (base) => {
		test("is refused for its loader, and a musl build of the same release is named", () => {
			const result = predicted(java(), base);
			expect(result).toMatchObject({ verdict: "fails", missing: { interpreter: "/lib64/ld-linux-x86-64.so.2" } });
			expect(result.missing.symbols).toContain("__snprintf_chk");
			mkdirSync(join(base.root, "opt/bin"), { recursive: true });
			cpSync(java(), join(base.root, "opt/bin/java"));
			expect(startedThere("/opt/bin/java", base).firstLine).toBe(
				lineOf(result, java()).replace("/java:", "/opt/bin/java:"),
			);
			const remedies = remediesOf(result);
			expect(commandIn(remedies, /^apk/)).toBe("apk add openjdk17-jre-headless");
			expect(commandIn(remedies, /temurin/)).toBe("eclipse-temurin:17-jre-alpine");
			expect(remedies.join("\n")).not.toContain("apk add gcompat");
		});
	});

	test("is told of the Alpine release that has one", () => {
		const remedies = remediesOf(predicted(java(), { target: "alpine:3.12" }));
		expect(remedies.join("\n")).toContain("`apk add openjdk17-jre-headless` on Alpine 3.15 or newer");
	});

	test("is not served by gcompat: the machine itself asks for more than the launcher", () => {
		const machine = debianFile(PACKAGE, /\/libjvm\.so$/);
		const result = predicted(machine, { target: "alpine:3.20+gcompat+libstdc++" });
		expect(result).toMatchObject({ verdict: "fails" });
		expect(result.missing.symbols).toEqual(expect.arrayContaining(["__longjmp_chk", "dlvsym"]));
		expect(commandIn(remediesOf(result), /^apk/)).toBe("apk add openjdk17-jre-headless");
	});

	describe.each<Base>(glibcBases())("on $name", (base) => {
		test("lacks zlib, and starts with the packages that the remedies name", () => {
			cpSync(join(debianPackage(PACKAGE), HOME), join(base.root, HOME), { recursive: true, verbatimSymlinks: true });
			cpSync(join(debianPackage(PACKAGE), "etc"), join(base.root, "etc"), { recursive: true, verbatimSymlinks: true });
			const result = predicted(java(), base);
			expect(result).toMatchObject({ verdict: "fails", missing: { libraries: ["libz.so.1"] } });
			expect(startedThere(`/${HOME}/bin/java`, base, "-version").firstLine).toContain("libz.so.1: cannot open shared");
			for (const part of ["java", "libjvm.so"]) {
				const file = debianFile(PACKAGE, new RegExp(`/${part.replace(".", "\\.")}$`));
				for (const name of packagesNamed(remediesOf(predicted(file, base)))) install(name, base);
				expect(predicted(file, base)).toMatchObject({ missing: { libraries: [] } });
			}
			expect(predicted(java(), base)).toMatchObject({ verdict: "runs" });
			const start = startedThere(`/${HOME}/bin/java`, base, "-version");
			expect(start).toMatchObject({ status: 0, firstLine: expect.stringMatching(/^openjdk version "17\./) });
		});
	});
});

function packagesNamed(remedies: readonly string[]): readonly string[] {
	return remedies.flatMap((remedy) => /^copy it out of Debian's package `([^`]+)`/.exec(remedy)?.[1] ?? []);
}

/** Copies the libraries of a package to where the base's loader looks. */
function install(name: string, { root }: Base): void {
	for (const folder of ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"]) {
		const from = join(debianPackage({ name }), folder);
		if (!existsSync(from)) continue;
		cpSync(from, join(root, "lib"), {
			recursive: true,
			verbatimSymlinks: true,
			filter: (path) => path === from || /\.so/.test(path),
			force: true,
		});
	}
}
