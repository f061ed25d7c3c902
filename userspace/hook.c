// SPDX-License-Identifier: GPL-2.0
/* Runs the executables of a directory, one after the other. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "hook.h"

__u64 hook_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

/* What editors and packages leave beside an executable has another name. */
static int is_name(const struct dirent *entry)
{
	const char *at = entry->d_name;

	while (isalnum((unsigned char)*at) || *at == '_' || *at == '-')
		at++;
	return !*at;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static char *path_of(const struct hook_dir *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", dir->path, name) < 0 ? NULL : path;
}

static bool is_executable(const struct hook_dir *dir, const char *name)
{
	char *path = path_of(dir, name);
	struct stat st;
	bool is;

	is = path && !stat(path, &st) && S_ISREG(st.st_mode) &&
	     !access(path, X_OK);
	free(path);
	return is;
}

static void complain_of(const struct hook_dir *dir, const char *name,
			const char *wrong)
{
	complain(dir->path, "monitor hooks: %s%s%s: %s", dir->path,
		 name ? "/" : "", name ? name : "", wrong);
}

int hook_list(struct hook_dir *dir)
{
	struct dirent **entries;
	int i, n;

	n = scandir(dir->path, &entries, is_name, by_bytes);
	if (n < 0) {
		complain_of(dir, NULL, strerror(errno));
		return -1;
	}
	dir->names = calloc(n + 1, sizeof(*dir->names));
	dir->count = 0;
	dir->next = 0;
	for (i = 0; i < n; i++) {
		if (dir->names && is_executable(dir, entries[i]->d_name))
			dir->names[dir->count] = strdup(entries[i]->d_name);
		if (dir->names && dir->names[dir->count])
			dir->count++;
		free(entries[i]);
	}
	free(entries);
	return 0;
}

/* What the tool blocks or ignores, it does for itself only. */
static void become(const char *path)
{
	sigset_t none;
	int null;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	null = open("/dev/null", O_RDONLY);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	/* Standard output is the tool's, and may be JSON. */
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execl(path, path, NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

bool hook_start(struct hook_dir *dir)
{
	char *path;

	while (dir->next < dir->count) {
		path = path_of(dir, dir->names[dir->next++]);
		dir->pid = path ? fork() : -1;
		if (!dir->pid)
			become(path);
		free(path);
		if (dir->pid > 0) {
			/* Whoever of both comes first. */
			setpgid(dir->pid, dir->pid);
			dir->until = hook_now() + dir->timeout;
			dir->killed = false;
			return true;
		}
		dir->pid = 0;
		complain_of(dir, dir->names[dir->next - 1], strerror(errno));
	}
	return false;
}

bool hook_check(struct hook_dir *dir, int *status)
{
	char text[64];
	int how;

	if (waitpid(dir->pid, &how, WNOHANG) != dir->pid) {
		if (!dir->killed && hook_now() >= dir->until) {
			kill(-dir->pid, SIGKILL);
			dir->killed = true;
		}
		return false;
	}
	dir->pid = 0;
	*status = WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
	if (dir->killed) {
		snprintf(text, sizeof(text), "killed, it took longer than %u ms",
			 dir->timeout);
		complain_of(dir, dir->names[dir->next - 1], text);
	}
	return true;
}

void hook_end(struct hook_dir *dir)
{
	size_t i;

	if (dir->pid)
		kill(-dir->pid, SIGTERM);
	dir->pid = 0;
	for (i = 0; i < dir->count; i++)
		free(dir->names[i]);
	free(dir->names);
	dir->names = NULL;
	dir->count = 0;
	dir->next = 0;
}
