# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of what is said about WANs; sourced by run.

# What is set is shown.
check wan-set-shown configured 0 wan
check wan-set-shown-json configured 0 -j wan
check wan-set-shown-pretty configured 0 -jp wan show
check wan-set-event configured 0 monitor
check wan-set-event-json configured 0 -j monitor

# Every setting, alone and with the others.
check wan-add normal 0 wan add wan1
check wan-add-json normal 0 -j wan add wan1
check wan-add-all normal 0 wan add wan1 mark 0x100/0x3f00 priority 10 \
	metered on snat 192.0.2.1 snat 2001:db8::1
check wan-add-order normal 0 wan add wan1 snat 2001:db8::1 metered off \
	snat 192.0.2.1 priority 0 mark 0/0
check wan-add-decimal normal 0 wan add wan1 mark 256/16128
check wan-add-hex normal 0 wan add wan1 mark 0XfF/0x0fF priority 0xa
check wan-add-largest normal 0 wan add wan1 mark 4294967295/0xffffffff \
	priority 4294967295
check wan-add-longest normal 0 wan add fifteen-letters
check wan-add-keyword normal 0 wan add mark mark 1/3
check wan-set-mark normal 0 wan set wan1 mark 0x200/0x3f00
check wan-set-priority normal 0 wan set wan1 priority 010
check wan-set-metered normal 0 wan set wan1 metered on
check wan-set-snat normal 0 wan set wan1 snat 192.0.2.1
check wan-set-snat6 normal 0 -jp wan set wan1 snat 2001:db8::1
check wan-set-snat-zero normal 0 wan set wan1 snat 0.0.0.0 snat ::
check wan-set-mark-none normal 0 wan set wan1 mark none
check wan-set-snat-none normal 0 wan set wan1 snat none
check wan-set-prefix normal 0 w se wan1 ma 1/3 pr 5 me off sn 192.0.2.1
check wan-del normal 0 wan del wan1
check wan-del-prefix normal 0 w de wan1
check wan-up normal 0 wan up wan1
check wan-down normal 0 wan down wan1
check wan-down-reason normal 0 wan down wan1 reason 'no answer'
check wan-down-prefix normal 0 w dow wan1 r 'no "answer"'
check wan-down-teller normal 0 wan down wan1 by mwan3 reason 'no answer'
check wan-down-family normal 0 wan down wan1 inet6 reason 'no answer' by mwan3
check wan-up-family normal 0 wan up wan1 inet by keepalived
check wan-down-empty normal 0 wan down wan1 reason ''
check wan-down-longest normal 0 wan down wan1 reason \
	'0123456789012345678901234567890123456789012345678901234567890ü'

# Devices.
for verb in add set del up down; do
	check "device-none-$verb" normal 1 wan $verb
	check "device-empty-$verb" normal 1 wan $verb '' mark 1/3
	check "device-long-$verb" normal 1 wan $verb 'sixteen-letters-' mark 1/3
done

# Marks.
check mark-no-mask normal 1 wan add wan1 mark 0x100
check mark-no-mask-set normal 1 wan set wan1 mark 0x100
check mark-none-add normal 1 wan add wan1 mark none
check mark-word normal 1 wan add wan1 mark wan1
check mark-word-mask normal 1 wan add wan1 mark 1/all
check mark-empty normal 1 wan add wan1 mark ''
check mark-empty-value normal 1 wan add wan1 mark /3
check mark-empty-mask normal 1 wan add wan1 mark 1/
check mark-slashes normal 1 wan add wan1 mark 1/2/3
check mark-large normal 1 wan add wan1 mark 4294967296/1
check mark-large-mask normal 1 wan add wan1 mark 1/0x100000000
check mark-longest normal 1 wan add wan1 mark 1/99999999999999999999999999
check mark-negative normal 1 wan add wan1 mark -1/3
check mark-blank normal 1 wan add wan1 mark '1/ 3'
check mark-hex-blank normal 1 wan add wan1 mark '0x 1/3'
check mark-hex-twice normal 1 wan add wan1 mark 0x0x1/3
check mark-hex-only normal 1 wan add wan1 mark 0x/3
check mark-hex-missing normal 1 wan add wan1 mark ff/3
check mark-twice normal 1 wan add wan1 mark 1/3 mark 1/3
check mark-twice-prefix normal 1 wan set wan1 mark none ma 1/3
check mark-no-value normal 1 wan add wan1 priority 1 mark

