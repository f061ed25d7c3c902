# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of save and load; sourced by run.
# shellcheck disable=SC1003,SC2154 # a backslash is meant; run sets the rest

check save normal 0 save
check save-json normal 0 -j save
check save-own own 0 save
check save-own-json own 0 -j save
check save-own-pretty own 0 -jp save
check save-empty empty 0 save
check save-unloaded not-loaded 2 save
check save-denied denied 2 -j save
check save-broken broken 2 save
check save-torn torn 2 save
# What no word says could not be loaded.
check save-odd own-odd 2 save
check save-odd-json own-odd 2 -j save
check save-odd-param odd 2 save
check save-odd-failback configured 2 save
check save-odd-signature presets 2 save
check save-surplus normal 1 save all
check save-help normal 0 save help
check load-help normal 0 load help

# loads NAME SCENE STATUS [OPTION...]: load what is on stdin.
loads()
{
	name=$1 scene=$2 want=$3
	shift 3
	check "load-$name" "$scene" "$want" "$@" load -
}

# All of it in one request: settings, WANs, classes, whatever the order of the lines.
loads all own 0 <<'CONFIG'
# The uplinks.
wan add wan1 mark 0x100/0x3f00 priority 10	# by fibre
wan add "lte0" metered on snat 192.0.2.1 \
	snat 2001:db8::1

class add tinc proto udp port 655,7000-7010 signature stun sport 1024-65535 \
	dport 53 from 10.0.0.0/8,2001:db8::/32 to 192.0.2.1,::1/128 \
	mark 0x100/0xff00 action renat failback drain 90 keep-port off
  class add 'b "c"' proto tcp reset on before other
param set mode report lead 5
class preset quic
class set quic failback now
class set tailscale action keep
class preset sip
param set watch always trail 2s
CONFIG
loads json own 0 -j <<'CONFIG'
param set mode off
CONFIG
loads prefix own 0 <<'CONFIG'
p s le 5
w a wan1 p 5
c a x po 5
c p quic
CONFIG
printf 'class add a"b"c\\\r\nx "" before "\\x5c\\"\\\\"\r\nwan add no-newline' >"$files/stdin"
loads bytes own 1 <"$files/stdin"
printf 'class add a"b"c\\\r\nx before "\\x5c\\"\\\\\\xff" \t #\n\t\nwan add no-newline' \
	>"$files/stdin"
loads words own 0 <"$files/stdin"

# Nothing that is no configuration, and no kernel is asked for it.
while read -r line; do
	echo "$line" >"$files/stdin"
	loads "no-$(echo "$line" | tr -cs 'a-z0-9\n' -)" own 1 <"$files/stdin"
done <<'LINES'
wan down wan1
wan up wan1
wan set wan1 priority 5
wan del wan1
wan
flow
sweep dry-run
class
class show
class del quic
param show
explain proto udp
load other
rehome param set mode off
-j param set mode off
frobnicate
LINES
loads empty own 1 </dev/null
printf '\n# nothing\n \\\n\n' >"$files/stdin"
loads comments own 1 <"$files/stdin"

# What is wrong is told with its place, and nothing is changed.
loads late own 1 <<'CONFIG'
param set mode off
wan add wan1 \
	mark 1/3 \
	priority soon
CONFIG
loads list own 1 <<'CONFIG'
class add x port 1,2,70000
CONFIG
loads list-quoted own 1 <<'CONFIG'
class add x port "1,2,70000"
CONFIG
loads keyword own 1 <<'CONFIG'
class add x	frob 5
CONFIG
loads no-value own 1 <<'CONFIG'
class add x action
CONFIG
loads param-twice own 1 <<'CONFIG'
param set lead 5
param set trail 5 lead 6
CONFIG
loads wan-twice own 1 <<'CONFIG'
wan add wan1

wan add wan2
wan add wan1
CONFIG
loads class-twice own 1 <<'CONFIG'
class add x
class add x
CONFIG
loads set-twice own 1 <<'CONFIG'
class preset quic
class set quic action keep
class set quic action keep
CONFIG
loads add-and-set own 1 <<'CONFIG'
class add x
class set x action keep
CONFIG
loads set-and-add own 1 <<'CONFIG'
class preset quic
class add quic
CONFIG
loads preset-twice own 1 <<'CONFIG'
class preset quic
class preset quic
CONFIG
loads preset-surplus own 1 <<'CONFIG'
class preset quic sip
CONFIG
loads set-nothing own 1 <<'CONFIG'
class set quic
CONFIG
loads no-name own 1 <<'CONFIG'
class add
CONFIG
loads long-name own 1 <<'CONFIG'
class add a-class-of-thirty-two-letters-xy
CONFIG
loads quotes own 1 <<'CONFIG'
param set mode off
class add "x
class add y
CONFIG
loads quotes-single own 1 <<'CONFIG'
class add x' \
CONFIG
loads escape own 1 <<'CONFIG'
class add "a\n"
CONFIG
loads escape-zero own 1 <<'CONFIG'
class add "a\x00"
CONFIG
loads escape-end own 1 <<'CONFIG'
class add "a\x1"
CONFIG
loads continuation own 1 <<'CONFIG'
class add x \
CONFIG
printf 'class add x\\' >"$files/stdin"
loads continuation-end own 1 <"$files/stdin"
printf 'wan add a\nwan add b\0c\n' >"$files/stdin"
loads zero own 1 <"$files/stdin"
printf 'class add x \033[31m\302\233\377 y\n' >"$files/stdin"
loads control own 1 <"$files/stdin"

