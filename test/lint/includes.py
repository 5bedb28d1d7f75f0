#!/usr/bin/env python3
"""Includes go down the house only: each room may include those that this table names, and itself."""

import re

import lint

# The rooms below each room.
MAY_INCLUDE = {
    "wire": [],
    "cryptopp": [],
    "ipsec_mb": ["cryptopp"],
    "curve25519": ["cryptopp"],
    "ifma": [],
    "p256": ["cryptopp"],
    "nettle": ["ifma", "cryptopp"],
    "crypto": ["nettle", "ipsec_mb", "curve25519", "p256", "cryptopp"],
    "x509": ["crypto", "wire"],
    "ocsp": ["x509", "crypto", "wire"],
    "extension": ["wire"],
    "message": ["extension", "wire"],
    "schedule": ["crypto", "wire"],
    "session": ["schedule", "crypto", "wire"],
    "record": ["schedule", "crypto", "wire"],
    "handshake": ["message", "extension", "session", "record", "schedule", "x509", "crypto", "wire"],
    "engine": ["handshake", "message", "extension", "session", "record", "schedule", "x509", "crypto", "wire"],
    "context": ["engine", "session", "x509", "crypto", "wire"],
    "stream": ["engine", "context"],
    "openssl_shim": ["context", "engine", "x509", "wire"],
}
# The only rooms that know of I/O. (asio/error.hpp is numbers: errors of ours are compared with them.)
KNOW_ASIO = re.compile(r"src/(stream|context|ocsp|openssl_shim)/|include/asio_ssl/|include/tls/(stream|beast|context|ocsp_client|impl/|detail/)")
# Libraries' headers, and the one room that may include them.
ONE_ROOM_INCLUDES = {"cryptopp": "cryptopp", "nettle": "nettle", "gmp.h": "nettle", "intel-ipsec-mb.h": "ipsec_mb"}
# Where <openssl/...> is this library's own, of include/openssl_shim.
OWN_OPENSSL = re.compile(r"src/openssl_shim/|include/asio_ssl/")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def check(path, text):
    public = path.startswith("include/")
    room = None if public else path.split("/")[1]
    if not public and room not in MAY_INCLUDE:
        yield f"{path}: a room that test/lint/includes.py does not know"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, name = match[1] == '"', match[2]
        top = name.split("/")[0]
        where = f"{path}:{number}: "
        if public and quoted:
            yield where + f"a public header includes {name}"
        elif not public and quoted and (top != room and top not in MAY_INCLUDE[room]):
            yield where + f"{room} is not above {top}"
        elif not quoted and top in ONE_ROOM_INCLUDES:
            if room != ONE_ROOM_INCLUDES[top]:
                yield where + f"only src/{ONE_ROOM_INCLUDES[top]} may include <{name}>"
        elif not quoted and top in MAY_INCLUDE:
            yield where + f'a room of ours is included as "{name}"'
        elif not quoted and top in ("openssl", "gnutls") and not OWN_OPENSSL.match(path):
            yield where + "no other TLS or crypto library has a place here"
        elif name.startswith("boost/asio") and name != "boost/asio/error.hpp" and not KNOW_ASIO.match(path):
            yield where + "Asio is known to the stream (and its part for Beast), the context and the OCSP client only"
        elif name.startswith("tls/") and not (lint.ROOT / "include" / name).exists():
            yield where + f"there is no {name}"


GOOD = [
    ("src/message/a.cpp", '#include "message/a.hpp"\n#include "wire/reader.hpp"\n#include <tls/bytes.hpp>\n#include <vector>'),
    ("src/cryptopp/a.cpp", "#include <cryptopp/aes.h>"),
    ("src/nettle/a.cpp", '#include "cryptopp/hash.hpp"\n#include <nettle/ecdsa.h>\n#include <gmp.h>'),
    ("src/ipsec_mb/a.cpp", "#include <intel-ipsec-mb.h>"),
    ("include/tls/stream.hpp", "#include <boost/asio/async_result.hpp>"),
    ("src/wire/error.cpp", "#include <boost/asio/error.hpp>"),
    ("src/openssl_shim/a.cpp", "#include <openssl/ssl.h>"),
]
BAD = [
    ("src/wire/a.cpp", '#include "message/a.hpp"'),
    ("src/message/a.cpp", '#include "record/a.hpp"'),
    ("src/handshake/a.cpp", '#include "engine/a.hpp"'),
    ("src/handshake/a.cpp", '#include "cryptopp/aes.hpp"'),
    ("src/handshake/a.cpp", "#include <cryptopp/aes.h>"),
    ("src/cryptopp/a.cpp", "#include <nettle/ecdsa.h>"),
    ("src/crypto/a.cpp", "#include <gmp.h>"),
    ("src/nettle/a.cpp", "#include <intel-ipsec-mb.h>"),
    ("src/nettle/a.cpp", "#include <nettle/curve.hpp>\n#include <cryptopp/aes.h>"),
    ("src/handshake/a.cpp", "#include <boost/asio/post.hpp>"),
    ("src/handshake/a.cpp", '#  include "reader.hpp"'),
    ("src/handshake/a.cpp", "#include <wire/reader.hpp>"),
    ("src/cryptopp/a.cpp", "#include <openssl/ssl.h>"),
    ("src/crypto/a.cpp", "#include <tls/there_is_no_such_header.hpp>"),
    ("src/attic/a.cpp", ""),
    ("include/tls/a.hpp", '#include "wire/reader.hpp"'),
    ("include/tls/a.hpp", "#include <cryptopp/aes.h>"),
    ("include/tls/engine.hpp", "#include <boost/asio/ip/tcp.hpp>"),
]

if __name__ == "__main__":
    lint.main(check, lint.sources("include", "src"), GOOD, BAD)
