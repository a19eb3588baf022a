import type { ProgramKind } from "../program/program-facts.ts";

/** What to ask of a tool chain so that its output fits a target, in order of preference.
 *  `{rust}`, `{go}`, `{node}`, `{dotnet}`, `{zig}` and `{wheel}` stand for the architecture in that tool's words, `{release}` for the program's own version. */
export interface Rebuild {
	/** For a target with musl's loader. */
	readonly musl: readonly string[];
	/** For a target with glibc's loader. */
	readonly glibc: readonly string[];
	/** For a target without any loader. */
	readonly none: readonly string[];
	/** Where the tool chain says so. */
	readonly source: string;
}

const GO_WITHOUT_CGO = "rebuild with `CGO_ENABLED=0 go build`: the program becomes static and starts on every base";
const GO_LOOKUPS =
	"take name and user look-ups from Go instead of libc, `go build -tags netgo,osusergo`: where nothing else uses cgo, that is static, too";
/** Only with C code of the program's own: without any, external linking makes a program that dies at once. */
const GO_STATIC_C =
	"if C code of its own needs cgo, link all of it statically: `go build -tags netgo,osusergo -ldflags '-linkmode external -extldflags -static'`";
const RUST_MUSL =
	"rebuild with `cargo build --release --target {rust}-unknown-linux-musl`: the program becomes static and starts on every base";
const STATIC_C = "link it statically: build in Alpine (or with `zig cc -target {zig}-linux-musl`) and pass `-static`";

/** For what nothing tells to be anything else. */
export const C: Rebuild = {
	musl: [
		"rebuild it for musl: in an `alpine` build stage with `apk add build-base`, or with `zig cc -target {zig}-linux-musl`",
	],
	glibc: ["rebuild it for glibc: in a Debian build stage of the same release as the base image, or an older one"],
	none: [STATIC_C],
	source: "https://ziglang.org/learn/overview/ (cross-compiling), https://wiki.alpinelinux.org/wiki/GCC",
};

function extension(where: { readonly musl: string; readonly glibc: string }, source: string): Rebuild {
	return { musl: [where.musl], glibc: [where.glibc], none: [], source };
}

/** A whole program that carries others and loads libraries: nothing makes it static. */
function bundle(where: { readonly musl: string; readonly glibc: string }, source: string): Rebuild {
	const none = ["use a base with the C library that it was built for: a program of this kind cannot be made static"];
	return { ...extension(where, source), none };
}

