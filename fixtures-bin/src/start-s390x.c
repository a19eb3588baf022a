/* Entry point of a program that is linked against a stub of musl's libc.so: no start files of musl are at hand. */
__asm__(".globl _start\n_start:\n\tlgr %r2,%r15\n\taghi %r15,-160\n\txc 0(8,%r15),0(%r15)\n\tbrasl %r14,start\n");
extern int main(int, char **);
extern int __libc_start_main(int (*)(int, char **), int, char **, void (*)(void), void (*)(void), void *);
static void nothing(void) {}
__attribute__((used)) void start(long *stack) {
	__libc_start_main(main, (int)*stack, (char **)(stack + 1), nothing, nothing, 0);
}
