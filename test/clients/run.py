#!/usr/bin/env python3
"""Runs a Boost client library, compiled with this library's TLS, against a real server.

usage: run.py CLIENT BUILD_FOLDER LIBRARY COMPILER LINK_FLAG...

CLIENT is mysql, redis or mqtt5. The script builds this folder's program of that name with the headers of Boost 1.88,
which contains these libraries. Exits with 77 if the headers or the server are not available.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "test/shadow/twins"))
from run import make_pki  # noqa: E402

SKIPPED = 77
SUITE, VERSION = "trixie", "1.88"
SERVERS = {"mysql": ("mariadbd", "mariadb-server-core"), "redis": ("redis-server", "redis-server"),
           "mqtt5": ("mosquitto", "mosquitto")}


def skip(why):
    print("skipped:", why)
    sys.exit(SKIPPED)


# Boost.MySQL takes digests for passwords from OpenSSL's other library.
MORE_LINK_FLAGS = {"mysql": ["-lcrypto"]}


def find_server(client):
    name, package = SERVERS[client]
    # The PATH of normal users does not contain the folders of servers.
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    return found or skip(f"no {name} (Debian's package {package})")


def find_boost(build):
    script = os.path.join(TOP, "test/boost_versions/headers")
    done = subprocess.run([script, os.path.join(build, "boost_versions"), SUITE, VERSION], stdout=subprocess.PIPE, text=True)
    if done.returncode == SKIPPED:
        skip(f"the headers of Boost {VERSION} cannot be had")
    done.check_returncode()
    return done.stdout.strip()


def build_client(client, boost, build, library, compiler, link_flags):
    """Builds the program, with ccache if available. Returns its path."""
    # Clang compiles these templates in half the time.
    compiler = shutil.which("clang++") or compiler
    if client == "mysql" and subprocess.run([compiler, "-E", "-x", "c++", "-"], input="#include <openssl/sha.h>",
                                            text=True, capture_output=True).returncode != 0:
        skip("no <openssl/sha.h> (Debian's package libssl-dev)")
    command = [compiler]
    if shutil.which("ccache"):
        command.insert(0, "ccache")
    out = os.path.join(build, "clients_" + client)
    includes = ["-Iinclude/asio_ssl", "-Iinclude/openssl_shim", "-Iinclude", "-Itest", "-isystem", boost]
    flags = ["-std=c++20", "-O0", "-w", "-pthread", *includes]
    subprocess.run([*command, *flags, "-c", f"test/clients/{client}.cpp", "-o", out + ".o"], cwd=TOP, check=True)
    subprocess.run([compiler, "-pthread", out + ".o", library, *link_flags, *MORE_LINK_FLAGS.get(client, []),
                    "-o", out], cwd=TOP, check=True)
    return out


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def server_command(client, program, folder, port):
    chain, key, root = (os.path.join(folder, name) for name in ("chain.pem", "key.pem", "root.pem"))
    data = os.path.join(folder, "data")
    os.mkdir(data)
    if client == "redis":
        return [program, "--bind", "127.0.0.1", "--port", "0", "--tls-port", str(port), "--tls-cert-file", chain,
                "--tls-key-file", key, "--tls-ca-cert-file", root, "--tls-auth-clients", "no", "--save", "",
                "--dir", data]
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    if client == "mqtt5":
        settings = os.path.join(folder, "mosquitto.conf")
        with open(settings, "w", encoding="ascii") as file:
            file.write(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser {user}\n"
                       f"certfile {chain}\nkeyfile {key}\n")
        return [program, "-c", settings]
    # Without privilege tables, the server needs no installation and accepts any user.
    return [program, "--no-defaults", "--skip-grant-tables", f"--datadir={data}", f"--socket={folder}/socket",
            f"--pid-file={folder}/pid", "--bind-address=127.0.0.1", f"--port={port}", f"--user={user}",
            f"--ssl-cert={chain}", f"--ssl-key={key}", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M",
            "--max-allowed-packet=16M"]


def wait_for(server, port, log):
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    with open(log, encoding="utf-8", errors="replace") as file:
        sys.exit(f"the server did not start:\n{file.read()[-4000:]}")


def stop(server):
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main():
    client, build, library, compiler, *link_flags = sys.argv[1:]
    server_program = find_server(client)
    program = build_client(client, find_boost(build), build, library, compiler, link_flags)
    with tempfile.TemporaryDirectory() as folder:
        make_pki(folder)
        port = free_port()
        log = os.path.join(folder, "server.log")
        with open(log, "wb") as output:
            server = subprocess.Popen(server_command(client, server_program, folder, port), stdin=subprocess.DEVNULL,
                                      stdout=output, stderr=output)
        try:
            wait_for(server, port, log)
            done = subprocess.run([program, folder, str(port)], timeout=90)
        finally:
            stop(server)
        if done.returncode != 0:
            with open(log, encoding="utf-8", errors="replace") as file:
                print(file.read()[-4000:])
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
