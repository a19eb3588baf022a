import { type Attack, longEntry, oneFile, tarOf, times } from "./attack.ts";
import { library, muslProgram, program } from "./programs.ts";

const folders = (count: number): string => times(count, (index) => `/d${index}`).join(":");
const names = (count: number): string[] => times(count, (index) => `lib${index}.so`);

/** Attacks by what is in an ELF file. */
export const ELF_ATTACKS: readonly Attack[] = [
	{
		name: "needed x runpath",
		size: 1000,
		make: (size) => oneFile("a", program({ needed: names(size), runpath: folders(size) })),
	},
	{
		name: "needed x rpath, musl",
		size: 1000,
		make: (size) => oneFile("a", muslProgram({ needed: names(size), rpath: folders(size) })),
	},
	{
		name: "long names x runpath",
		size: 300,
		make: (size) => oneFile("a", program({ needed: longNeeded(size), runpath: folders(size) })),
	},
	{
		name: "origin many times",
		size: 8000,
		make: (size) =>
			oneFile("a.tar", tarOf(longEntry({ name: `${"folder/".repeat(500)}app`, mode: 0o755, data: manyOrigins(size) }))),
	},
	{ name: "one name needed many times", size: 60_000, make: (size) => oneFile("a", sameNeeded(size)) },
	{ name: "needed without end", size: 30_000, make: (size) => oneFile("a", program({ needed: names(size) })) },
	{ name: "chain of libraries", size: 4000, make: (size) => oneFile("a.tar", chain(size, "/lib")) },
	{ name: "chain of libraries, musl", size: 4000, make: (size) => oneFile("a.tar", chain(size, "/lib", true)) },
	{
		name: "chain with inherited rpaths",
		size: 600,
		make: (size) => oneFile("a.tar", chain(size, `${folders(40)}:/lib`)),
	},
	{
		name: "chain with inherited rpaths, musl",
		size: 600,
		make: (size) => oneFile("a.tar", chain(size, `${folders(40)}:/lib`, true)),
	},
	{ name: "libraries that all need all", size: 300, make: (size) => oneFile("a.tar", mesh(size)) },
	{ name: "one name, many bearers", size: 2000, make: (size) => oneFile("a.tar", bearers(size)) },
	{ name: "many program headers", size: 65_000, make: (size) => oneFile("a", headers(size, 1)) },
	{ name: "many notes", size: 65_000, make: (size) => oneFile("a", headers(size, 4)) },
	{ name: "one chain of all symbols", size: 16_000, make: (size) => oneFile("a.tar", hashChain(size)) },
	{ name: "long name of all symbols", size: 8000, make: (size) => oneFile("a", longNames(size)) },
	{ name: "versions x symbols", size: 10_000, make: (size) => oneFile("a", versions(size)) },
	{ name: "relocations of one symbol", size: 3_000_000, make: (size) => oneFile("a", relocations(size)) },
	{ name: "filters", size: 3000, make: (size) => oneFile("a.tar", filters(size)) },
];

function longNeeded(count: number): string[] {
	return times(count, (index) => `${"x".repeat(60_000)}${index}`);
}

function manyOrigins(count: number): Buffer {
	return program({ needed: names(1000), runpath: "$ORIGIN".repeat(count) });
}

function sameNeeded(count: number): Buffer {
	return program({ needed: times(count, () => "libone.so") });
}

function file(name: string, data: Buffer): { name: string; mode: number; data: Buffer } {
	return { name, mode: 0o755, data };
}

/** A program that needs a library that needs a library ... */
function chain(count: number, rpath: string, isMusl = false): Buffer {
	const main = isMusl ? muslProgram : program;
	return tarOf([
		file("app", main({ needed: ["lib0.so"], rpath })),
		...times(count, (index) => {
			const soname = `lib${index}.so`;
			return file(`lib/${soname}`, library({ soname, needed: [`lib${index + 1}.so`], rpath }));
		}),
	]);
}

