import { libraryAdvice } from "../advice/packages.ts";
import { starts } from "../context/libc.ts";
import { anyExists } from "../context/needs.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

const LIBRARY = "libfuse.so.2";

/** An AppImage mounts itself before anything in it runs. */
export default defineRule({
	id: "appimage-mount",
	title: "The AppImage has to mount itself",
	severity: "error",
	rank: 895,
	check(context) {
		const { kind, strings } = context.subject.program;
		if (kind !== "appimage" || !starts(context)) return [];
		const opensLibrary = strings.has(LIBRARY);
		const isMissing = opensLibrary && !hasLibrary(context);
		return [
			{
				rule: "appimage-mount",
				severity: isMissing ? "error" : "warning",
				message: isMissing
					? `its runtime opens ${LIBRARY} to mount what is inside, which ${targetWords(context)} does not have, and ends (exit status 127)`
					: "it mounts what is inside by FUSE: in a container, which has no /dev/fuse unless it is given one, it ends before that runs",
				about: opensLibrary ? [LIBRARY] : ["/dev/fuse"],
				evidence: { kind, ...(isMissing ? { line: `dlopen(): error loading ${LIBRARY}` } : {}) },
				remedies: [
					"start it with `--appimage-extract-and-run`, or set APPIMAGE_EXTRACT_AND_RUN=1: it then unpacks itself to /tmp",
					"unpack it in the build, `--appimage-extract`, and start `squashfs-root/AppRun`",
					...(isMissing ? libraryAdvice(context, LIBRARY).slice(0, 1) : []),
				],
			},
		];
	},
});

function hasLibrary(context: RuleContext): boolean {
	const multiarch = `${context.target.arch}-linux-gnu`;
	const folders = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", `/lib/${multiarch}`, `/usr/lib/${multiarch}`];
	return anyExists(
		context,
		folders.map((folder) => `${folder}/${LIBRARY}`),
	);
}
