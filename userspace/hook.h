/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_HOOK_H
#define REHOME_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <linux/types.h>

/**
 * struct hook_dir - the executables of a directory, on their turn one by one.
 * @path: the directory
 * @timeout: milliseconds that each may take
 * @names: those of this round, in order
 * @count: how many
 * @next: the next of them
 * @pid: the one that runs; 0 is none
 * @until: when it is killed, as hook_now() has it
 * @killed: it was
 */
struct hook_dir {
	const char *path;
	__u32 timeout;
	char **names;
	size_t count;
	size_t next;
	pid_t pid;
	__u64 until;
	bool killed;
};

/**
 * hook_now() - milliseconds of a clock that never goes back.
 *
 * Return: the time.
 */
__u64 hook_now(void);

/**
 * hook_list() - begin a round: find the executables.
 * @dir: the directory; no round is going on
 *
 * Those whose names are of letters, digits, "_" and "-" only, sorted by bytes, as
 * run-parts has it. What is wrong is said on stderr.
 *
 * Return: 0, or -1.
 */
int hook_list(struct hook_dir *dir);

/**
 * hook_start() - start the next executable of the round.
 * @dir: the directory; none of it runs
 *
 * In a process group of its own, with the environment as it is, without an input, and
 * its output on stderr. One that cannot be started is said, and passed over.
 *
 * Return: false when the round is over.
 */
bool hook_start(struct hook_dir *dir);

/**
 * hook_check() - has the one that runs ended? Kills it when its time is over.
 * @dir: the directory; one of it runs
 * @status: where to put its exit status, or 128 and the signal
 *
 * Return: true if it has ended; its name is the one before @next.
 */
bool hook_check(struct hook_dir *dir, int *status);

/**
 * hook_end() - end the round, and whatever runs.
 * @dir: the directory
 */
void hook_end(struct hook_dir *dir);

#endif /* REHOME_HOOK_H */
