/* Asks for the libraries that glibc kept apart before 2.34: libm, libpthread, libdl. */
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
static void *work(void *argument) {
	*(double *)argument = pow(*(double *)argument, 2.0);
	return argument;
}
int main(int count, char **arguments) {
	double number = count + 1;
	pthread_t thread;
	if (pthread_create(&thread, NULL, work, &number) != 0) return 1;
	pthread_join(thread, NULL);
	void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : NULL;
	printf("%g %s\n", number, library ? "opened" : "none");
	return 0;
}
