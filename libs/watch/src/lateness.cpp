// SPDX-License-Identifier: Apache-2.0
#include "lateness.hpp"

#include "monitor_steps.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::watch::detail {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;

/// Quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
double quantile_of(const std::vector<double>& sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

bool looks_back(const Claim& claim) {
    return claim.has_value() && claim.kind <= ledger::Kind::estimate &&
           !claim.period.open_start() && !claim.period.open_end() &&
           claim.known_since >= claim.period.end;
}

} // namespace

std::vector<FirstReport> first_reports(const measures::View& view,
                                       std::span<const ledger::SeriesIndex> series, Date day) {
    std::map<Date, FirstReport> by_end;
    const ledger::Ledger& ledger = view.ledger();
    for (const ClaimIndex index : ledger.as_of(day)) {
        const Claim& claim = ledger.claims()[index];
        const bool ours = std::ranges::find(series, claim.series) != series.end() &&
                          looks_back(claim) && view.claim(index).basis != measures::Basis::missing;
        if (!ours) {
            continue;
        }
        FirstReport& report =
            by_end
                .try_emplace(claim.period.end,
                             FirstReport{claim.period.end, claim.known_since, {}, false})
                .first->second;
        if (claim.known_since < report.known) {
            report.known = claim.known_since;
            report.claims.clear();
            report.dated = false;
        }
        if (claim.known_since == report.known) {
            report.claims.push_back(index);
            report.dated = report.dated || ledger.sources()[claim.source].date.has_value();
        }
    }
    std::vector<FirstReport> out;
    for (auto& [end, report] : by_end) {
        out.push_back(std::move(report));
    }
    return out;
}

namespace {

/// Age of what was known when something newer was heard.
std::vector<double> waits_of(std::span<const FirstReport> reports) {
    std::map<Date, Date> newest; ///< by day of hearing: the last period told
    for (const FirstReport& report : reports) {
        if (!report.dated) {
            continue;
        }
        Date& end = newest.try_emplace(report.known, report.end).first->second;
        end = std::max(end, report.end);
    }
    std::vector<double> waits;
    std::optional<Date> last;
    for (const auto& [known, end] : newest) {
        if (last && end <= *last) {
            continue;
        }
        if (last) {
            waits.push_back(known.days - last->days);
        }
        last = end;
    }
    std::ranges::sort(waits);
    return waits;
}

} // namespace

std::optional<Custom> custom_of(std::span<const FirstReport> reports, double quantile,
                                std::size_t least) {
    std::vector<double> delays;
    for (const FirstReport& report : reports) {
        if (report.dated) {
            delays.push_back(report.delay());
        }
    }
    if (delays.size() < std::max<std::size_t>(least, 1)) {
        return std::nullopt;
    }
    std::ranges::sort(delays);
    const std::vector<double> waits = waits_of(reports);
    const double wait = waits.size() < least ? 0 : quantile_of(waits, quantile);
    return Custom{delays.size(), quantile_of(delays, 0.5), quantile_of(delays, quantile), wait};
}

Date due_by(Date last_end, Frequency frequency, const Custom& custom) noexcept {
    const double days = std::max(days_of_step(frequency) + custom.upper, custom.wait);
    return {last_end.days + static_cast<int>(std::ceil(days))};
}

} // namespace halflight::watch::detail
