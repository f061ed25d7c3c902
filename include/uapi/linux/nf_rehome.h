/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	include/netlink/nf_rehome.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_NF_REHOME_H
#define _UAPI_LINUX_NF_REHOME_H

#define NF_REHOME_GENL_NAME	"nf_rehome"
#define NF_REHOME_GENL_VERSION	1

/**
 * enum nf_rehome_mode - What is done about stale flows; also the most a class
 *   may do.
 * @NF_REHOME_MODE_OFF: Nothing runs, nothing is watched.
 * @NF_REHOME_MODE_REPORT: Stale flows are counted and reported, none is
 *   touched.
 * @NF_REHOME_MODE_EXPIRE: Stale flows are expired.
 * @NF_REHOME_MODE_RENAT: Stale flows are moved where that is legitimate, else
 *   expired.
 */
enum nf_rehome_mode {
	NF_REHOME_MODE_OFF,
	NF_REHOME_MODE_REPORT,
	NF_REHOME_MODE_EXPIRE,
	NF_REHOME_MODE_RENAT,
};

/**
 * enum nf_rehome_action - What a class asks for its stale flows.
 * @NF_REHOME_ACTION_KEEP: Never touch a flow of this class.
 * @NF_REHOME_ACTION_REPORT: Count and report only.
 * @NF_REHOME_ACTION_EXPIRE: Delete the entry; the next packet makes a new one.
 * @NF_REHOME_ACTION_RENAT: Replace the entry by one that fits.
 */
enum nf_rehome_action {
	NF_REHOME_ACTION_KEEP,
	NF_REHOME_ACTION_REPORT,
	NF_REHOME_ACTION_EXPIRE,
	NF_REHOME_ACTION_RENAT,
};

/**
 * enum nf_rehome_verdict - What the decision says of one flow.
 */
enum nf_rehome_verdict {
	NF_REHOME_VERDICT_KEEP,
	NF_REHOME_VERDICT_EXPIRE,
	NF_REHOME_VERDICT_RENAT,
};

/**
 * enum nf_rehome_reason - Why the decision says so. The first sentence says
 *   what it means, the rest what becomes of the flow, and what to do.
 * @NF_REHOME_REASON_FITS: Its packets leave where its mapping was chosen for,
 *   or where the mapping is at home as well. It is kept. There is nothing to
 *   do.
 * @NF_REHOME_REASON_EGRESS_MOVED: A packet left elsewhere than its mapping was
 *   chosen for. That is by another WAN, another next hop, or a device that is
 *   no WAN. It is moved at that packet. There is nothing to do.
 * @NF_REHOME_REASON_ADDR_GONE: The mapping's address is on no device any more.
 *   It is moved at its next packet; an inbound one is expired if its replies
 *   leave elsewhere. There is nothing to do.
 * @NF_REHOME_REASON_WAN_DOWN: The mapping's WAN is down. If its mark keeps it
 *   there, the mark is rewritten; an inbound one is expired if its replies
 *   leave elsewhere. If it stays where it is, give the marks of the WANs with
 *   ``rehome wan set``, or see which route or rule still leads it there.
 * @NF_REHOME_REASON_WAN_UNHEALTHY: The mapping's WAN was told unhealthy. The
 *   same holds as for ``wan-down``. If it is kept, no marks are known, and
 *   ``hint`` of ``rehome explain`` names the route that leads it there and its
 *   table: change that, the rule that leads to the table, or give the marks. A
 *   connection of TCP is kept as long as it gets answers, and expired when it
 *   sends the same for the third time.
 * @NF_REHOME_REASON_NOT_NATTED: A packet left a WAN untranslated with a source
 *   that is not at home there. The flow began before the NAT rules were
 *   loaded, or came back from a tunnel. It is moved at that packet. If its
 *   packets go on leaving untranslated, no rule translates them there: look at
 *   the NAT rules.
 * @NF_REHOME_REASON_PORT_DISPLACED: Its outside port was changed by a
 *   collision that is gone. Its class has ``keep-port on``. It is moved at its
 *   next packet. There is nothing to do.
 * @NF_REHOME_REASON_INBOUND_ALIVE: It is inbound, and its WAN is alive. It is
 *   kept. There is nothing to do.
 * @NF_REHOME_REASON_SAME_MAPPING: The rule set gave the same mapping again. It
 *   is kept, and not asked again for this pair of devices. That is right for
 *   an address that is announced on both WANs, or for one address for all. If
 *   it is not, the rule that translates does not look at the device that
 *   packets leave by: let it match that.
 * @NF_REHOME_REASON_DAMPED: Moved too often in a short time; its next packet
 *   asks again. It is kept for the time of ``hold``. Look for what changes its
 *   way so often, such as a link that comes and goes, or routes that spread
 *   the packets of one flow.
 * @NF_REHOME_REASON_DRAINING: Back to a preferred WAN, and the class says
 *   wait. It was moved away from a WAN that is up again. It is kept until it
 *   is idle or its time is over. To have it back now, set failback ``now``.
 * @NF_REHOME_REASON_EXCLUDED: Conntrack holds what cannot be carried over:
 *   helper, expectation, sequence adjustment, foreign zone, or timeout policy.
 *   It is kept; only an outbound flow of UDP that a packet proves stale is
 *   expired, with the reason of the proof. If need be, end the entry with
 *   ``conntrack -D``.
 * @NF_REHOME_REASON_UNSEEN: No packet yet since the last trigger. It is kept
 *   and watched: its next packet tells. If it stays so, the flow sends
 *   nothing, or its packets are not seen, as those of an ``offloaded`` one.
 * @NF_REHOME_REASON_NOT_PROVEN: It is TCP, and nothing proves that it is dead.
 *   A packet left elsewhere than its mapping was chosen for, but the mapping's
 *   address is that of no other WAN's device, and never was; or it is not
 *   translated, or left by no WAN; or something changed less than 200 ms ago,
 *   and its next packet asks again. A connection cannot be moved to ask the
 *   rule set, so it is kept, as without the module. If it is dead
 *   nevertheless, end it with ``conntrack -D``.
 * @NF_REHOME_REASON_MODE_OFF: The mode is ``off``: flows are moved with
 *   ``rehome param set mode renat``. It is kept.
 * @NF_REHOME_REASON_CLASS_KEEPS: The action of its class is ``keep``: ``rehome
 *   class set CLASS action renat`` has it moved. It is kept. For some flows of
 *   that class only, add a class before it.
 * @NF_REHOME_REASON_NO_CLASS: It is of no class, so nothing looks at it:
 *   ``rehome class add`` or ``class preset`` gives it one. It is kept. That is
 *   so of TCP, unless the presets ``tcp`` or ``derp`` are active.
 */
