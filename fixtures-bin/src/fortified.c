/* With -O2 -D_FORTIFY_SOURCE=2 printf becomes __printf_chk and memcpy __memcpy_chk. */
#include <stdio.h>
#include <string.h>
int main(int count, char **arguments) {
	char text[16];
	size_t length = count > 1 ? strlen(arguments[1]) : 0;
	memcpy(text, count > 1 ? arguments[1] : "hello", length + 1);
	printf("%s\n", count > 1 ? text : "hello");
	return 0;
}
