/* Executes a program inside a root file system, as it stands there and with no environment but the one given:
 *   runner ROOT DIRECTORY [NAME=VALUE...] PATH [ARGUMENT...]
 * Where execve itself fails, the errno is printed as `execve NUMBER` and the exit status is 126. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int count, char **arguments) {
	char *environment[16] = {0};
	int first = 3;
	struct rlimit no_core = {0, 0};
	if (count < 4) return 125;
	setrlimit(RLIMIT_CORE, &no_core);
	if (geteuid() != 0) unshare(CLONE_NEWUSER);
	if (chroot(arguments[1]) != 0 || chdir(arguments[2]) != 0) {
		perror("runner: chroot");
		return 125;
	}
	while (first < count - 1 && first < 18 && strchr(arguments[first], '=')) {
		environment[first - 3] = arguments[first];
		first++;
	}
	execve(arguments[first], arguments + first, environment);
	printf("execve %d\n", errno);
	return 126;
}