enum nf_rehome_reason {
	NF_REHOME_REASON_FITS,
	NF_REHOME_REASON_EGRESS_MOVED,
	NF_REHOME_REASON_ADDR_GONE,
	NF_REHOME_REASON_WAN_DOWN,
	NF_REHOME_REASON_WAN_UNHEALTHY,
	NF_REHOME_REASON_NOT_NATTED,
	NF_REHOME_REASON_PORT_DISPLACED,
	NF_REHOME_REASON_INBOUND_ALIVE,
	NF_REHOME_REASON_SAME_MAPPING,
	NF_REHOME_REASON_DAMPED,
	NF_REHOME_REASON_DRAINING,
	NF_REHOME_REASON_EXCLUDED,
	NF_REHOME_REASON_UNSEEN,
	NF_REHOME_REASON_NOT_PROVEN,
	NF_REHOME_REASON_MODE_OFF,
	NF_REHOME_REASON_CLASS_KEEPS,
	NF_REHOME_REASON_NO_CLASS,

	/* private: */
	__NF_REHOME_REASON_MAX,
	NF_REHOME_REASON_MAX = (__NF_REHOME_REASON_MAX - 1)
};

/**
 * enum nf_rehome_wan_state - State of a WAN.
 * @NF_REHOME_WAN_STATE_UP: Link, carrier, a global address and a default
 *   route.
 * @NF_REHOME_WAN_STATE_DOWN: One of these is missing.
 * @NF_REHOME_WAN_STATE_UNHEALTHY: Somebody said so.
 */
enum nf_rehome_wan_state {
	NF_REHOME_WAN_STATE_UP,
	NF_REHOME_WAN_STATE_DOWN,
	NF_REHOME_WAN_STATE_UNHEALTHY,
};

/**
 * enum nf_rehome_flow_kind - Where a flow came from.
 * @NF_REHOME_FLOW_KIND_OUTBOUND: Forwarded, first packet from inside.
 * @NF_REHOME_FLOW_KIND_INBOUND: Forwarded, first packet to an address of the
 *   router.
 * @NF_REHOME_FLOW_KIND_TERMINATED: To the router itself.
 * @NF_REHOME_FLOW_KIND_LOCAL: From the router itself.
 */