function mesh(count: number): Buffer {
	const all = names(count);
	return tarOf(all.map((soname) => file(`lib/${soname}`, library({ soname, needed: all, rpath: "$ORIGIN/lib" }))));
}

function bearers(count: number): Buffer {
	return tarOf(
		times(count, (index) => file(`d${index}/lib.so`, library({ soname: "lib.so", needed: ["lib.so", "libc.so.6"] }))),
	);
}

/** Program headers of one type beside the usual ones, behind the file's own. */
function headers(count: number, type: number): Buffer {
	const plain = program();
	const own = plain.readUInt16LE(56);
	const table = Buffer.alloc((own + count) * 56);
	plain.copy(table, 0, 64, 64 + own * 56);
	for (let index = 0; index < count; index += 1) {
		const at = (own + index) * 56;
		table.writeUInt32LE(type, at);
		table.writeUInt32LE(4, at + 4);
		const address = type === 1 ? BigInt(0x10000000 + index * 4096) : 0x10000n;
		table.writeBigUInt64LE(0n, at + 8);
		table.writeBigUInt64LE(address, at + 16);
		table.writeBigUInt64LE(address, at + 24);
		table.writeBigUInt64LE(4096n, at + 32);
		table.writeBigUInt64LE(4096n, at + 40);
		table.writeBigUInt64LE(4096n, at + 48);
	}
	const bytes = Buffer.concat([plain, table]);
	bytes.writeBigUInt64LE(BigInt(plain.length), 32);
	bytes.writeUInt16LE(own + count, 56);
	return bytes;
}

/** A library all of whose symbols are in one bucket, and a program that uses as many others. */
function hashChain(count: number): Buffer {
	const defined = times(count, (index) => ({ name: `s${index}`, defined: true }));
	const wanted = times(count, (index) => ({ name: `t${index}` }));
	const rela = wanted.map(({ name }) => [6, name] as const);
	return tarOf([
		file("app", program({ needed: ["libs.so"], rpath: "$ORIGIN/lib", symbols: wanted, rela })),
		file("lib/libs.so", library({ soname: "libs.so", symbols: defined, hash: "sysv" })),
	]);
}

/** Every symbol has the same name, as long as names may be. */
function longNames(count: number): Buffer {
	const bytes = program({ symbols: times(count, () => ({ name: "" })), soname: "a".repeat(60_000) });
	const dynsym = symbolTable(bytes);
	for (let index = 1; index <= count; index += 1) bytes.writeUInt32LE(1 + 12, dynsym + index * 24);
	return bytes;
}

/** Where DT_SYMTAB leads to in the writer's files, whose addresses are offsets and 0x10000. */
function symbolTable(bytes: Buffer): number {
	for (let at = 0; at + 16 <= bytes.length; at += 8) {
		const isTag = bytes.readBigUInt64LE(at) === 6n;
		const address = bytes.readBigUInt64LE(at + 8);
		if (isTag && address > 0x10000n && address < BigInt(0x10000 + bytes.length)) return Number(address) - 0x10000;
	}
	throw new Error("there is no DT_SYMTAB");
}

function versions(count: number): Buffer {
	const all = times(count, (index) => `V_${index}`);
	const symbols = all.map((version, index) => ({ name: `s${index}`, version }));
	const rela = symbols.map(({ name }) => [6, name] as const);
	return program({ needed: ["libc.so.6"], versionNeeds: [{ file: "libc.so.6", versions: all }], symbols, rela });
}

function relocations(count: number): Buffer {
	return program({ symbols: [{ name: "one" }], rela: times(count, (): readonly [number, string] => [6, "one"]) });
}

function filters(count: number): Buffer {
	const all = names(count);
	const extra = times(count, (): readonly [number, number] => [0x7fffffff, 1]);
	return tarOf([
		file("app", program({ needed: all, rpath: "$ORIGIN/lib" })),
		...all.map((soname) => file(`lib/${soname}`, library({ soname, extra: soname === "lib0.so" ? extra : [] }))),
	]);
}
