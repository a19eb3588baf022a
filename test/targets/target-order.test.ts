import { expect, test } from "vitest";
import { compareTargetNames } from "../../src/targets/target-order.ts";

test("targets stand by family, the newest first", () => {
	const ordered = [
		"alpine:edge",
		"alpine:3.20",
		"alpine:3.9",
		"busybox:1.38.0-musl",
		"busybox:1.38.0-glibc",
		"busybox:1.37.0-musl",
		"debian:testing-slim",
		"debian:13-slim",
		"debian:9-slim",
		"distroless/base-debian13",
		"distroless/base-debian12",
		"distroless/cc-debian13",
		"scratch",
		"ubuntu:26.04",
		"ubuntu:16.04",
	];
	expect(ordered.toReversed().sort(compareTargetNames)).toEqual(ordered);
});
