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

/// As the sentence of the signal rounds it, so that no number stands there twice: volumes under a
/// cap as verdicts have them, all else to four digits.
struct Rounding {
    bool volumes = false;

    [[nodiscard]] std::string operator()(double value) const {
        constexpr double many = 100;
        constexpr int digits = 4;
        return volumes && std::abs(value) >= many ? format_number(std::round(value))
                                                  : format_number(value, digits);
    }
};

std::string value_words(const Interval& value, const Rounding& words) {
    if (value.empty()) {
        return "statements that exclude each other";
    }
    if (value.is_point()) {
        return words(value.lo);
    }
    if (!std::isfinite(value.lo) && !std::isfinite(value.hi)) {
        return "nothing is known";
    }
    if (!std::isfinite(value.hi)) {
        return fmt::format("{} or more", words(value.lo));
    }
    if (!std::isfinite(value.lo)) {
        return fmt::format("{} or less", words(value.hi));
    }
    return fmt::format("{} to {}", words(value.lo), words(value.hi));
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

std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        // U+2028 and U+2029 end lines as well.
        const bool separator = text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9");
        const bool blank = text[0] == '\n' || text[0] == '\r' || text[0] == '\t' || separator;
        out += blank ? ' ' : text[0];
        text.remove_prefix(separator ? 3 : 1);
    }
    return without_controls(out);
}

std::string signal_lines(const watch::Signal& signal, std::string_view indent) {
    std::string text;
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            text += fmt::format("{}{}: {}\n", indent, name, one_line(value));
        }
    };
    const std::string unit = signal.unit.empty() ? "" : " " + signal.unit;
    // Of several that speak the first one's value stands here; the text has everybody's.
    line("worst", signal.members.empty() ? "" : signal.members.front());
    const Rounding words{!signal.evidence.rules.empty()};
    const bool known = std::isfinite(signal.value.lo) || std::isfinite(signal.value.hi);
    const bool judged = signal.threshold || signal.value != Interval::all();
    line("value", judged ? value_words(signal.value, words) + (known ? unit : "") : "");
    if (signal.threshold) {
        const auto beyond = watch::margin(signal);
        line("threshold", fmt::format("{} {}{}", signal.above ? "above" : "below",
                                      words(*signal.threshold), unit));
        line("margin", beyond ? words(*beyond) + unit : "none that is certain");
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
