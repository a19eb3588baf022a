import { inspect } from "../../inspect.ts";
import { RENDERERS } from "../../report/formats.ts";
import { safeText } from "../../report/safe-text.ts";
import { EXIT } from "../exit-code.ts";
import { usesUnicode } from "../terminal.ts";
import { writeStdout } from "../write-output.ts";
import { recommendedStage } from "./recommended-stage.ts";

/** `inspect recommend SUBJECT`: the matrix, the smallest base that works, and a Dockerfile stage for it.
 *  Returns 1 when no base runs it. */
export async function recommendCommand(
	subject: string,
	options: { readonly platform?: string; readonly plainHttp?: boolean },
): Promise<number> {
	const report = await inspect({ subjects: [subject], ...options });
	if (report.subjects.length === 0) {
		for (const { message } of report.diagnostics ?? []) process.stderr.write(`elfspect: ${safeText(message)}\n`);
		return EXIT.unusable;
	}
	const render = await RENDERERS.text();
	const text = render(report, {
		color: false,
		unicode: usesUnicode(process.env),
		width: 100,
		summary: true,
		verbose: false,
	});
	const stage = await recommendedStage(report, subject);
	await writeStdout(stage === undefined ? text : `${text}\n# final stage of a Dockerfile\n${stage}`);
	return report.recommendation?.smallest === undefined ? EXIT.gateFailed : EXIT.passed;
}
