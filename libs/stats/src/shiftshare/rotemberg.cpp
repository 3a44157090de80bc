// SPDX-License-Identifier: Apache-2.0
// shiftshare/rotemberg.cpp - the weight of each share in a shift-share estimate.
#include "halflight/stats/rotemberg.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "shiftshare/prepared.hpp"

namespace halflight::stats {

using namespace shiftshare;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// F of the treatment on one share, both without what controls explain (HC1).
double robust_f(const Prepared& p, const VectorXd& share) {
    const VectorXd weighted = p.weights.cwiseProduct(share);
    const double spread = weighted.dot(share);
    const double slope = weighted.dot(p.treatment) / spread;
    const VectorXd score = weighted.cwiseProduct(p.treatment - slope * share);
    const auto n = static_cast<double>(share.size());
    const double factor = n / (n - static_cast<double>(p.projector.rank() + 1));
    return slope * slope * spread * spread / (factor * score.squaredNorm());
}

double variance(const VectorXd& values, const VectorXd& weights) {
    const double mean = weights.dot(values) / weights.sum();
    return weights.dot((values.array() - mean).square().matrix()) / weights.sum();
}

double correlation(const std::vector<RotembergShare>& shares, double RotembergShare::* other) {
    std::vector<const RotembergShare*> both;
    for (const RotembergShare& s : shares) {
        if (std::isfinite(s.*other)) {
            both.push_back(&s);
        }
    }
    const auto n = static_cast<double>(both.size());
    double mean_a = 0;
    double mean_b = 0;
    for (const auto* s : both) {
        mean_a += s->alpha / n;
        mean_b += s->*other / n;
    }
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (const auto* s : both) {
        aa += (s->alpha - mean_a) * (s->alpha - mean_a);
        bb += (s->*other - mean_b) * (s->*other - mean_b);
        ab += (s->alpha - mean_a) * (s->*other - mean_b);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : undefined;
}

// F and variance of each share, some columns at a time.
void first_stages(const Prepared& p, std::vector<RotembergShare>& shares) {
    constexpr Index together = 32;
    for (Index first = 0; first < p.shares.cols(); first += together) {
        const Index count = std::min(together, p.shares.cols() - first);
        MatrixXd columns(p.shares.rows(), count);
        for (Index c = 0; c < count; ++c) {
            columns.col(c) = p.shares.column(first + c);
        }
        const MatrixXd left = p.projector.residuals(columns);
        for (Index c = 0; c < count; ++c) {
            RotembergShare& one = shares[static_cast<std::size_t>(first + c)];
            one.variance = variance(columns.col(c), p.weights);
            const double own = p.weights.dot(left.col(c).cwiseAbs2());
            // A share that controls explain is an instrument for nothing.
            if (own > 1e-18 * p.weights.dot(columns.col(c).cwiseAbs2())) {
                one.f = robust_f(p, left.col(c));
            } else {
                one.beta = undefined;
            }
        }
    }
}

std::vector<RotembergShare> shares_of(const ShiftShareData& data, const Prepared& p,
                                      double& estimate) {
    const VectorXd on_treatment = p.shares.transposed_times(p.weights.cwiseProduct(p.treatment));
    const VectorXd on_outcome = p.shares.transposed_times(p.weights.cwiseProduct(p.outcome));
    const Eigen::Map<const VectorXd> shocks(data.shocks.data(), on_treatment.size());
    const double total = shocks.dot(on_treatment);
    const double reduced = shocks.dot(on_outcome);
    if (!(std::abs(total) > 1e-12 * shocks.cwiseAbs().dot(on_treatment.cwiseAbs()))) {
        refuse("the shift-share variable is not related to the treatment: weights are not defined");
    }
    estimate = reduced / total;
    std::vector<RotembergShare> made;
    for (Index k = 0; k < shocks.size(); ++k) {
        made.push_back({.column = static_cast<std::size_t>(k), .shock = shocks(k)});
        made.back().alpha = shocks(k) * on_treatment(k) / total;
        made.back().beta = on_outcome(k) / on_treatment(k);
        made.back().without =
            (reduced - shocks(k) * on_outcome(k)) / (total - shocks(k) * on_treatment(k));
    }
    first_stages(p, made);
    return made;
}

std::vector<RotembergGroup> groups_of(const std::vector<RotembergShare>& shares,
                                      std::span<const int> codes) {
    std::map<int, RotembergGroup> by_code;
    std::map<int, double> products;
    for (std::size_t k = 0; k < codes.size(); ++k) {
        RotembergGroup& group = by_code[codes[k]];
        group.code = codes[k];
        group.alpha += shares[k].alpha;
        if (std::isfinite(shares[k].beta)) {
            products[codes[k]] += shares[k].alpha * shares[k].beta;
        }
    }
    std::vector<RotembergGroup> made;
    for (auto& [code, group] : by_code) {
        group.beta = group.alpha != 0 ? products[code] / group.alpha : undefined;
        made.push_back(group);
    }
    return made;
}

void sum_signs(RotembergFit& fit) {
    std::size_t negative = 0;
    std::size_t positive = 0;
    fit.beta_of_negative = 0;
    fit.beta_of_positive = 0;
    for (const RotembergShare& s : fit.shares) {
        const double product = std::isfinite(s.beta) ? s.alpha * s.beta : 0;
        const bool below = s.alpha < 0;
        (below ? fit.sum_negative : fit.sum_positive) += s.alpha;
        (below ? fit.beta_of_negative : fit.beta_of_positive) += product;
        negative += below ? 1 : 0;
        positive += s.alpha > 0 ? 1 : 0;
    }
    if (negative > 0) {
        fit.mean_negative = fit.sum_negative / static_cast<double>(negative);
    }
    if (positive > 0) {
        fit.mean_positive = fit.sum_positive / static_cast<double>(positive);
    }
}

double top_five(const RotembergFit& fit) {
    std::vector<double> weights;
    for (const RotembergShare& s : fit.shares) {
        weights.push_back(s.alpha);
    }
    std::ranges::sort(weights, std::greater<>());
    weights.resize(std::min<std::size_t>(5, weights.size()));
    return std::accumulate(weights.begin(), weights.end(), 0.0) / fit.sum_positive;
}

} // namespace

RotembergFit rotemberg_weights(const ShiftShareData& data, const ShiftShareSpec& spec,
                               std::span<const int> codes) {
    if (data.treatment.empty()) {
        refuse("Rotemberg weights are of an instrumented treatment: none is given");
    }
    if (!codes.empty() && codes.size() != data.shares.cols) {
        refuse(fmt::format("codes are given for {} shares; there are {}", codes.size(),
                           data.shares.cols));
    }
    const Prepared p = prepare(data, spec, true);
    RotembergFit fit{.warnings = p.warnings};
    fit.shares = shares_of(data, p, fit.estimate);
    fit.by_weight.resize(fit.shares.size());
    std::iota(fit.by_weight.begin(), fit.by_weight.end(), std::size_t{0});
    std::ranges::stable_sort(fit.by_weight, std::greater<>(),
                             [&](std::size_t k) { return std::abs(fit.shares[k].alpha); });
    fit.groups = groups_of(fit.shares, codes);
    sum_signs(fit);
    fit.top_five = top_five(fit);
    fit.alpha_shock_correlation = correlation(fit.shares, &RotembergShare::shock);
    fit.alpha_beta_correlation = correlation(fit.shares, &RotembergShare::beta);
    fit.alpha_f_correlation = correlation(fit.shares, &RotembergShare::f);
    fit.alpha_variance_correlation = correlation(fit.shares, &RotembergShare::variance);
    if (-fit.sum_negative > 0.1) {
        fit.warnings.push_back(
            {"negative_weights",
             fmt::format("negative weights sum to {:.3g}: with unlike effects the estimate need "
                         "not lie among them",
                         fit.sum_negative)});
    }
    return fit;
}

} // namespace halflight::stats
