import type { NoteFacts } from "../../elf/elf-file.ts";
import { readOptional, readOptionalText } from "./part-reader.ts";
import type { Decoder, ProfileFile } from "./profile-file.ts";

type DlopenNote = NonNullable<NoteFacts["dlopen"]>[number];

/** Reads what `writeNotes` wrote. */
export function readNotes(file: ProfileFile, part: Decoder): NoteFacts {
	const abiTag = readOptional(part, () => readAbiTag(part));
	const buildId = readOptional(part, () => part.take(part.varint()).toString("hex"));
	const goBuildId = readOptionalText(file, part);
	const x86IsaNeeded = readOptional(part, () => part.varint());
	const x86Features = readOptional(part, () => part.varint());
	const aarch64Features = readOptional(part, () => part.varint());
	const needed1 = readOptional(part, () => part.varint());
	const dlopen = readOptional(part, () => part.list(() => readDlopen(file, part)));
	const packageNote = readOptional(part, () => fields(part.list(() => part.text())));
	return {
		...(abiTag === undefined ? {} : { abiTag }),
		...(buildId === undefined ? {} : { buildId }),
		...(goBuildId === undefined ? {} : { goBuildId }),
		...(x86IsaNeeded === undefined ? {} : { x86IsaNeeded }),
		...(x86Features === undefined ? {} : { x86Features }),
		...(aarch64Features === undefined ? {} : { aarch64Features }),
		...(needed1 === undefined ? {} : { needed1 }),
		...(dlopen === undefined ? {} : { dlopen }),
		...(packageNote === undefined ? {} : { package: packageNote }),
	};
}

function readAbiTag(part: Decoder): NonNullable<NoteFacts["abiTag"]> {
	return { os: part.varint(), kernel: [part.varint(), part.varint(), part.varint()] };
}

function readDlopen(file: ProfileFile, part: Decoder): DlopenNote {
	const sonames = part.list(() => part.text());
	const priority = priorityOf(part.text());
	const feature = readOptionalText(file, part);
	const description = readOptionalText(file, part);
	return {
		sonames,
		priority,
		...(feature === undefined ? {} : { feature }),
		...(description === undefined ? {} : { description }),
	};
}

function priorityOf(text: string): DlopenNote["priority"] {
	return text === "required" || text === "recommended" ? text : "suggested";
}

/** Names and values by turns. */
function fields(texts: readonly string[]): Readonly<Record<string, string>> {
	const pairs: [string, string][] = [];
	for (let index = 0; index + 1 < texts.length; index += 2) pairs.push([texts[index] ?? "", texts[index + 1] ?? ""]);
	return Object.fromEntries(pairs);
}
