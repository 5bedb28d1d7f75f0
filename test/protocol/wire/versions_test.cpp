#include <tls/version_descriptor.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tls;

BOOST_AUTO_TEST_SUITE(version_descriptors_)

BOOST_AUTO_TEST_CASE(newest_version_first_and_found_by_number)
{
    const auto all = version_descriptors();
    BOOST_TEST(std::ranges::is_sorted(all, std::ranges::greater(), &version_descriptor::number));
    for (const auto& row : all) {
        BOOST_TEST(find_version(row.number) == &row);
        BOOST_TEST(&descriptor_of(row.number) == &row);
        BOOST_TEST(to_string(row.number) == row.name);
    }
    for (std::uint16_t other : {0x0000, 0x0200, 0x0300, 0x0305, 0x7f1c, 0xfefd, 0xffff})
        BOOST_TEST(find_version(protocol_version{other}) == nullptr);
}

BOOST_AUTO_TEST_CASE(legacy_version_is_older_only_with_supported_versions)
{
    for (const auto& row : version_descriptors()) {
        BOOST_TEST((row.legacy_version != row.number) == row.negotiated_by_extension);
        BOOST_TEST(!descriptor_of(row.legacy_version).negotiated_by_extension);
    }
}

BOOST_AUTO_TEST_CASE(downgrade_marks_match_rfc_8446_section_4_1_3)
{
    BOOST_TEST(!descriptor_of(protocol_version::tls1_3).downgrade_mark);
    BOOST_TEST(descriptor_of(protocol_version::tls1_2).downgrade_mark.value() == 1);
    BOOST_TEST(descriptor_of(protocol_version::tls1_1).downgrade_mark.value() == 0);
    BOOST_TEST(descriptor_of(protocol_version::tls1_0).downgrade_mark.value() == 0);
}

BOOST_AUTO_TEST_CASE(only_tls13_counts_the_inner_content_type)
{
    for (const auto& row : version_descriptors())
        BOOST_TEST(row.counted_overhead() == (row.number == protocol_version::tls1_3 ? 1u : 0u));
}

BOOST_AUTO_TEST_CASE(sslv3_is_before_tls)
{
    BOOST_TEST(is_before_tls(protocol_version{0x0300}));
    BOOST_TEST(is_before_tls(protocol_version{0x0002}));
    BOOST_TEST(!is_before_tls(protocol_version::tls1_0));
    BOOST_TEST(!is_before_tls(protocol_version{0x7f00}));
}

BOOST_AUTO_TEST_CASE(version_range_includes_both_ends)
{
    using enum protocol_version;
    BOOST_TEST(is_within(tls1_2, tls1_2, tls1_3));
    BOOST_TEST(is_within(tls1_3, tls1_2, tls1_3));
    BOOST_TEST(!is_within(tls1_1, tls1_2, tls1_3));
    BOOST_TEST(!is_within(tls1_2, tls1_3, tls1_0));
}

BOOST_AUTO_TEST_SUITE_END()
