# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Conntrack entries: to keep, to look into, to compare.

# The entries of a node that match the arguments of conntrack -L, the moment
# they were taken in the first line. Sorted from their addresses on, not by the
# timeouts before them; use= is the kernel's own affair.
ct_snapshot() {
	local netns=$1 moment=${EPOCHREALTIME/[.,]/}

	shift
	echo "$((moment / 1000))"
	ip netns exec "$netns" conntrack -L -o extended,id,labels "$@" 2>/dev/null |
		sed 's/ use=[0-9]*//' | sort -t = -k 2
}

# The ids of the entries in a snapshot.
ct_file_id() {
	sed -n 's/.* id=\([0-9]*\).*/\1/p' "$1"
}

# Whether two snapshots are the same byte for byte, but for the timeouts,
# which must have run down with the clock and nothing else.
ct_same() {
	local moment1 moment2 line1 line2 left1 left2 elapsed entries=0
	local entry='^([a-z0-9]+ +[0-9]+ [a-z]+ +[0-9]+ )([0-9]+)( .*)$'

	{
		read -r moment1 <&3
		read -r moment2 <&4
		elapsed=$(((moment2 - moment1) / 1000))
		while read -r line1 <&3; do
			read -r line2 <&4 || { echo "gone: $line1"; return 1; }
			[[ $line1 =~ $entry ]] || { echo "unreadable: $line1"; return 1; }
			left1=${BASH_REMATCH[2]}
			line1=${BASH_REMATCH[1]}${BASH_REMATCH[3]}
			[[ $line2 =~ $entry ]] || { echo "unreadable: $line2"; return 1; }
			left2=${BASH_REMATCH[2]}
			line2=${BASH_REMATCH[1]}${BASH_REMATCH[3]}
			[ "$line1" = "$line2" ] ||
				{ printf '%s\n' "was: $line1" "now: $line2"; return 1; }
			((left1 - left2 >= elapsed - 1 && left1 - left2 <= elapsed + 2)) ||
				{ echo "timeout $left1 became $left2 after $elapsed s: $line2"; return 1; }
			entries=$((entries + 1))
		done
		! read -r line2 <&4 || { echo "new: $line2"; return 1; }
	} 3<"$1" 4<"$2"
	[ "$entries" -ge "${3:-1}" ] || { echo "only $entries entries"; return 1; }
}

# Packets in both directions of the entries in a snapshot.
ct_file_packets() {
	sed -n 's/.* packets=\([0-9]*\) .* packets=\([0-9]*\) .*/\1 \2/p' "$1"
}
