// SPDX-License-Identifier: Apache-2.0
// Dates and periods: what is parsed is written and read again as the same.
#include "fuzz.hpp"
#include "halflight/base/period.hpp"

using halflight::fuzz::require;

namespace {

template <class T>
void check_fault(const halflight::Result<T>& parsed, std::size_t size) {
    require(!parsed.fault().message.empty(), "a fault says what is wrong");
    require(parsed.fault().offset <= size, "a fault lies in its text");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = halflight::fuzz::as_text(data, size);
    if (const auto date = halflight::parse_date(text)) {
        const auto again = halflight::parse_date(to_string(*date));
        require(again.ok() && *again == *date, "a date is read again from its text");
        require(exists(to_civil(*date)), "a date exists");
    } else {
        check_fault(date, size);
    }
    if (const auto period = halflight::parse_period(text)) {
        require(period->first < period->end, "a period holds a day");
        const auto again = halflight::parse_period(to_string(*period));
        require(again.ok() && *again == *period, "a period is read again from its text");
        require(frequency_of(*period) == frequency_of(*again), "a period keeps its frequency");
    } else {
        check_fault(period, size);
    }
    return 0;
}
