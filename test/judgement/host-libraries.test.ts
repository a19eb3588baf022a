import { expect } from "vitest";
import { library, removed } from "../loader/support/scene.ts";
import { judged, scene } from "./musl-folder.ts";

const USE = "int JVM_Thing(void); int use(void) { return JVM_Thing(); }";

scene(
	"a JNI library needs no libjvm.so of its own: Java has it loaded",
	{
		"/lib/libjvm.so": library("int JVM_Thing(void) { return 1; }"),
		"/app/libnative.so": library(`int JNI_OnLoad(void *vm, void *r) { return 1; } ${USE}`, {
			needs: ["/lib/libjvm.so"],
		}),
		"/app/libplain.so": library(USE, { needs: ["/lib/libjvm.so"] }),
		"/lib/libjvm.so#": removed(),
	},
	async (root) => {
		const results = await judged(root);
		expect(results.get("/app/libnative.so")).toMatchObject({ verdict: "runs", missing: { libraries: [] } });
		expect(results.get("/app/libplain.so")).toMatchObject({ verdict: "fails", missing: { libraries: ["libjvm.so"] } });
	},
);
