#include <fts.h>
#include <stdio.h>
int main(void) {
	char root[] = "/";
	char *const paths[] = {root, NULL};
	FTS *walk = fts_open(paths, FTS_PHYSICAL, NULL);
	printf("%s\n", walk && fts_read(walk) ? "entry" : "none");
	return 0;
}
