import type { Host, Placed, Refusal } from "./convention.ts";
import { nodeArch } from "./machine-family.ts";

/** `linuxmusl-x64`, as npm packages write a platform. */
export function npmPlatform({ family, libc }: Host): string {
	return `linux${libc === "musl" ? "musl" : ""}-${nodeArch(family)}`;
}

/** What helps where a package has nothing for a platform. `remedy`: how it comes there. */
export function npmRefusal(host: Host, line: string, remedy: string, members: readonly Placed[]): Refusal {
	return { line, platform: npmPlatform(host), remedies: [remedy, ...otherBase(host, members)] };
}

/** The same machine's Debian has one. */
function otherBase({ family, libc }: Host, members: readonly Placed[]): readonly string[] {
	const isThere = members.some(
		({ claim }) => claim.machines.includes(family) && claim.libc !== "musl" && !claim.systems.includes("android"),
	);
	return libc === "musl" && isThere ? ["take a glibc base (node:slim), for which it is there"] : [];
}
