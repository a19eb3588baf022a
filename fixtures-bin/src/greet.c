/* A shared library; VERSION 1 and 2 of it define different symbol versions. */
#include <stdio.h>
int greet(void) { return printf("greetings\n"); }
#ifdef SECOND
int greet_again(void) { return printf("greetings again\n"); }
#endif