enum nf_rehome_flow_kind {
	NF_REHOME_FLOW_KIND_OUTBOUND,
	NF_REHOME_FLOW_KIND_INBOUND,
	NF_REHOME_FLOW_KIND_TERMINATED,
	NF_REHOME_FLOW_KIND_LOCAL,
};

/**
 * enum nf_rehome_xlat - How a flow's source is translated.
 */
enum nf_rehome_xlat {
	NF_REHOME_XLAT_NONE,
	NF_REHOME_XLAT_MASQUERADE,
	NF_REHOME_XLAT_SNAT,
};

/**
 * enum nf_rehome_failback - What a class does when the WAN that it came from
 *   is up again.
 * @NF_REHOME_FAILBACK_NOW: Flows go back at once.
 * @NF_REHOME_FAILBACK_DRAIN: A flow goes back when it is idle, or when its
 *   time is over.
 * @NF_REHOME_FAILBACK_KEEP: Flows stay where they are.
 */
enum nf_rehome_failback {
	NF_REHOME_FAILBACK_NOW,
	NF_REHOME_FAILBACK_DRAIN,
	NF_REHOME_FAILBACK_KEEP,
};

/**
 * enum nf_rehome_owner - Who holds the address of a flow's mapping.
 * @NF_REHOME_OWNER_UNKNOWN: No device, and no WAN was ever seen to hold it.
 * @NF_REHOME_OWNER_GONE: No device any more.
 * @NF_REHOME_OWNER_LOCAL: A device that is no WAN.
 * @NF_REHOME_OWNER_WAN: A WAN.
 */
enum nf_rehome_owner {
	NF_REHOME_OWNER_UNKNOWN,
	NF_REHOME_OWNER_GONE,
	NF_REHOME_OWNER_LOCAL,
	NF_REHOME_OWNER_WAN,
};

/**
 * enum nf_rehome_origin - What tells the egress that a flow's mapping was
 *   chosen for.
 * @NF_REHOME_ORIGIN_NONE: Nothing does.
 * @NF_REHOME_ORIGIN_FIRST_PACKET: Its first packet, which was seen.
 * @NF_REHOME_ORIGIN_MASQUERADE: The device that masquerading noted in the
 *   entry.
 * @NF_REHOME_ORIGIN_OWNER: The WAN that holds, or held, the mapping's address.
 */
enum nf_rehome_origin {
	NF_REHOME_ORIGIN_NONE,
	NF_REHOME_ORIGIN_FIRST_PACKET,
	NF_REHOME_ORIGIN_MASQUERADE,
	NF_REHOME_ORIGIN_OWNER,
};

/**
 * enum nf_rehome_watch - When packets are looked at.
 * @NF_REHOME_WATCH_WINDOW: In the window that a trigger opens.
 * @NF_REHOME_WATCH_ALWAYS: All the time.
 */
enum nf_rehome_watch {
	NF_REHOME_WATCH_WINDOW,
	NF_REHOME_WATCH_ALWAYS,
};

/**
 * enum nf_rehome_pass_kind - Why a pass ran.
 * @NF_REHOME_PASS_KIND_LEAD: Shortly after the first event of a burst.
 * @NF_REHOME_PASS_KIND_TRAIL: Shortly after the last event.
 * @NF_REHOME_PASS_KIND_SETTLE: Well after the last event.
 * @NF_REHOME_PASS_KIND_RECONCILE: Now and then, without an event.
 * @NF_REHOME_PASS_KIND_COMMAND: Asked for by sweep.
 */
enum nf_rehome_pass_kind {
	NF_REHOME_PASS_KIND_LEAD,
	NF_REHOME_PASS_KIND_TRAIL,
	NF_REHOME_PASS_KIND_SETTLE,
	NF_REHOME_PASS_KIND_RECONCILE,
	NF_REHOME_PASS_KIND_COMMAND,

	/* private: */
	__NF_REHOME_PASS_KIND_MAX,
	NF_REHOME_PASS_KIND_MAX = (__NF_REHOME_PASS_KIND_MAX - 1)
};

