// SPDX-License-Identifier: Apache-2.0
#include "track_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace halflight::studies {
namespace {

constexpr double none = stats::undefined;
constexpr Failure all_failures[] = {
#include "track_record_rows.inc"
};

constexpr std::pair<std::string_view, std::string_view> conditions[] = {
    {"plain", "all is as it supposes"},
    {"nothing shared", "neighbours share no towns and no power cuts"},
    {"12 industries", "there are 12 industries and not 40"},
    {"near controls", "controls lie beside the treated"},
    {thinned_units, "units are thinned"},
    {drawn_clusters, "clusters are drawn"},
    {units_alone, "units count as independent"},
    {"as seen", "66 % of cells lie below the floor and the calibration drifts"},
    {"unlike loadings", "a shared factor moves the treated twice as much"},
    {"trend", "towns of exposed counties grow faster"},
    {"censored", "97 % of cells lie below the floor"},
};

bool way_to_make_errors(std::string_view design) {
    return design == thinned_units || design == drawn_clusters || design == units_alone;
}

std::string clause(const Failure& one) {
    std::vector<std::string> parts;
    if (one.held_least < one.held_most) {
        parts.push_back(fmt::format("held {:.3g} to {:.3g} %", one.held_least, one.held_most));
    } else if (std::isfinite(one.held_least)) {
        parts.push_back(fmt::format("held {:.3g} %", one.held_least));
    }
    if (std::isfinite(one.told)) {
        parts.push_back(fmt::format("false positives {:.3g} %", one.told));
    }
    if (std::isfinite(one.too_low)) {
        parts.push_back(fmt::format("{:.0f} % too low", one.too_low));
    }
    if (std::isfinite(one.too_high)) {
        parts.push_back(fmt::format("{:.0f} % too high", one.too_high));
    }
    if (one.off_at_none) {
        parts.emplace_back("biased where there is no effect");
    }
    if (one.runs_away) {
        parts.emplace_back("runs away in single ones");
    }
    return fmt::format("{} ({})", condition(one.design), fmt::join(parts, ", "));
}

} // namespace

std::span<const Failure> failures() {
    return all_failures;
}

std::string_view condition(std::string_view design) {
    const auto* const found = std::ranges::find(
        conditions, design, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(conditions) ? std::string_view() : found->second;
}

std::string track_record(std::string_view estimator, std::string_view subject,
                         std::span<const std::string_view> used) {
    std::vector<std::string> as_made;
    std::vector<std::string> usual;
    for (const Failure& one : all_failures) {
        const bool tried = std::ranges::find(used, one.design) != used.end();
        if (one.estimator != estimator || (way_to_make_errors(one.design) && !tried) ||
            (one.design == "plain" && !used.empty())) {
            continue;
        }
        (tried ? as_made : usual).push_back(clause(one));
    }
    std::vector<std::string> said;
    if (!as_made.empty()) {
        said.push_back(fmt::format("{} fails where {}", subject, fmt::join(as_made, "; where ")));
    }
    if (!usual.empty()) {
        said.push_back(fmt::format("{} fails{} where {}", said.empty() ? subject : "it",
                                   used.empty() ? "" : ", with errors by counties left out,",
                                   fmt::join(usual, "; where ")));
    }
    return said.empty() ? std::string()
                        : fmt::format("in made countries of known truth {}; held: 95 % intervals "
                                      "that held the truth, 92 to 98 % is right: docs/truth.md",
                                      fmt::join(said, "; "));
}

} // namespace halflight::studies
