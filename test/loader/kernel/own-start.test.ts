import { expect } from "vitest";
import { expectExec, type Item, library, program, scenario } from "../support/scene.ts";

/** musl's start code for programs that a loader relocates (Scrt1.o), and for those that relocate themselves (rcrt1.o), as
 *  far as they matter. `table` is filled in by relocations. */
const begin = `extern void leave(int);
	static int here(void) { return 42; } int (*volatile table[])(void) = {here, here, here};
	__attribute__((used, visibility("hidden"))) void main_start(void) { leave(table[1]()); }
	void leave(int status) { __asm__ volatile("syscall" : : "a"(231), "D"(status)); }
	__asm__(".globl begin\\nbegin: xor %rbp, %rbp\\n mov %rsp, %rdi\\n .weak _DYNAMIC\\n .hidden _DYNAMIC\\n lea _DYNAMIC(%rip), %rsi\\n and $-16, %rsp\\n call start_c\\n");`;
const straightOn = `__asm__("start_c: mov (%rdi), %esi\\n lea 8(%rdi), %rdx\\n jmp main_start\\n");`;
const relocatesItself = `struct dynamic { unsigned long tag, value; }; struct rela { unsigned long place, info, addend; };
	__attribute__((used, visibility("hidden"))) void start_c(long *stack, struct dynamic *dynamic) {
		unsigned long table = 0, size = 0, base = 0; extern const char ehdr[] __asm__("__ehdr_start"); base = (unsigned long)ehdr;
		for (; dynamic->tag; dynamic++) { if (dynamic->tag == 7) table = dynamic->value; if (dynamic->tag == 8) size = dynamic->value; }
		for (struct rela *r = (void *)(base + table); size; size -= sizeof *r, r++)
			if (r->info == 8) *(unsigned long *)(base + r->place) = base + r->addend;
		main_start();
	}`;

function alone(source: string, more: readonly string[] = [], needs: readonly string[] = []): Item {
	const flags = ["-pie", "-fPIE", "-O1", "-Wl,--no-dynamic-linker", "-Wl,-e,begin", ...more];
	return program(source, "0", { flags, needs });
}

scenario(
	"without a loader, relocations that the start code leaves to one are not applied",
	{
		"/t/left": alone(`${begin} ${straightOn}`),
		"/t/applied": alone(`${begin} ${relocatesItself}`),
		"/t/fixed": program(`${begin} ${straightOn}`, "0", { flags: ["-static", "-no-pie", "-Wl,-e,begin"] }),
	},
	(stage) => {
		expect(expectExec(stage, "/t/left", "dies").problems).toMatchObject([{ kind: "crash", cause: "unrelocated" }]);
		expectExec(stage, "/t/applied", "starts");
		expectExec(stage, "/t/fixed", "starts");
	},
);

scenario(
	"without a loader, nobody brings the functions of libraries",
	{
		"/t/libdep.so": library("int dep(void) { return 42; }"),
		"/t/app": alone(`${begin.replace("table[1]()", "dep()")} int dep(void); ${relocatesItself}`, [], ["/t/libdep.so"]),
	},
	(stage) => {
		const { problems } = expectExec(stage, "/t/app", "dies");
		expect(problems).toMatchObject([{ kind: "crash", cause: "libraries-not-loaded", because: /as of dep/ }]);
	},
);