/**
 * enum nf_rehome_cause - What changed before flows moved. Of several things at
 *   a time, as when a link goes down and its routes with it, the one that
 *   comes first here.
 * @NF_REHOME_CAUSE_COMMAND: Somebody told the health of a WAN, or changed a
 *   setting.
 * @NF_REHOME_CAUSE_LINK: A device.
 * @NF_REHOME_CAUSE_ADDRESS: An address.
 * @NF_REHOME_CAUSE_NEIGHBOUR: A gateway does not answer to its address any
 *   more.
 * @NF_REHOME_CAUSE_NEXTHOP: A nexthop object.
 * @NF_REHOME_CAUSE_RULE: A routing rule.
 * @NF_REHOME_CAUSE_ROUTE: A route.
 * @NF_REHOME_CAUSE_RULESET: The rules of nf_tables.
 * @NF_REHOME_CAUSE_POLL: What no event tells of, found by looking.
 * @NF_REHOME_CAUSE_LOAD: Nothing; it was stale when the module was loaded.
 */
enum nf_rehome_cause {
	NF_REHOME_CAUSE_COMMAND,
	NF_REHOME_CAUSE_LINK,
	NF_REHOME_CAUSE_ADDRESS,
	NF_REHOME_CAUSE_NEIGHBOUR,
	NF_REHOME_CAUSE_NEXTHOP,
	NF_REHOME_CAUSE_RULE,
	NF_REHOME_CAUSE_ROUTE,
	NF_REHOME_CAUSE_RULESET,
	NF_REHOME_CAUSE_POLL,
	NF_REHOME_CAUSE_LOAD,
};

/**
 * enum nf_rehome_failure - What went wrong while acting; the flow is left to
 *   the fallback.
 * @NF_REHOME_FAILURE_NO_MEMORY: Conntrack made no new entry; its table may be
 *   full.
 * @NF_REHOME_FAILURE_NO_MAPPING: The rule set dropped the packet that was to
 *   be translated anew.
 * @NF_REHOME_FAILURE_PORT_CHANGED: Moved, but the outside port was taken.
 * @NF_REHOME_FAILURE_LOST_RACE: Another party ended the entry first.
 * @NF_REHOME_FAILURE_REPLACED: A packet on another processor made the flow's
 *   new entry first.
 */
enum nf_rehome_failure {
	NF_REHOME_FAILURE_NO_MEMORY,
	NF_REHOME_FAILURE_NO_MAPPING,
	NF_REHOME_FAILURE_PORT_CHANGED,
	NF_REHOME_FAILURE_LOST_RACE,
	NF_REHOME_FAILURE_REPLACED,

	/* private: */
	__NF_REHOME_FAILURE_MAX,
	NF_REHOME_FAILURE_MAX = (__NF_REHOME_FAILURE_MAX - 1)
};

/**
 * enum nf_rehome_signature - The format that a flow is recognized by, at the
 *   payload of a packet.
 * @NF_REHOME_SIGNATURE_NONE: Not recognized; its ports may say what it is.
 * @NF_REHOME_SIGNATURE_DISCO: Tailscale's discovery messages.
 * @NF_REHOME_SIGNATURE_WIREGUARD: A WireGuard handshake, cookie or transport
 *   message.
 * @NF_REHOME_SIGNATURE_STUN: The magic cookie of STUN (RFC 8489).
 * @NF_REHOME_SIGNATURE_IKE: An IKE header (RFC 7296, RFC 2408), also behind
 *   RFC 3948's marker.
 * @NF_REHOME_SIGNATURE_OPENVPN: An OpenVPN hard reset.
 * @NF_REHOME_SIGNATURE_NEBULA: A Nebula header.
 * @NF_REHOME_SIGNATURE_ZEROTIER: A ZeroTier HELLO.
 * @NF_REHOME_SIGNATURE_QUIC: A QUIC Initial of a known version (RFC 9000, RFC
 *   9369).
 * @NF_REHOME_SIGNATURE_SIP: A SIP request or response line (RFC 3261).
 */
enum nf_rehome_signature {
	NF_REHOME_SIGNATURE_NONE,
	NF_REHOME_SIGNATURE_DISCO,
	NF_REHOME_SIGNATURE_WIREGUARD,
	NF_REHOME_SIGNATURE_STUN,
	NF_REHOME_SIGNATURE_IKE,
	NF_REHOME_SIGNATURE_OPENVPN,
	NF_REHOME_SIGNATURE_NEBULA,
	NF_REHOME_SIGNATURE_ZEROTIER,
	NF_REHOME_SIGNATURE_QUIC,
	NF_REHOME_SIGNATURE_SIP,
};

enum {
	NF_REHOME_A_VERSION_RELEASE = 1,

	__NF_REHOME_A_VERSION_MAX,
	NF_REHOME_A_VERSION_MAX = (__NF_REHOME_A_VERSION_MAX - 1)
};

