// Key log files (SSLKEYLOGFILE).

#include "context/files.hpp"

#include <sys/stat.h>

#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

struct key_log_test {
    temporary_directory directory;
    context ctx{context::tls};

    std::vector<std::string> lines(const std::string& path) const
    {
        std::ifstream file(path);
        std::vector<std::string> result;
        for (std::string line; std::getline(file, line);)
            result.push_back(line);
        return result;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_log, key_log_test)

BOOST_AUTO_TEST_CASE(contains_the_secrets_of_a_connection)
{
    auto path = directory.path("keys");
    pki authority;
    ctx.set_key_log_file(path);
    ctx.add_credential(authority.leaf());
    engine_pair pair(std::make_shared<configuration>(), ctx.snapshot());
    pair.handshake();
    BOOST_TEST(pair.established());
    std::vector<std::string> labels;
    for (auto& line : lines(path))
        labels.push_back(line.substr(0, line.find(' ')));
    std::vector<std::string> expected{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                      "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET"};
    std::ranges::sort(labels);
    std::ranges::sort(expected);
    BOOST_TEST(labels == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_readable_by_its_owner_only)
{
    auto path = directory.path("keys");
    auto mask = ::umask(0);
    ctx.set_key_log_file(path);
    ::umask(mask);
    struct ::stat status {};
    BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07777) == 0600u);
}

BOOST_AUTO_TEST_CASE(several_threads_append_whole_lines)
{
    auto path = directory.write("keys", "an earlier line\n");
    ctx.set_key_log_file(path);
    auto write = [log = ctx.snapshot()->hooks.key_log](char letter) {
        for (int i = 0; i < 500; ++i)
            log(std::string(200, letter));
    };
    std::thread first(write, 'a'), second(write, 'b');
    first.join();
    second.join();
    auto all = lines(path);
    BOOST_REQUIRE(all.size() == 1001u);
    BOOST_TEST(all.front() == "an earlier line");
    BOOST_TEST(std::ranges::count(all, std::string(200, 'a')) == 500);
    BOOST_TEST(std::ranges::count(all, std::string(200, 'b')) == 500);
}

BOOST_AUTO_TEST_CASE(failure_to_open_changes_nothing)
{
    ctx.set_key_log([](std::string_view) {});
    auto before = ctx.snapshot();
    BOOST_TEST((thrown([&] { ctx.set_key_log_file(directory.path("missing/keys")); }) ==
                error_code(ENOENT, boost::system::system_category())));
    BOOST_TEST((ctx.snapshot() == before));
}

BOOST_AUTO_TEST_CASE(sslkeylogfile_environment_variable_sets_the_file)
{
    ::unsetenv("SSLKEYLOGFILE");
    BOOST_TEST(!ctx.use_key_log_environment());
    ::setenv("SSLKEYLOGFILE", "", 1);
    BOOST_TEST(!ctx.use_key_log_environment());
    BOOST_TEST((ctx.snapshot()->hooks.key_log == nullptr));
    ::setenv("SSLKEYLOGFILE", directory.path("keys").c_str(), 1);
    BOOST_TEST(ctx.use_key_log_environment());
    ::unsetenv("SSLKEYLOGFILE");
    ctx.snapshot()->hooks.key_log("line");
    BOOST_TEST(lines(directory.path("keys")).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
