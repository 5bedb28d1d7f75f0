// A TLS client or server in Go.
//
//	peer [OPTION...] client PORT ROOT.pem VERSION [N]    gets / and prints version, suite and the response; N times, with
//	                                                     sessions
//	peer [OPTION...] server CHAIN.pem KEY.pem VERSION    prints its port, answers all requests with version and suite
//
// VERSION is "1.2", "1.3" or "any". Options:
//
//	-groups ID,ID...       numbers of the key exchange groups
//	-cert F, -key F        the client's certificate chain and private key
//	-ca F                  the server requires client certificates and verifies them with these authorities
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

var (
	groups      = flag.String("groups", "", "")
	certificate = flag.String("cert", "", "")
	privateKey  = flag.String("key", "", "")
	authorities = flag.String("ca", "", "")
)

func describe(connection *tls.Conn) string {
	state := connection.ConnectionState()
	text := fmt.Sprintf("go: %x %s", state.Version, tls.CipherSuiteName(state.CipherSuite))
	if state.DidResume {
		text += ", resumed"
	}
	if len(state.VerifiedChains) != 0 {
		text += ", peer " + state.PeerCertificates[0].Subject.CommonName
	}
	return text + "\n"
}

func limit(config *tls.Config, version string) *tls.Config {
	for _, word := range strings.Split(*groups, ",") {
		if id, err := strconv.ParseUint(word, 10, 16); err == nil {
			config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(id))
		}
	}
	switch version {
	case "1.2":
		config.MaxVersion = tls.VersionTLS12
	case "1.3":
		config.MinVersion = tls.VersionTLS13
	}
	return config
}

func pool(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	certificates := x509.NewCertPool()
	certificates.AppendCertsFromPEM(text)
	return certificates, nil
}

func client(port, root, version string, connections int) error {
	roots, err := pool(root)
	if err != nil {
		return err
	}
	config := &tls.Config{RootCAs: roots, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(0)}
	if *certificate != "" {
		identity, err := tls.LoadX509KeyPair(*certificate, *privateKey)
		if err != nil {
			return err
		}
		config.Certificates = []tls.Certificate{identity}
	}
	limit(config, version)
	for i := 0; i < connections; i++ {
		if err := get(port, config); err != nil {
			return err
		}
	}
	return nil
}

func get(port string, config *tls.Config) error {
	connection, err := tls.Dial("tcp", "127.0.0.1:"+port, config)
	if err != nil {
		return err
	}
	defer connection.Close()
	fmt.Print(describe(connection))
	fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	_, err = io.Copy(os.Stdout, connection)
	return err
}

func serve(connection *tls.Conn) {
	defer connection.Close()
	if _, err := http.ReadRequest(bufio.NewReader(connection)); err != nil {
		fmt.Println("connection failed:", err)
		return
	}
	body := describe(connection)
	fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

func server(chain, key, version string) error {
	identity, err := tls.LoadX509KeyPair(chain, key)
	if err != nil {
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{identity}}
	if *authorities != "" {
		if config.ClientCAs, err = pool(*authorities); err != nil {
			return err
		}
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	acceptor, err := tls.Listen("tcp", "127.0.0.1:0", limit(config, version))
	if err != nil {
		return err
	}
	fmt.Printf("listening on 127.0.0.1:%d\n", acceptor.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := acceptor.Accept()
		if err != nil {
			return err
		}
		serve(connection.(*tls.Conn))
	}
}

func main() {
	flag.Parse()
	words := flag.Args()
	err := fmt.Errorf("usage: client PORT ROOT.pem VERSION [N] | server CHAIN.pem KEY.pem VERSION")
	if len(words) == 4 && words[0] == "client" {
		err = client(words[1], words[2], words[3], 1)
	} else if len(words) == 5 && words[0] == "client" {
		connections, _ := strconv.Atoi(words[4])
		err = client(words[1], words[2], words[3], connections)
	} else if len(words) == 4 && words[0] == "server" {
		err = server(words[1], words[2], words[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
