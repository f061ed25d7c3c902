// SPDX-License-Identifier: GPL-2.0

// Control is Tailscale's control server for tests, with one DERP and STUN server
// of our own instead of those of the public. Routes that a node advertises are
// approved.
package main

import (
	"flag"
	"log"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"tailscale.com/tailcfg"
	"tailscale.com/tstest/integration/testcontrol"
	"tailscale.com/types/key"
)

const (
	region   = 900 // the first that is free for own use
	derpPort = 443
	stunPort = 3478
)

// The server tells of no node that advertises other routes than before.
func approve(control *testcontrol.Server) {
	approved := map[key.NodePublic][]netip.Prefix{}
	for range time.Tick(time.Second) {
		for _, node := range control.AllNodes() {
			routes := node.Hostinfo.RoutableIPs().AsSlice()
			if !slices.Equal(routes, approved[node.Key]) {
				approved[node.Key] = routes
				control.SetSubnetRoutes(node.Key, routes)
			}
		}
	}
}

func main() {
	listen := flag.String("listen", "", "address of this server")
	cert := flag.String("cert", "", "file of its certificate")
	key := flag.String("key", "", "file of its key")
	derp := flag.String("derp", "", "address of the DERP server")
	flag.Parse()

	control := &testcontrol.Server{
		Logf:             func(string, ...any) {},
		ExplicitBaseURL:  "https://" + *listen,
		AllNodesSameUser: true,
		AllOnline:        true,
		DERPMap: &tailcfg.DERPMap{
			OmitDefaultRegions: true,
			Regions: map[int]*tailcfg.DERPRegion{
				region: {
					RegionID:   region,
					RegionCode: "lab",
					RegionName: "lab",
					Nodes: []*tailcfg.DERPNode{{
						Name:             "lab",
						RegionID:         region,
						HostName:         *derp,
						IPv4:             *derp,
						IPv6:             "none",
						DERPPort:         derpPort,
						STUNPort:         stunPort,
						InsecureForTests: true,
					}},
				},
			},
		},
	}
	go approve(control)
	go func() { log.Fatal(http.ListenAndServe(*listen+":80", control)) }()
	log.Fatal(http.ListenAndServeTLS(*listen+":443", *cert, *key, control))
}
