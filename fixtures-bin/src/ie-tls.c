/* Initial-exec TLS in a library: fine when linked, refused by dlopen on musl. */
static __thread int counter __attribute__((tls_model("initial-exec"))) = 3;
int count_up(void) { return ++counter; }
