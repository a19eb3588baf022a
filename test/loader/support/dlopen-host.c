/* A musl program that opens one plug-in: dlopen-host now|lazy PATH. Prints dlerror's words, or exits with status 42. */
extern void *dlopen(const char *, int);
extern char *dlerror(void);
extern long write(int, const void *, unsigned long);
extern void _exit(int) __attribute__((noreturn));
extern int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void));

static int host(int count, char **arguments, char **environment) {
	(void)environment;
	if (count != 3) _exit(2);
	if (dlopen(arguments[2], arguments[1][0] == 'n' ? 2 : 1)) _exit(42);
	char *error = dlerror();
	unsigned long length = 0;
	while (error[length]) length++;
	write(2, error, length);
	_exit(1);
}

__attribute__((used)) static void begin(long *stack) {
	__libc_start_main(host, (int)stack[0], (char **)(stack + 1), 0, 0, 0);
}

__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n hlt\n");