# A class is added or set by what the line says, not by whether it is there.
loads add-always own 1 <<'CONFIG'
wan add wan1
class add x
class add tailscale action keep
CONFIG
loads set-never own 1 <<'CONFIG'
class set tailscalf action keep
CONFIG
loads set-own own 1 <<'CONFIG'
class set tinc action keep
CONFIG
loads preset-never own 1 <<'CONFIG'
class preset tinc
CONFIG
# A module that does not tell them apart gets all of it.
loads unknown-own presets 0 <<'CONFIG'
class set tailscalf action keep
CONFIG

# What the kernel refuses has its place as well.
config()
{
	cat <<'CONFIG'
param set mode report \
	lead 20s
wan add wan1 priority 5 \
	mark 0x4000/0x3f00
class set other failback drain 200h
# a comment
class add x port 5,20-30,7 \
	from 10.0.0.1/8
CONFIG
}
for scene in range wan drain class name port from; do
	config >"$files/stdin"
	loads "refused-$scene" "config-$scene" 2 <"$files/stdin"
done
for scene in denied old busy refused not-loaded no-send; do
	echo param set mode off >"$files/stdin"
	loads "$scene" $scene 2 <"$files/stdin"
done
loads warning warning 0 <<'CONFIG'
param set mode off
CONFIG

check load-no-file own 1 load
check load-no-such-file own 1 load /nonexistent/file
check load-directory own 1 load /
check load-empty-name own 1 load ''
check load-surplus own 1 load /dev/null /dev/null
check load-dev-null own 1 load /dev/null

# A kernel that keeps what it gets: what was saved is the same again, to the byte.
export REHOME_KEPT="$files/kept"
loads kept kept 0 <<'CONFIG'
class add z port 5 before other
class preset quic
class add a\#b'"'"\x1b\xc3\xbc\\" from ::/0,0.0.0.0/0,10.0.0.0/8 mark 1/3
class add y proto tcp dport 1-65535 reset off before quic
wan add "w\x01 #" snat 192.0.2.1 mark 0/1
class set tcp failback drain 1500ms action report reset off
class add x signature ike sport 9 to 192.0.2.1 keep-port on failback keep before z
param set hold 0 watch always
class add first
class set quic action keep
wan add wan2 priority 4294967295 metered on
CONFIG
check save-kept kept 0 save
cp "$work/out" "$files/first"
loads kept-again kept 0 <"$files/first"
check save-kept-again kept 0 save
cmp "$files/first" "$work/out" >"$work/why" 2>&1
result $? "what was loaded is saved the same" "$work/why"
grep '^class add' "$files/first" | tr -d \" | cut -d ' ' -f 3 >"$work/why"
[ "$(tr '\n' ' ' <"$work/why")" = 'a\\#b\\x1b\xc3\xbc\\ first y x z ' ]
result $? "classes are saved in their order" "$work/why"
# Nothing else may be on a terminal than what is to be seen.
LC_ALL=C grep -q '[^ -~]' "$files/first"
[ $? = 1 ]
result $? "what is saved is printable"

# The same, command by command, is taken as well.
check save-as-commands normal 0 -f "-" <"$files/first"

loads kept-refused kept 2 <<'CONFIG'
param set mode off
class add x port 1-2 \
	before nonesuch
CONFIG
check save-kept-still kept 0 save
cmp "$files/first" "$work/out" >"$work/why" 2>&1
result $? "what was refused changed nothing" "$work/why"

# As many as a kernel takes, and more than a request of the usual size holds.
awk 'BEGIN {
	for (i = 0; i < 1000; i++)
		printf "class add class-%d port %d,%d-%d from 10.%d.%d.0/24%s\n",
		       i, i + 1, i + 2000, i + 3000, i / 256, i % 256,
		       i % 3 ? "" : " before other"
}' >"$files/many"
REHOME_SCENE=kept ./rehome load "$files/many" >"$work/why" 2>&1 &&
	REHOME_SCENE=kept ./rehome save >"$files/first" 2>>"$work/why" &&
	REHOME_SCENE=kept ./rehome load "$files/first" >>"$work/why" 2>&1 &&
	REHOME_SCENE=kept ./rehome save 2>>"$work/why" |
		cmp - "$files/first" >>"$work/why" 2>&1 &&
	[ "$(grep -c '^class add' "$files/first")" = 1000 ]
result $? "a thousand classes" "$work/why"

# An attribute has room for 64 KiB.
{
	printf 'class add x port 1'
	seq -f ',%.0f' 2 6000 | tr -d '\n'
} >"$files/stdin"
REHOME_SCENE=kept ./rehome load - <"$files/stdin" >"$work/why" 2>&1
[ $? = 1 ] && [ "$(cat "$work/why")" = \
	'-:1:11: class add: "x" is too long for a message' ]
result $? "a class that is too long" "$work/why"

# The name of the file is that which was given.
echo 'wan add wan1 priority -1' >"$files/a b.conf"
tool=$PWD/rehome
(cd "$files" && "$tool" load 'a b.conf') >"$work/why" 2>&1
[ $? = 1 ] && [ "$(cat "$work/why")" = \
	'a b.conf:1:23: wan add priority: "-1" is not a number of 32 bits' ]
result $? "the name of a file" "$work/why"

./fuzz >"$work/why" 2>&1
result $? "files that nobody meant" "$work/why"
