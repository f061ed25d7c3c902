# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # a part of run: its variables and functions
#
# monitor hooks: what is run, in which order, and what it is told.

check wan-serves hooks 0 wan
check wan-serves-json hooks 0 -j wan
check hooks-usage normal 1 monitor hooks
check hooks-usage-flow normal 1 monitor flow hooks
check hooks-no-directory normal 1 monitor hooks /dev/null
check hooks-keyword normal 1 monitor hooks / after 5
check hooks-timeout normal 1 monitor hooks / timeout
check hooks-timeout-word normal 1 monitor hooks / timeout soon
check hooks-timeout-range normal 1 monitor hooks / timeout 0
check hooks-flow-last normal 1 monitor hooks / flow

# hook NAME: its text is read from standard input.
hook()
{
	{ echo '#!/bin/sh'; cat; } >"$work/hooks/$1"
	chmod +x "$work/hooks/$1"
}

# hooks SCENE [WORD...]: run the tool with what is in the directory.
hooks()
{
	was=$1
	shift
	REHOME_SCENE=$was HOOKS=$work REHOME_MOVED=9 \
		timeout 120 ./rehome monitor "$@" >"$work/out" 2>"$work/err"
	echo $? >"$work/status"
}

# said NAME FILE: it holds what is on standard input.
said()
{
	cat >"$work/expected"
	diff -u "$work/expected" "$2" >"$work/why" 2>&1
	result $? "$1" "$work/why"
}

rm -rf "${work:?}"/*
mkdir "$work/hooks"
hook 10_facts <<'END'
echo to standard output
env | grep ^REHOME_ | grep -Ev '^REHOME_(SCENE|KEPT)=' | sort | tr '\n' ' ' >>"$HOOKS/facts"
cat >>"$HOOKS/facts"
echo >>"$HOOKS/facts"
END
hook 20-Fails <<'END'
exit 3
END
hook 3.package <<'END'
echo a name with a dot >>"$HOOKS/facts"
END
hook 4~ <<'END'
echo a copy that an editor left >>"$HOOKS/facts"
END
hook 50-plain <<'END'
echo not executable >>"$HOOKS/facts"
END
chmod -x "$work/hooks/50-plain"
mkdir "$work/hooks/60-directory"
hook 90-end <<'END'
[ "$REHOME_EVENT" != failover ] || kill $PPID
END
hooks hooks hooks "$work/hooks"
said "hooks are told the facts" "$work/facts" <<'END'
REHOME_BY=mwan3 REHOME_COLLAPSED=0 REHOME_EVENT=serving REHOME_FAMILY=inet REHOME_HEALTH=no?answer REHOME_NETNS= REHOME_NEW=wan2 REHOME_OLD=wan1 REHOME_REASON=health 
REHOME_COLLAPSED=0 REHOME_EVENT=serving REHOME_FAMILY=inet6 REHOME_NETNS= REHOME_NEW=wan2 REHOME_OLD=wan1 REHOME_REASON=route 
REHOME_CAUSE=link REHOME_COLLAPSED=0 REHOME_EVENT=failover REHOME_EXPIRED=1 REHOME_FIRST=3 REHOME_LAST=1204 REHOME_MOVED=12 REHOME_NETNS= REHOME_NEW=wan2 REHOME_OLD=wan1 REHOME_REPORTED=0 
END
grep ^hook "$work/out" | head -n 8 >"$work/hooked"
said "hooks are run one after the other" "$work/hooked" <<'END'
hook 10_facts of serving inet status 0
hook 20-Fails of serving inet status 3
hook 90-end of serving inet status 0
hook 10_facts of serving inet6 status 0
hook 20-Fails of serving inet6 status 3
hook 90-end of serving inet6 status 0
hook 10_facts of failover status 0
hook 20-Fails of failover status 3
END
[ "$(cat "$work/status") $(grep -c 'to standard output' "$work/err")" = "0 3" ]
result $? "what hooks print is no part of the answer" "$work/err"

rm -rf "${work:?}"/*
mkdir "$work/hooks"
hook 10-hangs <<'END'
echo $$ >>"$HOOKS/pids"
sleep 300 &
echo $! >>"$HOOKS/pids"
wait
END
hook 20-end <<'END'
kill $PPID
END
hooks hooks flow hooks "$work/hooks" timeout 5s
while read -r pid; do
	# What was killed may wait for its parent.
	case $(sed -n 's/^State:.//p' /proc/"$pid"/status 2>/dev/null) in
	''|Z*) echo gone ;;
	*) echo "$pid is there"; kill "$pid" ;;
	esac
done <"$work/pids" >"$work/left"
said "a hook that hangs is killed with what it started" "$work/left" <<'END'
gone
gone
END
sed "s,$work,," "$work/err" >"$work/said"
said "and that is said" "$work/said" <<'END'
rehome: monitor hooks: /hooks/10-hangs: killed, it took longer than 5000 ms
END
grep '^hook 10' "$work/out" >"$work/hooked"
said "its status is that of the signal" "$work/hooked" <<'END'
hook 10-hangs of serving inet status 137
END

rm -rf "${work:?}"/*
mkdir "$work/hooks"
hook 10-facts <<'END'
echo "$REHOME_EVENT $REHOME_FAMILY $REHOME_OLD $REHOME_NEW $REHOME_REASON" >>"$HOOKS/facts"
[ "$REHOME_EVENT" != serving ] || touch "$HOOKS/served"
[ ! -e "$HOOKS/served" ] || kill $PPID
END
hooks hooks-lost hooks "$work/hooks"
grep -m 1 serving "$work/facts" >"$work/served"
said "hooks are run for what was lost" "$work/served" <<'END'
serving inet wan1 wan2 preference
END
