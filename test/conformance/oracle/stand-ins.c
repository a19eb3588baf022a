/* Stand-ins for the C libraries that dlopen-host.c is linked against; never loaded. */
#ifdef DL
void dlopen(void) {}
void dlerror(void) {}
#endif
#ifdef C
void write(void) {}
void _exit(int status) { (void)status; for (;;) {} }
void __libc_start_main(void) {}
#endif
