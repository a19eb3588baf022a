import { expect, test } from "vitest";
import { openFileSource } from "../../src/disk/file-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { whileLoading } from "../../src/loader/while-loading.ts";

test("the code of constructors is paid for, each time that it is read", () => {
	const source = openFileSource("fixtures-bin/x86_64-glibc/cxx");
	const paid: string[] = [];
	const elf = parseElf(source);
	const ask = (file = elf) => whileLoading(file, 1, (kind, count) => paid.push(`${kind}: ${count > 0}`));
	ask();
	ask();
	expect(paid).toEqual(["instructions of constructors: true", "relocations of constructors: true"]);
	ask(parseElf(source));
	expect(paid).toHaveLength(4);
	source.close();
});
