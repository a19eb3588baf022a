import rule from "../../../src/rules/loading/library-missing.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"of the machine's driver, without a package",
			{
				target: "debian:12-slim",

				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libcuda.so.1", steps: [] }],
			},
			{ remedy: /--gpus all/, noRemedy: /apt-get install/ },
		],
		[
			"with the version that a release's package lacks",
			{
				target: "debian:12-slim",
				elf: { versions: { "libssl.so.3": ["OPENSSL_3.4.0"] } },
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libssl.so.3", steps: [] }],
			},
			{ remedy: /Debian 12 lacks OPENSSL_3\.4\.0: take Debian 13/, noRemedy: /apt-get install/ },
		],
		[
			"with the package and the link where a release renamed it",
			{
				target: "ubuntu:24.04",

				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libaio.so.1", steps: [] }],
			},
			{ remedy: /libaio1t64[\s\S]*ln -s libaio\.so\.1t64/ },
		],
		[
			"with the Alpine releases that have it",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libssl.so.1.1", steps: [] }],
			},
			{ remedy: /Alpine 3\.20 has no libssl\.so\.1\.1, Alpine up to 3\.16/, noRemedy: /apk add/ },
		],
		[
			"of what is to be loaded first, with what helps against that",
			{
				problems: [
					{
						kind: "library-missing",
						fatal: false,
						object: "/app",
						library: "/usr/lib/libjemalloc.so.2",
						steps: [],
						preloadedFrom: "LD_PRELOAD",
					},
				],
				files: { "/lib/x86_64-linux-gnu/libjemalloc.so.2": {} },
			},
			{
				severity: "warning",
				message: /^LD_PRELOAD names .* goes on without it/,
				remedy: /`\/lib\/x86_64-linux-gnu\/libjemalloc/,
			},
		],
		[
			"with the package, a name without a folder, or without the variable",
			{
				target: "debian:12-slim",
				problems: [
					{
						kind: "library-missing",
						fatal: false,
						object: "/app",
						library: "/usr/lib/libjemalloc.so.2",
						steps: [],
						preloadedFrom: "LD_PRELOAD",
					},
				],
			},
			{ remedy: /libjemalloc2[\s\S]*without a folder[\s\S]*ENV LD_PRELOAD=/, noRemedy: /take another base/ },
		],
		[
			"with the package that brings it",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"] },
				problems: [
					{
						kind: "library-missing",
						fatal: true,
						object: "/app",
						library: "libstdc++.so.6",
						steps: [{ tried: "/lib/libstdc++.so.6", via: "default", outcome: "absent" }],
					},
				],
			},
			{
				severity: "error",
				about: ["libstdc++.so.6"],
				evidence: { tried: ["/lib/libstdc++.so.6"], neededBy: ["/app"] },
				remedy: /apk add libstdc\+\+/,
			},
		],
		[
			"with the package that provided it on the base that the image leaves",
			{
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libgreet.so.1", steps: [] }],
				owningPackage: () => ({
					package: "libgreet1",
					version: "2.0-3",
					format: "dpkg",
					path: "/lib/x86_64-linux-gnu/libgreet.so.1",
				}),
			},
			{
				message: /; the image's Debian package libgreet1 2\.0-3 provided it$/,
				evidence: { ownedBy: "libgreet1 2.0-3" },
				remedy: /apt-get install --no-install-recommends libgreet1`/,
			},
		],
		[
			"by its package manager's ways for what stands in its folder and is for the other libc",
			{
				target: "alpine:3.20",
				libc: musl(),
				path: "/app/node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7",
				kind: "shared-library",
				program: { kind: "rust" },
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.28"] } },
				problems: [{ kind: "library-missing", fatal: true, object: "/l.so", library: "libgcc_s.so.1", steps: [] }],
			},
			{ remedy: /^install inside the Alpine image, which picks the musl build/, noRemedy: /cargo|link it in/ },
		],
		[
			"by pip's for a wheel's own library",
			{
				target: "alpine:3.20",
				libc: musl(),
				path: "/usr/lib/python3/site-packages/numpy.libs/libgfortran.so.5",
				kind: "shared-library",
				program: { kind: "c" },
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.28"] } },
				problems: [{ kind: "library-missing", fatal: true, object: "/l.so", library: "libquadmath.so.0", steps: [] }],
			},
			{ remedy: /musllinux/ },
		],
		[
			"as ever for what a package manager put there for this libc",
			{
				path: "/app/node_modules/tool/bin/tool",
				program: { kind: "rust" },
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.28"] } },
				problems: [{ kind: "library-missing", fatal: true, object: "/tool", library: "libown.so.1", steps: [] }],
			},
			{ remedy: /^ship libown\.so\.1 with the program, beside it/, noRemedy: /npm/ },
		],
		[
			"in the folder that the search path names, where it names one beside the file",
			{
				elf: { needed: ["libvips-cpp.so.8"], runpath: "/opt/lib:$ORIGIN/../../libvips/lib" },
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libvips-cpp.so.8", steps: [] }],
			},
			{ remedy: /^ship libvips-cpp\.so\.8 with the program, where .*: `\$ORIGIN\/\.\.\/\.\.\/libvips\/lib`, seen/ },
		],
		[
			"in a folder that the search path names, beside the file or not",
			{
				elf: { needed: ["libf.so.1"], runpath: "/opt/lib" },
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libf.so.1", steps: [] }],
			},
			{ remedy: /^ship libf\.so\.1 with the program, in `\/opt\/lib`, where its search path looks$/m },
		],
		...(
			[
				["/srv/bin/libf.so.1", "$ORIGIN"],
				["/srv/bin/lib/libf.so.1", "$ORIGIN/lib"],
				["/srv/lib/libf.so.1", "$ORIGIN/../lib"],
			] as const
		).map(
			([place, origin]) =>
				[
					`at ${place}, where it lies and the loader does not look`,
					{
						path: "/srv/bin/app",
						elf: { needed: ["libf.so.1"] },
						files: { [place]: {} },
						problems: [
							{ kind: "library-missing", fatal: true, object: "/srv/bin/app", library: "libf.so.1", steps: [] },
						],
					},
					{
						remedy: new RegExp(`^${place} is there, but .* search path \`${origin.replace("$", "\\$")}\``),
						noRemedy: /ship/,
					},
				] as const,
		),
		[
			"with the file itself where nothing installs packages, and not for another C library",
			{
				target: "busybox:glibc",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libgreet.so.1", steps: [] }],
				owningPackage: () => ({ package: "libgreet1", format: "dpkg", path: "/lib/libgreet.so.1" }),
			},
			{ remedy: /copy libgreet\.so\.1 out of the image's package libgreet1 \(\/lib\/libgreet\.so\.1\)/ },
		],
		[
			"without the old base's package as a remedy on musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libgreet.so.1", steps: [] }],
				owningPackage: () => ({ package: "libgreet1", format: "dpkg", path: "/lib/libgreet.so.1" }),
			},
			{ message: /Debian package libgreet1 provided it$/, noRemedy: /libgreet1/ },
		],
		[
			"once per library, whoever needs it",
			{
				problems: [
					{ kind: "library-missing", fatal: true, object: "/app", library: "liba.so", steps: [] },
					{ kind: "library-missing", fatal: true, object: "/lib/libb.so", library: "liba.so", steps: [] },
					{ kind: "library-missing", fatal: true, object: "/app", library: "libc.so.9", steps: [] },
				],
			},
			{ count: 2, evidence: { neededBy: ["/app", "/lib/libb.so"] }, remedy: /ship liba\.so with the program/ },
		],
		[
			"for Rust without libgcc_s, with the musl target",
			{
				target: "busybox:glibc",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "rust" },
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libgcc_s.so.1", steps: [] }],
			},
			{ remedy: /x86_64-unknown-linux-musl[\s\S]*crt-static/, noRemedy: /linux-gnu/ },
		],
		[
			"for Rust's shared libraries, with what makes one for musl: nothing makes them static",
			{
				target: "alpine:3.20",
				libc: musl(),
				kind: "shared-library",
				path: "/libapp.so",
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.34"] } },
				program: { kind: "rust" },
				problems: [{ kind: "library-missing", fatal: true, object: "/libapp.so", library: "libgcc_s.so.1", steps: [] }],
			},
			{
				remedy: /^rebuild with `RUSTFLAGS='-C target-feature=-crt-static' cargo/m,
				noRemedy: /static and starts|\+crt-static/,
			},
		],
		[
			"for Go's shared libraries, without the switch that takes cgo away",
			{
				target: "alpine:3.20",
				libc: musl(),
				kind: "shared-library",
				path: "/libapp.so",
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.34"] } },
				program: { kind: "go", details: { cgo: "1" } },
				problems: [{ kind: "library-missing", fatal: true, object: "/libapp.so", library: "libz.so.1", steps: [] }],
			},
			{ remedy: /-buildmode=c-shared/, noRemedy: /CGO_ENABLED=0|becomes static/ },
		],
		[
			"with Debian's package on a base without a package manager",
			{
				target: "distroless/base-debian12",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libz.so.1", steps: [] }],
			},
			{ remedy: /Debian's package `zlib1g`/ },
		],
		[
			"with the package's name of the target's release",
			{
				target: "debian:12-slim",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libssl.so.3", steps: [] }],
			},
			{ remedy: /^`apt-get install --no-install-recommends libssl3`$/m, noRemedy: /t64/ },
		],
		[
			"with the package's newer name on a newer release",
			{
				target: "debian:13-slim",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libssl.so.3", steps: [] }],
			},
			{ remedy: /install --no-install-recommends libssl3t64`/ },
		],
		[
			"with the release that has it, where the target's has not",
			{
				target: "debian:13-slim",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libicuuc.so.72", steps: [] }],
			},
			{ remedy: /Debian 13 has no libicuuc\.so\.72, Debian 12 \(package libicu72\) has/, noRemedy: /apt-get/ },
		],
		[
			"with Ubuntu's package on Ubuntu",
			{
				target: "ubuntu:22.04",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libicuuc.so.70", steps: [] }],
			},
			{ remedy: /^`apt-get install --no-install-recommends libicu70`$/m, noRemedy: /Debian/ },
		],
		[
			"with the Ubuntu that has it, where the target's has not",
			{
				target: "ubuntu:22.04",
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libicuuc.so.74", steps: [] }],
			},
			{ remedy: /Ubuntu 22\.04 has no libicuuc\.so\.74, Ubuntu 24\.04 \(package libicu74\) has/, noRemedy: /Debian/ },
		],
		[
			"by what RPM packages provide, on bases that are made of them",
			{
				target: "./rockylinux",
				files: { "/usr/bin/dnf": "" },
				ofTarget: ["/usr/bin/dnf"],
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libssl.so.3", steps: [] }],
			},
			{ remedy: /^`dnf install 'libssl\.so\.3\(\)\(64bit\)'`$/m, noRemedy: /apt-get|Debian/ },
		],
		[
			"for libtinfo on Alpine, which has none",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "libtinfo.so.6", steps: [] }],
			},
			{ remedy: /Alpine has no libtinfo/, noRemedy: /apk add/ },
		],
		[
			"for the loader's own name as a library",
			{
				target: "alpine:3.12",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [
					{ kind: "library-missing", fatal: true, object: "/app", library: "ld-linux-x86-64.so.2", steps: [] },
				],
			},
			{ remedy: /patchelf --remove-needed/ },
		],
	],
	silent: [
		["when every library is found", {}],
		[
			"for a library behind a missing loader",
			{
				outcome: "refused",
				behind: [{ kind: "library-missing", fatal: true, object: "/app", library: "liba.so", steps: [] }],
			},
		],
	],
});
