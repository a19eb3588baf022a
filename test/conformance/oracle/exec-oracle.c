/* What the real kernel and the real loaders do with a file inside a root file system.
 *
 *   exec-oracle [-b SOURCE:FOLDER]... LOWER... <jobs >results
 *
 * The LOWER folders are laid over one another (first on top) as a read-only overlay; each SOURCE is bound into it
 * read-only. Jobs run there without network, in process and mount namespaces of their own, as an unprivileged user.
 *
 * A job is one line of tab-separated fields: ID, MODE, ENVIRONMENT, ARGUMENT...
 *   MODE enter: execute ARGUMENT 0 and stop at the first instruction of the program, which is never run;
 *        run:   execute it to its end.
 *   ENVIRONMENT: "-" for none, else NAME=VALUE pairs separated by spaces.
 * A result is one line: ID, OUTCOME, DETAIL, OUTPUT.
 *   OUTCOME started (entry reached; only for MODE enter)
 *           exec    (execve itself failed; DETAIL is the errno's name)
 *           exited  (DETAIL is the exit status)
 *           crashed (DETAIL is signal number, space, mapped file that held the instruction)
 *           timeout
 *   OUTPUT: standard output and error together, backslash, control and non-ASCII bytes as \xNN. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIMEOUT_SECONDS = 10, NOBODY = 65534, MAX_FIELDS = 32, MAX_OUTPUT = 64 << 20 };

static volatile pid_t subject;
static volatile sig_atomic_t timed_out;

static void die(const char *what) {
	fprintf(stderr, "exec-oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- the root ---------------------------------------------------------------------------------------------- */

static char *text(const char *format, ...) {
	char *result;
	va_list arguments;
	va_start(arguments, format);
	if (vasprintf(&result, format, arguments) < 0) die("vasprintf");
	va_end(arguments);
	return result;
}

static void make_folders(const char *path) {
	char *copy = strdup(path);
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(copy, 0755);
		*slash = '/';
	}
	mkdir(copy, 0755);
	free(copy);
}

