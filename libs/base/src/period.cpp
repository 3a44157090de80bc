// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/period.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace halflight {
namespace {

// Far outside the calendar, yet near enough that the days between the two still fit an int.
constexpr Date earliest{-1'000'000'000};
constexpr Date latest{1'000'000'000};

struct FrequencyRow {
    Frequency frequency;
    std::string_view code;
    int months; ///< length of one unit, 0 where months do not measure it
};

/// From the longest unit to the shortest, which is the order in which a period looks for its name.
constexpr std::array frequency_table{
    FrequencyRow{Frequency::none, "", 0},       FrequencyRow{Frequency::annual, "A", 12},
    FrequencyRow{Frequency::half_year, "S", 6}, FrequencyRow{Frequency::quarter, "Q", 3},
    FrequencyRow{Frequency::month, "M", 1},     FrequencyRow{Frequency::week, "W", 0},
    FrequencyRow{Frequency::day, "D", 0},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < frequency_table.size(); ++i) {
        if (static_cast<std::size_t>(frequency_table[i].frequency) != i)
            return false;
    }
    return true;
}
static_assert(frequency_table.size() == static_cast<std::size_t>(Frequency::day) + 1 && in_order(),
              "each frequency has one row, in the order of the enumeration");

const FrequencyRow& row(Frequency frequency) noexcept {
    return frequency_table[static_cast<std::size_t>(frequency)];
}

Date plus(Date date, int days) noexcept {
    return {date.days + days};
}

/// Monday of the week that holds `date`. Day 0 was a Thursday.
Date monday(Date date) noexcept {
    const int weekday = static_cast<int>(((std::int64_t{date.days} + 3) % 7 + 7) % 7);
    return plus(date, -weekday);
}

/// Monday of the first ISO week: the one that holds 4 January.
Date first_monday(int year) noexcept {
    return monday(to_date({year, 1, 4}));
}

Period months_from(int year, int month, int count) noexcept {
    const Date first = to_date({year, month, 1});
    return {first, add_months(first, count)};
}

std::optional<int> number(std::string_view text) noexcept {
    if (text.empty())
        return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 9999)
            return std::nullopt;
        value = 10 * value + (c - '0');
    }
    return value;
}

Fault bad_period(std::string_view text, std::size_t offset) {
    return {fmt::format("\"{}\" is not a period", shorten(text)),
            "write 2024, 2024-S1, 2024-Q3, 2024-07, 2024-W05, 2024-07-15 or a range such as "
            "2018-01/2018-04",
            offset};
}

/// "2010-2013" could be many things; the reader is told how to write the range.
Fault ambiguous_range(std::string_view text) {
    return {fmt::format("\"{}\" is ambiguous", shorten(text)),
            fmt::format("a range is written with '/': {}/{}", text.substr(0, 4), text.substr(5)),
            4};
}

std::optional<Period> week_of(int year, int week) noexcept {
    const Date first = plus(first_monday(year), 7 * (week - 1));
    const bool held = week >= 1 && plus(first, 7) <= first_monday(year + 1);
    // The last days of 9999-W52 lie in a year that cannot be written.
    if (!held || plus(first, 7) > to_date({10000, 1, 1}))
        return std::nullopt;
    return Period{first, plus(first, 7)};
}

/// "S1", "Q3", "W05" or "07" after "2024-".
std::optional<Period> part_of_year(int year, std::string_view part) noexcept {
    const char letter = part.empty() ? '\0' : part.front();
    const bool lettered = letter == 'S' || letter == 'Q' || letter == 'W';
    const std::optional<int> index = number(lettered ? part.substr(1) : part);
    const std::size_t size = letter == 'S' || letter == 'Q' ? 2 : letter == 'W' ? 3 : 2;
    if (!index || part.size() != size || *index < 1)
        return std::nullopt;
    if (letter == 'W')
        return week_of(year, *index);
    const int months = letter == 'S' ? 6 : letter == 'Q' ? 3 : 1;
    if (*index * months > 12)
        return std::nullopt;
    return months_from(year, (*index - 1) * months + 1, months);
}

/// One unit; faults count from the start of `text`.
Result<Period> parse_unit_period(std::string_view text) {
    const std::optional<int> year = number(text.substr(0, 4));
    if (!year || *year == 0 || text.size() < 4)
        return bad_period(text, 0);
    if (text.size() == 4)
        return months_from(*year, 1, 12);
    if (text[4] != '-')
        return bad_period(text, 4);
    if (text.size() == 9 && number(text.substr(5)))
        return ambiguous_range(text);
    if (text.size() == 10 && text[7] == '-') {
        const Result<Date> date = parse_date(text);
        if (!date)
            return date.fault();
        return Period{*date, plus(*date, 1)};
    }
    const std::optional<Period> part = part_of_year(*year, text.substr(5));
    if (!part)
        return bad_period(text, 5);
    return *part;
}

Result<Period> parse_range(std::string_view text, std::size_t slash) {
    const std::string_view left = text.substr(0, slash);
    const std::string_view right = text.substr(slash + 1);
    Period period{earliest, latest};
    if (left != "..") {
        const Result<Period> first = parse_unit_period(left);
        if (!first)
            return first.fault();
        period.first = first->first;
    }
    if (right != "..") {
        const Result<Period> last = parse_unit_period(right);
        if (!last) {
            Fault fault = last.fault();
            fault.offset += slash + 1;
            return fault;
        }
        period.end = last->end;
    }
    if (period.end <= period.first)
        return Fault{fmt::format("\"{}\" ends before it starts", text), "", slash + 1};
    return period;
}

