"""Early data (0-RTT) with openssl and gnutls, in both directions."""

import os

import harness

PROGRAM = os.environ.get("INTEROP_EARLY_DATA", "interop_early_data")
GNUTLS_1_3 = "NORMAL:-VERS-ALL:+VERS-TLS1.3"


def our_server(how="accept"):
    return harness.start_server([PROGRAM, "server", harness.pki("rsa.pem"), harness.pki("rsa.key"), how])


def our_client(server, size):
    """Runs our client, which reads at least `size` bytes in each of its two connections."""
    return harness.Process([PROGRAM, "client", str(server.port), harness.ROOT, str(size)])


class OurServer(harness.TestCase):
    def resume_with_openssl(self, server, directory, *options):
        """Connects twice with openssl s_client. The second connection sends early data."""
        session, early = os.path.join(directory, "session"), os.path.join(directory, "early")
        with open(early, "w", encoding="ascii") as file:
            file.write("early line\n")
        with harness.Process(harness.openssl_client_command(server, "-tls1_3", "-sess_out", session)) as client:
            client.send(b"first line\n")
            client.wait_for("^first line$")
            client.send(b"Q\n")
            client.wait()
            self.assertIn("Max Early Data: 16384", client.text)
        return harness.Process(harness.openssl_client_command(server, "-tls1_3", "-sess_in", session, "-early_data",
                                                              early, *options))

    def test_accepts_and_answers_early_data_of_openssl(self):
        with harness.temporary_directory() as directory, our_server() as server:
            with self.resume_with_openssl(server, directory) as client:
                server.wait_for("^early: early line$")
                client.wait_for("^answer to early data$")
                client.wait_for("Early data was accepted")
                server.wait_for("^handshake: resumed, early data accepted")
                client.send(b"last line\n")
                client.wait_for("^last line$")

    def test_rejects_early_data_of_openssl(self):
        for how in ("reject", "retry"):
            with harness.temporary_directory() as directory, our_server(how) as server:
                with self.resume_with_openssl(server, directory) as client:
                    client.wait_for("Early data was rejected")
                    server.wait_for("^handshake: resumed, early data rejected")
                    client.send(b"last line\n")
                    client.wait_for("^last line$")
                    self.assertNotIn("early: ", server.text)

    def resume_with_gnutls(self, server, directory):
        early = os.path.join(directory, "early")
        with open(early, "w", encoding="ascii") as file:
            file.write("early line\n")
        return harness.Process(harness.gnutls_client_command(server, "--priority", GNUTLS_1_3, "--resume",
                                                             "--waitresumption", "--earlydata", early))

    def test_accepts_early_data_of_gnutls(self):
        with harness.temporary_directory() as directory, our_server() as server:
            with self.resume_with_gnutls(server, directory) as client:
                server.wait_for("^early: early line$")
                server.wait_for("^handshake: resumed, early data accepted")
                client.send(b"last line\n")
                client.wait_for("^last line$")

    def test_rejects_early_data_of_gnutls(self):
        # Not with HelloRetryRequest: gnutls 3.7 encrypts its second ClientHello with the keys of early data.
        with harness.temporary_directory() as directory, our_server("reject") as server:
            with self.resume_with_gnutls(server, directory) as client:
                server.wait_for("^handshake: resumed, early data rejected")
                client.send(b"last line\n")
                client.wait_for("^last line$")
                self.assertNotIn("early: ", server.text)


