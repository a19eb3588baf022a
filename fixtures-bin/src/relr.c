/* Relative relocations enough to be worth packing. */
#include <stdio.h>
static const char *words[] = {"a", "b", "c", "d", "e", "f", "g", "hello"};
int main(int count, char **arguments) {
	(void)arguments;
	puts(words[8 - count]);
	return 0;
}
