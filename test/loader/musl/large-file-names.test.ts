import { describe, expect } from "vitest";
import { program, reality, scenario } from "../support/scene.ts";

const names = [
	"open64",
	"readdir64_r",
	"stat64",
	"posix_fadvise64",
	"posix_fallocate64",
	"fcntl64",
	"scandirat64",
	"64",
];

describe("names of 64-bit file offsets", () => {
	for (const name of names) {
		if (name === "64") continue;
		scenario(
			`${name}: exported, answered by the name without 64, or missing`,
			{ "/t/app": program(`int ${name}(void);`, `${name}()`, { needs: ["libc.so.6"] }) },
			(stage) => {
				const { outcome, lines } = stage.exec("/t/app");
				expect({ outcome, lines }).toEqual(reality(stage, "/t/app"));
				if (name === "fcntl64" || name === "scandirat64") expect(outcome).toBe("refused");
				if (name === "open64" || name === "readdir64_r") expect(outcome).toBe("starts");
			},
		);
	}
});
