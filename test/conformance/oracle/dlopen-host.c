/* A host program that dlopens one file: PROGRAM now|lazy FILE. Prints "opened" or dlerror's words.
 *
 * Built without any C library's headers or start files and linked against stand-ins without symbol versions, so that
 * one source serves every glibc (before 2.34 with libdl.so.2) and every musl. */
extern void *dlopen(const char *path, int mode);
extern char *dlerror(void);
extern long write(int descriptor, const void *buffer, unsigned long size);
extern void _exit(int status) __attribute__((noreturn));
extern int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
                             void (*)(void), void *);

static void say(const char *text) {
	unsigned long length = 0;
	while (text[length]) length++;
	write(1, text, length);
	write(1, "\n", 1);
}

static int host(int count, char **arguments, char **environment) {
	(void)environment;
	if (count != 3) _exit(2);
	int opened = dlopen(arguments[2], arguments[1][0] == 'n' ? 2 : 1) != 0;
	say(opened ? "opened" : dlerror());
	_exit(opened ? 0 : 1);
}

__attribute__((used)) static void start(long *stack, void (*finish)(void)) {
	__libc_start_main(host, (int)stack[0], (char **)(stack + 1), 0, 0, finish, stack);
}

__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n mov %rdx, %rsi\n and $-16, %rsp\n call start\n hlt\n");
