type Environment = Readonly<Record<string, string | undefined>>;

/** Colour as the user's environment asks: `--color`/`--no-color`, NO_COLOR, FORCE_COLOR, then the terminal. */
export function wantsColor(
	flag: boolean | undefined,
	environment: Environment,
	stream: { readonly isTTY?: boolean },
): boolean {
	if (flag !== undefined) return flag;
	if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== "") return false;
	if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== "0";
	return stream.isTTY === true && environment.TERM !== "dumb";
}

/** Symbols outside ASCII only where the locale says UTF-8. */
export function wantsUnicode(environment: Environment): boolean {
	const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
	return /utf-?8/i.test(locale) || environment.GITHUB_ACTIONS === "true";
}

/** Columns to fold to: the terminal's, or a width that logs and pipes can take. */
export function outputWidth(stream: { readonly columns?: number }): number {
	return stream.columns ?? 100;
}
