/* regmatch_t is twice as large on 64-bit musl: the guard behind the array tells whether it was written past. */
#include <regex.h>
#include <stdio.h>
#include <string.h>
int main(void) {
	struct { regmatch_t matches[2]; char guard[32]; } room;
	regex_t pattern;
	memset(&room, 0x55, sizeof room);
	if (regcomp(&pattern, "h(el)lo", REG_EXTENDED) != 0) return 1;
	if (regexec(&pattern, "hello", 2, room.matches, 0) != 0) return 2;
	int spoilt = 0;
	for (size_t index = 0; index < sizeof room.guard; index++) spoilt += room.guard[index] != 0x55;
	printf("%d %d %d\n", spoilt, (int)room.matches[1].rm_so, (int)room.matches[1].rm_eo);
	return spoilt != 0;
}
