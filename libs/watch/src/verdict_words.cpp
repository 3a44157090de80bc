// SPDX-License-Identifier: Apache-2.0
// Verdicts for readers.
#include "halflight/base/text.hpp"
#include "halflight/watch/verdict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace halflight::watch {

namespace {

/// Whole numbers where there are enough digits for a reader.
std::string amount(double value) {
    constexpr double many = 100;
    constexpr int digits = 4;
    return std::abs(value) >= many ? format_number(std::round(value))
                                   : format_number(value, digits);
}

std::string amounts(const CapLine& line) {
    const Interval& volume = line.volume;
    if (line.point) {
        return amount(*line.point);
    }
    if (std::isinf(volume.hi)) {
        return volume.lo > 0 ? amount(volume.lo) + " or more" : "unknown";
    }
    const std::string low = amount(volume.lo);
    const std::string high = amount(volume.hi);
    return low == high ? low : fmt::format("{} to {}", low, high);
}

std::string span_words(const CapYear& year) {
    const bool running = year.rule != nullptr && year.judged != year.span;
    return running ? fmt::format("{} up to {}", to_string(year.span),
                                 to_string(Date{year.judged.end.days - 1}))
                   : to_string(year.span);
}

std::string unit_of(const CapYear& year, const CapLine& line) {
    return line.rule != nullptr && line.rule->cap ? line.rule->cap->unit.text : year.unit;
}

std::string crossing_words(const Crossing& crossing) {
    if (!crossing.first_possible) {
        return {};
    }
    return crossing.last_possible
               ? fmt::format("between {} and {}", to_string(*crossing.first_possible),
                             to_string(*crossing.last_possible))
               : fmt::format("not before {}", to_string(*crossing.first_possible));
}

/// "reported alone 9 bbl (within)".
std::string alone(const CapYear& year, std::string_view basis) {
    const CapLine* const line = year.line(basis);
    if (line == nullptr || !line->breach) {
        return {};
    }
    return fmt::format("; {} alone {} {} ({})", basis, amounts(*line), unit_of(year, *line),
                       to_string(*line->breach));
}

std::string passed(const CapYear& year) {
    return year.breach() == Breach::certain ? "; passed " : "; passed, if at all, ";
}

} // namespace

std::string words(const CapYear& year) {
    if (year.rule == nullptr) {
        return fmt::format("{}: {}", span_words(year),
                           year.lines.empty() ? "" : year.lines.front().missing);
    }
    std::string text = fmt::format("{}: {}", span_words(year),
                                   to_string(year.breach().value_or(Breach::possible)));
    for (const CapLine& line : year.lines) {
        if (line.basis == "together" && line.rule != nullptr) {
            text += fmt::format(", {} {} against {} {} ({})", amounts(line), unit_of(year, line),
                                amount(line.rule->cap->limit), unit_of(year, line),
                                line.rule->citation());
            text += line.missing.empty() ? "" : "; unknown: " + line.missing;
        }
    }
    if (const CapLine* const estimated = year.line("estimated"); estimated && estimated->breach) {
        text += alone(year, "reported") + alone(year, "estimated");
    }
    if (const std::string crossed = crossing_words(year.crossing); !crossed.empty()) {
        text += passed(year) + crossed;
    }
    if (year.projected) {
        text += "; going on so, passed " + crossing_words(*year.projected);
    }
    const std::string doubt = words(year.doubt);
    return text + (doubt.empty() ? "" : "; the rule is in doubt: " + doubt);
}

std::string to_text(std::span<const CapYear> years) {
    std::string text;
    for (const CapYear& year : years) {
        text += fmt::format("{}  {}\n", span_words(year),
                            year.rule == nullptr
                                ? "no rule in force"
                                : fmt::format("{} [{}], {} {}: {}", year.rule->citation(),
                                              year.rule->id, amount(year.limit), year.unit,
                                              to_string(year.breach().value_or(Breach::possible))));
        for (const CapLine& line : year.lines) {
            text += fmt::format("  {:<22} {:>22} {}  {}\n", line.basis, amounts(line),
                                unit_of(year, line),
                                line.breach ? to_string(*line.breach) : "no verdict");
            text += line.missing.empty() ? "" : fmt::format("    unknown: {}\n", line.missing);
            text += line.claims.empty()
                        ? ""
                        : fmt::format("    statements: {}\n", fmt::join(line.claims, " "));
        }
        if (const std::string crossed = crossing_words(year.crossing); !crossed.empty()) {
            text += fmt::format("  {}{}\n", passed(year).substr(2), crossed);
        }
        text += year.rate.empty() ? "" : fmt::format("  {}\n", year.rate);
        if (year.projected) {
            text += fmt::format("  going on so, passed {}\n", crossing_words(*year.projected));
        }
        const std::string doubt = year.rule == nullptr ? "" : words(year.doubt);
        text += doubt.empty() ? "" : fmt::format("  in doubt: {}\n", doubt);
    }
    return text;
}

} // namespace halflight::watch
