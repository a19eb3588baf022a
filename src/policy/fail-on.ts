/** What fails a named target: an error, a warning too, or nothing. */
export type FailOn = "error" | "warning" | "never";
export const FAIL_ON_LEVELS = ["error", "warning", "never"] as const;

/** The level by its name; absent for anything else. */
export function failOnOf(value: unknown): FailOn | undefined {
	return FAIL_ON_LEVELS.find((level) => level === value);
}
