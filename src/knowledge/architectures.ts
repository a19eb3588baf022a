/** One architecture in the words of the tool chains that remedies speak of. */
export interface ArchitectureNames {
	readonly rust: string;
	readonly go: string;
	readonly node: string;
	readonly dotnet: string;
	readonly zig: string;
	/** As in wheel tags and in Alpine's loader name. */
	readonly wheel: string;
}

/** By the name that `uname -m` gives. Source: the lists of supported targets of each tool chain. */
const ARCHITECTURES: Readonly<Record<string, ArchitectureNames>> = {
	x86_64: { rust: "x86_64", go: "amd64", node: "x64", dotnet: "x64", zig: "x86_64", wheel: "x86_64" },
	aarch64: { rust: "aarch64", go: "arm64", node: "arm64", dotnet: "arm64", zig: "aarch64", wheel: "aarch64" },
	armv7l: { rust: "armv7", go: "arm", node: "arm", dotnet: "arm", zig: "arm", wheel: "armv7l" },
	i386: { rust: "i686", go: "386", node: "ia32", dotnet: "x86", zig: "x86", wheel: "i686" },
	ppc64le: {
		rust: "powerpc64le",
		go: "ppc64le",
		node: "ppc64",
		dotnet: "ppc64le",
		zig: "powerpc64le",
		wheel: "ppc64le",
	},
	s390x: { rust: "s390x", go: "s390x", node: "s390x", dotnet: "s390x", zig: "s390x", wheel: "s390x" },
	riscv64: { rust: "riscv64gc", go: "riscv64", node: "riscv64", dotnet: "riscv64", zig: "riscv64", wheel: "riscv64" },
};

/** The names of an architecture; its own name throughout where nothing else is known. */
export function architectureNames(arch: string): ArchitectureNames {
	return ARCHITECTURES[arch] ?? { rust: arch, go: arch, node: arch, dotnet: arch, zig: arch, wheel: arch };
}
