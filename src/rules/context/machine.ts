/** Names of e_machine numbers as people say them. Source: gABI, "e_machine". */
const MACHINES: Readonly<Record<number, string>> = {
	2: "SPARC",
	3: "i386",
	8: "MIPS",
	20: "PowerPC",
	21: "ppc64",
	22: "s390x",
	40: "ARM (32-bit)",
	42: "SuperH",
	43: "SPARC V9",
	50: "IA-64",
	62: "x86_64",
	183: "aarch64",
	243: "RISC-V",
	247: "BPF",
	258: "LoongArch",
};

/** `x86_64` for 62; `e_machine 1234` for what has no name here. */
export function machineWord(machine: number): string {
	return MACHINES[machine] ?? `e_machine ${machine}`;
}
