/* An exported IFUNC: musl neither applies IRELATIVE nor finds the symbol. */
static int plain(void) { return 1; }
static int (*choose(void))(void) { return plain; }
int chosen(void) __attribute__((ifunc("choose")));
static int inner(void) __attribute__((ifunc("choose")));
int call_inner(void) { return inner(); }
