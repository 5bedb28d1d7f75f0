#include "protocol/extension/extension_block.hpp"

#include "protocol/extension/cookie.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/pre_shared_key.hpp"
#include "protocol/extension/supported_groups.hpp"
#include "protocol/extension/supported_versions.hpp"
#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using namespace tls::extension;
using tls::alert_description;
using tls::extension_type;
using tls::error::reason;

namespace {

tls::bytes empty_extensions(const std::vector<std::uint16_t>& types)
{
    tls::bytes out;
    tls::wire::writer writer(out);
    auto list = writer.prefix16();
    for (auto type : types) {
        writer.u16(type);
        writer.u16(0);
    }
    list.close();
    return out;
}

/// Returns the types in the order in which they stand.
std::vector<std::uint16_t> read(const tls::bytes& encoded, message_kind message)
{
    tls::wire::reader reader(encoded);
    const auto block = extension_block::read(reader, message);
    reader.expect_end();
    return block.order();
}

constexpr message_kind all_messages[] = {message_kind::client_hello,         message_kind::server_hello,
                                         message_kind::encrypted_extensions, message_kind::certificate,
                                         message_kind::certificate_request,  message_kind::new_session_ticket,
                                         message_kind::hello_retry_request,  message_kind::server_hello_tls12};

constexpr std::uint16_t unknown_type = 0x1234;

struct some_extensions {
    std::optional<supported_groups> groups;
    std::optional<cookie> a_cookie;
    std::optional<offered_psks> psks;
    std::optional<supported_versions> versions;
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.groups, self.a_cookie, self.psks, self.versions);
    }
};

constexpr auto groups_type = static_cast<std::uint16_t>(extension_type::supported_groups);
constexpr auto cookie_type = static_cast<std::uint16_t>(extension_type::cookie);
constexpr auto psk_type = static_cast<std::uint16_t>(extension_type::pre_shared_key);
constexpr auto versions_type = static_cast<std::uint16_t>(extension_type::supported_versions);

some_extensions all_of_them()
{
    some_extensions extensions;
    extensions.groups.emplace().named_group_list = {0x001d};
    extensions.a_cookie.emplace().value = {1};
    extensions.psks.emplace();
    extensions.versions.emplace().versions = {tls::protocol_version::tls1_3};
    return extensions;
}

} // namespace

BOOST_AUTO_TEST_SUITE(extension_blocks)

