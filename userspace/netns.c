// SPDX-License-Identifier: GPL-2.0
/* Entering a network namespace, named as iproute2 names them. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "netns.h"
#include "rehome.h"

#define NETNS_DIR "/var/run/netns"

int netns_enter(const char *name)
{
	char path[PATH_MAX];
	const char *what;
	int fd, n, err;

	if (strchr(name, '/'))
		n = snprintf(path, sizeof(path), "%s", name);
	else
		n = snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	/* "." and "" are directories, which open but are no namespace. */
	if (n >= (int)sizeof(path) || !*name) {
		complain(NULL, "bad network namespace name \"%s\"",
			 n >= (int)sizeof(path) ? "..." : name);
		return EXIT_USAGE;
	}

	what = "open";
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		what = "enter";
		if (!setns(fd, CLONE_NEWNET)) {
			close(fd);
			return 0;
		}
	}
	err = errno;
	if (fd >= 0)
		close(fd);
	complain(NULL, "cannot %s network namespace \"%s\": %s", what, name,
		 strerror(err));
	return err == EPERM || err == EACCES ? EXIT_REFUSED : EXIT_USAGE;
}
