/* Does what gcompat's loader stub does: executes musl's loader as a command, under glibc's loader's name, with a library
 * preloaded. Static and without a C library, so that it can stand as an interpreter. */
static long call(long number, long a, long b, long c) {
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return result;
}

__attribute__((used)) static void begin(long *stack) {
	static char target[4096];
	char **arguments = (char **)(stack + 1);
	char **environment = arguments + stack[0] + 1;
	long length = call(89, (long)"/proc/self/exe", (long)target, sizeof target - 1);
	char *command[] = {"ld-linux-x86-64.so.2", "--argv0", arguments[0], "--preload", "/lib/libgcompat.so.0 ", target, 0};
	if (length < 0) call(231, 1, 0, 0);
	target[length] = 0;
	call(59, (long)"/lib/ld-musl-x86_64.so.1", (long)command, (long)environment);
	call(1, 2, (long)"execve: No such file or directory\n", 34);
	call(231, 1, 0, 0);
}

__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n hlt\n");