enum {
	NF_REHOME_A_STATUS_RELEASE = 1,
	NF_REHOME_A_STATUS_MODE,
	NF_REHOME_A_STATUS_ACTIVE,
	NF_REHOME_A_STATUS_WANS_UP,
	NF_REHOME_A_STATUS_WANS,
	NF_REHOME_A_STATUS_EVENTS,
	NF_REHOME_A_STATUS_PASSES,
	NF_REHOME_A_STATUS_RENAT,
	NF_REHOME_A_STATUS_EXPIRE,
	NF_REHOME_A_STATUS_REPORT,
	NF_REHOME_A_STATUS_LAST,
	NF_REHOME_A_STATUS_LAST_AGO,
	NF_REHOME_A_STATUS_WATCH,
	NF_REHOME_A_STATUS_PAD,
	NF_REHOME_A_STATUS_FAILOVER,
	NF_REHOME_A_STATUS_SERVING,

	__NF_REHOME_A_STATUS_MAX,
	NF_REHOME_A_STATUS_MAX = (__NF_REHOME_A_STATUS_MAX - 1)
};

enum {
	NF_REHOME_A_SERVING_FAMILY = 1,
	NF_REHOME_A_SERVING_IFNAME,
	NF_REHOME_A_SERVING_AGO,
	NF_REHOME_A_SERVING_PAD,

	__NF_REHOME_A_SERVING_MAX,
	NF_REHOME_A_SERVING_MAX = (__NF_REHOME_A_SERVING_MAX - 1)
};

enum {
	NF_REHOME_A_ADDRESS_IN = 1,
	NF_REHOME_A_ADDRESS_IN6,

	__NF_REHOME_A_ADDRESS_MAX,
	NF_REHOME_A_ADDRESS_MAX = (__NF_REHOME_A_ADDRESS_MAX - 1)
};

enum {
	NF_REHOME_A_WAN_IFINDEX = 1,
	NF_REHOME_A_WAN_IFNAME,
	NF_REHOME_A_WAN_STATE,
	NF_REHOME_A_WAN_INET,
	NF_REHOME_A_WAN_INET6,
	NF_REHOME_A_WAN_LINK,
	NF_REHOME_A_WAN_DEFAULT4,
	NF_REHOME_A_WAN_DEFAULT6,
	NF_REHOME_A_WAN_ADDRESS,
	NF_REHOME_A_WAN_MOVED_FROM,
	NF_REHOME_A_WAN_MOVED_TO,
	NF_REHOME_A_WAN_EXPIRED,
	NF_REHOME_A_WAN_PAD,
	NF_REHOME_A_WAN_NAMED,
	NF_REHOME_A_WAN_MARK,
	NF_REHOME_A_WAN_MASK,
	NF_REHOME_A_WAN_PRIORITY,
	NF_REHOME_A_WAN_METERED,
	NF_REHOME_A_WAN_SNAT,
	NF_REHOME_A_WAN_SNAT6,
	NF_REHOME_A_WAN_REASON,
	NF_REHOME_A_WAN_BY,
	NF_REHOME_A_WAN_FAMILY,
	NF_REHOME_A_WAN_TOLD,
	NF_REHOME_A_WAN_SERVES4,
	NF_REHOME_A_WAN_SERVES6,
	NF_REHOME_A_WAN_SERVES4_AGO,
	NF_REHOME_A_WAN_SERVES6_AGO,

	__NF_REHOME_A_WAN_MAX,
	NF_REHOME_A_WAN_MAX = (__NF_REHOME_A_WAN_MAX - 1)
};

enum {
	NF_REHOME_A_TOLD_BY = 1,
	NF_REHOME_A_TOLD_INET,
	NF_REHOME_A_TOLD_INET6,

	__NF_REHOME_A_TOLD_MAX,
	NF_REHOME_A_TOLD_MAX = (__NF_REHOME_A_TOLD_MAX - 1)
};

