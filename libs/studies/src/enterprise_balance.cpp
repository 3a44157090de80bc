// SPDX-License-Identifier: Apache-2.0
#include "enterprise_balance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace halflight::studies {
namespace {

using stats::Matrix;

bool seen(const Question& question, std::size_t t, std::size_t i) {
    return std::isfinite(question.light.value(t, question.units[i]));
}

std::vector<std::size_t> full_periods(const Question& question) {
    std::vector<std::size_t> kept;
    for (std::size_t t = 0; t < question.light.period_count(); ++t) {
        double count = 0;
        for (std::size_t i = 0; i < question.units.size(); ++i) {
            count += seen(question, t, i) ? 1 : 0;
        }
        if (count >= question.spec.balance * static_cast<double>(question.units.size())) {
            kept.push_back(t);
        }
    }
    return kept;
}

/// Places in the units of the question.
std::vector<std::size_t> whole_units(const Question& question,
                                     const std::vector<std::size_t>& periods) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < question.units.size(); ++i) {
        if (std::ranges::all_of(periods, [&](std::size_t t) { return seen(question, t, i); })) {
            kept.push_back(i);
        }
    }
    return kept;
}

std::unique_ptr<LightPanel> part_of(const LightPanel& light,
                                    const std::vector<std::size_t>& periods) {
    auto part = std::make_unique<LightPanel>();
    part->units = light.units;
    part->synthetic = light.synthetic;
    const auto take = [&](const Matrix& from) {
        Matrix to(periods.size(), light.unit_count());
        for (std::size_t unit = 0; unit < to.cols(); ++unit) {
            for (std::size_t t = 0; t < periods.size(); ++t) {
                to(t, unit) = from(periods[t], unit);
            }
        }
        return to;
    };
    for (const std::size_t t : periods) {
        part->periods.push_back(light.periods[t]);
    }
    part->value = take(light.value);
    part->low = take(light.low);
    part->high = take(light.high);
    return part;
}

/// The question about the units `kept`; clusters that are left are numbered anew.
void keep_units(const Question& from, const std::vector<std::size_t>& kept, Question& to) {
    to.units.clear();
    to.clusters.clear();
    to.treated = 0;
    std::vector<std::int32_t> code(from.cluster_count, -1);
    for (const std::size_t i : kept) {
        to.units.push_back(from.units[i]);
        to.treated += i < from.treated ? 1U : 0U;
        if (!from.clusters.empty()) {
            code[static_cast<std::size_t>(from.clusters[i])] = 0;
        }
    }
    std::int32_t next = 0;
    for (std::int32_t& one : code) {
        one = one < 0 ? one : next++;
    }
    to.cluster_count = static_cast<std::size_t>(next);
    for (const std::size_t i : kept) {
        if (!from.clusters.empty()) {
            to.clusters.push_back(code[static_cast<std::size_t>(from.clusters[i])]);
        }
    }
}

void require_enough(const Question& question) {
    const std::size_t controls = question.units.size() - question.treated;
    const std::size_t after = question.light.period_count() - question.treatment;
    if (question.treated < 2 || controls < 2 || question.treatment < 2 || after < 1) {
        stats::refuse(fmt::format(
            "balanced to {} of its units, the panel has {} treated units and {} controls, {} "
            "periods before the treatment and {} after; take quarters, or another share",
            question.spec.balance, question.treated, controls, question.treatment, after));
    }
}

} // namespace

Balanced balance(const Question& question, MethodResult& result) {
    const std::size_t all = question.light.period_count();
    if (question.balanced) {
        std::vector<std::size_t> periods(all);
        std::iota(periods.begin(), periods.end(), std::size_t{0});
        return {nullptr, question, std::move(periods)};
    }
    if (!(question.spec.balance > 0)) {
        stats::refuse("synthetic difference in differences needs every unit in every period; set "
                      "`balance` to the share of units (0.9, say) below which a period is dropped, "
                      "units with gaps then follow, or take quarters");
    }
    std::vector<std::size_t> periods = full_periods(question);
    const std::vector<std::size_t> kept = whole_units(question, periods);
    auto light = part_of(question.light, periods);
    Question part{.light = *light,
                  .units = {},
                  .balanced = true,
                  .censored = question.censored,
                  .spec = question.spec,
                  .clusters = {}};
    part.treatment = static_cast<std::size_t>(
        std::ranges::count_if(periods, [&](std::size_t t) { return t < question.treatment; }));
    keep_units(question, kept, part);
    require_enough(part);
    result.warnings.push_back(
        {"balanced", fmt::format("{} of {} periods and {} of {} units are dropped: periods that "
                                 "less than {} of the units were seen in, then units with gaps",
                                 all - periods.size(), all, question.units.size() - kept.size(),
                                 question.units.size(), question.spec.balance)});
    return {std::move(light), std::move(part), std::move(periods)};
}

void spread_over_window(const Question& asked, const Balanced& balanced, MethodResult& result) {
    const std::size_t all = asked.light.period_count();
    const auto spread = [&]<typename Value>(std::vector<Value>& series, const Value& none,
                                            std::size_t before) {
        if (series.empty() || balanced.periods.size() == all) {
            return;
        }
        const std::size_t skipped = before == 0 ? 0 : balanced.question.treatment;
        std::vector<Value> whole(all - before, none);
        for (std::size_t i = 0; i < series.size(); ++i) {
            whole[balanced.periods[i + skipped] - before] = series[i];
        }
        series = std::move(whole);
    };
    for (auto* series :
         {&result.counterfactual, &result.counterfactual_low, &result.counterfactual_high}) {
        spread(*series, stats::undefined, 0);
    }
    spread(result.gap, stats::Coefficient{}, asked.treatment);
    spread(result.cumulative, stats::Coefficient{}, asked.treatment);
}

} // namespace halflight::studies
