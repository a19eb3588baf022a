import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

const CALLS = ["sched_setscheduler", "sched_getscheduler", "sched_setparam", "sched_getparam"];

/** musl refuses the scheduling policy of a process altogether. */
export default defineRule({
	id: "scheduling-calls",
	title: "musl's sched_setscheduler always fails",
	severity: "info",
	rank: 790,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, CALLS).map(({ file, names }) => ({
			rule: "scheduling-calls",
			severity: "info",
			message: `${file.object.name} calls ${spelled(names)}: on musl these always fail with ENOSYS, because Linux schedules threads, not processes`,
			about: names,
			evidence: { object: file.object.name, imports: names },
			remedies: ["use pthread_setschedparam, or `syscall(SYS_sched_setscheduler, ...)`"],
		}));
	},
});
