// A TLS client or server in Go.
//
//	peer client PORT ROOT.pem VERSION [N]       gets / and prints version, suite and the response; N times, with sessions
//	peer server CHAIN.pem KEY.pem VERSION       prints its port, answers all requests with version and suite
//
// VERSION is "1.2", "1.3" or "any".
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

func describe(connection *tls.Conn) string {
	state := connection.ConnectionState()
	text := fmt.Sprintf("go: %x %s", state.Version, tls.CipherSuiteName(state.CipherSuite))
	if state.DidResume {
		text += ", resumed"
	}
	return text + "\n"
}

func limit(config *tls.Config, version string) *tls.Config {
	switch version {
	case "1.2":
		config.MaxVersion = tls.VersionTLS12
	case "1.3":
		config.MinVersion = tls.VersionTLS13
	}
	return config
}

func client(port, root, version string, connections int) error {
	text, err := os.ReadFile(root)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	config := &tls.Config{RootCAs: roots, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(0)}
	for i := 0; i < connections; i++ {
		if err := get(port, limit(config, version)); err != nil {
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
	acceptor, err := tls.Listen("tcp", "127.0.0.1:0", limit(&tls.Config{Certificates: []tls.Certificate{identity}}, version))
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
	err := fmt.Errorf("usage: client PORT ROOT.pem VERSION [N] | server CHAIN.pem KEY.pem VERSION")
	if len(os.Args) == 5 && os.Args[1] == "client" {
		err = client(os.Args[2], os.Args[3], os.Args[4], 1)
	} else if len(os.Args) == 6 && os.Args[1] == "client" {
		connections, _ := strconv.Atoi(os.Args[5])
		err = client(os.Args[2], os.Args[3], os.Args[4], connections)
	} else if len(os.Args) == 5 && os.Args[1] == "server" {
		err = server(os.Args[2], os.Args[3], os.Args[4])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
