# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of the settings; sourced by run.

check param-always always 0 param
check param-always-json always 0 -j param
check param-odd odd 0 param
check param-odd-json odd 0 -j param
check param-old-watch old-watch 0 param
check param-old-watch-json old-watch 0 -j param

check set-mode normal 0 param set mode expire
check set-time normal 0 param set lead 7 trail 70ms settle 2s
check set-order normal 0 -j param set hold 0 reconcile 10s mode off
check set-prefix normal 0 p se tr 30
check set-watch normal 0 param set watch always
check set-watch-window normal 0 -j param set hold 5 watch window
check set-watch-prefix normal 0 p se w always
check set-watch-number normal 1 param set watch 1
check set-watch-word normal 1 param set watch maybe
check set-watch-switch normal 1 param set watch on
check set-watch-long normal 1 param set watch windows
check set-watch-short normal 1 param set watch alw
check set-watch-empty normal 1 param set watch ''
check set-watch-late normal 1 param set hold 5 watch maybe
check set-watch-twice normal 1 param set watch always watch window
check set-watch-no-value normal 1 param set watch
check set-watch-range normal 2 param set watch always lead 20s
check set-watch-old old 2 param set watch always
check set-watch-denied denied 2 param set watch window
# A setting that was there once.
check set-index normal 1 param set index on
check set-range normal 2 param set trail 5 lead 20s
check set-range-other normal 2 param set hold 4294967295ms
check set-no-name normal 1 param set
check set-no-value normal 1 param set lead 5 trail
check set-twice normal 1 param set lead 5 lead 6
check set-unknown normal 1 param set foo 5
check set-bad-mode normal 1 param set mode re
check set-huge normal 2 param set lead 4294967296
check set-huge-s normal 2 param set lead 4294968s
check set-overflow normal 2 param set lead 99999999999999999999999
check set-negative normal 1 param set lead -1
check set-plus normal 1 param set lead +1
check set-blank normal 1 param set lead ' 1'
check set-empty normal 1 param set lead ''
check set-unit normal 1 param set lead 5m
check set-unit-only normal 1 param set lead ms
check set-trailing normal 1 param set lead 5s5
check set-hex normal 1 param set lead 0x5
