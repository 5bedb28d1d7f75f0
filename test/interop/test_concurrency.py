"""Many simultaneous connections without data loss."""

import unittest

import harness


def coroutine_server(threads):
    return harness.example_server("https_server", "p256", str(threads))


class Servers(harness.TestCase):
    def load(self, server, connections, requests):
        command = [harness.LOAD, "localhost", str(server.port), harness.ROOT, str(connections), str(requests)]
        result = harness.run(command)
        self.assert_succeeded(result)
        self.assert_says(result, f"^{connections} connections, {connections * requests} answers, 0 failures$")

    def test_serve_200_connections_on_four_threads(self):
        with coroutine_server(4) as server:
            self.load(server, 200, 10)
            self.assertNotIn("connection ended", server.text)

    def test_serve_200_connections_on_one_thread(self):
        with coroutine_server(1) as server:
            self.load(server, 200, 10)
            self.assertNotIn("connection ended", server.text)

    def test_serve_several_rounds_of_connections(self):
        with coroutine_server(4) as server:
            for _ in range(5):
                self.load(server, 40, 2)

    def test_echo_to_60_clients(self):
        with harness.our_server("--echo", "--threads", "4", "--key-update-every", "50000") as server:
            def check(number):
                data = f"client {number} ".encode() * 20000
                result = harness.our_client(server, stdin=data)
                self.assert_succeeded(result)
                self.assertEqual(result.output, data)

            self.for_each([(number,) for number in range(60)], check, at_a_time=20)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
