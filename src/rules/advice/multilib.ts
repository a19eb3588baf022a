import { EM } from "../../elf/constants-machine.ts";
import type { RuleContext } from "../rule.ts";
import { managerOf } from "./packages.ts";

/** 32-bit machines on 64-bit bases whose kernels start their programs: Debian's, Red Hat's and Docker's words. */
const SECOND: ReadonlyMap<number, { readonly on: number; readonly debian: string; readonly docker: string }> = new Map([
	[EM.EM_386, { on: EM.EM_X86_64, debian: "i386", docker: "linux/386" }],
	[EM.EM_ARM, { on: EM.EM_AARCH64, debian: "armhf", docker: "linux/arm/v7" }],
]);

/** Packages that bring more than the loader, by what a program needs. Source: packages.debian.org. */
const DEBIAN: readonly (readonly [library: string, name: string])[] = [
	["libstdc++.so.6", "libstdc++6"],
	["libgcc_s.so.1", "libgcc-s1"],
	["libz.so.1", "zlib1g"],
];

/** How a base of the same kernel gets what 32-bit programs load by; empty for every other program. */
export function multilibAdvice(context: RuleContext): readonly string[] {
	const { elf } = context.subject;
	const second = elf === undefined ? undefined : SECOND.get(elf.machine);
	if (elf === undefined || second === undefined || second.on !== context.target.machine) return [];
	const image = `take the base's own 32-bit image (\`--platform ${second.docker}\`)`;
	switch (managerOf(context)) {
		case "apt":
			return [...debianAdvice(context, second.debian, elf.dynamic?.needed ?? []), image];
		case "dnf":
			return second.debian === "i386" ? ["`dnf install glibc.i686 libstdc++.i686 libgcc.i686`", image] : [image];
		case "apk":
			return [`${image}: Alpine has no 32-bit packages beside its 64-bit ones`];
		case "none":
			return [image];
	}
}

function debianAdvice(context: RuleContext, arch: string, needed: readonly string[]): readonly string[] {
	const further = DEBIAN.filter(([library]) => needed.includes(library)).map(([, name]) =>
		isBeforeGcc10(context) && name === "libgcc-s1" ? "libgcc1" : name,
	);
	const names = ["libc6", ...further].map((name) => `${name}:${arch}`).join(" ");
	const foreign = `it is a 32-bit program: \`dpkg --add-architecture ${arch} && apt-get update && apt-get install ${names}\``;
	if (arch !== "i386") return [foreign];
	const gcc = isBeforeGcc10(context) ? "lib32gcc1" : "lib32gcc-s1";
	const cxx = needed.includes("libstdc++.so.6") ? " lib32stdc++6" : "";
	return [foreign, `or the multilib packages of this release: \`apt-get install ${gcc}${cxx}\``];
}

/** libgcc1 and lib32gcc1 became libgcc-s1 and lib32gcc-s1 with GCC 10: Debian 11, Ubuntu 20.04. */
function isBeforeGcc10({ target: { name } }: RuleContext): boolean {
	const [, family, release = ""] = /^(debian|ubuntu):(\d+(?:\.\d+)?)/.exec(name) ?? [];
	return family === "debian" ? Number(release) < 11 : family === "ubuntu" && Number(release) < 20;
}