enum {
	NF_REHOME_A_CLASS_NAME = 1,
	NF_REHOME_A_CLASS_PROTO,
	NF_REHOME_A_CLASS_PORT,
	NF_REHOME_A_CLASS_ACTION,
	NF_REHOME_A_CLASS_RENAT,
	NF_REHOME_A_CLASS_EXPIRE,
	NF_REHOME_A_CLASS_REPORT,
	NF_REHOME_A_CLASS_PAD,
	NF_REHOME_A_CLASS_FAILBACK,
	NF_REHOME_A_CLASS_DRAIN,
	NF_REHOME_A_CLASS_KEEP_PORT,
	NF_REHOME_A_CLASS_SIGNATURE,
	NF_REHOME_A_CLASS_PRESET,
	NF_REHOME_A_CLASS_ACTIVE,
	NF_REHOME_A_CLASS_RESET,
	NF_REHOME_A_CLASS_SPORT,
	NF_REHOME_A_CLASS_DPORT,
	NF_REHOME_A_CLASS_FROM,
	NF_REHOME_A_CLASS_TO,
	NF_REHOME_A_CLASS_MARK,
	NF_REHOME_A_CLASS_MASK,
	NF_REHOME_A_CLASS_BEFORE,
	NF_REHOME_A_CLASS_OWN,

	__NF_REHOME_A_CLASS_MAX,
	NF_REHOME_A_CLASS_MAX = (__NF_REHOME_A_CLASS_MAX - 1)
};

enum {
	NF_REHOME_A_PORT_RANGE_FIRST = 1,
	NF_REHOME_A_PORT_RANGE_LAST,

	__NF_REHOME_A_PORT_RANGE_MAX,
	NF_REHOME_A_PORT_RANGE_MAX = (__NF_REHOME_A_PORT_RANGE_MAX - 1)
};

enum {
	NF_REHOME_A_PREFIX_IN = 1,
	NF_REHOME_A_PREFIX_IN6,
	NF_REHOME_A_PREFIX_LEN,

	__NF_REHOME_A_PREFIX_MAX,
	NF_REHOME_A_PREFIX_MAX = (__NF_REHOME_A_PREFIX_MAX - 1)
};

enum {
	NF_REHOME_A_FLOW_STALE = 1,
	NF_REHOME_A_FLOW_CLASS,
	NF_REHOME_A_FLOW_PROTO,
	NF_REHOME_A_FLOW_KIND,
	NF_REHOME_A_FLOW_XLAT,
	NF_REHOME_A_FLOW_SRC,
	NF_REHOME_A_FLOW_SPORT,
	NF_REHOME_A_FLOW_DST,
	NF_REHOME_A_FLOW_DPORT,
	NF_REHOME_A_FLOW_MAP_ADDR,
	NF_REHOME_A_FLOW_MAP_PORT,
	NF_REHOME_A_FLOW_OLD_ADDR,
	NF_REHOME_A_FLOW_OLD_PORT,
	NF_REHOME_A_FLOW_OWNER,
	NF_REHOME_A_FLOW_EGRESS,
	NF_REHOME_A_FLOW_MARK,
	NF_REHOME_A_FLOW_ZONE,
	NF_REHOME_A_FLOW_TIMEOUT,
	NF_REHOME_A_FLOW_VERDICT,
	NF_REHOME_A_FLOW_REASON,
	NF_REHOME_A_FLOW_FACTS,
	NF_REHOME_A_FLOW_SIGNATURE,
	NF_REHOME_A_FLOW_CHOSEN,
	NF_REHOME_A_FLOW_HINT,
	NF_REHOME_A_FLOW_NEXT_VERDICT,
	NF_REHOME_A_FLOW_NEXT_REASON,
	NF_REHOME_A_FLOW_HINT_TABLE,
	NF_REHOME_A_FLOW_HINT_DST,
	NF_REHOME_A_FLOW_HINT_GATEWAY,

	__NF_REHOME_A_FLOW_MAX,
	NF_REHOME_A_FLOW_MAX = (__NF_REHOME_A_FLOW_MAX - 1)
};

