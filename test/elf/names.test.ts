import { expect, it } from "vitest";
import { EM } from "../../src/elf/constants-machine.ts";
import {
	dynamicTagName,
	elfTypeName,
	machineName,
	segmentTypeName,
	symbolBindingName,
	symbolTypeName,
} from "../../src/elf/names.ts";
import { relativeRelocation, relocationName } from "../../src/elf/relocation-names.ts";

it("names what elf.h names", () => {
	expect([62, 3, 183, 40, 243, 22, 21, 258, 0x9026].map(machineName)).toEqual([
		"EM_X86_64",
		"EM_386",
		"EM_AARCH64",
		"EM_ARM",
		"EM_RISCV",
		"EM_S390",
		"EM_PPC64",
		"EM_LOONGARCH",
		"EM_ALPHA",
	]);
	expect(elfTypeName(3)).toBe("ET_DYN");
	expect(segmentTypeName(0x6474e551)).toBe("PT_GNU_STACK");
	expect(dynamicTagName(0x6ffffef5)).toBe("DT_GNU_HASH");
	expect(symbolBindingName(10)).toBe("STB_GNU_UNIQUE");
	expect(symbolTypeName(10)).toBe("STT_GNU_IFUNC");
});

it("names what nobody knows", () => {
	expect(machineName(0x1234)).toBe("EM_0x1234");
	expect(elfTypeName(0xfe00)).toBe("ET_0xfe00");
	expect(segmentTypeName(0x70000001)).toBe("PT_0x70000001");
	expect(dynamicTagName(0x6000001f)).toBe("DT_0x6000001f");
});

it.each([
	[EM.EM_X86_64, "IRELATIVE", 37],
	[EM.EM_386, "IRELATIVE", 42],
	[EM.EM_AARCH64, "IRELATIVE", 1032],
	[EM.EM_ARM, "IRELATIVE", 160],
	[EM.EM_RISCV, "IRELATIVE", 58],
	[EM.EM_S390, "IRELATIVE", 61],
	[EM.EM_PPC64, "IRELATIVE", 248],
])("machine %i has %s as %i", (machine, name, type) => {
	expect(relocationName(machine, type)).toMatch(new RegExp(`_${name}$`));
});

it("knows the relative relocation that DT_RELACOUNT counts", () => {
	const machines = [EM.EM_X86_64, EM.EM_386, EM.EM_AARCH64, EM.EM_ARM, EM.EM_RISCV, EM.EM_S390, EM.EM_PPC64];
	expect(machines.map(relativeRelocation)).toEqual([8, 8, 1027, 23, 3, 12, 22]);
	expect(relativeRelocation(EM.EM_SPARC)).toBeUndefined();
	expect(relocationName(EM.EM_SPARC, 5)).toBe("R_0x5");
	expect(relocationName(EM.EM_X86_64, 123)).toBe("R_X86_64_0x7b");
});
