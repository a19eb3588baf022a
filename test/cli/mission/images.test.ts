import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { SubjectReport, TargetResult } from "../../../src/verdict/report.ts";
import { reportOf } from "../run-inspect.ts";
import { type Base, muslBases, placed, startedThere } from "./bases.ts";
import { debianPackage } from "./debian-file.ts";
import { commandIn, mission, run, workshop, written } from "./workshop.ts";

/** Builds an image of a root file system and has podman save it. */
function savedImage(folder: string, name: string, root: string, configuration: readonly string[]): string {
	const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
	const archive = join(folder, `${name}.tar`);
	const recipe = join(folder, `Dockerfile.${name}`);
	writeFileSync(recipe, ["FROM scratch", "COPY . /", ...configuration, ""].join("\n"));
	run(
		"buildah",
		[...store, "bud", "-q", "--isolation", "chroot", "-t", `localhost/${name}`, "-f", recipe, root],
		folder,
	);
	rmSync(archive, { force: true });
	run("podman", [...store, "save", "-q", "-o", archive, `localhost/${name}`], folder);
	return archive;
}

function judged(archive: string, ...targets: readonly string[]): readonly SubjectReport[] {
	return reportOf([archive, ...targets.flatMap((target) => ["--target", target])]).subjects;
}

function subjectAt(subjects: readonly SubjectReport[], path: RegExp): SubjectReport {
	const found = subjects.find((subject) => path.test(subject.path));
	if (found === undefined) throw new Error(`${path} is not among ${subjects.map((one) => one.path).join(", ")}`);
	return found;
}

const HELLO = `
#include <stdio.h>
int main(void) { puts("started"); return 0; }
`;

mission("a glibc program in an Alpine final stage", ["gcc", "musl-gcc", "buildah", "podman"], () => {
	describe.each<Base>(muslBases("alpine:3.20"))("$name", (base) => {
		const folder = workshop();
		const source = written(folder, "app.c", HELLO);
		const entrypoint = 'ENTRYPOINT ["app"]';
		const environment = "ENV PATH=/usr/bin:/bin";

		test("fails on itself, in the runtime's words", { timeout: 120_000 }, () => {
			run("gcc", [source, "-o", "app"], folder);
			placed(join(folder, "app"), base, "/usr/bin/app");
			const [first] = judged(savedImage(folder, "glibc", base.root, [environment, entrypoint]), "self");
			expect(first).toMatchObject({ path: "/usr/bin/app", role: "entrypoint" });
			expect(first?.results).toMatchObject([{ target: "self", verdict: "fails" }]);
			expect(first?.results[0]?.message).toBe("exec /usr/bin/app: no such file or directory");
			expect(startedThere("/usr/bin/app", base).firstLine).toBe(first?.results[0]?.message);
		});

		test.each([
			["static, as it says", "musl-gcc", ["-static"]],
			["for musl, as it says", "musl-gcc", []],
			["static with glibc", "gcc", ["-static"]],
		])("starts when built %s", { timeout: 120_000 }, (_, compiler, flags) => {
			run(compiler, [...flags, source, "-o", "app"], folder);
			placed(join(folder, "app"), base, "/usr/bin/app");
			const [first] = judged(savedImage(folder, "remedied", base.root, [environment, entrypoint]), "self");
			expect(first).toMatchObject({ path: "/usr/bin/app", role: "entrypoint", results: [{ verdict: "runs" }] });
			expect(startedThere("/usr/bin/app", base)).toMatchObject({ status: 0, stdout: "started\n" });
		});
	});
});

const JAVA = "openjdk-17-jre-headless";
const PACKAGES = [
	"libc6",
	"libgcc-s1",
	"libstdc++6",
	"zlib1g",
	"libexpat1",
	"libblas3",
	"libgfortran5",
	"python3.11-minimal",
	"python3-minimal",
	"python3-numpy",
	JAVA,
].map((name) => ({ name, suite: "bookworm" }) as const);
const needs = { tools: ["gcc", "buildah", "podman", "dpkg-deb", "apt-get"], packages: PACKAGES };

/** Debian as packages make it: their files, and the lists that say whose they are. */
function debianRoot(root: string): void {
	const info = join(root, "var/lib/dpkg/info");
	mkdirSync(info, { recursive: true });
	const status = PACKAGES.map(({ name }) => `Package: ${name}\nStatus: install ok installed\nVersion: 1-1\n`);
	writeFileSync(join(root, "var/lib/dpkg/status"), status.join("\n"));
	for (const wanted of PACKAGES) {
		const content = debianPackage(wanted);
		cpSync(content, root, { recursive: true, verbatimSymlinks: true });
		const files = execFileSync("find", [".", "-mindepth", "1"], { cwd: content, encoding: "utf8" });
		writeFileSync(join(info, `${wanted.name}.list`), files.replace(/^\./gm, ""));
	}
	// Two thirds of the runtime that nobody looks at here.
	rmSync(join(root, "usr/lib/jvm/java-17-openjdk-amd64/lib/modules"));
}