enum {
	NF_REHOME_A_FACTS_ORIGIN = 1,
	NF_REHOME_A_FACTS_OWNER,
	NF_REHOME_A_FACTS_OWNER_STATE,
	NF_REHOME_A_FACTS_MODE,
	NF_REHOME_A_FACTS_ACTION,
	NF_REHOME_A_FACTS_SEEN,
	NF_REHOME_A_FACTS_SEEN_AGO,
	NF_REHOME_A_FACTS_ELSEWHERE,
	NF_REHOME_A_FACTS_OTHER_HOP,
	NF_REHOME_A_FACTS_AT_HOME,
	NF_REHOME_A_FACTS_INSIDE,
	NF_REHOME_A_FACTS_SAME_MAPPING,
	NF_REHOME_A_FACTS_DISPLACED,
	NF_REHOME_A_FACTS_EXCLUDED,
	NF_REHOME_A_FACTS_INJECTED,
	NF_REHOME_A_FACTS_OFFLOADED,
	NF_REHOME_A_FACTS_DAMPED,
	NF_REHOME_A_FACTS_DRAINING,
	NF_REHOME_A_FACTS_HOME,
	NF_REHOME_A_FACTS_ALTERNATIVE,
	NF_REHOME_A_FACTS_ALTERNATIVE_MARK,
	NF_REHOME_A_FACTS_OWNER_ILL,
	NF_REHOME_A_FACTS_UNSURE,
	NF_REHOME_A_FACTS_MISPLACED,
	NF_REHOME_A_FACTS_OUT_WAN,
	NF_REHOME_A_FACTS_TUNNELLED,
	NF_REHOME_A_FACTS_TRANSLATES,
	NF_REHOME_A_FACTS_RULES_CHANGED,
	NF_REHOME_A_FACTS_WAS_NATTED,
	NF_REHOME_A_FACTS_MARKED,
	NF_REHOME_A_FACTS_STEERABLE,
	NF_REHOME_A_FACTS_PINNED,
	NF_REHOME_A_FACTS_OTHER_UP,
	NF_REHOME_A_FACTS_RECYCLED,
	NF_REHOME_A_FACTS_INSISTS,
	NF_REHOME_A_FACTS_FOREIGN,
	NF_REHOME_A_FACTS_UNSETTLED,
	NF_REHOME_A_FACTS_STALLED,

	__NF_REHOME_A_FACTS_MAX,
	NF_REHOME_A_FACTS_MAX = (__NF_REHOME_A_FACTS_MAX - 1)
};

enum {
	NF_REHOME_A_PASS_DRY_RUN = 1,
	NF_REHOME_A_PASS_KIND,
	NF_REHOME_A_PASS_WALKED,
	NF_REHOME_A_PASS_FLOWS,
	NF_REHOME_A_PASS_KEEP,
	NF_REHOME_A_PASS_RENAT,
	NF_REHOME_A_PASS_EXPIRE,
	NF_REHOME_A_PASS_REPORT,
	NF_REHOME_A_PASS_LATER,
	NF_REHOME_A_PASS_DURATION,
	NF_REHOME_A_PASS_PAD,
	NF_REHOME_A_PASS_CLASS,
	NF_REHOME_A_PASS_WAN,

	__NF_REHOME_A_PASS_MAX,
	NF_REHOME_A_PASS_MAX = (__NF_REHOME_A_PASS_MAX - 1)
};

enum {
	NF_REHOME_A_STATS_EVENTS = 1,
	NF_REHOME_A_STATS_PASS,
	NF_REHOME_A_STATS_REASON,
	NF_REHOME_A_STATS_FAILURE,
	NF_REHOME_A_STATS_WALKED,
	NF_REHOME_A_STATS_FLOWS,
	NF_REHOME_A_STATS_DURATION,
	NF_REHOME_A_STATS_PAD,
	NF_REHOME_A_STATS_INDEX,
	NF_REHOME_A_STATS_WATCH,

