#include "x509/der/time.hpp"

#include <chrono>
#include <cstdio>

namespace tls::x509 {

namespace {

using std::chrono::sys_seconds;

// Takes `count` decimal digits from the front of `text`.
unsigned take_number(std::string_view& text, std::size_t count)
{
    unsigned value = 0;
    for (char c : text.substr(0, count)) {
        if (c < '0' || c > '9')
            throw der::error("malformed time");
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(count);
    return value;
}

sys_seconds read_after_year(unsigned year, std::string_view text)
{
    using namespace std::chrono;
    auto month_number = take_number(text, 2);
    auto day_number = take_number(text, 2);
    auto hour = take_number(text, 2);
    auto minute = take_number(text, 2);
    auto second = take_number(text, 2);
    year_month_day date{std::chrono::year(static_cast<int>(year)), month(month_number), day(day_number)};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59)
        throw der::error("time out of range");
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

time_point saturated(sys_seconds time)
{
    using namespace std::chrono;
    if (time > floor<seconds>(time_point::max()))
        return time_point::max();
    if (time < ceil<seconds>(time_point::min()))
        return time_point::min();
    return time;
}

struct calendar {
    int year;
    unsigned month, day, hour, minute, second;
};

calendar to_calendar(time_point time)
{
    using namespace std::chrono;
    auto whole = floor<seconds>(time);
    auto midnight = floor<days>(whole);
    year_month_day date(midnight);
    auto second_of_day = static_cast<unsigned>((whole - midnight).count());
    return {int(date.year()),     unsigned(date.month()),  unsigned(date.day()),
            second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60};
}

} // namespace

time_point read_time(der::reader& in)
{
    // RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2: Zulu (UTC), with seconds, without fractions.
    auto element = in.any();
    auto text = as_text(element.content);
    bool utc = element.tag == der::tag::utc_time;
    if (!utc && element.tag != der::tag::generalized_time)
        throw der::error("time is neither UTCTime nor GeneralizedTime");
    if (text.size() != (utc ? 13u : 15u) || text.back() != 'Z')
        throw der::error("time not in the format of RFC 5280");

    if (!utc) {
        auto year = take_number(text, 4);
        return saturated(read_after_year(year, text));
    }
    // RFC 5280 section 4.1.2.5.1: 50 to 99 are 19YY.
    auto year = take_number(text, 2);
    return saturated(read_after_year(year >= 50 ? 1900 + year : 2000 + year, text));
}

der::encoding write_time(time_point time)
{
    auto c = to_calendar(time);
    // RFC 5280 section 4.1.2.5: dates through 2049 MUST be encoded as UTCTime, later ones as GeneralizedTime.
    bool utc = c.year >= 1950 && c.year < 2050;
    char text[80];
    auto length = utc ? std::snprintf(text, sizeof text, "%02d%02u%02u%02u%02u%02uZ", c.year % 100, c.month, c.day,
                                      c.hour, c.minute, c.second)
                      : std::snprintf(text, sizeof text, "%04d%02u%02u%02u%02u%02uZ", c.year, c.month, c.day, c.hour,
                                      c.minute, c.second);
    return der::element_of(utc ? der::tag::utc_time : der::tag::generalized_time,
                           as_bytes({text, static_cast<std::size_t>(length)}));
}

der::encoding write_generalized_time(time_point time)
{
    auto written = write_time(time);
    auto element = der::reader(written).any();
    if (element.tag == der::tag::generalized_time)
        return written;
    // UTCTime has a two-digit year: 50 to 99 are 19YY.
    auto text = std::string(as_text(element.content));
    return der::element_of(der::tag::generalized_time, as_bytes((text[0] >= '5' ? "19" : "20") + text));
}

std::string to_date(time_point time)
{
    auto c = to_calendar(time);
    char text[80];
    auto length = std::snprintf(text, sizeof text, "%04d-%02u-%02u", c.year, c.month, c.day);
    return {text, static_cast<std::size_t>(length)};
}

} // namespace tls::x509
