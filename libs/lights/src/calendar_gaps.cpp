// SPDX-License-Identifier: Apache-2.0
#include "calendar_gaps.hpp"

#include <algorithm>
#include <iterator>

namespace halflight::lights {

namespace {

Frequency common_frequency(const std::vector<Period>& periods) {
    const Frequency first = frequency_of(periods.front());
    const bool all = std::ranges::all_of(
        periods, [first](const Period& period) { return frequency_of(period) == first; });
    return all ? first : Frequency::none;
}

} // namespace

Calendar fill_gaps(std::vector<Period> given) {
    std::ranges::sort(given);
    given.erase(std::ranges::unique(given).begin(), given.end());
    if (given.empty()) {
        return {};
    }
    const Frequency frequency = common_frequency(given);
    if (frequency == Frequency::none) {
        return {given, {}};
    }
    Calendar calendar;
    calendar.periods = units_inside({given.front().first, given.back().end}, frequency);
    std::ranges::set_difference(calendar.periods, given, std::back_inserter(calendar.gaps));
    return calendar;
}

std::string list_periods(const std::vector<Period>& periods) {
    std::string text;
    for (std::size_t i = 0; i < periods.size();) {
        std::size_t last = i;
        while (last + 1 < periods.size() && periods[last + 1].first == periods[last].end) {
            ++last;
        }
        text += (text.empty() ? "" : ", ") + to_string(periods[i]);
        if (last > i) {
            text += (last == i + 1 ? ", " : " to ") + to_string(periods[last]);
        }
        i = last + 1;
    }
    return text;
}

} // namespace halflight::lights
