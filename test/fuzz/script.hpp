// A script of a whole connection, or of several: the input of fuzz_connection. It begins with the settings of the
// engine under test; operations follow. An operation is its code, the size of its content in two bytes, and the
// content, so that a mutation of the content keeps the framing. Every sequence of bytes is a script.

#ifndef TLS_TEST_FUZZ_SCRIPT_HPP
#define TLS_TEST_FUZZ_SCRIPT_HPP

#include <tls/bytes.hpp>
#include <tls/version.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace tls::fuzz {

/// The settings of the engine under test, and of the peer that a seed was recorded from.
struct script_settings {
    enum role_flags : std::uint8_t { server = 1 }; ///< bits 1 and 2: max_version; 3 and 4: min_version
    enum authentication_flags : std::uint8_t {
        client_certificate = 1, ///< the client has one, and the server requests it
        require_client_certificate = 2,
        verify = 4, ///< the client verifies the server's certificate, and a server the client's
        hello_retry = 8,
        cookie = 16,
        no_middlebox_compatibility = 32,
        psk_ke = 64,
        external_psk = 128,
    };
    enum session_flags : std::uint8_t {
        tickets = 1,
        store = 2,
        single_use = 4,
        early_data = 8,
        resend_early_data = 16,
        renegotiation = 32,
        no_encrypt_then_mac = 64,
        external_operations = 128, ///< signatures and verdicts come from asynchronous hooks
    };
    enum extension_flags : std::uint8_t {
        alpn = 1,
        record_size_limit = 2,
        max_fragment_length = 4,
        staple = 8,
        verify_again = 16,
        held_answers = 32, ///< answers arrive only by an operation
        padding = 64,
        require_extended_master_secret = 128,
    };
    enum class key : std::uint8_t { ed25519, secp256r1, rsa, dsa, dh };
    enum class group : std::uint8_t { x25519, secp256r1, x25519_mlkem768, ffdhe2048 };
    /// How records are passed to the engine.
    enum class pieces : std::uint8_t { whole, single_bytes, of_7, of_300 };

    static constexpr std::size_t size = 8;
    static constexpr std::uint8_t oldest_version = 1, newest_version = 4; ///< minor numbers: TLS 1.0 and TLS 1.3

    bool is_server = false;
    std::uint8_t max_version = newest_version, min_version = newest_version; ///< minor numbers
    std::uint8_t authentication = 0, sessions = 0, extensions = 0;
    std::uint16_t suite = 0; ///< 0: the registry's defaults
    key key_kind = key::secp256r1;
    group group_kind = group::x25519;
    pieces piece_size = pieces::whole;

    protocol_version max() const noexcept { return static_cast<protocol_version>(0x0300 | max_version); }
    protocol_version min() const noexcept { return static_cast<protocol_version>(0x0300 | min_version); }

    std::array<std::uint8_t, size> encode() const;
    static script_settings decode(byte_view first_bytes);
};

/// What an operation does.
enum class operation : std::uint8_t {
    message, ///< the peer sends a handshake message: flags, type, body. The header gets the body's size
    record,  ///< the peer sends a record: flags, content type, content
    raw,     ///< the peer sends these bytes
    act,     ///< the engine's user acts: an action and its argument, of two bytes
};

/// Flags of messages and records.
enum record_flags : std::uint8_t {
    is_protected = 1, ///< sealed, as the version and the suite of the settings demand
    is_forged = 2,    ///< with a wrong tag or MAC
    is_held = 4,      ///< in one record with the next message or record
};

/// What the user of the engine does. The argument is a number of bytes or seconds, or is ignored.
enum class action : std::uint8_t {
    run, ///< starts the handshake, or goes on with it
    write,
    write_early,
    read_early,
    wait_readable,
    shutdown,
    close_write,
    end_of_input,
    renegotiate,
    update_keys, ///< an odd argument requests the peer's update
    answer,      ///< answers an external operation
    advance_clock,
    reset, ///< ends the connection; the next operation begins another
    count,
};

struct script_operation {
    operation kind = operation::act;
    bytes content;
};

struct script {
    static constexpr std::size_t max_operations = 400;

    script_settings settings;
    std::vector<script_operation> operations;

    bytes encode() const;
    static script decode(byte_view input);
};

script_operation act_operation(action, std::uint16_t argument = 0);

} // namespace tls::fuzz

#endif
