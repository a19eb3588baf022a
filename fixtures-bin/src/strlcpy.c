/* strlcpy came to glibc in 2.38; musl has always had it. */
#include <stdio.h>
#include <string.h>
int main(int count, char **arguments) {
	char text[16];
	strlcpy(text, count > 1 ? arguments[1] : "hello", sizeof text);
	puts(text);
	return 0;
}
