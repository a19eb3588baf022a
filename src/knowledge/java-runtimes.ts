/** A Java release that Alpine packages and Eclipse Temurin builds for musl. */
interface JavaRuntime {
	/** Feature release: 8, 11, 17, ... */
	readonly release: number;
	/** Alpine package without graphics. */
	readonly alpine: string;
	/** First Alpine release that has the package. */
	readonly since: string;
	/** Architectures of Temurin's image for Alpine. */
	readonly temurin: readonly string[];
}

/** Those with long-term support, oldest first. Source: Alpine's package index by release; Docker official image
 *  eclipse-temurin. */
const RUNTIMES: readonly JavaRuntime[] = [
	{ release: 8, alpine: "openjdk8-jre-base", since: "3.3", temurin: ["x86_64"] },
	{ release: 11, alpine: "openjdk11-jre-headless", since: "3.10", temurin: ["x86_64"] },
	{ release: 17, alpine: "openjdk17-jre-headless", since: "3.15", temurin: ["x86_64"] },
	{ release: 21, alpine: "openjdk21-jre-headless", since: "3.19", temurin: ["x86_64", "aarch64"] },
];

/** The runtime to go to from a version (`17.0.15`, `1.8.0_392`): the same release, else the next newer one, else the
 *  newest; the newest as well where no version is known. */
export function muslRuntimeFor(version: string | undefined): JavaRuntime | undefined {
	const release = Number(/^(?:1\.)?(\d+)/.exec(version ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
	return RUNTIMES.find((runtime) => runtime.release >= release) ?? RUNTIMES.at(-1);
}
