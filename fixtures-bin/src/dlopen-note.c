/* Says by note which libraries it opens at run time (owner FDO, type 0x407c0c0a). */
#include <dlfcn.h>
#include <stdio.h>
#define NOTE "[{\"feature\":\"compression\",\"description\":\"Compressed logs\",\"priority\":\"recommended\",\"soname\":[\"libzstd.so.1\"]}]"
static const struct { int name_size, description_size, type; char name[4]; char description[(sizeof NOTE + 3) & ~3ul]; } note
	__attribute__((used, aligned(4), section(".note.dlopen"))) = {4, sizeof NOTE, 0x407c0c0a, "FDO", NOTE};
int main(void) {
	puts(dlopen("libzstd.so.1", RTLD_LAZY) ? "compressed" : "plain");
	return 0;
}
