/* The shape of a Node-API addon, without Node's headers. */
#include <stdio.h>
extern int napi_create_string_utf8(void *environment, const char *text, unsigned long length, void **result);
void *napi_register_module_v1(void *environment, void *exports) {
	void *text = 0;
	if (napi_create_string_utf8(environment, "hello", 5, &text) != 0) fprintf(stderr, "no string\n");
	return text ? text : exports;
}
