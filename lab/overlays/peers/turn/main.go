// SPDX-License-Identifier: GPL-2.0

// Turn carries what comes to a port of UDP of its own host to a peer, by an allocation
// at a TURN server, and the peer's answers back.
package main

import (
	"flag"
	"log"
	"net"

	"github.com/pion/logging"
	"github.com/pion/turn/v4"
)

const packet = 1500

// copy carries what one side gets to an address of the other, which may be learnt.
func forward(from, to net.PacketConn, where func() net.Addr, learn func(net.Addr)) error {
	buffer := make([]byte, packet)
	for {
		size, sender, err := from.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if learn != nil {
			learn(sender)
		}
		if address := where(); address != nil {
			// What is lost is lost.
			_, _ = to.WriteTo(buffer[:size], address)
		}
	}
}

func run(server, user, password, realm, peer, listen string) error {
	local, err := net.ListenPacket("udp4", listen)
	if err != nil {
		return err
	}
	socket, err := net.ListenPacket("udp4", "0.0.0.0:0")
	if err != nil {
		return err
	}
	client, err := turn.NewClient(&turn.ClientConfig{
		STUNServerAddr: server, TURNServerAddr: server, Conn: socket,
		Username: user, Password: password, Realm: realm,
		LoggerFactory: logging.NewDefaultLoggerFactory(),
	})
	if err != nil {
		return err
	}
	if err = client.Listen(); err != nil {
		return err
	}
	relay, err := client.Allocate()
	if err != nil {
		return err
	}
	to, err := net.ResolveUDPAddr("udp4", peer)
	if err != nil {
		return err
	}
	asker := make(chan net.Addr, 1)
	var last net.Addr
	go func() {
		log.Fatal(forward(relay, local, func() net.Addr {
			select {
			case last = <-asker:
			default:
			}
			return last
		}, nil))
	}()
	return forward(local, relay, func() net.Addr { return to }, func(address net.Addr) {
		select {
		case asker <- address:
		default:
		}
	})
}

func main() {
	server := flag.String("server", "", "address and port of the TURN server")
	user := flag.String("user", "lab", "name at the server")
	password := flag.String("password", "lab", "password there")
	realm := flag.String("realm", "lab", "the server's realm")
	peer := flag.String("peer", "", "address and port of the peer")
	listen := flag.String("listen", "127.0.0.1:7", "where packets to carry come from")
	flag.Parse()
	log.Fatal(run(*server, *user, *password, *realm, *peer, *listen))
}
