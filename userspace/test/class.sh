# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of the settings of classes, and of presets; sourced by run.

check class-set-shown configured 0 class
check class-set-shown-json configured 0 -j class

for action in renat expire report keep; do
	check "class-set-to-$action" normal 0 class set wireguard action $action
done
check class-set-now normal 0 class set wireguard failback now
check class-set-keep normal 0 class set wireguard failback keep
check class-set-drain normal 0 class set wireguard failback drain 90
check class-set-drain-ms normal 0 class set wireguard failback drain 500ms
check class-set-drain-s normal 0 class set wireguard failback drain 90s
check class-set-drain-m normal 0 class set wireguard failback drain 5m
check class-set-drain-h normal 0 class set wireguard failback drain 2h
check class-set-drain-least normal 0 class set wireguard failback drain 1ms
check class-set-drain-most normal 0 class set wireguard failback \
	drain 4294967295ms
check class-set-port normal 0 class set wireguard keep-port on
check class-set-port-off normal 0 class set wireguard keep-port off
check class-set-all normal 0 -j class set wireguard keep-port off \
	failback drain 5m action renat
check class-set-reset normal 0 class set tcp reset on
check class-set-reset-off normal 0 -j class set derp reset off action report
check class-set-other presets 0 class set other action keep
check class-set-prefix normal 0 c se wireguard k on fa drain 1h a keep
check class-set-longest normal 0 class set \
	a-class-of-thirty-one-letters-x action keep

check class-set-none normal 1 class set
check class-set-empty normal 1 class set '' action keep
check class-set-long normal 1 class set \
	a-class-of-thirty-two-letters-xy action keep
check class-set-nothing normal 1 class set wireguard
check class-set-unknown normal 1 class set wireguard renat 51820
check class-set-ambiguous normal 1 class s
check class-set-action normal 1 class set wireguard action re
check class-set-action-off normal 1 class set wireguard action off
check class-set-action-empty normal 1 class set wireguard action ''
check class-set-action-twice normal 1 class set wireguard action keep a keep
check class-set-action-no-value normal 1 class set wireguard action
check class-set-failback normal 1 class set wireguard failback later
check class-set-failback-twice normal 1 class set wireguard failback now \
	failback drain 5m
check class-set-failback-no-value normal 1 class set wireguard failback
check class-set-drain-no-time normal 1 class set wireguard failback drain
check class-set-drain-keyword normal 1 class set wireguard failback drain \
	keep-port on
check class-set-drain-zero normal 1 class set wireguard failback drain 0
check class-set-drain-zero-h normal 1 class set wireguard failback drain 0h
check class-set-drain-long normal 1 class set wireguard failback \
	drain 4294967296ms
check class-set-drain-long-s normal 1 class set wireguard failback \
	drain 4294968
check class-set-drain-long-h normal 1 class set wireguard failback drain 1194h
check class-set-drain-overflow normal 1 class set wireguard failback \
	drain 5124095576031h
check class-set-drain-huge normal 1 class set wireguard failback \
	drain 99999999999999999999999
check class-set-drain-unit normal 1 class set wireguard failback drain 1d
check class-set-drain-units normal 1 class set wireguard failback drain 1h30m
check class-set-drain-fraction normal 1 class set wireguard failback \
	drain 1.5h
check class-set-drain-unit-only normal 1 class set wireguard failback drain m
check class-set-drain-negative normal 1 class set wireguard failback drain -5
check class-set-drain-blank normal 1 class set wireguard failback drain ' 5'
check class-set-drain-empty normal 1 class set wireguard failback drain ''
check class-set-drain-surplus normal 1 class set wireguard failback now 5m
check class-set-port-word normal 1 class set wireguard keep-port 51820
check class-set-port-twice normal 1 class set wireguard keep-port on k on
check class-set-reset-word normal 1 class set tcp reset yes
check class-set-reset-twice normal 1 class set tcp reset on r on
check class-set-reset-no-value normal 1 class set tcp action keep reset
check class-set-port-no-value normal 1 class set wireguard action keep keep-port

check class-refused class-unknown 2 class set nonesuch action keep
check class-refused-action class-action 2 -j class set ipsec action renat
check class-refused-reset class-reset 2 class set ipsec reset on
check class-refused-drain class-drain 2 class set ipsec failback drain 200h
check class-refused-range class-range 2 class set ipsec failback drain 5
check class-refused-old old 2 class set wireguard action keep
check class-refused-denied denied 2 class set wireguard action keep

# Presets, of a module that has some, one of them active; and of one without.
check class-active presets 0 class
check class-active-json presets 0 -j class show
check class-presets presets 0 class preset
check class-presets-json presets 0 -j class preset
check class-presets-none normal 0 class preset
check class-presets-none-json normal 0 -j class preset
check class-preset-name presets 0 class preset sip
check class-preset-json presets 0 -j class preset sip
check class-preset-again presets 0 class preset quic
check class-preset-prefix presets 0 c p dns
check class-preset-longest presets 0 class preset \
	a-class-of-thirty-one-letters-x
check class-del presets 0 class del quic
check class-del-json presets 0 -jp class del quic
check class-del-prefix presets 0 c d quic

check class-preset-empty presets 1 class preset ''
check class-preset-long presets 1 class preset a-class-of-thirty-two-letters-xy
check class-preset-surplus presets 1 class preset sip dns
check class-preset-setting presets 1 class preset sip action keep
check class-preset-word presets 1 class presets
check class-del-none presets 1 class del
check class-del-empty presets 1 class del ''
check class-del-long presets 1 class del a-class-of-thirty-two-letters-xy
check class-del-surplus presets 1 class del sip dns
check class-set-active presets 1 class set sip active on

check class-preset-refused class-preset 2 class preset wireguard
check class-preset-refused-json class-preset 2 -j class preset wireguard
check class-preset-unknown class-unknown 2 class preset nonesuch
check class-preset-old old 2 class preset sip
check class-preset-denied denied 2 class preset sip
check class-preset-unloaded not-loaded 2 class preset sip
check class-presets-denied denied 2 class preset
check class-presets-unloaded not-loaded 2 -j class preset
check class-del-refused class-preset 2 class del wireguard
check class-del-refused-json class-preset 2 -j class del wireguard
check class-del-unknown class-unknown 2 class del nonesuch
check class-del-old old 2 class del sip
check class-del-denied denied 2 class del sip
check class-del-unloaded not-loaded 2 class del sip
