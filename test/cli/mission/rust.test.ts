import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
	type Base,
	glibcBases,
	lineOf,
	muslBases,
	placed,
	predicted,
	realBases,
	remediesOf,
	started,
} from "./bases.ts";
import { debianFile } from "./debian-file.ts";
import { commandIn, mission, run, workshop, written } from "./workshop.ts";

/** Unwinds a panic: what libgcc_s is there for. */
const SOURCE = `
fn main() {
	std::panic::set_hook(Box::new(|_| {}));
	let caught = std::panic::catch_unwind(|| {
		if std::env::args().count() < 9 {
			panic!("caught")
		}
	});
	println!("started {}", caught.is_err());
}
`;

mission("Rust on busybox:glibc", { tools: ["rustc", "gcc"], packages: [{ name: "libgcc-s1" }] }, () => {
	const folder = workshop();
	const source = written(folder, "app.rs", SOURCE);
	run("rustc", ["-O", "-o", "app", source], folder);
	const app = join(folder, "app");

	describe.each<Base>(glibcBases("busybox:1.38.0-glibc", "distroless/base-debian12"))("$name", (base) => {
		test("is refused for libgcc_s", () => {
			const result = predicted(app, base);
			expect(result).toMatchObject({ verdict: "fails", missing: { libraries: ["libgcc_s.so.1"] } });
			expect(result.findings[0]).toMatchObject({ rule: "library-missing", about: ["libgcc_s.so.1"] });
			expect(started(app, base).firstLine).toBe(lineOf(result, app));
		});

		test("starts with glibc linked in, as a remedy says", () => {
			const [, flags = ""] = /'(.*)'/.exec(commandIn(remediesOf(predicted(app, base)), /^RUSTFLAGS=/)) ?? [];
			expect(flags).toBe("-C target-feature=+crt-static");
			run("rustc", ["-O", ...flags.split(" "), "-o", "linked", source], folder);
			const linked = join(folder, "linked");
			expect(predicted(linked, base)).toMatchObject({ verdict: "runs" });
			expect(started(linked, base)).toMatchObject({ status: 0, stdout: "started true\n" });
		});

		test("starts with the library copied out of the package that a remedy names", () => {
			const name = commandIn(remediesOf(predicted(app, base)), /^lib[a-z0-9-]+$/);
			expect(name).toBe("libgcc-s1");
			const library = debianFile({ name }, /\/libgcc_s\.so\.1$/);
			placed(library, base, "/lib/libgcc_s.so.1");
			expect(predicted(app, { target: base.root })).toMatchObject({ verdict: "runs" });
			expect(started(app, base)).toMatchObject({ status: 0, stdout: "started true\n" });
		});
	});

	test("starts on the base that a remedy names", () => {
		const name = commandIn(remediesOf(predicted(app, { target: "busybox:glibc" })), /^distroless\//);
		expect(name).toBe("distroless/cc-debian12");
		expect(predicted(app, { target: name })).toMatchObject({ verdict: "runs" });
		for (const base of realBases([name])) {
			expect(started(app, base)).toMatchObject({ status: 0, stdout: "started true\n" });
		}
	});

	const muslTarget = run("rustc", ["--print", "target-libdir", "--target", "x86_64-unknown-linux-musl"], folder).trim();
	const lacksMusl = run("sh", ["-c", `ls '${muslTarget}' 2>/dev/null || true`], folder) === "";
	if (lacksMusl) console.warn("SKIPPED: Rust for musl: rustup target add x86_64-unknown-linux-musl installs it");

	describe.each<Base>(muslBases("alpine:3.20"))("$name", (base) => {
		test("is refused for its loader, and gcompat is advised against", () => {
			const result = predicted(app, { target: "alpine:3.20" });
			expect(result).toMatchObject({ verdict: "fails", missing: { interpreter: "/lib64/ld-linux-x86-64.so.2" } });
			const remedies = remediesOf(result);
			expect(commandIn(remedies.slice(0, 1), /cargo/)).toBe("cargo build --release --target x86_64-unknown-linux-musl");
			expect(remedies.join("\n")).toContain("gcompat or a /lib64 symlink will not help");
			expect(predicted(app, { target: "alpine:3.20+gcompat" })).toMatchObject({
				verdict: "fails",
				missing: { libraries: ["libgcc_s.so.1"] },
			});
			expect(started(app, base).firstLine).toBe(lineOf(result, app));
		});

		test.skipIf(lacksMusl)("starts when built for musl, as the first remedy says", () => {
			const target =
				commandIn(remediesOf(predicted(app, { target: "alpine:3.20" })), /cargo/)
					.split(" ")
					.at(-1) ?? "";
			run("rustc", ["-O", "--target", target, "-o", "musl", source], folder);
			expect(predicted(join(folder, "musl"), base)).toMatchObject({ verdict: "runs" });
			expect(started(join(folder, "musl"), base)).toMatchObject({ status: 0, stdout: "started true\n" });
		});
	});
});
