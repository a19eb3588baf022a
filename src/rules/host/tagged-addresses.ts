import { defineRule } from "../rule.ts";

/** HWAddressSanitizer's shared runtime, of GCC and of Clang. */
const RUNTIME = /(^|\/)(libhwasan\.so|libclang_rt\.hwasan)/;

/** HWAddressSanitizer keeps its tags in the upper bits of addresses. On x86-64 the processor has to mask them (LAM), and
 *  the kernel to allow that; its runtime asks for it in its constructor, and ends the process without.
 *  Source: InitializeOsSupport in compiler-rt/lib/hwasan/hwasan_linux.cpp. */
export default defineRule({
	id: "tagged-addresses",
	title: "HWAddressSanitizer's runtime needs tagged addresses from processor and kernel",
	severity: "warning",
	rank: 550,
	check({ subject, target, load }) {
		const runtime = load.objects.find(({ path, name }) => RUNTIME.test(path ?? name));
		if (load.outcome !== "starts" || runtime === undefined || target.arch !== "x86_64") return [];
		const name = runtime.name.slice(runtime.name.lastIndexOf("/") + 1);
		return [
			{
				rule: "tagged-addresses",
				severity: "warning",
				message: `${subject.path} loads ${name}: HWAddressSanitizer ends the process where processor and kernel do not support tagged addresses, as with most x86-64 machines`,
				about: [name],
				evidence: { runtime: name },
				remedies: [
					"build what you ship without `-fsanitize=hwaddress`",
					"test with `-fsanitize=address` on x86-64, and with HWAddressSanitizer on arm64",
				],
			},
		];
	},
});
