type Environment = Readonly<Record<string, string | undefined>>;

/** Colour as the user's environment asks: `--color`/`--no-color`, NO_COLOR, FORCE_COLOR, then the terminal. */
export function usesColor(
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
export function usesUnicode(environment: Environment): boolean {
	const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
	return /utf-?8/i.test(locale) || environment.GITHUB_ACTIONS === "true";
}

/** Columns to fold to: COLUMNS, the terminal's, or a width that logs and pipes can take.
 *  `clip`: somebody looks at so many columns, and what is longer would be wrapped. */
export function outputWidth(
	environment: Environment,
	stream: { readonly columns?: number },
): { readonly width: number; readonly clip: boolean } {
	const asked = /^[1-9]\d{0,4}$/.test(environment.COLUMNS ?? "") ? Number(environment.COLUMNS) : undefined;
	const width = asked ?? (stream.columns || undefined);
	return { width: width ?? 100, clip: width !== undefined };
}
