/** Address of a rule's page, derived from its id. */
export function ruleHelpUri(rule: string): string {
	return `https://github.com/elfspect/elfspect/blob/main/docs/rules/${encodeURIComponent(rule)}.md`;
}
