// The transcript, the key schedule parts that RFC 8448 does not show, and the key log.

#include "protocol/schedule/key_log.hpp"
#include "protocol/schedule/rfc8448.hpp"
#include "protocol/schedule/trace.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <thread>
#include <type_traits>

using namespace trace;
using tls::transcript;

namespace {

tls::bytes digest_of(tls::byte_view data)
{
    tls::bytes out(trace::hash().digest_size);
    tls::digest(trace::hash(), data, out);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(transcript_hashes_messages_before_and_after_use)
{
    transcript messages;
    messages.add(tls::as_bytes("client"));
    messages.use(trace::hash());
    BOOST_CHECK_EQUAL(hex(messages.hash()), hex(digest_of(tls::as_bytes("client"))));
    messages.add(tls::as_bytes("server"));
    BOOST_CHECK_EQUAL(hex(messages.hash()), hex(digest_of(tls::as_bytes("clientserver"))));
}

BOOST_AUTO_TEST_CASE(hash_does_not_change_the_transcript)
{
    transcript messages;
    messages.use(trace::hash());
    messages.add(tls::as_bytes("message"));
    const auto once = hex(messages.hash());
    BOOST_CHECK_EQUAL(hex(messages.hash()), once);
}

BOOST_AUTO_TEST_CASE(hash_with_includes_a_message_without_adding_it)
{
    transcript messages;
    BOOST_CHECK_EQUAL(hex(messages.hash_with(trace::hash(), tls::as_bytes("a"))), hex(digest_of(tls::as_bytes("a"))));
    messages.add(tls::as_bytes("1"));
    BOOST_CHECK_EQUAL(hex(messages.hash_with(trace::hash(), tls::as_bytes("a"))), hex(digest_of(tls::as_bytes("1a"))));
    messages.use(trace::hash());
    BOOST_CHECK_EQUAL(hex(messages.hash_with(trace::hash(), tls::as_bytes("a"))), hex(digest_of(tls::as_bytes("1a"))));
    BOOST_CHECK_EQUAL(hex(messages.hash()), hex(digest_of(tls::as_bytes("1"))));
}

BOOST_AUTO_TEST_CASE(hello_retry_request_replaces_client_hello_by_message_hash)
{
    transcript messages;
    messages.add(tls::as_bytes("first hello"));
    messages.use(trace::hash());
    messages.restart_for_hello_retry();
    messages.add(tls::as_bytes("retry"));

    auto expected = tls::bytes{254, 0, 0, 32};
    const auto first = digest_of(tls::as_bytes("first hello"));
    expected.insert(expected.end(), first.begin(), first.end());
    const auto retry = tls::as_bytes("retry");
    expected.insert(expected.end(), retry.begin(), retry.end());
    BOOST_CHECK_EQUAL(hex(messages.hash()), hex(digest_of(expected)));
}

BOOST_AUTO_TEST_CASE(transcript_without_hash_has_no_digest_and_cannot_restart)
{
    transcript messages;
    BOOST_CHECK_THROW(messages.hash(), std::logic_error);
    BOOST_CHECK_THROW(messages.restart_for_hello_retry(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(transcript_rejects_a_different_hash)
{
    transcript messages;
    messages.use(trace::hash());
    messages.add(tls::as_bytes("hello"));
    BOOST_CHECK_NO_THROW(messages.use(trace::hash()));
    BOOST_CHECK_EQUAL(hex(messages.hash()), hex(digest_of(tls::as_bytes("hello"))));
    const auto* other = tls::registry::standard()->find_hash("SHA-384");
    BOOST_REQUIRE(other);
    BOOST_CHECK_THROW(messages.use(*other), std::logic_error);
}

BOOST_AUTO_TEST_CASE(transcript_hash_has_at_most_64_bytes)
{
    BOOST_CHECK_NO_THROW(tls::transcript_hash{64});
    BOOST_CHECK_THROW(tls::transcript_hash{65}, std::length_error);
    BOOST_CHECK_THROW(tls::transcript_hash{tls::byte_view(tls::bytes(65))}, std::length_error);
}

BOOST_AUTO_TEST_CASE(next_traffic_secret_uses_traffic_upd_label)
{
    const auto first = tls::tls13::traffic_secret(
        trace::hash(), tls::secret(tls::byte_view(unhex(rfc8448::simple_1rtt::client_application_traffic_secret_0))));
    const auto second = first.next();
    // HMAC of HkdfLabel {32, "tls13 traffic upd", ""} and the HKDF counter.
    using namespace std::string_view_literals;
    const auto label = tls::as_bytes("\x00\x20\x11tls13 traffic upd\x00\x01"sv);
    auto hmac = trace::hash().make_hmac(first.value());
    hmac->update(label);
    tls::bytes expected(32);
    hmac->finish(expected);
    BOOST_CHECK_EQUAL(hex(second.value()), hex(expected));
    BOOST_CHECK_NE(hex(second.next().value()), hex(expected));
}

BOOST_AUTO_TEST_CASE(binder_keys_differ_by_kind)
{
    const auto early = tls::tls13::early_secret(trace::hash(), tls::as_bytes("a shared key"));
    using enum tls::tls13::psk_kind;
    BOOST_CHECK_NE(hex(early.binder_key(external)), hex(early.binder_key(resumption)));
    BOOST_CHECK_NE(hex(early.binder_key(imported)), hex(early.binder_key(resumption)));
    BOOST_CHECK_NE(hex(early.binder_key(imported)), hex(early.binder_key(external)));
}

BOOST_AUTO_TEST_CASE(secrets_have_the_hash_size)
{
    const auto* sha384 = tls::registry::standard()->find_hash("SHA-384");
    BOOST_REQUIRE(sha384);
    auto stage = tls::tls13::early_secret(*sha384).extract(tls::as_bytes("shared"));
    const auto at = tls::transcript_hash(48);
    BOOST_CHECK_EQUAL(stage.client_handshake_traffic_secret(at).value().size(), 48);
    BOOST_CHECK_EQUAL(stage.client_handshake_traffic_secret(at).finished_verify_data(at).size(), 48);
    BOOST_CHECK_EQUAL(std::move(stage).extract().exporter_master_secret(at).size(), 48);
}

// Each thread keeps the constants of two hashes.
BOOST_AUTO_TEST_CASE(schedules_without_psk_alternate_between_hashes)
{
    auto& algorithms = *tls::registry::standard();
    for (int i = 0; i < 2; ++i) {
        for (const auto* name : {"SHA-256", "SHA-384", "SHA-512", "SHA-256"}) {
            const auto& hash = *algorithms.find_hash(name);
            auto without_start = hash; // as a registry row of a user may be
            without_start.start_hmac = nullptr;
            const tls::bytes zeros(hash.digest_size);
            auto constant = tls::tls13::early_secret(hash), computed = tls::tls13::early_secret(hash, zeros);
            auto by_context = tls::tls13::early_secret(without_start);
            BOOST_CHECK(std::ranges::equal(constant.value(), computed.value()));
            BOOST_CHECK(std::ranges::equal(by_context.value(), computed.value()));
            const auto first = std::move(constant).extract(tls::as_bytes("shared"));
            const auto second = std::move(computed).extract(tls::as_bytes("shared"));
            const auto third = std::move(by_context).extract(tls::as_bytes("shared"));
            BOOST_CHECK(std::ranges::equal(first.value(), second.value()));
            BOOST_CHECK(std::ranges::equal(third.value(), second.value()));
        }
    }
}

// Objects of a thread are destroyed in the reverse order of their construction: this one after all that the first
// derivation makes.
struct derives_at_the_end {
    tls::bytes& result;

    ~derives_at_the_end()
    {
        const auto stage = tls::tls13::early_secret(trace::hash()).extract(tls::as_bytes("shared"));
        result = tls::to_bytes(stage.value());
    }
};

BOOST_AUTO_TEST_CASE(destructors_at_the_end_of_a_thread_derive_secrets)
{
    tls::bytes before, at_the_end;
    std::thread([&] {
        thread_local const derives_at_the_end end{at_the_end};
        const derives_at_the_end now{before};
    }).join();
    BOOST_CHECK(!before.empty());
    BOOST_CHECK_EQUAL(hex(at_the_end), hex(before));
}

BOOST_AUTO_TEST_CASE(extract_wipes_the_previous_stage)
{
    auto early = tls::tls13::early_secret(trace::hash(), tls::as_bytes("a shared key"));
    auto handshake = std::move(early).extract({});
    BOOST_CHECK(early.value().empty());
    const auto master = std::move(handshake).extract();
    BOOST_CHECK(handshake.value().empty());
    BOOST_CHECK_EQUAL(master.value().size(), 32);
}

static_assert(!std::is_copy_constructible_v<tls::tls13::early_secret>);
static_assert(!std::is_copy_constructible_v<tls::tls13::handshake_secret>);
static_assert(!std::is_copy_constructible_v<tls::tls13::master_secret>);
static_assert(!std::is_copy_constructible_v<tls::tls13::traffic_secret>);
static_assert(std::is_nothrow_move_constructible_v<tls::tls13::traffic_secret>);

BOOST_AUTO_TEST_CASE(rejects_too_long_labels_and_contexts)
{
    tls::secret out(32);
    const auto expand = [&](std::size_t label_size, std::size_t context_size) {
        tls::tls13::hkdf_expand_label(trace::hash(), tls::bytes(32), std::string(label_size, 'x'),
                                      tls::bytes(context_size), out.span());
    };
    BOOST_CHECK_NO_THROW(expand(249, 255));
    BOOST_CHECK_THROW(expand(250, 0), std::length_error);
    BOOST_CHECK_THROW(expand(1, 256), std::length_error);
}

BOOST_AUTO_TEST_CASE(key_log_line_has_label_random_and_secret)
{
    const tls::bytes random{0x00, 0x9f, 0xff};
    const tls::bytes secret{0xab, 0x01};
    BOOST_CHECK_EQUAL(tls::key_log_line(tls::key_log_label::client_traffic_secret_0, random, secret),
                      "CLIENT_TRAFFIC_SECRET_0 009fff ab01");
}

BOOST_AUTO_TEST_SUITE_END()