static void bind(const char *source, const char *folder) {
	if (mount(source, folder, NULL, MS_BIND | MS_REC, NULL)) die(source);
	if (mount(NULL, folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) die(folder);
}

/* Enters the overlay of the folders in `lower`, put together in `base`; `binds` are SOURCE:FOLDER pairs. */
static void enter_root(const char *base, char **lower, int lower_count, char **binds, int bind_count) {
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("private mounts");
	if (mount("none", base, "tmpfs", 0, "mode=755,size=1m")) die("tmpfs");
	if (chdir(base)) die(base);
	mkdir("points", 0755);
	mkdir("root", 0755);
	mkdir("points/proc", 0755);
	mkdir("points/dev", 0755);
	mkdir("points/tmp", 01777);
	for (int i = 0; i < bind_count; i++) make_folders(text("points/%s", strchr(binds[i], ':') + 1));
	char *option = text("lowerdir=%s/points", base);
	for (int i = 0; i < lower_count; i++) option = text("%s:%s", option, lower[i]);
	if (mount("overlay", "root", "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, option)) die(option);
	for (int i = 0; i < bind_count; i++) {
		char *colon = strchr(binds[i], ':');
		*colon = 0;
		bind(binds[i], text("root/%s", colon + 1));
	}
	if (mount("proc", "root/proc", "proc", 0, NULL)) die("proc");
	if (chroot("root") || chdir("/")) die("chroot");
}

/* ---- the subject ------------------------------------------------------------------------------------------- */

static void limit(int resource, rlim_t value) {
	struct rlimit both = { value, value };
	setrlimit(resource, &both);
}

static void on_alarm(int signal_number) {
	(void)signal_number;
	timed_out = 1;
	if (subject > 0) kill(subject, SIGKILL);
}

/* Runs in the child: becomes the subject, or reports errno through `failure`. */
static void become(char **arguments, char **environment, int output, int failure) {
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, TIMEOUT_SECONDS);
	limit(RLIMIT_FSIZE, MAX_OUTPUT);
	limit(RLIMIT_NOFILE, 256);
	int null = open("/", O_PATH);
	dup2(null, 0);
	dup2(output, 1);
	dup2(output, 2);
	setsid();
	if (setgid(NOBODY) || setuid(NOBODY)) _exit(125);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execve(arguments[0], arguments, environment);
	int error = errno;
	if (write(failure, &error, sizeof error) < 0) _exit(125);
	_exit(126);
}

/* AT_ENTRY of the process just after execve; 0 when it cannot be read. */
static unsigned long entry_of(pid_t pid) {
	unsigned char class = ELFCLASS64;
	char *path = text("/proc/%d/exe", pid);
	int exe = open(path, O_RDONLY);
	if (exe >= 0) {
		if (pread(exe, &class, 1, EI_CLASS) != 1) class = ELFCLASS64;
		close(exe);
	}
	free(path);
	path = text("/proc/%d/auxv", pid);
	int file = open(path, O_RDONLY);
	free(path);
	if (file < 0) return 0;
	char vector[4096];
	ssize_t size = read(file, vector, sizeof vector);
	close(file);
	int wide = 1;
	/* The vector of a 32-bit process holds 32-bit pairs, whatever EI_CLASS says (the kernel goes by e_machine). */
	struct user_regs_struct registers;
	if (ptrace(PTRACE_GETREGS, pid, 0, &registers) == 0) wide = registers.cs == 0x33;
	for (ssize_t at = 0; at + (wide ? 16 : 8) <= size; at += wide ? 16 : 8) {
		unsigned long key = wide ? *(unsigned long *)(vector + at) : *(unsigned *)(vector + at);
		unsigned long value = wide ? *(unsigned long *)(vector + at + 8) : *(unsigned *)(vector + at + 4);
		if (key == AT_ENTRY) return value;
		if (key == AT_NULL) break;
	}
	(void)class;
	return 0;
}

static unsigned long instruction_pointer(pid_t pid) {
	struct user_regs_struct registers;
	return ptrace(PTRACE_GETREGS, pid, 0, &registers) == 0 ? registers.rip : 0;
}

/* The mapped file that holds an address, "?" when there is none. */
static char *mapped_file(pid_t pid, unsigned long address) {
	char *path = text("/proc/%d/maps", pid);
	FILE *maps = fopen(path, "r");
	free(path);
	char line[4400], name[4200];
	char *result = NULL;
	while (maps && !result && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		name[0] = 0;
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %4199[^\n]", &from, &to, name) < 2) continue;
		if (address >= from && address < to) result = strdup(name[0] ? name : "anonymous");
	}
	if (maps) fclose(maps);
	return result ? result : strdup("?");
}

static int is_crash(int number) {
	return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE || number == SIGABRT ||
	       number == SIGTRAP || number == SIGSYS;
}

struct result {
	const char *outcome;
	char *detail;
};

/* Puts a breakpoint on the entry point; true when the process already stands there (no interpreter). */
static int break_at_entry(pid_t pid, unsigned long *entry) {
	*entry = entry_of(pid);
	if (!*entry || instruction_pointer(pid) == *entry) return 1;
	errno = 0;
	long word = ptrace(PTRACE_PEEKTEXT, pid, *entry, 0);
	if (!errno) ptrace(PTRACE_POKETEXT, pid, *entry, (word & ~0xffL) | 0xcc);
	return 0;
}

/* Follows the subject to its end (or its entry point). */
static struct result follow(pid_t pid, int stop_at_entry, int failure) {
	unsigned long entry = 0;
	char *crash_site = NULL;
	int status, deliver = 0;
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
	for (;;) {
		if (ptrace(PTRACE_CONT, pid, 0, deliver) && errno != ESRCH) die("ptrace");
		deliver = 0;
		if (waitpid(pid, &status, 0) < 0) {
			if (errno == EINTR) continue;
			die("waitpid");
		}
		if (timed_out) {
			kill(pid, SIGKILL);
			if (WIFSTOPPED(status)) continue;
			return (struct result){ "timeout", strdup("") };
		}
		if (WIFEXITED(status)) {
			int error;
			if (read(failure, &error, sizeof error) == sizeof error)
				return (struct result){ "exec", strdup(strerrorname_np(error)) };
			return (struct result){ "exited", text("%d", WEXITSTATUS(status)) };
		}
		if (WIFSIGNALED(status))
			return (struct result){ "crashed", text("%d %s", WTERMSIG(status), crash_site ? crash_site : "?") };
		int number = WSTOPSIG(status);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
			if (stop_at_entry && break_at_entry(pid, &entry)) return (struct result){ "started", strdup("") };
			continue;
		}
		if (number == SIGTRAP && entry && instruction_pointer(pid) == entry + 1)
			return (struct result){ "started", strdup("") };
		if (is_crash(number)) {
			free(crash_site);
			crash_site = mapped_file(pid, instruction_pointer(pid));
		}
		deliver = number == SIGSTOP ? 0 : number;
	}
}

static struct result run(char **arguments, char **environment, int stop_at_entry, int output) {
	int failure[2];
	if (pipe2(failure, O_CLOEXEC | O_NONBLOCK)) die("pipe");
	struct itimerval timer = { .it_value = { .tv_sec = TIMEOUT_SECONDS } }, off = { 0 };
	timed_out = 0;
	pid_t pid = fork();
	if (pid < 0) die("fork");
	if (pid == 0) become(arguments, environment, output, failure[1]);
	subject = pid;
	setitimer(ITIMER_REAL, &timer, NULL);
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
	struct result result = follow(pid, stop_at_entry, failure[0]);
	setitimer(ITIMER_REAL, &off, NULL);
	subject = 0;
	kill(-1, SIGKILL);
	while (waitpid(-1, &status, __WALL) > 0 || errno == EINTR) {}
	close(failure[0]);
	close(failure[1]);
	return result;
}

/* ---- jobs -------------------------------------------------------------------------------------------------- */

static int split(char *line, char separator, char **fields, int most) {
	int count = 0;
	for (char *at = line; at && count < most - 1; count++) {
		fields[count] = at;
		at = strchr(at, separator);
		if (at) *at++ = 0;
	}
	fields[count] = NULL;
	return count;
}

static void print_output(int output) {
	static unsigned char buffer[65536];
	off_t at = 0;
	for (ssize_t size; (size = pread(output, buffer, sizeof buffer, at)) > 0; at += size)
		for (ssize_t i = 0; i < size; i++) {
			if (buffer[i] < 32 || buffer[i] > 126 || buffer[i] == '\\') printf("\\x%02x", buffer[i]);
			else putchar(buffer[i]);
		}
}

static void do_job(char *line) {
	char *fields[MAX_FIELDS], *environment[MAX_FIELDS] = { NULL };
	if (split(line, '\t', fields, MAX_FIELDS) < 4) {
		fprintf(stderr, "exec-oracle: bad job: %s\n", line);
		exit(2);
	}
	if (strcmp(fields[2], "-")) split(fields[2], ' ', environment, MAX_FIELDS);
	int output = memfd_create("output", MFD_CLOEXEC);
	if (output < 0) die("memfd");
	struct result result = run(fields + 3, environment, !strcmp(fields[1], "enter"), output);
	printf("%s\t%s\t%s\t", fields[0], result.outcome, result.detail);
	print_output(output);
	putchar('\n');
	free(result.detail);
	close(output);
}

static void do_jobs(void) {
	char *line = NULL;
	size_t room = 0;
	struct sigaction action = { .sa_handler = on_alarm };
	sigaction(SIGALRM, &action, NULL);
	for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
		if (line[length - 1] == '\n') line[length - 1] = 0;
		do_job(line);
	}
	fflush(stdout);
}

int main(int argument_count, char **arguments) {
	char *binds[16];
	int bind_count = 0, option;
	while ((option = getopt(argument_count, arguments, "+b:")) == 'b')
		if (bind_count < 16) binds[bind_count++] = optarg;
	if (option != -1 || optind >= argument_count) {
		fprintf(stderr, "usage: exec-oracle [-b SOURCE:FOLDER]... LOWER...\n");
		return 2;
	}
	char base[] = "/tmp/exec-oracle-XXXXXX";
	if (!mkdtemp(base)) die("mkdtemp");
	if (unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID)) die("unshare");
	pid_t server = fork();
	if (server < 0) die("fork");
	if (server == 0) {
		enter_root(base, arguments + optind, argument_count - optind, binds, bind_count);
		do_jobs();
		exit(0);
	}
	int status;
	while (waitpid(server, &status, 0) < 0 && errno == EINTR) {}
	umount2(base, MNT_DETACH);
	rmdir(base);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
