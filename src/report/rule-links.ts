/** Address of a rule's page in the version that reported it. */
export function ruleHelpUri(rule: string, version: string): string {
	const tag = encodeURIComponent(`v${version}`);
	return `https://github.com/elfspect/elfspect/blob/${tag}/docs/rules/${encodeURIComponent(rule)}.md`;
}
