import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Whether this very kernel starts programs for i386: one built without CONFIG_IA32_EMULATION refuses them all, and then
 *  nothing can be learned from it about them. Said on standard error where it does not. */
export function runsI386(): boolean {
	const { status, error } = spawnSync(join("fixtures-bin/i386-musl", "hello-static"));
	const runs = error === undefined && status === 0;
	if (!runs) console.warn("SKIPPED: programs for i386: this kernel has no CONFIG_IA32_EMULATION");
	return runs;
}
