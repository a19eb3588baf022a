/** A file that was named as a profile and is none, is damaged, or comes from another format version. */
export class ProfileError extends Error {
	override readonly name = "ProfileError";
	/** `not-a-profile`, `other-version`, `damaged` or `too-large`. */
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}
