import type { LoadedObject } from "../../loader/load.ts";
import { defineRule } from "../rule.ts";

/** AddressSanitizer's shared runtime, of GCC and of Clang, by what it looks for itself.
 *  Source: IsDynamicRTName in compiler-rt/lib/asan/asan_linux.cpp. */
const RUNTIME = /libasan\.so|libclang_rt\.asan/;

/** Before anything else the runtime looks at the first library of the process, and ends it when that is another one. */
export default defineRule({
	id: "sanitizer-not-first",
	title: "AddressSanitizer's runtime is not the first library of the process",
	severity: "error",
	rank: 540,
	check({ subject, load }) {
		const runtime = load.objects.find(isRuntime);
		if (load.outcome !== "starts" || runtime === undefined) return [];
		const first = load.objects.find(({ via }) => via !== "subject" && via !== "interpreter");
		const isProgram = subject.kind !== "shared-library";
		if (isProgram && (first === undefined || isRuntime(first))) return [];
		const name = lastName(runtime);
		return [
			{
				rule: "sanitizer-not-first",
				severity: isProgram ? "error" : "warning",
				message: isProgram
					? `${subject.path} loads ${lastName(first ?? runtime)} before ${name}: AddressSanitizer ends a process in which its runtime does not come first`
					: `${subject.path} brings ${name}: AddressSanitizer ends every process that opens it without having been linked with that runtime itself`,
				about: [name],
				evidence: { runtime: name, ...(isProgram && first !== undefined ? { first: lastName(first) } : {}) },
				remedies: [
					"build what you ship without `-fsanitize=address`",
					...(isProgram
						? [
								"link with the compiler and `-fsanitize=address`, which puts the runtime in front of every other library",
							]
						: []),
					`set \`LD_PRELOAD=${name}\` for the process`,
				],
			},
		];
	},
});

function isRuntime({ path, name }: LoadedObject): boolean {
	return RUNTIME.test(path ?? name);
}

function lastName({ name }: LoadedObject): string {
	return name.slice(name.lastIndexOf("/") + 1);
}
