"""Renegotiation in TLS 1.2 with openssl and gnutls: begun by either side, with data before, between and behind, and with a
client certificate that is asked for late."""

import os

import harness

PROGRAM = os.environ.get("INTEROP_RENEGOTIATION", "interop_renegotiation")
GNUTLS_1_2 = "NORMAL:-VERS-ALL:+VERS-TLS1.2:%SAFE_RENEGOTIATION"


def ours(role, port, permission="by_either", begin_after="never", late="", greeting=""):
    name = "rsa" if role == "server" else "client_rsa"
    return [PROGRAM, role, str(port), harness.pki(f"{name}.pem"), harness.pki(f"{name}.key"), harness.ROOT, permission,
            str(begin_after), late, greeting]


def our_server(**settings):
    return harness.OurServer(ours("server", 0, **settings)).learn_port(r"^listening on .*:(\d+)$")


def our_client(server, **settings):
    return harness.Process(ours("client", server.port, **settings))


def openssl_client(server, *options):
    return harness.Process(harness.openssl_client_command(server, "-tls1_2", *harness.openssl_identity("client_rsa"),
                                                          *options))


def openssl_server(*options):
    return harness.openssl_server("-tls1_2", "-CAfile", harness.ROOT, *options)


def gnutls_client(server, *options):
    return harness.Process(harness.gnutls_client_command(server, "--priority", GNUTLS_1_2,
                                                         *harness.gnutls_identity("client_rsa"), *options))


def say(process, text, patience=harness.PATIENCE):
    """Says something and waits for it to come back."""
    process.send(text.encode() + b"\n")
    process.wait_for(f"^{text}$", patience)


def ask_by(server, command):
    """Has an openssl server ask for a renegotiation: it takes a command only from the beginning of what it reads."""
    server.send(command + b"\n")
    server.wait_for("SSL_do_handshake")


class OurServer(harness.TestCase):
    def test_follows_openssl(self):
        with our_server() as server, openssl_client(server) as client:
            say(client, "before")
            for count in (1, 2):
                client.send(b"R\n")
                client.wait_for(rf"(?s)(RENEGOTIATING.*){{{count}}}")
                say(client, f"behind {count}")
                server.wait_for(f"^renegotiation {count}, peer unknown")

    def test_follows_openssl_only_if_it_may(self):
        for permission in ("refused", "by_server"):
            with our_server(permission=permission) as server, openssl_client(server) as client:
                say(client, "before")
                client.send(b"R\n")
                client.wait_for("no renegotiation")

    def test_asks_openssl_for_a_certificate_late(self):
        with our_server(permission="by_server", begin_after=1, late="late") as server, openssl_client(server) as client:
            say(client, "before")
            server.wait_for("^asked")
            say(client, "between")
            server.wait_for("^renegotiation 1, peer verified")
            say(client, "behind")

    def test_follows_gnutls(self):
        with our_server() as server, gnutls_client(server, "--rehandshake") as client:
            say(client, "behind")
            server.wait_for("^renegotiation 1, peer unknown")

    def test_asks_gnutls_for_a_certificate_late(self):
        with our_server(permission="by_server", begin_after=1, late="late") as server, gnutls_client(server) as client:
            say(client, "before")
            server.wait_for("^renegotiation 1, peer verified")
            say(client, "behind")


class OurClient(harness.TestCase):
    def test_begins_with_openssl(self):
        with openssl_server("-client_renegotiation") as server:
            with our_client(server, begin_after=0, greeting="behind") as client:
                client.wait_for("^renegotiation 1, peer verified")
                server.wait_for("^behind")

    def test_goes_on_if_openssl_refuses(self):
        with openssl_server() as server:
            with our_client(server, begin_after=0, greeting="behind") as client:
                server.wait_for("^behind")
                self.assertNotIn("renegotiation", client.text)

    def test_follows_openssl(self):
        with openssl_server() as server, our_client(server, permission="by_server", greeting="before") as client:
            server.wait_for("^before")
            ask_by(server, b"r")
            say(server, "behind")
            client.wait_for("^renegotiation 1, peer verified")

    def test_shows_openssl_a_certificate_late(self):
        with openssl_server() as server, our_client(server, permission="by_server", greeting="before") as client:
            server.wait_for("^before")
            ask_by(server, b"R")
            say(server, "behind")
            client.wait_for("^renegotiation 1, peer verified")
            server.wait_for("CN ?= ?client_rsa")

    def test_begins_with_gnutls(self):
        with harness.gnutls_server("--echo", "--priority", GNUTLS_1_2) as server:
            with our_client(server, begin_after=1, greeting="before") as client:
                client.wait_for("^renegotiation 1, peer verified")

    def test_follows_gnutls(self):
        with harness.gnutls_server("--echo", "--priority", GNUTLS_1_2) as server:
            with our_client(server, permission="by_server", greeting="**REHANDSHAKE**") as client:
                client.wait_for("^renegotiation 1, peer verified")


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