BOOST_AUTO_TEST_CASE(accepts_known_extensions_only_in_their_messages)
{
    for (const auto& row : table()) {
        auto encoded = empty_extensions({static_cast<std::uint16_t>(row.type)});
        for (auto message : all_messages) {
            BOOST_TEST_CONTEXT(tls::to_string(row.type) << " in " << to_string(message))
            {
                if (row.allowed_in.contains(message))
                    BOOST_CHECK_NO_THROW(read(encoded, message));
                else
                    check_refused([&] { read(encoded, message); }, alert_description::illegal_parameter,
                                  reason::extension_not_allowed);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(extension_table_matches_rfc_8446)
{
    auto messages_of = [](extension_type type) {
        std::string names;
        for (auto message : all_messages)
            if (allowed_messages(static_cast<std::uint16_t>(type))->contains(message))
                names.append(names.empty() ? "" : " ").append(to_string(message));
        return names;
    };
    BOOST_TEST(messages_of(extension_type::server_name) == "ClientHello EncryptedExtensions TLS 1.2 ServerHello");
    BOOST_TEST(messages_of(extension_type::status_request) ==
               "ClientHello Certificate CertificateRequest TLS 1.2 ServerHello");
    BOOST_TEST(messages_of(extension_type::signature_algorithms) == "ClientHello CertificateRequest");
    BOOST_TEST(messages_of(extension_type::padding) == "ClientHello");
    BOOST_TEST(messages_of(extension_type::key_share) == "ClientHello ServerHello HelloRetryRequest");
    BOOST_TEST(messages_of(extension_type::pre_shared_key) == "ClientHello ServerHello");
    BOOST_TEST(messages_of(extension_type::early_data) == "ClientHello EncryptedExtensions NewSessionTicket");
    BOOST_TEST(messages_of(extension_type::cookie) == "ClientHello HelloRetryRequest");
    BOOST_TEST(messages_of(extension_type::oid_filters) == "CertificateRequest");
    BOOST_TEST(messages_of(extension_type::extended_master_secret) == "ClientHello TLS 1.2 ServerHello");
}

BOOST_AUTO_TEST_CASE(rows_are_named_and_unique)
{
    std::vector<extension_type> seen;
    for (const auto& row : table()) {
        BOOST_TEST(tls::to_string(row.type) != "unknown");
        BOOST_TEST(std::ranges::count(seen, row.type) == 0);
        seen.push_back(row.type);
    }
}

BOOST_AUTO_TEST_CASE(every_named_type_has_a_row)
{
    for (unsigned type = 0; type <= 0xffff; ++type)
        if (tls::to_string(extension_type{static_cast<std::uint16_t>(type)}) != "unknown")
            BOOST_TEST(allowed_messages(static_cast<std::uint16_t>(type)).has_value(), "type " << type);
}

BOOST_AUTO_TEST_CASE(name_of_gives_rfc_name_or_number)
{
    BOOST_TEST(name_of(versions_type) == "supported_versions");
    BOOST_TEST(name_of(unknown_type) == "extension 4660");
}

BOOST_AUTO_TEST_CASE(ignores_unknown_extensions_in_requests)
{
    for (auto message :
         {message_kind::client_hello, message_kind::certificate_request, message_kind::new_session_ticket})
        BOOST_CHECK_NO_THROW(read(empty_extensions({unknown_type}), message));
}

BOOST_AUTO_TEST_CASE(rejects_unknown_extensions_in_responses)
{
    for (auto message :
         {message_kind::server_hello, message_kind::hello_retry_request, message_kind::encrypted_extensions,
          message_kind::certificate, message_kind::server_hello_tls12})
        check_refused([&] { read(empty_extensions({unknown_type}), message); },
                      alert_description::unsupported_extension, reason::unsolicited_extension);
}

BOOST_AUTO_TEST_CASE(rejects_duplicate_extensions)
{
    for (auto type : {versions_type, unknown_type})
        check_refused(
            [&] {
                read(empty_extensions({type, groups_type, type}), message_kind::client_hello);
            },
            alert_description::illegal_parameter, reason::duplicate_extension);
}

BOOST_AUTO_TEST_CASE(ignores_unknown_extensions_however_many)
{
    std::vector<std::uint16_t> types;
    for (std::size_t i = 0; i < 0xffff / 4; ++i)
        types.push_back(static_cast<std::uint16_t>(0x8000 + i));
    BOOST_TEST(read(empty_extensions(types), message_kind::client_hello) == types);
    types.back() = types.front();
    check_refused([&] { read(empty_extensions(types), message_kind::client_hello); },
                  alert_description::illegal_parameter, reason::duplicate_extension);
}

BOOST_AUTO_TEST_CASE(rejects_extension_longer_than_block)
{
    for (auto encoded : {"0003 002b00", "0004 002b 0001", "0005 002b 0002 03", "0006 002b 0000 00"})
        check_refused([&] { read(from_hex(encoded), message_kind::client_hello); }, alert_description::decode_error,
                      reason::decode_error);
}

BOOST_AUTO_TEST_CASE(decode_error_names_the_bad_extension)
{
    auto encoded = from_hex("0006 002c 0002 0000");
    tls::wire::reader reader(encoded);
    auto block = extension_block::read(reader);
    check_refused([&] { block.get<cookie>(); }, alert_description::decode_error, reason::bad_extension);
    auto names_it = [](const tls::fatal& failure) { return failure.detail().starts_with("cookie: "); };
    BOOST_CHECK_EXCEPTION(block.get<cookie>(), tls::fatal, names_it);
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_extensions_in_responses)
{
    BOOST_CHECK_NO_THROW(check_solicited({}, {}));
    BOOST_CHECK_NO_THROW(check_solicited({versions_type}, {groups_type, versions_type}));
    check_refused(
        [] {
            check_solicited({versions_type, groups_type}, {versions_type});
        },
        alert_description::unsupported_extension, reason::unsolicited_extension);
}

BOOST_AUTO_TEST_CASE(accepts_cookie_without_offer)
{
    BOOST_CHECK_NO_THROW(check_solicited({cookie_type}, {}));
}

BOOST_AUTO_TEST_CASE(default_order_puts_pre_shared_key_last)
{
    std::vector<std::uint16_t> expected{groups_type, cookie_type, versions_type, psk_type};
    BOOST_TEST(types_to_send(all_of_them()) == expected);
}

BOOST_AUTO_TEST_CASE(extensions_missing_from_order_are_sent_after_it)
{
    auto extensions = all_of_them();
    extensions.order = {unknown_type, psk_type, versions_type, versions_type, cookie_type};
    std::vector<std::uint16_t> expected{versions_type, cookie_type, groups_type, psk_type};
    BOOST_TEST(types_to_send(extensions) == expected);
}

BOOST_AUTO_TEST_CASE(encodes_only_members_that_are_set)
{
    auto extensions = all_of_them();
    extensions.order = {cookie_type, versions_type};
    extensions.psks.reset();
    extensions.groups.reset();
    extensions.a_cookie.reset();
    tls::bytes out;
    encode_extensions(out, extensions);
    BOOST_TEST(out == from_hex("0007 002b 0003 02 0304"));
}

BOOST_AUTO_TEST_CASE(decodes_extensions_into_members_and_order)
{
    auto encoded = from_hex("0010 1234 0001 ff 002b 0003 02 0304 0015 0000");
    tls::wire::reader reader(encoded);
    auto extensions = decode_extensions<some_extensions>(extension_block::read(reader));
    BOOST_TEST(extensions.versions.has_value());
    BOOST_TEST(!extensions.groups);
    std::vector<std::uint16_t> expected{unknown_type, versions_type, 21};
    BOOST_TEST(extensions.order == expected);
}

BOOST_AUTO_TEST_SUITE_END()
