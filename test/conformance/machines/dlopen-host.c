/* A host program that dlopens one file, for machines that an emulator runs: PROGRAM now|lazy FILE. Prints "opened" or
 * dlerror's words.
 *
 * For glibc it is an ordinary program (built for a release with a libdl of its own, which all later ones still have);
 * for musl it is linked against the loader of a root, without start files: -DMUSL. */
extern void *dlopen(const char *path, int mode);
extern char *dlerror(void);
extern long write(int descriptor, const void *buffer, unsigned long size);
extern void _exit(int status) __attribute__((noreturn));

static void say(const char *text) {
	unsigned long length = 0;
	while (text[length]) length++;
	write(1, text, length);
	write(1, "\n", 1);
}

int main(int count, char **arguments) {
	if (count != 3) _exit(2);
	int opened = dlopen(arguments[2], arguments[1][0] == 'n' ? 2 : 1) != 0;
	say(opened ? "opened" : dlerror());
	_exit(opened ? 0 : 1);
}

#ifdef MUSL
extern int __libc_start_main(int (*)(int, char **), int, char **, void (*)(void), void (*)(void), void (*)(void));

__attribute__((used, visibility("hidden"))) void begin(long *stack) {
	__libc_start_main(main, (int)stack[0], (char **)(stack + 1), 0, 0, 0);
}

#if defined(__aarch64__)
__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n mov x0, sp\n and sp, x0, #-16\n b begin\n");
#elif defined(__arm__)
__asm__(".arm\n.globl _start\n_start: mov fp, #0\n mov lr, #0\n mov r0, sp\n bic sp, sp, #15\n bl begin\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %esp, %eax\n and $-16, %esp\n push %eax\n push %eax\n push %eax\n push %eax\n call begin\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start: .option push\n .option norelax\n lla gp, __global_pointer$\n .option pop\n mv a0, sp\n andi sp, sp, -16\n tail begin\n");
#elif defined(__s390x__)
__asm__(".globl _start\n_start: lghi %r11, 0\n lgr %r2, %r15\n aghi %r15, -160\n jg begin\n");
#elif defined(__powerpc64__)
__asm__(".globl _start\n.type _start, @function\n_start: addis 2, 12, .TOC.-_start@ha\n addi 2, 2, .TOC.-_start@l\n"
        ".localentry _start, .-_start\n mr 3, 1\n clrrdi 1, 1, 4\n li 0, 0\n stdu 0, -32(1)\n mtlr 0\n bl begin\n nop\n");
#endif
#endif
