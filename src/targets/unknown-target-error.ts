/** A target that the user named and that there is not: a mistake of the user, to be shown with what was probably meant. */
export class UnknownTargetError extends Error {
	override readonly name = "UnknownTargetError";
	/** The name as given. */
	readonly target: string;
	/** Names that come near, nearest first. */
	readonly nearest: readonly string[];

	constructor(target: string, because: string, nearest: readonly string[] = []) {
		const hint = nearest.length === 0 ? "" : `; did you mean ${nearest.join(" or ")}?`;
		super(`unknown target "${target}": ${because}${hint}`);
		this.target = target;
		this.nearest = nearest;
	}
}
