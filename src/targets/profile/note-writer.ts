import type { NoteFacts } from "../../elf/elf-file.ts";
import type { Encoder } from "./blob-writer.ts";
import { type ProfileSink, writeOptional, writeOptionalText, writeTexts } from "./part-writer.ts";

/** Writes what a file's notes say. */
export function writeNotes(sink: ProfileSink, part: Encoder, notes: NoteFacts): void {
	writeOptional(part, notes.abiTag, ({ os, kernel }) => {
		part.varint(os).varint(kernel[0]).varint(kernel[1]).varint(kernel[2]);
	});
	writeOptional(part, notes.buildId, (id) => {
		const bytes = Buffer.from(id, "hex");
		part.varint(bytes.length).bytes(bytes);
	});
	writeOptionalText(sink, part, notes.goBuildId);
	for (const bits of [notes.x86IsaNeeded, notes.x86Features, notes.aarch64Features, notes.needed1]) {
		writeOptional(part, bits, (value) => part.varint(value));
	}
	writeOptional(part, notes.dlopen, (entries) => writeDlopen(sink, part, entries));
	writeOptional(part, notes.package, (fields) => {
		writeTexts(sink, part, Object.entries(fields).flat());
	});
}

function writeDlopen(sink: ProfileSink, part: Encoder, entries: NonNullable<NoteFacts["dlopen"]>): void {
	part.list(entries, ({ sonames, priority, feature, description }) => {
		writeTexts(sink, part, sonames);
		part.varint(sink.strings.id(priority));
		writeOptionalText(sink, part, feature);
		writeOptionalText(sink, part, description);
	});
}
