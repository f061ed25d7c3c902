// SPDX-License-Identifier: GPL-2.0

// Quic echoes lines over a QUIC connection, as the server or as the client of a pair.
// The client takes TCP connections on a port of its own host and carries what comes
// over them as streams of one QUIC connection, so that a probe needs no QUIC itself.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"log"
	"math/big"
	"net"
	"time"

	"github.com/quic-go/quic-go"
)

const protocol = "lab-echo"

var config = &quic.Config{KeepAlivePeriod: 5 * time.Second, MaxIdleTimeout: 5 * time.Minute}

func serve(address string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().AddDate(1, 0, 0)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	listener, err := quic.ListenAddr(address, &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
		NextProtos:   []string{protocol},
	}, config)
	if err != nil {
		return err
	}
	for {
		connection, err := listener.Accept(context.Background())
		if err != nil {
			return err
		}
		go func() {
			for {
				stream, err := connection.AcceptStream(context.Background())
				if err != nil {
					return
				}
				go io.Copy(stream, stream)
			}
		}()
	}
}

func dial(address string) (*quic.Conn, error) {
	return quic.DialAddr(context.Background(), address,
		&tls.Config{InsecureSkipVerify: true, NextProtos: []string{protocol}}, config)
}

func carry(listen, address string) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	connection, err := dial(address)
	if err != nil {
		return err
	}
	for {
		local, err := listener.Accept()
		if err != nil {
			return err
		}
		stream, err := connection.OpenStreamSync(context.Background())
		if err != nil {
			return err
		}
		go io.Copy(stream, local)
		go io.Copy(local, stream)
	}
}

func main() {
	server := flag.String("serve", "", "address and port to serve on")
	client := flag.String("connect", "", "address and port of the server")
	listen := flag.String("listen", "127.0.0.1:7", "where the client takes connections of TCP")
	flag.Parse()

	if *server != "" {
		log.Fatal(serve(*server))
	}
	log.Fatal(carry(*listen, *client))
}
