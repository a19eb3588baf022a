/* Executes a program inside a root file system, as it stands there and with no environment but the one given:
 *   runner ROOT DIRECTORY [user=UID:GID[:GROUP...]] [NAME=VALUE...] PATH [ARGUMENT...]
 * Where execve itself fails, the errno is printed as `execve NUMBER` and the exit status is 126. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* UID:GID:GROUP:...; 0 when the kernel made it so. */
static int become(char *user) {
	gid_t groups[16];
	int count = 0;
	uid_t uid = strtoul(user, &user, 10);
	while (*user == ':' && count < 16) groups[count++] = strtoul(user + 1, &user, 10);
	if (count == 0 || setgroups(count - 1, groups + 1) != 0) return -1;
	return setresgid(groups[0], groups[0], groups[0]) || setresuid(uid, uid, uid);
}

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
	if (strncmp(arguments[first], "user=", 5) == 0 && become(arguments[first++] + 5) != 0) {
		perror("runner: user");
		return 125;
	}
	int words = first;
	while (first < count - 1 && first < words + 15 && strchr(arguments[first], '=')) {
		environment[first - words] = arguments[first];
		first++;
	}
	execve(arguments[first], arguments + first, environment);
	printf("execve %d\n", errno);
	return 126;
}
