#include <execinfo.h>
#include <stdio.h>
int main(void) {
	void *frames[8];
	printf("%s\n", backtrace(frames, 8) > 0 ? "frames" : "none");
	return 0;
}
