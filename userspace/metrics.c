// SPDX-License-Identifier: GPL-2.0
/* The metrics: what each counts, and where its numbers are. */

#include <linux/nf_rehome.h>

#include "prometheus.h"

#define METRIC(name, help)		(&(const struct metric){ name, help, 0 })
#define SECONDS(name, unit, help)	(&(const struct metric){ name, help, unit })

static const struct metric wan_state = {
	"wan_state", "State of a WAN for an address family: 1 for the one that it is in.", 0
};

static const struct metric wan_default = {
	"wan_default_route", "Whether a default route of the family leads through the WAN.", 0
};

static const struct metric wan_serves = {
	"wan_serves", "Whether the router's own packets of the family leave by the WAN.", 0
};

static const struct metric unhealthy = {
	"wan_unhealthy_info", "Who tells a WAN unhealthy, and why, while that is so.", 0
};

static const struct metric verdicts = {
	"verdicts_total",
	"Verdicts on flows, by reason and by what was done: renat moved, report counted only.", 0
};

static const struct metric classes = {
	"class_flows_total", "Flows of a class that something was done about, by verdict.", 0
};

const struct sample prometheus_samples[] = {
	{ .metric = METRIC("info", "The version of the module."),
	  .source = STATUS, .attr = NF_REHOME_A_STATUS_RELEASE, .more = "version" },
	{ .metric = METRIC("mode", "What is done about stale flows: 1 for the mode in force."),
	  .source = STATUS, .attr = NF_REHOME_A_STATUS_MODE, .more = "mode",
	  .states = &words_mode },
	{ .metric = METRIC("active",
			    "Whether the namespace has NAT and a WAN, and the mode is not off."),
	  .source = STATUS, .attr = NF_REHOME_A_STATUS_ACTIVE },
	{ .metric = METRIC("watch_on", "Whether packets are looked at now."),
	  .source = STATUS, .attr = NF_REHOME_A_STATUS_WATCH },
	{ .metric = SECONDS("last_pass_age_seconds", 1000, "Time since the last pass ended."),
	  .source = STATUS, .attr = NF_REHOME_A_STATUS_LAST_AGO },
	{ .metric = &wan_state,
	  .source = WAN, .attr = NF_REHOME_A_WAN_INET, .fixed = { "family", "inet" },
	  .more = "state", .states = &words_wan_state },
	{ .metric = &wan_state,
	  .source = WAN, .attr = NF_REHOME_A_WAN_INET6, .fixed = { "family", "inet6" },
	  .more = "state", .states = &words_wan_state },
	{ .metric = &unhealthy,
	  .source = WAN, .nest = NF_REHOME_A_WAN_TOLD, .attr = NF_REHOME_A_TOLD_INET,
	  .fixed = { "family", "inet" }, .teller = NF_REHOME_A_TOLD_BY, .more = "reason" },
	{ .metric = &unhealthy,
	  .source = WAN, .nest = NF_REHOME_A_WAN_TOLD, .attr = NF_REHOME_A_TOLD_INET6,
	  .fixed = { "family", "inet6" }, .teller = NF_REHOME_A_TOLD_BY, .more = "reason" },
	{ .metric = METRIC("wan_link_up", "Whether the link of a WAN is up and has carrier."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_LINK },
	{ .metric = &wan_default,
	  .source = WAN, .attr = NF_REHOME_A_WAN_DEFAULT4,
	  .fixed = { "family", "inet" } },
	{ .metric = &wan_default,
	  .source = WAN, .attr = NF_REHOME_A_WAN_DEFAULT6,
	  .fixed = { "family", "inet6" } },
	{ .metric = &wan_serves,
	  .source = WAN, .attr = NF_REHOME_A_WAN_SERVES4,
	  .fixed = { "family", "inet" } },
	{ .metric = &wan_serves,
	  .source = WAN, .attr = NF_REHOME_A_WAN_SERVES6,
	  .fixed = { "family", "inet6" } },
	{ .metric = METRIC("wan_named", "Whether a WAN was added by name."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_NAMED },
	{ .metric = METRIC("wan_priority", "Priority of a WAN: a lesser number is preferred."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_PRIORITY },
	{ .metric = METRIC("wan_metered", "Whether any WAN that is not metered is preferred."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_METERED },
	{ .metric = METRIC("wan_moved_from_total", "Flows moved away from a WAN."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_MOVED_FROM },
	{ .metric = METRIC("wan_moved_to_total", "Flows moved to a WAN."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_MOVED_TO },
	{ .metric = METRIC("wan_expired_total", "Flows of a WAN that were expired."),
	  .source = WAN, .attr = NF_REHOME_A_WAN_EXPIRED },
	{ .metric = METRIC("class_active",
			    "Whether flows belong to a class; a preset waits to be asked for."),
	  .source = CLASS, .attr = NF_REHOME_A_CLASS_ACTIVE },
	{ .metric = &classes,
	  .source = CLASS, .attr = NF_REHOME_A_CLASS_RENAT,
	  .fixed = { "verdict", "renat" } },
	{ .metric = &classes,
	  .source = CLASS, .attr = NF_REHOME_A_CLASS_EXPIRE,
	  .fixed = { "verdict", "expire" } },
	{ .metric = &classes,
	  .source = CLASS, .attr = NF_REHOME_A_CLASS_REPORT,
	  .fixed = { "verdict", "report" } },
	{ .metric = &verdicts,
	  .source = STATS, .nest = NF_REHOME_A_STATS_REASON,
	  .attr = NF_REHOME_A_REASON_STATS_KEEP, .fixed = { "verdict", "keep" },
	  .more = "reason", .rows = &words_reason },
	{ .metric = &verdicts,
	  .source = STATS, .nest = NF_REHOME_A_STATS_REASON,
	  .attr = NF_REHOME_A_REASON_STATS_RENAT, .fixed = { "verdict", "renat" },
	  .more = "reason", .rows = &words_reason },
	{ .metric = &verdicts,
	  .source = STATS, .nest = NF_REHOME_A_STATS_REASON,
	  .attr = NF_REHOME_A_REASON_STATS_EXPIRE, .fixed = { "verdict", "expire" },
	  .more = "reason", .rows = &words_reason },
	{ .metric = &verdicts,
	  .source = STATS, .nest = NF_REHOME_A_STATS_REASON,
	  .attr = NF_REHOME_A_REASON_STATS_REPORT, .fixed = { "verdict", "report" },
	  .more = "reason", .rows = &words_reason },
	{ .metric = METRIC("failures_total",
			    "What went wrong while acting; the next packet asks again."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_FAILURE,
	  .attr = NF_REHOME_A_FAILURE_STATS_COUNT, .more = "kind",
	  .rows = &words_failure },
	{ .metric = METRIC("events_total", "Events noted."),
	  .source = STATS, .attr = NF_REHOME_A_STATS_EVENTS },
	{ .metric = METRIC("passes_total", "Passes over the flows, by kind."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_PASS,
	  .attr = NF_REHOME_A_PASS_STATS_COUNT, .more = "kind",
	  .rows = &words_pass_kind },
	{ .metric = METRIC("pass_entries_total", "Conntrack entries that passes looked at."),
	  .source = STATS, .attr = NF_REHOME_A_STATS_WALKED },
	{ .metric = METRIC("pass_flows_total", "Flows of a class that passes looked at."),
	  .source = STATS, .attr = NF_REHOME_A_STATS_FLOWS },
	{ .metric = SECONDS("pass_seconds_total", 1000000, "Time that passes worked."),
	  .source = STATS, .attr = NF_REHOME_A_STATS_DURATION },
	{ .metric = METRIC("index_flows", "Flows in the index now."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_FLOWS },
	{ .metric = METRIC("index_flows_limit", "Most flows that the index takes."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_LIMIT },
	{ .metric = METRIC("index_memory_bytes", "Memory of the index."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_BYTES },
	{ .metric = METRIC("index_observed_total", "Flows noted at their first packet."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_OBSERVED },
	{ .metric = METRIC("index_adopted_total", "Flows found among the connections instead."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_ADOPTED },
	{ .metric = METRIC("index_gone_total",
			    "Flows dropped because their connection had ended."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_GONE },
	{ .metric = METRIC("index_evicted_total",
			    "Flows without an answer that had to make room."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_EVICTED },
	{ .metric = METRIC("index_refused_total",
			    "Flows that there was no room or memory for."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_INDEX,
	  .attr = NF_REHOME_A_INDEX_STATS_REFUSED },
	{ .metric = METRIC("windows_total", "Windows opened."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_WATCH,
	  .attr = NF_REHOME_A_WATCH_STATS_WINDOWS },
	{ .metric = METRIC("judged_packets_total",
			    "Packets judged, other than of flows known to fit."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_WATCH,
	  .attr = NF_REHOME_A_WATCH_STATS_JUDGED },
	{ .metric = METRIC("asked_packets_total",
			    "Packets shown to the rule set to be translated anew."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_WATCH,
	  .attr = NF_REHOME_A_WATCH_STATS_ASKED },
	{ .metric = METRIC("late_replies_total",
			    "Replies to an old mapping delivered after the move."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_WATCH,
	  .attr = NF_REHOME_A_WATCH_STATS_LATE },
	{ .metric = METRIC("resets_total",
			    "Resets sent to inside ends of TCP connections that were expired."),
	  .source = STATS, .nest = NF_REHOME_A_STATS_WATCH,
	  .attr = NF_REHOME_A_WATCH_STATS_RESETS },
};

const size_t prometheus_count =
	sizeof(prometheus_samples) / sizeof(*prometheus_samples);