/** By program kind; {@link C} answers for what is not listed. */
export const REBUILDS: Readonly<Partial<Record<ProgramKind, Rebuild>>> = {
	c: C,
	"c++": {
		...C,
		musl: [
			"rebuild it for musl: in an `alpine` build stage with `apk add build-base`, or with `zig c++ -target {zig}-linux-musl`",
		],
	},
	go: {
		musl: [GO_WITHOUT_CGO, GO_LOOKUPS, "if C code of its own needs cgo, build in a `golang:alpine` stage", GO_STATIC_C],
		glibc: [GO_WITHOUT_CGO, GO_LOOKUPS, GO_STATIC_C],
		none: [GO_WITHOUT_CGO, GO_LOOKUPS, GO_STATIC_C],
		source: "https://pkg.go.dev/net#hdr-Name_Resolution, https://pkg.go.dev/cmd/cgo",
	},
	rust: {
		musl: [RUST_MUSL],
		glibc: [
			"rebuild with `cargo build --release --target {rust}-unknown-linux-gnu` on the base's release or an older one",
		],
		none: [RUST_MUSL, "keep glibc and link it in: `RUSTFLAGS='-C target-feature=+crt-static'`"],
		source: "https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes",
	},
	"python-extension": extension(
		{
			musl: "install the package in the Alpine image itself: pip then takes its `musllinux_*_{wheel}` wheel, or builds it (`apk add build-base python3-dev`)",
			glibc: "install the package in the glibc image itself: pip then takes its `manylinux_*_{wheel}` wheel",
		},
		"https://peps.python.org/pep-0656/, https://peps.python.org/pep-0600/",
	),
	"node-addon": extension(
		{
			musl: "install inside the Alpine image, which picks the musl build: `npm ci`, or `npm install --os=linux --libc=musl --cpu={node}`; without one, `npm rebuild` (`apk add build-base python3`)",
			glibc:
				"install inside the glibc image, which picks the glibc build: `npm ci`, or `npm install --os=linux --libc=glibc --cpu={node}`; without one, `npm rebuild`",
		},
		"https://docs.npmjs.com/cli/v10/commands/npm-install#libc",
	),
	node: bundle(
		{
			musl: "use a Node that is built for musl: the base `node:*-alpine` of the same release, or `apk add nodejs`; addons have to be installed there anew (`npm ci`)",
			glibc: "use a Node that is built for glibc: the base `node:*-slim` of the same release",
		},
		"https://hub.docker.com/_/node",
	),
	python: bundle(
		{
			musl: "use a Python that is built for musl: the base `python:{release}-alpine`, or `apk add python3`; packages have to be installed there anew (`pip install`)",
			glibc: "use a Python that is built for glibc: the base `python:{release}-slim`",
		},
		"https://hub.docker.com/_/python",
	),
	ruby: bundle(
		{
			musl: "use a Ruby that is built for musl: the base `ruby:{release}-alpine`, or `apk add ruby`; gems have to be installed there anew (`bundle install`)",
			glibc: "use a Ruby that is built for glibc: the base `ruby:{release}-slim`",
		},
		"https://hub.docker.com/_/ruby",
	),
	php: bundle(
		{
			musl: "use a PHP that is built for musl: the base `php:{release}-alpine`, or Alpine's own packages (`apk add php83`)",
			glibc: "use a PHP that is built for glibc: the base `php:{release}`, without `-alpine`",
		},
		"https://hub.docker.com/_/php",
	),
	jvm: bundle(
		{
			musl: "use a Java runtime that is built for musl: Alpine's own (`apk add openjdk*-jre-headless`), `eclipse-temurin:*-jre-alpine`, or Liberica's or Zulu's build for musl",
			glibc: "use a JDK that is built for glibc, `eclipse-temurin` without `-alpine` for instance",
		},
		"https://openjdk.org/jeps/386",
	),
	"jni-library": extension(
		{
			musl: "use a release of the Java library that carries a musl build of its native part (often a classifier like `linux-musl` or `alpine`), or run it on a glibc JDK image",
			glibc: "use the glibc build of the Java library's native part",
		},
		"https://openjdk.org/jeps/386",
	),
	"dotnet-single-file": bundle(
		{
			musl: "publish for musl: `dotnet publish -r linux-musl-{dotnet}`, and `apk add libstdc++ libgcc icu-libs`",
			glibc: "publish for glibc: `dotnet publish -r linux-{dotnet}`",
		},
		"https://learn.microsoft.com/dotnet/core/rid-catalog",
	),
	"dotnet-apphost": bundle(
		{
			musl: "publish for musl: `dotnet publish -r linux-musl-{dotnet}`, on an `mcr.microsoft.com/dotnet/runtime-deps:*-alpine` base",
			glibc: "publish for glibc: `dotnet publish -r linux-{dotnet}`",
		},
		"https://learn.microsoft.com/dotnet/core/rid-catalog",
	),
	"perl-extension": extension(
		{
			musl: "install the module inside the Alpine image (`cpan`, or its `perl-*` package): it is compiled there",
			glibc: "install the module inside the glibc image (`cpan`, or its `lib*-perl` package)",
		},
		"https://perldoc.perl.org/perlxs",
	),
	"ruby-extension": extension(
		{
			musl: "install the gem inside the Alpine image (`bundle install`, with `apk add build-base ruby-dev`), or take its `{wheel}-linux-musl` platform gem",
			glibc: "install the gem inside the glibc image, or take its `{wheel}-linux-gnu` platform gem",
		},
		"https://guides.rubygems.org/gems-with-extensions/",
	),
	"lua-extension": extension(
		{ musl: "build the module inside the Alpine image: `luarocks install`", glibc: "build it inside the glibc image" },
		"https://luarocks.org/",
	),
	"php-extension": extension(
		{
			musl: "build the extension inside a `php:*-alpine` image: `docker-php-ext-install` or `pecl install`",
			glibc: "build the extension inside a `php` image without `-alpine`",
		},
		"https://hub.docker.com/_/php",
	),
	"postgres-extension": extension(
		{
			musl: "build the extension inside a `postgres:*-alpine` image with its `postgresql-dev`",
			glibc: "build the extension inside a `postgres` image without `-alpine`",
		},
		"https://www.postgresql.org/docs/current/extend-pgxs.html",
	),
	"apache-module": extension(
		{
			musl: "build the module in Alpine with `apk add apache2-dev` and `apxs`",
			glibc: "build the module in Debian with `apt-get install apache2-dev` and `apxs`",
		},
		"https://httpd.apache.org/docs/2.4/programs/apxs.html",
	),
	pyinstaller: bundle(
		{
			musl: "run PyInstaller inside an Alpine image: the bundle carries that image's libraries but never libc itself",
			glibc: "run PyInstaller on the oldest glibc that has to be served",
		},
		"https://pyinstaller.org/en/stable/usage.html#making-gnu-linux-apps-forward-compatible",
	),
	appimage: bundle(
		{
			musl: "an AppImage carries glibc programs: unpack it with `--appimage-extract` and ship the content on a glibc base",
			glibc: "unpack it with `--appimage-extract` (containers have no FUSE) and inspect the content",
		},
		"https://docs.appimage.org/user-guide/troubleshooting/fuse.html",
	),
	"graalvm-native-image": {
		musl: ["rebuild with `native-image --static --libc=musl`"],
		glibc: ["rebuild with `native-image --static-nolibc` on the base's release or an older one"],
		none: ["rebuild with `native-image --static --libc=musl`"],
		source: "https://www.graalvm.org/latest/reference-manual/native-image/guides/build-static-executables/",
	},
	nim: {
		...C,
		musl: ["rebuild with `nim c --gcc.exe:musl-gcc --gcc.linkerexe:musl-gcc --passL:-static`"],
		none: ["rebuild with `nim c --gcc.exe:musl-gcc --gcc.linkerexe:musl-gcc --passL:-static`"],
		source: "https://nim-lang.org/docs/nimc.html",
	},
	zig: {
		musl: ["rebuild with `-Dtarget={zig}-linux-musl`: the program becomes static"],
		glibc: ["rebuild with `-Dtarget={zig}-linux-gnu.2.28`, or any glibc that the base reaches"],
		none: ["rebuild with `-Dtarget={zig}-linux-musl`: the program becomes static"],
		source: "https://ziglang.org/learn/build-system/",
	},
	d: { ...C, musl: ["rebuild in Alpine: `apk add ldc gcc musl-dev`, `ldc2 -static`"] },
	ocaml: { ...C, musl: ["rebuild in an `ocaml/opam:alpine` stage, with `-ccopt -static` for a static program"] },
	haskell: { ...C, musl: ["rebuild in Alpine, with `ghc -static -optl-static` (`cabal --enable-executable-static`)"] },
	crystal: {
		musl: ["rebuild in a `crystallang/crystal:*-alpine` stage, with `crystal build --static` for a static program"],
		glibc: ["rebuild in a `crystallang/crystal` stage of the base's release or an older one"],
		none: ["link it statically: `crystal build --static` in a `crystallang/crystal:*-alpine` stage"],
		source: "https://crystal-lang.org/reference/latest/guides/static_linking.html",
	},
	dart: {
		musl: [
			"compile with a Dart SDK that is built for musl (the dart-musl project has one), or take the package's own build for musl: Dart's own SDK makes programs for glibc",
		],
		glibc: ["compile with Dart's own SDK: `dart compile exe`"],
		none: ["copy `/runtime/` of the image `dart` along: it holds the C library that compiled programs need"],
		source: "https://hub.docker.com/_/dart, https://github.com/dart-musl/dart",
	},
	swift: {
		musl: ["rebuild with Swift's static SDK: `swift build --swift-sdk {zig}-swift-linux-musl` makes it static"],
		glibc: [
			"rebuild in a `swift` stage of the base's release or an older one, with `--static-swift-stdlib`: Swift's own libraries are then part of it",
		],
		none: ["rebuild with Swift's static SDK: `swift build --swift-sdk {zig}-swift-linux-musl` makes it static"],
		source: "https://www.swift.org/documentation/articles/static-linux-getting-started.html",
	},
	chromium: bundle(
		{
			musl: "take the Chromium that Alpine builds, `apk add chromium`, and name it to what starts it (Puppeteer: `PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium-browser`); builds that Puppeteer and Playwright download are for glibc",
			glibc: "take the `chromium` of the base's own release",
		},
		"https://pptr.dev/troubleshooting",
	),
	electron: bundle(
		{
			musl: "Electron is built for glibc only: use a base with glibc, such as `debian:*-slim`, with the packages that it needs",
			glibc: "use a base with the glibc that this Electron needs, or an older Electron",
		},
		"https://www.electronjs.org/docs/latest/",
	),
	bun: bundle(
		{
			musl: "compile for musl: `bun build --compile --target=bun-linux-{node}-musl`, and `apk add libstdc++`; Bun itself is in `oven/bun:alpine`",
			glibc: "compile for glibc: `bun build --compile --target=bun-linux-{node}`; Bun itself is in `oven/bun:slim`",
		},
		"https://bun.sh/docs/bundler/executables",
	),
	deno: bundle(
		{
			musl: "Deno is built for glibc only: use a base with glibc and libgcc_s, such as `distroless/cc` or `denoland/deno:distroless`",
			glibc: "compile with `deno compile` for this architecture, and use a base with libgcc_s, such as `distroless/cc`",
		},
		"https://docs.deno.com/runtime/reference/cli/compile/",
	),
	"node-sea": bundle(
		{
			musl: "build the single executable from a Node that is built for musl (`node:*-alpine`)",
			glibc: "build the single executable from a Node that is built for glibc",
		},
		"https://nodejs.org/api/single-executable-applications.html",
	),
	pkg: bundle(
		{
			musl: "package for musl: `pkg --targets node20-alpine-{node}`",
			glibc: "package for glibc: `pkg --targets node20-linux-{node}`",
		},
		"https://github.com/yao-pkg/pkg",
	),
};