class OurClient(harness.TestCase):
    def resume_with_openssl(self, result, *options):
        """Runs our client with an openssl server, which answers each connection by a line. `result` is the second
        handshake's."""
        with harness.openssl_server("-tls1_3", "-max_early_data", "16384", *options) as server:
            with our_client(server, size=1) as client:
                client.wait_for("^handshake: full, early data none")
                server.wait_for("^first line")
                server.send(b"first answer\n")
                client.wait_for("^sent early: 11$")
                client.wait_for(f"^handshake: {result}")
                server.wait_for("(?s)early line.*last line")
                server.send(b"last answer\n")
                client.wait_for("^data: last answer")
                self.assertEqual(client.wait(), 0)

    def test_sends_early_data_to_openssl(self):
        self.resume_with_openssl("resumed, early data accepted", "-early_data")

    def test_sends_rejected_data_to_openssl_again(self):
        # Without -early_data the server's tickets allow early data, but it reads none, and may resume no session.
        for options in ((), ("-groups", "P-384"), ("-early_data", "-groups", "P-384")):
            self.resume_with_openssl("(resumed|full), early data rejected", *options)

    def test_sends_early_data_to_gnutls(self):
        with harness.gnutls_server("--echo", "--priority", GNUTLS_1_3, "--earlydata", "--maxearlydata",
                                   "16384") as server:
            with our_client(server, size=len("last line\n")) as client:
                client.wait_for("^sent early: 11$")
                client.wait_for("^handshake: resumed, early data accepted")
                client.wait_for("last line")
                self.assertEqual(client.wait(), 0)


class Programs(harness.FolderTestCase):
    """tls_server with tls_client and openssl."""

    LIMIT = 16384

    def setUp(self):
        super().setUp()
        self.session = self.path("session")

    def start(self, *options):
        return harness.our_server("--echo", "--early-data", str(self.LIMIT), *options)

    def connect(self, server, *options):
        result = harness.our_client(server, *options, stdin=b"last line\n")
        self.assert_succeeded(result)
        return result

    def send_early(self, server, data):
        """Sends data as early data, and checks that all of it comes back once. Returns the result."""
        early = os.path.join(self.folder, "early")
        with open(early, "wb") as file:
            file.write(data)
        result = self.connect(server, "--session-in", self.session, "--early-data", early)
        self.assertEqual(result.output, data + b"last line\n")
        return result

    def test_server_with_single_use_tickets_accepts_each_once(self):
        with self.start("--single-use-tickets") as server:
            self.connect(server, "--session-out", self.session)
            self.assert_says(self.send_early(server, b"early line\n"), "resumed, early data accepted$")
            server.wait_for("resumed, early data accepted")
            self.assert_says(self.send_early(server, b"early line\n"), "early data rejected$")
            server.wait_for("early data rejected")

    def test_client_sends_the_rest_after_the_handshake(self):
        with self.start("--single-use-tickets") as server:
            self.connect(server, "--session-out", self.session)
            self.assert_says(self.send_early(server, harness.pattern_bytes(10 * self.LIMIT)), "early data accepted$")

    def test_server_with_replay_record(self):
        # For 20 seconds after its start the server accepts none.
        with self.start() as server:
            self.connect(server, "--session-out", self.session)
            self.assert_says(self.send_early(server, b"early line\n"), "resumed, early data (rejected|accepted)$")

    def test_client_without_a_session_sends_it_after_the_handshake(self):
        with self.start() as server:
            early = os.path.join(self.folder, "early")
            with open(early, "w", encoding="ascii") as file:
                file.write("early line\n")
            self.assertEqual(self.connect(server, "--early-data", early).output, b"early line\nlast line\n")

    def test_server_echoes_early_data_of_openssl(self):
        early = os.path.join(self.folder, "early")
        with open(early, "w", encoding="ascii") as file:
            file.write("early line\n")
        with self.start("--single-use-tickets") as server:
            command = harness.openssl_client_command(server, "-tls1_3", "-sess_out", self.session)
            with harness.Process(command) as client:
                client.send(b"first line\n")
                client.wait_for("^first line$")
                client.send(b"Q\n")
                client.wait()
            command = harness.openssl_client_command(server, "-tls1_3", "-sess_in", self.session, "-early_data", early)
            with harness.Process(command) as client:
                client.wait_for("^early line$")
                client.wait_for("Early data was accepted")

    def test_refuses_options_that_do_not_fit(self):
        for options, reason in ((["--www", "--early-data", "1"], "--early-data needs --echo"),
                                (["--echo", "--tickets", "0", "--single-use-tickets"], "needs tickets")):
            result = harness.run([harness.TLS_SERVER, "--port", "0", *harness.our_identity("rsa"), *options])
            self.assertEqual(result.status, 2)
            self.assert_says(result, reason)


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
