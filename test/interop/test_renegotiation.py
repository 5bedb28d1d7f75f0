"""TLS 1.2 renegotiation with openssl and gnutls: started by either side, with data before, during and after it, and
with a client certificate that is requested in the renegotiation only."""

import os

import harness

PROGRAM = os.environ.get("INTEROP_RENEGOTIATION", "interop_renegotiation")
GNUTLS_1_2 = "NORMAL:-VERS-ALL:+VERS-TLS1.2:%SAFE_RENEGOTIATION"


def ours(role, port, permission="by_either", begin_after="never", late="", greeting=""):
    name = "rsa" if role == "server" else "client_rsa"
    return [PROGRAM, role, str(port), harness.pki(f"{name}.pem"), harness.pki(f"{name}.key"), harness.ROOT, permission,
            str(begin_after), late, greeting]


def our_server(**settings):
    return harness.OurServer(ours("server", 0, **settings)).wait_for_port(r"^listening on .*:(\d+)$")


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


def check_echo(process, text, timeout=harness.TIMEOUT):
    """Sends a line and waits for its echo."""
    process.send(text.encode() + b"\n")
    process.wait_for(f"^{text}$", timeout)


def renegotiate(server, command):
    """Makes an openssl server start a renegotiation. s_server accepts a command only at the start of a read."""
    server.send(command + b"\n")
    server.wait_for("SSL_do_handshake")


class OurServer(harness.TestCase):
    def test_renegotiates_at_openssls_request(self):
        with our_server() as server, openssl_client(server) as client:
            check_echo(client, "before")
            for count in (1, 2):
                client.send(b"R\n")
                client.wait_for(rf"(?s)(RENEGOTIATING.*){{{count}}}")
                check_echo(client, f"after {count}")
                server.wait_for(f"^renegotiation {count}, peer unknown")

    def test_refuses_openssls_request_unless_permitted(self):
        for permission in ("refused", "by_server"):
            with our_server(permission=permission) as server, openssl_client(server) as client:
                check_echo(client, "before")
                client.send(b"R\n")
                client.wait_for("no renegotiation")

    def test_requests_a_certificate_of_openssl_in_renegotiation(self):
        with our_server(permission="by_server", begin_after=1, late="late") as server, openssl_client(server) as client:
            check_echo(client, "before")
            server.wait_for("^requested")
            check_echo(client, "during")
            server.wait_for("^renegotiation 1, peer verified")
            check_echo(client, "after")

    def test_renegotiates_at_gnutls_request(self):
        with our_server() as server, gnutls_client(server, "--rehandshake") as client:
            check_echo(client, "after")
            server.wait_for("^renegotiation 1, peer unknown")

    def test_requests_a_certificate_of_gnutls_in_renegotiation(self):
        with our_server(permission="by_server", begin_after=1, late="late") as server, gnutls_client(server) as client:
            check_echo(client, "before")
            server.wait_for("^renegotiation 1, peer verified")
            check_echo(client, "after")


class OurClient(harness.TestCase):
    def test_starts_renegotiation_with_openssl(self):
        with openssl_server("-client_renegotiation") as server:
            with our_client(server, begin_after=0, greeting="after") as client:
                client.wait_for("^renegotiation 1, peer verified")
                server.wait_for("^after")

    def test_continues_when_openssl_refuses(self):
        with openssl_server() as server:
            with our_client(server, begin_after=0, greeting="after") as client:
                server.wait_for("^after")
                self.assertNotIn("renegotiation", client.text)

    def test_renegotiates_at_openssls_request(self):
        with openssl_server() as server, our_client(server, permission="by_server", greeting="before") as client:
            server.wait_for("^before")
            renegotiate(server, b"r")
            check_echo(server, "after")
            client.wait_for("^renegotiation 1, peer verified")

    def test_sends_a_certificate_to_openssl_in_renegotiation(self):
        with openssl_server() as server, our_client(server, permission="by_server", greeting="before") as client:
            server.wait_for("^before")
            renegotiate(server, b"R")
            check_echo(server, "after")
            client.wait_for("^renegotiation 1, peer verified")
            server.wait_for("CN ?= ?client_rsa")

    def test_starts_renegotiation_with_gnutls(self):
        with harness.gnutls_server("--echo", "--priority", GNUTLS_1_2) as server:
            with our_client(server, begin_after=1, greeting="before") as client:
                client.wait_for("^renegotiation 1, peer verified")

    def test_renegotiates_at_gnutls_request(self):
        with harness.gnutls_server("--echo", "--priority", GNUTLS_1_2) as server:
            with our_client(server, permission="by_server", greeting="**REHANDSHAKE**") as client:
                client.wait_for("^renegotiation 1, peer verified")


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
