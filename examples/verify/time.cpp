#include "verify/time.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace tool {

namespace {

using namespace std::chrono;

// Reads a text from left to right.
class scanner {
public:
    explicit scanner(std::string_view text) : all_(text), rest_(text) {}

    bool empty() const { return rest_.empty(); }
    bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

    bool skip(char c)
    {
        bool found = next_is(c);
        if (found)
            rest_.remove_prefix(1);
        return found;
    }
    void expect(char c)
    {
        if (!skip(c))
            fail();
    }
    int number(std::size_t digits)
    {
        int value = 0;
        const auto text = rest_.substr(0, digits);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + digits || value < 0)
            fail();
        rest_.remove_prefix(digits);
        return value;
    }
    milliseconds fraction()
    {
        int thousandths = 0;
        for (int weight = 100; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; weight /= 10)
            thousandths += number(1) * weight;
        return milliseconds(thousandths);
    }
    [[noreturn]] void fail() const
    {
        throw std::invalid_argument("\"" + std::string(all_) + "\" is not a time such as 2026-01-03T12:00:00Z");
    }

private:
    std::string_view all_, rest_;
};

minutes read_zone(scanner& in)
{
    if (in.empty() || in.skip('Z'))
        return minutes(0);
    const bool west = in.next_is('-');
    if (!west && !in.next_is('+'))
        in.fail();
    in.skip(west ? '-' : '+');
    const auto offset_hours = hours(in.number(2));
    in.expect(':');
    const auto offset = offset_hours + minutes(in.number(2));
    return west ? -offset : offset;
}

} // namespace

system_clock::time_point parse_time(std::string_view text)
{
    scanner in(text);
    const auto y = year(in.number(4));
    in.expect('-');
    const auto m = month(static_cast<unsigned>(in.number(2)));
    in.expect('-');
    const auto d = day(static_cast<unsigned>(in.number(2)));
    const auto date = year_month_day(y, m, d);
    if (!date.ok())
        in.fail();
    system_clock::time_point time = sys_days(date);
    if (!in.skip('T') && !in.skip(' ')) {
        if (!in.empty())
            in.fail();
        return time;
    }
    time += hours(in.number(2));
    in.expect(':');
    time += minutes(in.number(2));
    if (in.skip(':'))
        time += seconds(in.number(2));
    if (in.skip('.'))
        time += in.fraction();
    time -= read_zone(in);
    if (!in.empty())
        in.fail();
    return time;
}

} // namespace tool
