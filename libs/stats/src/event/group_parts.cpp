// SPDX-License-Identifier: Apache-2.0
#include "group_parts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "place.hpp"

namespace halflight::stats::detail {

namespace {

EventTable drop_unbalanced(EventTable table, Warnings& warnings) {
    std::vector<std::size_t> seen(table.unit.count(), 0);
    for (const std::uint32_t unit : table.unit.of_row) {
        ++seen[unit];
    }
    const std::size_t periods = table.period.count();
    const auto short_units = static_cast<std::size_t>(
        std::ranges::count_if(seen, [&](std::size_t n) { return n < periods; }));
    if (short_units == 0) {
        return table;
    }
    if (short_units == seen.size()) {
        refuse(fmt::format("none of {} units is seen in all {} periods; group-time effects need a "
                           "balanced panel",
                           seen.size(), periods));
    }
    warnings.push_back({.code = "unbalanced_units_dropped",
                        .text = fmt::format("{} of {} units are not seen in all {} periods and "
                                            "leave",
                                            short_units, seen.size(), periods)});
    return take(table, [&](std::size_t i) { return seen[table.unit.of_row[i]] == periods; });
}

} // namespace

Balanced balance(EventTable table, Warnings& warnings) {
    table = drop_always_treated(drop_unbalanced(std::move(table), warnings), warnings);
    const std::size_t units = table.unit.count();
    Balanced made;
    made.units = table.unit.codes;
    made.periods = table.period.codes;
    made.clusters = table.cluster.count();
    made.outcome = Eigen::MatrixXd(at(units), at(made.periods.size()));
    made.covariates.assign(table.covariates.cols(), made.outcome);
    made.weights = Eigen::VectorXd::Constant(at(units), -1);
    made.onset.assign(units, no_onset);
    made.cluster.assign(units, 0);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const std::uint32_t unit = table.unit.of_row[i];
        const std::uint32_t period = table.period.of_row[i];
        made.outcome(unit, period) = table.outcome[i];
        for (std::size_t c = 0; c < table.covariates.cols(); ++c) {
            made.covariates[c](unit, period) = table.covariates(i, c);
        }
        if (made.weights[unit] >= 0 && (made.weights[unit] != table.weights[i] ||
                                        made.cluster[unit] != table.cluster.of_row[i])) {
            refuse(fmt::format("unit {} changes its weight or cluster between periods; group-time "
                               "effects need one of each",
                               table.unit.codes[unit]));
        }
        made.weights[unit] = table.weights[i];
        made.onset[unit] = table.onset[i];
        made.cluster[unit] = table.cluster.of_row[i];
    }
    made.weights /= made.weights.mean();
    return made;
}

Moved mean_by_size(std::string name, const std::vector<const Moved*>& parts,
                   const Balanced& panel) {
    const Eigen::Index n = panel.weights.size();
    Moved made{.name = std::move(name), .influence = Eigen::VectorXd::Zero(n)};
    Eigen::VectorXd members = Eigen::VectorXd::Zero(n); ///< sum over parts of own membership
    Eigen::VectorXd valued = Eigen::VectorXd::Zero(n);
    double total = 0;
    for (const Moved* part : parts) {
        double size = 0;
        for (Eigen::Index u = 0; u < n; ++u) {
            const double own =
                panel.onset[static_cast<std::size_t>(u)] == part->onset ? panel.weights[u] : 0;
            size += own / static_cast<double>(n);
            members[u] += own;
            valued[u] += own * part->value;
        }
        total += size;
        made.value += size * part->value;
        made.influence += size * part->influence;
    }
    made.value /= total;
    made.influence = (made.influence + valued - made.value * members) / total;
    return made;
}

Moved plain_mean(std::string name, const std::vector<const Moved*>& parts) {
    Moved made{.name = std::move(name),
               .influence = Eigen::VectorXd::Zero(parts[0]->influence.size())};
    const auto count = static_cast<double>(parts.size());
    for (const Moved* part : parts) {
        made.value += part->value / count;
        made.influence += part->influence / count;
    }
    return made;
}

Eigen::MatrixXd by_cluster(const std::vector<const Moved*>& effects, const Balanced& panel) {
    Eigen::MatrixXd made = Eigen::MatrixXd::Zero(at(panel.clusters), at(effects.size()));
    const auto n = static_cast<double>(panel.units.size());
    for (std::size_t e = 0; e < effects.size(); ++e) {
        for (std::size_t u = 0; u < panel.units.size(); ++u) {
            made(panel.cluster[u], at(e)) += effects[e]->influence[at(u)] / n;
        }
    }
    return made;
}

UniformBand uniform_band(const std::vector<const Moved*>& effects, const Balanced& panel,
                         const Draws& draws, double level) {
    UniformBand band;
    if (draws.count == 0 || effects.empty()) {
        return band;
    }
    const Eigen::MatrixXd sums = by_cluster(effects, panel);
    const double root = std::sqrt(5.0);
    const Replicates made = replicate(
        draws, effects.size(), [&](std::size_t, const Random& random, std::span<double> out) {
            Eigen::VectorXd multiplier(sums.rows());
            for (Eigen::Index c = 0; c < sums.rows(); ++c) {
                const bool low =
                    random.uniform(static_cast<std::uint64_t>(c)) < (1 + root) / (2 * root);
                multiplier[c] = low ? (1 - root) / 2 : (1 + root) / 2;
            }
            Eigen::Map<Eigen::VectorXd>(out.data(), at(out.size())) = sums.transpose() * multiplier;
            return true;
        });
    const double normal = 2 * normal_quantile(0.75);
    std::vector<double> row(draws.count);
    std::vector<double> most(draws.count, 0.0);
    for (std::size_t e = 0; e < effects.size(); ++e) {
        for (std::size_t d = 0; d < draws.count; ++d) {
            row[d] = made.values(e, d);
        }
        band.std_errors.push_back((quantile(row, 0.75) - quantile(row, 0.25)) / normal);
        for (std::size_t d = 0; d < draws.count && band.std_errors[e] > 0; ++d) {
            most[d] = std::max(most[d], std::abs(row[d]) / band.std_errors[e]);
        }
    }
    band.critical = quantile(most, level);
    return band;
}

} // namespace halflight::stats::detail
