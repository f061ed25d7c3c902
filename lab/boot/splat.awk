# SPDX-License-Identifier: GPL-2.0
#
# Reads a kernel log, prints every complaint of the kernel with what follows
# it, exits 1 if there was one. The module's taint message is none.

function complaint(line)
{
	if (line ~ /WARNING: .*(loading out-of-tree|taint)/)
		return 0
	if (line ~ /WARNING:|BUG:|BUG at|KASAN|KCSAN|KFENCE|KMSAN|UBSAN/)
		return 1
	if (line ~ /Oops|general protection|Kernel panic|Kernel mode fault/)
		return 1
	if (line ~ /unable to handle|Unable to handle|divide error/)
		return 1
	if (line ~ /possible circular locking|possible recursive locking/)
		return 1
	if (line ~ /inconsistent lock state|lock order|bad unlock balance/)
		return 1
	if (line ~ /held lock freed|lock held when returning|MAX_LOCK[A-Z_]* too low/)
		return 1
	if (line ~ /suspicious RCU usage|rcu: INFO:|self-detected stall/)
		return 1
	if (line ~ /detected stalls|rcu.*stall/)
		return 1
	if (line ~ /refcount_t:|ref_tracker|leaked reference/)
		return 1
	if (line ~ /unreferenced object|new suspected memory leaks/)
		return 1
	if (line ~ /unregister_netdevice: waiting/)
		return 1
	if (line ~ /scheduling while atomic|sleeping function called/)
		return 1
	if (line ~ /list_(add|del) corruption|ODEBUG|SLUB.*objects remaining/)
		return 1
	if (line ~ /INFO: task .* blocked|[Ss]oft lockup|hard LOCKUP/)
		return 1
	if (line ~ /workqueue lockup|hogged CPU|cut here/)
		return 1
	if (line ~ /stack-protector|stack overflow|corrupted stack/)
		return 1
	if (line ~ /segfault at|bad page|Bad page|Internal error/)
		return line !~ /segfault at/
	return 0
}

# What a kernel says of itself with any rule set: nf_tables 6.12 walks its own
# lists of sets, and of the elements of a set of ports, under its mutex with the
# macro for readers. The place follows the complaint at once.
function known(place)
{
	return place ~ /net\/netfilter\/(nf_tables_api|nft_set_bitmap)\.c:[0-9]+ RCU-list traversed/
}

{
	sub(/\r$/, "")
	if (/WARNING: suspicious RCU usage/) {
		for (held = $0; (getline line) > 0 && ++lines < 4; ) {
			held = held "\n" line
			if (line ~ /RCU-list traversed|suspicious rcu_/)
				break
		}
		lines = 0
		if (known(line))
			next
		$0 = held
	}
	if (complaint($0)) {
		if (left == 0 && found < 20)
			print "--"
		# one report in full, then a few lines of each further one
		left = found < 3 ? 60 : 5
		found++
	}
	if (left > 0) {
		if (found <= 20)
			print
		left--
	}
	if ($0 ~ /end trace/)
		left = 0
}

END {
	if (found > 20)
		print "-- and more"
	exit found > 0
}
