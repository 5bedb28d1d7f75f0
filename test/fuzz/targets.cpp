// The fuzz program: one program with all targets, because each link costs seconds. The name it is called by chooses the
// target: the build makes links fuzz_NAME to it.

#include "fuzz/target.hpp"

#include <map>
#include <string>
#include <string_view>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace tls::fuzz {

namespace {

std::map<std::string, target, std::less<>>& all_targets()
{
    static std::map<std::string, target, std::less<>> all;
    return all;
}

const target* chosen = nullptr;

void choose(std::string_view program)
{
    constexpr std::string_view prefix = "fuzz_";
    auto name = program.substr(program.rfind('/') + 1);
    if (name.starts_with(prefix))
        name.remove_prefix(prefix.size());
    const auto found = all_targets().find(name);
    if (found == all_targets().end()) {
        std::fprintf(stderr, "%s: call this program by the name of a target:", std::string(program).c_str());
        for (const auto& [known, unused] : all_targets())
            std::fprintf(stderr, " fuzz_%s", known.c_str());
        std::fputc('\n', stderr);
        std::exit(2);
    }
    chosen = &found->second;
}

} // namespace

registration::registration(const char* name, const target& members)
{
    auto& row = all_targets()[name];
    row.run = members.run != nullptr ? members.run : row.run;
    row.mutate = members.mutate != nullptr ? members.mutate : row.mutate;
    row.cross = members.cross != nullptr ? members.cross : row.cross;
}

} // namespace tls::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char*** arguments)
{
    tls::fuzz::choose((*arguments)[0]);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return tls::fuzz::run_within_time(data, size, tls::fuzz::chosen->run);
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed)
{
    const auto mutate = tls::fuzz::chosen->mutate;
    return mutate != nullptr ? mutate(data, size, max_size, seed) : LLVMFuzzerMutate(data, size, max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second, std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned seed)
{
    // Without one, libFuzzer's own crossover is among those of LLVMFuzzerMutate.
    const auto cross = tls::fuzz::chosen->cross;
    return cross != nullptr ? cross({first, first_size}, {second, second_size}, {out, max_size}, seed) : 0;
}
