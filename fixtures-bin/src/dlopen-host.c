/* Opens the library that it is given and says what the loader said: dlopen-host lazy|now FILE */
#include <dlfcn.h>
#include <stdio.h>
int main(int count, char **arguments) {
	if (count < 3) return 2;
	void *library = dlopen(arguments[2], arguments[1][0] == 'n' ? RTLD_NOW : RTLD_LAZY);
	puts(library ? "opened" : dlerror());
	return library == NULL;
}