# Other settings.
check priority-word normal 1 wan add wan1 priority high
check priority-negative normal 1 wan add wan1 priority -1
check priority-large normal 1 wan add wan1 priority 4294967296
check priority-none normal 1 wan set wan1 priority none
check priority-twice normal 1 wan add wan1 priority 1 priority 2
check priority-no-value normal 1 wan add wan1 priority
check metered-word normal 1 wan add wan1 metered yes
check metered-prefix normal 1 wan add wan1 metered of
check metered-twice normal 1 wan add wan1 metered on metered on
check metered-no-value normal 1 wan set wan1 metered
check snat-word normal 1 wan add wan1 snat wan2
check snat-empty normal 1 wan add wan1 snat ''
check snat-prefix normal 1 wan add wan1 snat 192.0.2.1/32
check snat-short normal 1 wan add wan1 snat 192.0.2
check snat-zone normal 1 wan add wan1 snat fe80::1%wan1
check snat-none-add normal 1 wan add wan1 snat none
check snat-twice normal 1 wan add wan1 snat 192.0.2.1 snat 192.0.2.1
check snat-twice6 normal 1 wan add wan1 snat ::1 snat 192.0.2.1 snat ::2
check snat-none-twice normal 1 wan set wan1 snat none snat none
check snat-none-too normal 1 wan set wan1 snat 192.0.2.1 snat none
check snat-none-first normal 1 wan set wan1 snat none snat 2001:db8::1
check snat-no-value normal 1 wan add wan1 snat

# Words.
check wan-set-nothing normal 1 wan set wan1
check wan-set-unknown normal 1 wan set wan1 colour red
check wan-set-ambiguous normal 1 wan set wan1 m 1/3
check wan-ambiguous normal 1 wan s wan1
check wan-ambiguous-d normal 1 wan d wan1
check wan-del-surplus normal 1 wan del wan1 wan2
check wan-up-surplus normal 1 wan up wan1 reason fine
check wan-down-surplus normal 1 wan down wan1 reason dead really
check wan-down-word normal 1 wan down wan1 dead
check wan-down-no-value normal 1 wan down wan1 reason
check wan-down-twice normal 1 wan down wan1 reason one reason two
check wan-down-by-long normal 1 wan down wan1 by \
	teller-of-thirty-two-letters-1234
check wan-down-order normal 1 wan down wan1 by mwan3 inet
check wan-up-families normal 1 wan up wan1 inet inet6
check wan-down-long normal 1 wan down wan1 reason \
	'01234567890123456789012345678901234567890123456789012345678901ü'

# What the kernel says no to, and of what.
check wan-refused-known wan-known 2 wan add wan1 priority 1
check wan-refused-full wan-full 2 -j wan add wan1
check wan-refused-mark wan-mark 2 wan set wan1 priority 1 mark 0x4000/0x3f00
check wan-refused-snat6 wan-snat6 2 wan set wan1 snat ff02::1
check wan-refused-set wan-unknown 2 wan set wan9 metered on
check wan-refused-del wan-unknown 2 wan del wan9
check wan-refused-up wan-unknown 2 -j wan up wan9
check wan-refused-down wan-unknown 2 wan down wan9 reason 'no answer'
check wan-refused-reason wan-reason 2 wan down wan1 reason 'no answer'
check wan-refused-old old 2 wan add wan1
check wan-refused-denied denied 2 wan down wan1
check wan-refused-unloaded not-loaded 2 wan up wan1
