/* General-dynamic TLS: __tls_get_addr, which glibc keeps in ld-linux-*.so. */
__thread int counter = 3;
int count_up(void) { return ++counter; }