mission("a Debian image with Python, numpy and Java that moves to Alpine", needs, () => {
	const folder = workshop();
	const root = join(folder, "root");
	const numpy = "/usr/local/lib/python3.11/dist-packages/numpy";
	let python: readonly SubjectReport[] = [];
	let java: readonly SubjectReport[] = [];

	beforeAll(() => {
		debianRoot(root);
		// As pip installs it: not a package's.
		mkdirSync(join(root, dirname(numpy)), { recursive: true });
		cpSync(join(root, "usr/lib/python3/dist-packages/numpy"), join(root, numpy), { recursive: true });
		const libblas = join(root, "usr/lib/x86_64-linux-gnu/blas/libblas.so.3");
		cpSync(libblas, join(root, "usr/lib/x86_64-linux-gnu", basename(libblas)), { dereference: true });
		written(root, "app/main.py", "import numpy\n");
		const path = "ENV PATH=/usr/lib/jvm/java-17-openjdk-amd64/bin:/usr/bin";
		const targets = ["self", "alpine:3.20"];
		python = judged(savedImage(folder, "python", root, [path, 'ENTRYPOINT ["python3", "/app/main.py"]']), ...targets);
		written(root, "app/start.sh", "#!/bin/sh\nset -e\nexec java $JAVA_OPTS -jar /app/app.jar\n");
		chmodSync(join(root, "app/start.sh"), 0o755);
		java = judged(savedImage(folder, "java", root, [path, 'ENTRYPOINT ["/app/start.sh"]']), ...targets);
	}, 300_000);

	const on = (subject: SubjectReport, target: string): TargetResult => {
		const result = subject.results.find((one) => one.target === target);
		if (result === undefined) throw new Error(`${subject.path} was not judged on ${target}`);
		return result;
	};
	const remedies = (result: TargetResult) => result.findings.flatMap((finding) => finding.remedies);

	test("starts as it is: Python, and numpy's modules", () => {
		expect(python[0]).toMatchObject({ role: "entrypoint", ownedBy: "python3.11-minimal" });
		expect(on(subjectAt(python, /^\/usr\/bin\/python3/), "self").verdict).toBe("runs");
		expect(on(subjectAt(python, /_multiarray_umath/), "self")).toMatchObject({ verdict: "runs" });
	});

	test("Python stays behind: whose it was, and what Alpine calls it", () => {
		const result = on(subjectAt(python, /^\/usr\/bin\/python3/), "alpine:3.20");
		expect(result).toMatchObject({ verdict: "fails", message: "exec /usr/bin/python3: no such file or directory" });
		expect(result.findings[0]?.message).toContain("belongs to the image's package python3.11-minimal and stays behind");
		expect(commandIn(remedies(result), /^apk/)).toBe("apk add python3");
	});

	test("numpy moves and fails: what brought its libraries, and what to install instead", () => {
		const result = on(subjectAt(python, /_multiarray_umath/), "alpine:3.20");
		expect(result).toMatchObject({
			verdict: "fails",
			missing: { libraries: expect.arrayContaining(["libblas.so.3"]) },
		});
		expect(remedies(result)[0]).toMatch(/musllinux_\*_x86_64/);
		expect(remedies(result)).toContain("take Alpine's own build of it, for Alpine's own Python: `apk add py3-numpy`");
		expect(remedies(result)).toContain("`apk add blas`");
		const loader = result.findings.find(({ about }) => about?.includes("ld-linux-x86-64.so.2"));
		expect(loader?.message).toContain("the image's Debian package libc6 1-1 provided it");
		expect(loader?.evidence).toMatchObject({ ownedBy: "libc6 1-1" });
	});

	test("Java stays behind its start script: whose it was, and the same release of it for Alpine", () => {
		const entry = subjectAt(java, /\/java$/);
		expect(entry).toMatchObject({ role: "command", ownedBy: JAVA, program: { kind: "jvm" } });
		const result = on(entry, "alpine:3.20");
		expect(result).toMatchObject({ verdict: "fails" });
		expect(result.findings[0]?.message).toContain(`package ${JAVA} and stays behind`);
		expect(commandIn(remedies(result), /^apk/)).toBe("apk add openjdk17-jre-headless");
	});
});
