/* The shape of a JNI library: it imports nothing of the virtual machine. */
#include <stdio.h>
int JNI_OnLoad(void *machine, void *reserved) {
	(void)machine, (void)reserved;
	return 0x00010008;
}
int Java_sample_Greeter_greet(void *environment, void *self) {
	(void)environment, (void)self;
	return printf("hello\n");
}
