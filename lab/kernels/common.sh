# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What all parts of the lab share: messages, the cache, locks. Sourced.

: "${REHOME_CACHE:=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nf_rehome}"
export REHOME_CACHE

# Progress goes to stderr: stdout belongs to the answer (a path, a script's
# output).
say()
{
	printf 'lab: %s\n' "$*" >&2
}

die()
{
	printf 'lab: error: %s\n' "$*" >&2
	exit 1
}

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null ||
			die "'$tool' is missing; run lab/setup"
	done
}

# locked NAME COMMAND...: one process at a time, for everything that fills
# the cache. The lock goes away with its holder, whatever ends it.
locked()
{
	local name=$1 fd

	shift
	mkdir -p "$REHOME_CACHE/locks"
	exec {fd}>"$REHOME_CACHE/locks/$name"
	if ! flock -n "$fd"; then
		say "waiting for another process that prepares $name"
		flock "$fd"
	fi
	"$@" {fd}>&-
	exec {fd}>&-
}

# quietly LOG COMMAND...: keep the output for the day it fails.
quietly()
{
	local log=$1

	shift
	if ! "$@" >"$log" 2>&1; then
		tail -n 25 "$log" >&2
		die "failed: $* (log above)"
	fi
}

short_hash()
{
	sha256sum | cut -c1-10
}
