import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";

/** A single file keeps the name that the user gave it, and so do the files in it: messages then read as they would on
 *  the user's screen. */
export function asGiven(subject: Subject, input: OpenedInput): Subject {
	const { form, path } = input;
	if (form !== "file" || path === undefined) return subject;
	const isMember = subject.path.startsWith(`${path}!/`);
	return isMember || subject.path === path
		? { ...subject, path: givenName(input) + subject.path.slice(path.length) }
		: subject;
}

/** The name of an input without its scheme. */
export function givenName({ source }: OpenedInput): string {
	return source.replace(/^file:/, "");
}
