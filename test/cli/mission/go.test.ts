import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Base, glibcBases, lineOf, muslBases, predicted, remediesOf, scratch, started } from "./bases.ts";
import { commandIn, mission, run, shell, workshop, written } from "./workshop.ts";

const SOURCE = `package main

import (
	"fmt"
	"net"
	"os/user"
)

func main() {
	_, err := net.LookupHost("127.0.0.1")
	_, _ = user.Current()
	fmt.Println("started", err)
}
`;

const WITH_C = `package main

// static int answer(void) { return 42; }
import "C"
import (
	"fmt"
	"net"
)

func main() {
	_, err := net.LookupHost("127.0.0.1")
	fmt.Println("started", C.answer(), err)
}
`;

const environment = "GOFLAGS=-mod=mod GOCACHE=$PWD/cache GOPATH=$PWD/path HOME=$PWD";

mission("Go with cgo on a base without glibc", ["go", "gcc"], () => {
	const folder = workshop();
	written(folder, "main.go", SOURCE);
	written(folder, "go.mod", "module app\n\ngo 1.19\n");
	shell(`${environment} CGO_ENABLED=1 go build -o cgo`, folder);
	const cgo = join(folder, "cgo");
	written(folder, "own/main.go", WITH_C);
	written(folder, "own/go.mod", "module own\n\ngo 1.19\n");
	shell(`${environment} CGO_ENABLED=1 go build -o own`, join(folder, "own"));
	const own = join(folder, "own/own");

	describe.each<Base>([scratch(), ...muslBases("alpine:3.20")])("$name", (base) => {
		test("is refused for its loader, although it is Go", () => {
			const result = predicted(cgo, base);
			expect(result).toMatchObject({ verdict: "fails", missing: { interpreter: "/lib64/ld-linux-x86-64.so.2" } });
			expect(result.findings[0]).toMatchObject({ rule: "interpreter-missing" });
			expect(result.findings[0]?.remedies[0]).toMatch(/it uses cgo \(it imports getaddrinfo, .*getpwuid_r\)/);
			expect(started(cgo, base).firstLine).toBe(lineOf(result, cgo));
		});

		test("starts when built as the first remedy says", { timeout: 120_000 }, () => {
			const command = commandIn(remediesOf(predicted(cgo, base)).slice(0, 1), /go build/);
			expect(command).toBe("CGO_ENABLED=0 go build");
			shell(`${environment} ${command} -o remedied`, folder);
			const remedied = join(folder, "remedied");
			expect(predicted(remedied, base)).toMatchObject({ verdict: "runs" });
			expect(started(remedied, base)).toMatchObject({ status: 0, stdout: "started <nil>\n" });
		});

		test("starts with Go's own look-ups, as the next remedy says", { timeout: 120_000 }, () => {
			const command = commandIn(remediesOf(predicted(cgo, base)), /netgo,osusergo$/);
			shell(`${environment} CGO_ENABLED=1 ${command} -o lookups`, folder);
			const lookups = join(folder, "lookups");
			expect(predicted(lookups, base)).toMatchObject({ verdict: "runs" });
			expect(started(lookups, base)).toMatchObject({ status: 0, stdout: "started <nil>\n" });
		});

		test("starts with C code of its own, linked as the last remedy says", { timeout: 120_000 }, () => {
			const command = commandIn(remediesOf(predicted(own, base)), /extldflags/);
			shell(`${environment} CGO_ENABLED=1 ${command} -o linked`, join(folder, "own"));
			const linked = join(folder, "own/linked");
			expect(predicted(linked, base)).toMatchObject({ verdict: "runs" });
			expect(started(linked, base)).toMatchObject({ status: 0, stdout: "started 42 <nil>\n" });
		});
	});

	describe.each<Base>(glibcBases("busybox:1.38.0-glibc", "distroless/base-debian12"))("$name", (base) => {
		test("starts as it is", () => {
			expect(predicted(cgo, base)).toMatchObject({ verdict: "runs" });
			expect(started(cgo, base)).toMatchObject({ status: 0, stdout: "started <nil>\n" });
		});
	});

	test("a look-up through glibc that is linked in is said to be one", { timeout: 120_000 }, () => {
		shell(`${environment} CGO_ENABLED=1 go build -ldflags '-linkmode external -extldflags -static' -o linked`, folder);
		const { findings, verdict } = predicted(join(folder, "linked"), scratch());
		expect(verdict).toBe("runs");
		expect(findings.find(({ rule }) => rule === "static-name-service")?.message).toContain("linked in");
		expect(run(join(folder, "linked"), [], folder)).toBe("started <nil>\n");
	});
});
