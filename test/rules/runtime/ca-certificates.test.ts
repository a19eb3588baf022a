import rule from "../../../src/rules/runtime/ca-certificates.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for Go on scratch",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set(["/etc/ssl/certs/ca-certificates.crt"]) },
			},
			{ severity: "info", remedy: /COPY --from=[\s\S]*x509roots/ },
		],
		[
			"for a loaded libssl",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				files: { "/lib/libssl.so.3": {} },
				loaded: ["/lib/libssl.so.3"],
			},
			{ evidence: { libraries: ["libssl.so.3"] } },
		],
	],
	silent: [
		[
			"when the target has a bundle",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["/etc/ssl/certs/ca-certificates.crt"]) },
				files: { "/etc/ssl/certs/ca-certificates.crt": "x" },
			},
		],
		[
			"when the program brings its own",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["/etc/ssl/certs/ca-certificates.crt", "golang.org/x/crypto/x509roots/fallback"]) },
			},
		],
		["without any sign of TLS", { target: "scratch", libc: NO_LIBC, kind: "static-executable", elf: {} }],
		[
			"when it does not start",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				outcome: "refused",
				program: { strings: new Set(["/etc/ssl/cert.pem"]) },
			},
		],
	],
});
