import type { Convention } from "../convention.ts";
import { lastName } from "../npm-place.ts";
import { platformClaim } from "../platform-words.ts";

/** Loaders of native parts that do without where there is none: they fall back to Java. By the library's name. */
const OPTIONAL: readonly RegExp[] = [
	// io.netty.channel.epoll.Epoll.isAvailable(), OpenSsl.isAvailable(): NIO and the JDK's TLS do their work.
	/^lib(?:netty|.*_netty)_/,
	// org.fusesource.jansi.AnsiConsole and org.jline.terminal.TerminalBuilder: a dumb terminal.
	/^lib(?:jansi|jlinenative)\./,
	// net.jpountz.lz4.LZ4Factory.fastestInstance(): the pure Java instance.
	/^liblz4-java/,
];

/** What the loader of a library throws, by the library's name; the usual is UnsatisfiedLinkError. */
const WORDS: readonly (readonly [RegExp, (platform: string) => string])[] = [
	[
		/^libsnappyjava\./,
		(platform) =>
			`org.xerial.snappy.SnappyError: [FAILED_TO_LOAD_NATIVE_LIBRARY] no native library is found for ${platform}`,
	],
	[/^libsqlitejdbc\./, (platform) => `java.lang.Exception: No native library found for ${platform}`],
	[
		/^libjnidispatch\./,
		(platform) =>
			`java.lang.UnsatisfiedLinkError: Native library (com/sun/jna/${platform}/libjnidispatch.so) not found in resource path`,
	],
	[
		/^librocksdbjni/,
		(platform) => `java.lang.RuntimeException: librocksdbjni for ${platform} was not found inside JAR.`,
	],
	[
		/^libzstd-jni/,
		(platform) => `java.lang.UnsatisfiedLinkError: Unsupported OS/arch, cannot find /${platform}/libzstd-jni`,
	],
];

/** Libraries in a jar below folders or under names that hold `os.name` and `os.arch`. Nearly all loaders write them in
 *  their own way; the words are the same.
 *  Sources: NativeLibraryLoader of netty 4.1 (META-INF/native/lib<name>_<os>_<arch>.so); OSInfo and SnappyLoader of
 *  snappy-java 1.1.10; OSInfo of sqlite-jdbc 3.46 (Linux-Musl, Linux-Android); Platform.getNativeLibraryResourcePrefix of JNA 5;
 *  org.rocksdb.util.Environment (linux64, linux64-musl); Native of lz4-java 1.8 and zstd-jni 1.5 (linux/amd64); JansiLoader of
 *  jansi 2.4; NativeLibraryLoader of conscrypt 2.5; jffi 1.3 (jni/x86_64-Linux); hawtjni-runtime (META-INF/native/linux64). */
export const jni: Convention = {
	id: "jni",
	takes: "one",
	place({ path }) {
		const [, archive = "", inside = ""] = /^(.*\.(?:jar|war|ear|aar|hpi|jpi|kar|nbm))!\/(.*)$/.exec(path) ?? [];
		const claim = platformClaim(inside);
		if (claim.machines.length === 0) return undefined;
		return { name: lastName(archive), slot: `${archive}!/${claim.rest}`, claim, words: claim.words };
	},
	refusal(host, { slot }) {
		const library = lastName(slot);
		if (OPTIONAL.some((pattern) => pattern.test(library))) return undefined;
		const platform = `linux-${host.family === "x86_64" ? "x86-64" : host.family}${host.libc === "musl" ? "-musl" : ""}`;
		const words = WORDS.find(([pattern]) => pattern.test(library))?.[1];
		return {
			line:
				words?.(platform) ?? `java.lang.UnsatisfiedLinkError: no ${library.replaceAll("*", platform)} for ${platform}`,
			platform,
			remedies: [
				"take a release of the jar that has the platform, or its artifact with the platform's classifier",
				...(host.libc === "musl" ? ["take a glibc base (eclipse-temurin:21-jre)"] : []),
			],
		};
	},
};
