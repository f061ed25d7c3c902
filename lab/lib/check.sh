# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Checks whose results are KTAP lines, and polling.

CHECK_COUNT=0
CHECK_FAILED=0
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/scenario.XXXXXX")
export SCRATCH

diag() {
	local line

	while IFS= read -r line; do
		echo "# $line"
	done <<<"$*"
}

# check TEXT COMMAND...: one result; the command's output becomes diagnostics
check() {
	local text=$1

	shift
	CHECK_COUNT=$((CHECK_COUNT + 1))
	if "$@" >"$SCRATCH/output" 2>&1; then
		echo "ok $CHECK_COUNT - $text"
		return 0
	fi
	CHECK_FAILED=$((CHECK_FAILED + 1))
	echo "not ok $CHECK_COUNT - $text"
	[ ! -s "$SCRATCH/output" ] || diag "$(<"$SCRATCH/output")"
	return 1
}

# Numbers and words, saying what was there when it is not what was wanted.
is() {
	[ "$1" = "$2" ] || {
		echo "is '$1', not '$2'"
		return 1
	}
}

differs() {
	[ "$1" != "$2" ] || {
		echo "is still '$1'"
		return 1
	}
}

between() {
	[[ $1 =~ ^[0-9]+$ && $1 -ge $2 && $1 -le $3 ]] || {
		echo "is '$1', not $2 to $3"
		return 1
	}
}

at_least() {
	[[ $1 =~ ^[0-9]+$ && $1 -ge $2 ]] || {
		echo "is '$1', not at least $2"
		return 1
	}
}

matches() {
	[[ $1 =~ ^$2$ ]] || {
		echo "is '$1', which does not match '$2'"
		return 1
	}
}

check_plan() {
	echo "1..$CHECK_COUNT"
	[ "$CHECK_COUNT" -gt 0 ] && [ "$CHECK_FAILED" = 0 ]
}

# busywait SECONDS COMMAND...: until it succeeds; sleeps, for time travel, a second
# each time where PATIENCE=1 says so
busywait() {
	local end=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))

	shift
	until "$@"; do
		((${EPOCHREALTIME/[.,]/} < end)) || {
			echo "timed out: $*"
			return 1
		}
		sleep "${PATIENCE:-0.05}"
	done
}