	__NF_REHOME_A_STATS_MAX,
	NF_REHOME_A_STATS_MAX = (__NF_REHOME_A_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_PASS_STATS_KIND = 1,
	NF_REHOME_A_PASS_STATS_COUNT,
	NF_REHOME_A_PASS_STATS_PAD,

	__NF_REHOME_A_PASS_STATS_MAX,
	NF_REHOME_A_PASS_STATS_MAX = (__NF_REHOME_A_PASS_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_REASON_STATS_REASON = 1,
	NF_REHOME_A_REASON_STATS_KEEP,
	NF_REHOME_A_REASON_STATS_RENAT,
	NF_REHOME_A_REASON_STATS_EXPIRE,
	NF_REHOME_A_REASON_STATS_REPORT,
	NF_REHOME_A_REASON_STATS_PAD,

	__NF_REHOME_A_REASON_STATS_MAX,
	NF_REHOME_A_REASON_STATS_MAX = (__NF_REHOME_A_REASON_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_FAILURE_STATS_KIND = 1,
	NF_REHOME_A_FAILURE_STATS_COUNT,
	NF_REHOME_A_FAILURE_STATS_PAD,

	__NF_REHOME_A_FAILURE_STATS_MAX,
	NF_REHOME_A_FAILURE_STATS_MAX = (__NF_REHOME_A_FAILURE_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_INDEX_STATS_FLOWS = 1,
	NF_REHOME_A_INDEX_STATS_LIMIT,
	NF_REHOME_A_INDEX_STATS_BYTES,
	NF_REHOME_A_INDEX_STATS_OBSERVED,
	NF_REHOME_A_INDEX_STATS_ADOPTED,
	NF_REHOME_A_INDEX_STATS_GONE,
	NF_REHOME_A_INDEX_STATS_EVICTED,
	NF_REHOME_A_INDEX_STATS_REFUSED,
	NF_REHOME_A_INDEX_STATS_PAD,

	__NF_REHOME_A_INDEX_STATS_MAX,
	NF_REHOME_A_INDEX_STATS_MAX = (__NF_REHOME_A_INDEX_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_WATCH_STATS_WINDOWS = 1,
	NF_REHOME_A_WATCH_STATS_JUDGED,
	NF_REHOME_A_WATCH_STATS_ASKED,
	NF_REHOME_A_WATCH_STATS_LATE,
	NF_REHOME_A_WATCH_STATS_PAD,
	NF_REHOME_A_WATCH_STATS_RESETS,

	__NF_REHOME_A_WATCH_STATS_MAX,
	NF_REHOME_A_WATCH_STATS_MAX = (__NF_REHOME_A_WATCH_STATS_MAX - 1)
};

enum {
	NF_REHOME_A_FAILOVER_FROM = 1,
	NF_REHOME_A_FAILOVER_TO,
	NF_REHOME_A_FAILOVER_RENAT,
	NF_REHOME_A_FAILOVER_EXPIRE,
	NF_REHOME_A_FAILOVER_REPORT,
	NF_REHOME_A_FAILOVER_FIRST,
	NF_REHOME_A_FAILOVER_LAST,
	NF_REHOME_A_FAILOVER_PAD,
	NF_REHOME_A_FAILOVER_CAUSE,
	NF_REHOME_A_FAILOVER_AGO,

	__NF_REHOME_A_FAILOVER_MAX,
	NF_REHOME_A_FAILOVER_MAX = (__NF_REHOME_A_FAILOVER_MAX - 1)
};

enum {
	NF_REHOME_A_PARAM_MODE = 1,
	NF_REHOME_A_PARAM_LEAD,
	NF_REHOME_A_PARAM_TRAIL,
	NF_REHOME_A_PARAM_SETTLE,
	NF_REHOME_A_PARAM_RECONCILE,
	NF_REHOME_A_PARAM_HOLD,
	NF_REHOME_A_PARAM_WATCH,

	__NF_REHOME_A_PARAM_MAX,
	NF_REHOME_A_PARAM_MAX = (__NF_REHOME_A_PARAM_MAX - 1)
};

enum {
	NF_REHOME_A_CONFIG_PARAM = 1,
	NF_REHOME_A_CONFIG_WAN,
	NF_REHOME_A_CONFIG_CLASS,

	__NF_REHOME_A_CONFIG_MAX,
	NF_REHOME_A_CONFIG_MAX = (__NF_REHOME_A_CONFIG_MAX - 1)
};

enum {
	NF_REHOME_CMD_VERSION_GET = 1,
	NF_REHOME_CMD_STATUS_GET,
	NF_REHOME_CMD_WAN_GET,
	NF_REHOME_CMD_CLASS_GET,
	NF_REHOME_CMD_FLOW_GET,
	NF_REHOME_CMD_SWEEP,
	NF_REHOME_CMD_STATS_GET,
	NF_REHOME_CMD_PARAM_GET,
	NF_REHOME_CMD_PARAM_SET,
	NF_REHOME_CMD_PASS_NTF,
	NF_REHOME_CMD_FLOW_NTF,
	NF_REHOME_CMD_WAN_NTF,
	NF_REHOME_CMD_WAN_ADD,
	NF_REHOME_CMD_WAN_SET,
	NF_REHOME_CMD_WAN_DEL,
	NF_REHOME_CMD_WAN_HEALTH,
	NF_REHOME_CMD_CLASS_SET,
	NF_REHOME_CMD_FLOW_EXPLAIN,
	NF_REHOME_CMD_FAILOVER_NTF,
	NF_REHOME_CMD_STATS_RESET,
	NF_REHOME_CMD_CLASS_ADD,
	NF_REHOME_CMD_CLASS_DEL,
	NF_REHOME_CMD_CONFIG_SET,

	__NF_REHOME_CMD_MAX,
	NF_REHOME_CMD_MAX = (__NF_REHOME_CMD_MAX - 1)
};

#define NF_REHOME_MCGRP_EVENTS	"events"
#define NF_REHOME_MCGRP_FLOWS	"flows"

#endif /* _UAPI_LINUX_NF_REHOME_H */
