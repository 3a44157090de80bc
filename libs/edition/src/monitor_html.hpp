// SPDX-License-Identifier: Apache-2.0
// Parts of the section "Monitor" of a page.
#pragma once

#include "halflight/edition/report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// What the parts of the section share.
struct MonitorParts {
    const NumberBook& book;
    std::vector<NumberUse> uses; ///< of the numbers shown, in order
};

/// A link to the evidence of a number, as `shown`; what is not in the book stays without one.
[[nodiscard]] std::string number_link(MonitorParts& parts, const std::string& id,
                                      const std::string& where);
/// Links to statements in the list of all; `st-` ids, as panels name them.
[[nodiscard]] std::string statement_links(const std::vector<std::string>& claims);
/// A mark for made data, with a space before it.
[[nodiscard]] std::string_view made_mark(bool synthetic) noexcept;

/// How a word is marked besides being written: a circle ever fuller, a broken one, a clock.
enum class Sign : std::uint8_t { empty, quarter, half, full, broken, clock };
[[nodiscard]] std::string sign_html(Sign sign);
[[nodiscard]] Sign sign_of(const std::optional<watch::Breach>& breach) noexcept;
[[nodiscard]] Sign sign_of(watch::Level level) noexcept;
[[nodiscard]] Sign sign_of(const watch::Signal& signal) noexcept;

/// How a line of that name ("reported", "estimated", "together", "cap") is drawn, as attributes:
/// what prints pages reads no styles inside a drawing.
[[nodiscard]] std::string_view stroke_of(std::string_view name) noexcept;

/// The lines of one span that are held against one limit.
struct LimitLines {
    const MeterLine* reported = nullptr;
    const MeterLine* estimated = nullptr;
    const MeterLine* together = nullptr;
    std::vector<const MeterLine*> capacities;
};
[[nodiscard]] std::vector<LimitLines> limits_of(const MeterSpan& span);
/// "2024", "2025 up to 2025-06-30".
[[nodiscard]] std::string span_words(const MeterSpan& span);

/// The ranges of a meter in percent of its cap, row by row.
[[nodiscard]] std::string ranges_html(const MeterView& meter);
[[nodiscard]] std::string meter_html(MonitorParts& parts, const MeterView& meter);
[[nodiscard]] std::string board_html(const Monitor& monitor);
[[nodiscard]] std::string causes_html(MonitorParts& parts, const Monitor& monitor);

} // namespace halflight::edition
