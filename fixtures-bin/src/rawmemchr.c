/* __rawmemchr is what old glibc headers made of strchr(s, 0); musl has never had it. */
#include <stdio.h>
extern void *__rawmemchr(const void *, int);
int main(int count, char **arguments) {
	printf("%ld\n", (long)((char *)__rawmemchr(arguments[count - 1], 0) - arguments[count - 1]));
	return 0;
}
