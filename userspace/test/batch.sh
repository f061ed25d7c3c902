# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of commands in files; sourced by run.

# batch NAME SCENE STATUS WORD...: run the tool with what is on stdin.
batch()
{
	name=$1
	shift
	check "batch-$name" "$@"
}

for words in '' -j -jp; do
	# shellcheck disable=SC2086 # no word, or one
	batch "answers$words" normal 0 $words -f - <<'COMMANDS'
# as iproute2 has it
wan
param set lead 5

param show	# the settings
  "sta""tus"
class set wireguard \
	action keep
sweep dry-run
wan show
COMMANDS
done
batch long normal 0 --file - <<'COMMANDS'
param set lead 5
COMMANDS
batch health normal 0 -f - <<'COMMANDS'
wan down wan1 reason "no answer # 5"
wan down wan1 reason 'say "so" \x41 \'
wan down wan1 reason "\x41\\\""
wan down wan1 reason no\answer
COMMANDS
batch nothing normal 0 -j -f - </dev/null

# The first one that fails ends it, with its status.
batch stops normal 1 -f - <<'COMMANDS'
param set lead 5
param set lead soon
param set lead 6
COMMANDS
batch stops-json normal 1 -j -f - <<'COMMANDS'
wan
class frob
wan
COMMANDS
batch refused class-unknown 2 -f - <<'COMMANDS'

class set \
	nonesuch action keep
wan
COMMANDS
batch denied denied 2 -f - <<'COMMANDS'
wan
COMMANDS
batch warning warning 0 -f - <<'COMMANDS'
param set lead 5
COMMANDS
batch quotes normal 1 -f - <<'COMMANDS'
param set lead 5
wan down wan1 reason "no
param set lead 6
COMMANDS
batch continuation normal 1 -f - <<'COMMANDS'
wan \
COMMANDS
batch options normal 1 -f - <<'COMMANDS'
-j wan
COMMANDS
batch word normal 1 -f - <<'COMMANDS'
rehome wan
COMMANDS
batch empty-word normal 1 -f - <<'COMMANDS'
""
COMMANDS
batch loads kept 1 -f - <<'COMMANDS'
load /dev/null
COMMANDS

# Or the last one, if so wanted.
for force in --force -force; do
	batch "go-on$force" class-unknown 1 -j $force -f - <<'COMMANDS'
class set nonesuch action keep
wan
wan down wan1 reason "no
frob
param set lead 5
COMMANDS
done
batch go-on-refused class-unknown 1 --force -f - <<'COMMANDS'
class set nonesuch action keep
COMMANDS
batch go-on-done normal 0 --force -f - <<'COMMANDS'
param set lead 5
COMMANDS

check batch-no-file normal 1 -f
check batch-no-such-file normal 1 -f /nonexistent/file
check batch-directory normal 1 -f /
check batch-directory-force normal 1 --force -f /
check batch-surplus normal 1 -f /dev/null wan
check batch-unloaded not-loaded 2 -f - <<'COMMANDS'
wan
COMMANDS
