import rule from "../../../src/rules/loading/interpreter-missing.ts";
import { musl, NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a glibc program on Alpine",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						line: "exec /app: no such file or directory",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{
				severity: "error",
				message: /needs glibc's loader \/lib64\/ld-linux-x86-64\.so\.2, which alpine:3\.20 does not have/,
				about: ["/lib64/ld-linux-x86-64.so.2"],
				evidence: { line: "exec /app: no such file or directory" },
				remedy: /rebuild it for musl/,
				noRemedy: /gcompat/,
			},
		],
		[
			"for an image that is judged as it is, without the word `self`",
			{
				target: "self",
				libc: musl(),
				elf: { interpreter: "/lib64/ld-linux-x86-64.so.2" },
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{ message: /which the image itself does not have/ },
		],
		[
			"with gcompat as a way out only where it was tried",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				outcomeOn: (name) => (name === "alpine:3.20+gcompat" ? "starts" : undefined),
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{ remedy: /apk add gcompat/ },
		],
		[
			"with a warning against gcompat where it does not suffice",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				outcomeOn: (name) => (name === "debian:12-slim" ? "starts" : "refused"),
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{
				remedy: /gcompat or a \/lib64 symlink will not help: the program fails with them, too/,
				noRemedy: /apk add gcompat/,
			},
		],
		[
			"for cgo, with what makes Go link libc",
			{
				target: "scratch",
				libc: NO_LIBC,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getaddrinfo"],
				},
				program: { kind: "go", details: { cgo: "1", cgoImports: "getaddrinfo" } },
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{ remedy: /it uses cgo \(it imports getaddrinfo\).*CGO_ENABLED=0/ },
		],
		[
			"for Rust, with the musl target of its own architecture",
			{
				target: "alpine:3.20",
				arch: "aarch64",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "rust" },
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib/ld-linux-aarch64.so.1",
						errno: "ENOENT",
					},
				],
			},
			{ remedy: /--target aarch64-unknown-linux-musl/ },
		],
		[
			"for a musl program on Debian",
			{
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"] },
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib/ld-musl-x86_64.so.1",
						errno: "ENOENT",
					},
				],
			},
			{ message: /musl's loader/, remedy: /rebuild it for glibc/ },
		],
		[
			"for a loader in a package manager's own store",
			{
				elf: { interpreter: "/nix/store/abc-glibc-2.39/lib/ld-linux-x86-64.so.2" },
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/nix/store/abc-glibc-2.39/lib/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
			{ remedy: /patchelf --set-interpreter/ },
		],
	],
	silent: [
		["when the program starts", {}],
		[
			"for a script, which has its own rule",
			{
				kind: "script",
				elf: "none",
				problems: [
					{ kind: "interpreter-missing", fatal: true, object: "/app", interpreter: "/bin/bash", errno: "ENOENT" },
				],
			},
		],
	],
});
