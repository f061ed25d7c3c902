# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For hooks that flush something: no more often than once in 10 seconds, and never
# without a flush behind the last change. Its name has a dot, so it is no hook itself.

LIMIT_DIR=${REHOME_HOOKS_RUN:-/run/rehome-hooks}

# limited NAME SECONDS COMMAND...: run it now, or once 10 seconds have passed since it last
# began; what comes until then is served by that one. It may take SECONDS. Returns at once.
limited() {
	limit_name=$LIMIT_DIR/$1
	shift
	mkdir -p "$LIMIT_DIR" || return
	: >"$limit_name.due"
	limit_work "$@" &
}

# Whoever has the lock does what is due, and holds it until the time is over. Something
# may become due right before it lets go, so it looks again afterwards.
limit_work() {
	while [ -e "$limit_name.due" ]; do
		(
			flock -n 9 || exit 1
			while rm "$limit_name.due" 2>/dev/null; do
				timeout "$@" 9>&- || echo "${0##*/}: failed: $*" >&2
				sleep 10 9>&-
			done
		) 9>"$limit_name.lock" || return 0
	done
}

# What servers are told of: another WAN serves. A failover that is done is nothing new.
limit_serving() {
	[ "$REHOME_EVENT" = serving ] && [ -n "$REHOME_NEW" ]
}
