// SPDX-License-Identifier: Apache-2.0
#include "signal_words.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <span>
#include <vector>

namespace halflight::alerts {

namespace {

std::string value_words(const Interval& value) {
    if (value.empty()) {
        return "statements that exclude each other";
    }
    if (value.is_point()) {
        return format_number(value.lo, 6);
    }
    if (!std::isfinite(value.lo) && !std::isfinite(value.hi)) {
        return "unknown";
    }
    if (!std::isfinite(value.hi)) {
        return fmt::format("{} or more", format_number(value.lo, 6));
    }
    if (!std::isfinite(value.lo)) {
        return fmt::format("{} or less", format_number(value.hi, 6));
    }
    return fmt::format("{} to {}", format_number(value.lo, 6), format_number(value.hi, 6));
}

std::string some(const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    if (names.size() <= most) {
        return fmt::format("{}", fmt::join(names, ", "));
    }
    return fmt::format("{} and {} more", fmt::join(std::span(names).first(most), ", "),
                       names.size() - most);
}

} // namespace

std::string signal_lines(const watch::Signal& signal, std::string_view indent) {
    std::string text;
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            text += fmt::format("{}{}: {}\n", indent, name, value);
        }
    };
    const std::string unit = signal.unit.empty() ? "" : " " + signal.unit;
    // Of several that speak the first one's value stands here; the text has everybody's.
    line("worst", signal.members.empty() ? "" : signal.members.front());
    const bool judged = signal.threshold || signal.value != Interval::all();
    line("value", judged ? value_words(signal.value) + unit : "");
    if (signal.threshold) {
        const auto beyond = watch::margin(signal);
        line("threshold", fmt::format("{} {}{}", signal.above ? "above" : "below",
                                      format_number(*signal.threshold, 6), unit));
        line("margin", beyond ? format_number(*beyond, 6) + unit : "none that is certain");
    }
    line("period", signal.period ? to_string(*signal.period) : "");
    line("needed", signal.needed);
    line("claims", some(signal.evidence.claims));
    line("cells", some(signal.evidence.cells));
    line("rules", some(signal.evidence.rules));
    const watch::Reliability& rely = signal.reliability;
    line("rests on",
         fmt::format("{} independent origin{}, best source {}, {}{}", rely.origins,
                     rely.origins == 1 ? "" : "s", rely.best_source,
                     rely.direct ? "direct" : "indirect",
                     rely.age_days ? fmt::format(", {} days old", *rely.age_days) : ""));
    return text;
}

} // namespace halflight::alerts