/// The unit of `frequency` that holds `date`, as parse_period reads it.
std::string unit_name(Date date, Frequency frequency) {
    const CivilDate civil = to_civil(date);
    switch (frequency) {
    case Frequency::annual:
        return fmt::format("{:04}", civil.year);
    case Frequency::half_year:
        return fmt::format("{:04}-S{}", civil.year, (civil.month - 1) / 6 + 1);
    case Frequency::quarter:
        return fmt::format("{:04}-Q{}", civil.year, (civil.month - 1) / 3 + 1);
    case Frequency::month:
        return fmt::format("{:04}-{:02}", civil.year, civil.month);
    case Frequency::week: {
        const Date first = monday(date);
        const int year =
            to_civil(plus(first, 3)).year; // the year of a week is that of its Thursday
        const int week = (first.days - first_monday(year).days) / 7 + 1;
        return fmt::format("{:04}-W{:02}", year, week);
    }
    case Frequency::none:
    case Frequency::day:
        break;
    }
    return to_string(date);
}

bool starts_unit(Date date, Frequency frequency) noexcept {
    return period_at(date, frequency).first == date;
}

/// The longest unit at whose borders both ends stand. Both ends of a range are written alike:
/// "2018/2018-04" would be shorter than "2018-01/2018-04", but read as a whole year.
Frequency common_border(const Period& period) noexcept {
    const bool open = period.open_start() || period.open_end();
    // Half years and quarters are as long to write as months, which read better in a range.
    for (const Frequency frequency : {Frequency::annual, Frequency::month, Frequency::week}) {
        // One day that happens to be a Monday does not mean weeks.
        if (open && frequency == Frequency::week)
            continue;
        if ((period.open_start() || starts_unit(period.first, frequency)) &&
            (period.open_end() || starts_unit(period.end, frequency)))
            return frequency;
    }
    return Frequency::day;
}

} // namespace

bool Period::open_start() const noexcept {
    return first <= earliest;
}
bool Period::open_end() const noexcept {
    return end >= latest;
}

bool Period::contains(const Period& other) const noexcept {
    return first <= other.first && other.end <= end;
}

bool Period::contains(Date date) const noexcept {
    return first <= date && date < end;
}

bool Period::overlaps(const Period& other) const noexcept {
    return std::max(first, other.first) < std::min(end, other.end);
}

Date Period::no_start() noexcept {
    return earliest;
}
Date Period::no_end() noexcept {
    return latest;
}

Period from_to(Date first, Date last) noexcept {
    return {first, last >= latest ? latest : plus(last, 1)};
}

Result<Period> parse_period(std::string_view text) {
    const std::size_t slash = text.find('/');
    return slash == std::string_view::npos ? parse_unit_period(text) : parse_range(text, slash);
}

std::string to_string(const Period& period) {
    if (const Frequency frequency = frequency_of(period); frequency != Frequency::none)
        return unit_name(period.first, frequency);
    const Frequency border = common_border(period);
    return (period.open_start() ? ".." : unit_name(period.first, border)) + '/' +
           (period.open_end() ? ".." : unit_name(plus(period.end, -1), border));
}

Frequency frequency_of(const Period& period) noexcept {
    if (period.open_start() || period.open_end())
        return Frequency::none;
    for (const FrequencyRow& candidate : frequency_table) {
        if (candidate.frequency != Frequency::none &&
            period_at(period.first, candidate.frequency) == period)
            return candidate.frequency;
    }
    return Frequency::none;
}

std::string_view to_string(Frequency frequency) noexcept {
    return row(frequency).code;
}

Result<Frequency> parse_frequency(std::string_view code) {
    for (const FrequencyRow& candidate : frequency_table) {
        if (candidate.frequency != Frequency::none && candidate.code == code)
            return candidate.frequency;
    }
    return Fault{fmt::format("\"{}\" is not a frequency", shorten(code)),
                 "A year, S half year, Q quarter, M month, W week, D day", 0};
}

Period period_at(Date date, Frequency frequency) noexcept {
    if (frequency == Frequency::week)
        return {monday(date), plus(monday(date), 7)};
    const int months = row(frequency).months;
    if (months == 0)
        return {date, plus(date, 1)};
    const CivilDate civil = to_civil(date);
    return months_from(civil.year, (civil.month - 1) / months * months + 1, months);
}

std::vector<Period> units_inside(const Period& period, Frequency frequency) {
    if (frequency == Frequency::none || period.open_start() || period.open_end())
        throw Error(ErrorCode::invalid_argument,
                    "units_inside needs a frequency and a closed period");
    std::vector<Period> units;
    Period unit = period_at(period.first, frequency);
    if (unit.first < period.first)
        unit = period_at(unit.end, frequency);
    for (; unit.end <= period.end; unit = period_at(unit.end, frequency))
        units.push_back(unit);
    return units;
}

Period previous(const Period& period) noexcept {
    if (period.open_start() || period.open_end())
        return {earliest, earliest};
    if (const Frequency frequency = frequency_of(period); frequency != Frequency::none)
        return period_at(plus(period.first, -1), frequency);
    return {plus(period.first, -period.days()), period.first};
}

bool tiles(const Period& whole, std::span<const Period> parts) {
    std::vector<Period> sorted(parts.begin(), parts.end());
    std::sort(sorted.begin(), sorted.end());
    Date reached = whole.first;
    for (const Period& part : sorted) {
        if (part.first != reached || part.end <= part.first)
            return false;
        reached = part.end;
    }
    return !sorted.empty() && reached == whole.end;
}

} // namespace halflight
