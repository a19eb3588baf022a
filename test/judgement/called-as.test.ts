import { expect, test } from "vitest";
import type { ImageFacts } from "../../src/image/image-facts.ts";
import { discoverSubjects } from "../../src/subjects/discover-subjects.ts";
import { fixture, image, opened, text } from "../subjects/opened.ts";
import { judgeOn } from "./judge-on.ts";

/** First lines of what an image starts, whose library is missing, by path. */
function firstLines(facts: Partial<ImageFacts>): Readonly<Record<string, string | undefined>> {
	const input = opened(
		{ "/app/greeter": fixture("x86_64-glibc/greeter"), "/app/script": text("#!/app/greeter\n", 0o755) },
		image(facts),
	);
	const judge = judgeOn(input, "debian:12-slim");
	const started = [...discoverSubjects(input)].filter(({ role }) => role !== undefined);
	return Object.fromEntries(started.map((subject) => [subject.path, judge(subject).results[0]?.message]));
}

const REST =
	"error while loading shared libraries: libgreet.so.1: cannot open shared object file: No such file or directory";

test.each<[Partial<ImageFacts>, string]>([
	[{ entrypoint: ["greeter"], environment: ["PATH=/app"] }, "greeter"],
	[{ entrypoint: ["./greeter"], workingDirectory: "/app" }, "./greeter"],
	[{ entrypoint: ["/app/greeter"] }, "/app/greeter"],
	[{ entrypoint: ["/app//./greeter"] }, "/app//./greeter"],
	[{ entrypoint: ["sh", "-c", "exec greeter"], environment: ["PATH=/bin:/app"] }, "greeter"],
])("glibc's loader calls a program as whoever starts it does: %j", (facts, name) => {
	expect(firstLines(facts)["/app/greeter"]).toBe(`${name}: ${REST}`);
});

test("and what the #! line of a script names by its path", () => {
	const facts = { entrypoint: ["script"], environment: ["PATH=/app"] };
	expect(firstLines(facts)["/app/script"]).toBe(`/app/greeter: ${REST}`);
});
