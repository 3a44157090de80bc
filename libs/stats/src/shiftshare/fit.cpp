// SPDX-License-Identifier: Apache-2.0
// shiftshare/fit.cpp - estimates with errors that follow from the shocks.
#include "halflight/stats/shift_share.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include <Eigen/Dense>
#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "shiftshare/prepared.hpp"
#include "shiftshare/projection.hpp"

namespace halflight::stats {

using namespace shiftshare;

namespace {

using Eigen::Index;
using Eigen::VectorXd;

struct Estimate {
    double value = 0;
    double denominator = 0; // sum of weights x instrument x treatment
    VectorXd residual;
};

Estimate estimate_of(const Prepared& p) {
    Estimate made;
    made.denominator = p.weights.cwiseProduct(p.instrument).dot(p.treatment);
    const double size =
        std::sqrt(p.weights.dot(p.instrument.cwiseAbs2()) * p.weights.dot(p.treatment.cwiseAbs2()));
    if (!(std::abs(made.denominator) > 1e-12 * size)) {
        refuse("the instrument is not related to the treatment once controls are taken out: the "
               "effect is not identified");
    }
    made.value = p.weights.cwiseProduct(p.instrument).dot(p.outcome) / made.denominator;
    made.residual = p.outcome - made.value * p.treatment;
    return made;
}

Coefficient inference(const char* name, double estimate, double error, const ShiftShareSpec& spec) {
    Coefficient made = with_interval(name, estimate, error, Reference::normal, 0, spec.level);
    if (error > 0) {
        made.statistic = (estimate - spec.null_value) / error;
        made.p_value = 2 * normal_upper(std::abs(made.statistic));
    }
    return made;
}

void region_errors(const ShiftShareData& d, const Prepared& p, const Estimate& e,
                   const ShiftShareSpec& spec, ShiftShareFit& fit) {
    const auto n = static_cast<double>(p.weights.size());
    const double free = n - static_cast<double>(p.projector.rank() + 1);
    const double rss = p.weights.dot(e.residual.cwiseAbs2());
    const double spread = p.weights.dot(p.instrument.cwiseAbs2());
    const double per_row = rss / (p.instrumented ? n : free);
    const VectorXd score =
        p.weights.cwiseProduct(e.residual).cwiseProduct(p.instrument) / e.denominator;
    const double plain = std::sqrt(per_row * spread) / std::abs(e.denominator);
    fit.homoskedastic = inference("homoskedastic", e.value, plain, spec);
    const double robust = std::sqrt((p.instrumented ? 1 : n / free) * score.squaredNorm());
    fit.robust = inference("robust", e.value, robust, spec);
    fit.clustered = {.name = "clustered", .estimate = e.value};
    if (!d.region_clusters.empty()) {
        const VectorXd sums = sums_by(score, d.region_clusters);
        const auto count = static_cast<double>(sums.size());
        if (count < 2) {
            refuse("there is one cluster of regions; at least 2 are needed");
        }
        const double factor = p.instrumented ? 1 : count / (count - 1) * (n - 1) / free;
        fit.clustered =
            inference("clustered", e.value, std::sqrt(factor * sums.squaredNorm()), spec);
    }
}

// Sums over sectors, by cluster, of h_k times the share-weighted values.
struct ShockScores {
    const Prepared& p;
    const ShareProjection& on;
    std::vector<int> clusters;

    [[nodiscard]] VectorXd of(const VectorXd& values) const {
        const VectorXd by_shock = on.shares.transposed_times(p.weights.cwiseProduct(values));
        return sums_by(on.coefficients.cwiseProduct(by_shock), clusters);
    }
};

void akm0_set(const ShockScores& scores, const Estimate& e, const ShiftShareSpec& spec,
              ShiftShareFit& fit) {
    const VectorXd residual = scores.of(e.residual);
    const VectorXd treatment = scores.of(scores.p.treatment);
    const VectorXd null = scores.of(scores.p.outcome - spec.null_value * scores.p.treatment);
    const double critical = normal_quantile((1 + spec.level) / 2);
    const double curvature =
        e.denominator * e.denominator / (critical * critical) - treatment.squaredNorm();
    const double shift = residual.dot(treatment) / curvature;
    const double squared = shift * shift + residual.squaredNorm() / curvature;
    const double infinite = std::numeric_limits<double>::infinity();
    Coefficient& set = fit.akm0;
    set = {.name = "akm0", .estimate = e.value};
    const double error = null.norm() / std::abs(e.denominator);
    set.statistic = (e.value - spec.null_value) / error;
    set.p_value = 2 * normal_upper(std::abs(set.statistic));
    if (curvature > 0) {
        set.std_error = std::sqrt(squared) / critical;
        set.low = e.value - shift - std::sqrt(squared);
        set.high = e.value - shift + std::sqrt(squared);
        return;
    }
    set.std_error = infinite;
    fit.akm0_shape = squared > 0 ? SetShape::rays : SetShape::line;
    set.low = squared > 0 ? e.value - shift + std::sqrt(squared) : -infinite;
    set.high = squared > 0 ? e.value - shift - std::sqrt(squared) : infinite;
    fit.warnings.push_back({"akm0_unbounded",
                            "the data do not bound the effect: too little variation of shocks, or "
                            "a weak first stage"});
}

void first_stage(const Prepared& p, const ShockScores& scores, const ShiftShareSpec& spec,
                 ShiftShareFit& fit) {
    const double spread = p.weights.dot(p.instrument.cwiseAbs2());
    const double slope = p.weights.cwiseProduct(p.instrument).dot(p.treatment) / spread;
    const double error = scores.of(p.treatment - slope * p.instrument).norm() / spread;
    fit.first_stage = with_interval("first_stage", slope, error, Reference::normal, 0, spec.level);
    fit.first_stage_f = fit.first_stage.statistic * fit.first_stage.statistic;
    if (fit.first_stage_f < 10) {
        fit.warnings.push_back(
            {"weak_first_stage",
             fmt::format("the first stage has F = {:.3g} with the AKM error; use the AKM0 set",
                         fit.first_stage_f)});
    }
}

void concentration(const ShiftShareData& d, const Prepared& p, ShiftShareFit& fit) {
    const VectorXd exposure = p.shares.transposed_times(p.weights);
    fit.effective_shocks = effective_number(exposure);
    fit.effective_clusters = effective_number(sums_by(exposure, d.sector_clusters));
    if (fit.effective_clusters < 20) {
        fit.warnings.push_back(
            {"few_shocks",
             fmt::format("the effective number of independent shocks is {:.3g}; normal "
                         "approximations need about 20",
                         fit.effective_clusters)});
    }
}

} // namespace

ShiftShareFit fit_shift_share(const ShiftShareData& data, const ShiftShareSpec& spec) {
    if (!(spec.level > 0 && spec.level < 1)) {
        refuse(fmt::format("the level must lie between 0 and 1, not {}", spec.level));
    }
    const Prepared p = prepare(data, spec, false);
    const Estimate e = estimate_of(p);
    ShiftShareFit fit{.estimate = e.value, .rank = p.projector.rank(), .warnings = p.warnings};
    if (p.weights.size() <= static_cast<Index>(fit.rank + 1)) {
        refuse(fmt::format("there are {} regions for {} coefficients", p.weights.size(),
                           fit.rank + 1));
    }
    region_errors(data, p, e, spec, fit);
    const ShareProjection on = project_on_shares(p.shares, p.weights, p.instrument);
    std::vector<int> clusters;
    for (const Index k : on.kept) {
        if (!data.sector_clusters.empty()) {
            clusters.push_back(data.sector_clusters[static_cast<std::size_t>(k)]);
        }
    }
    fit.dropped_shares = on.dropped;
    if (!on.dropped.empty()) {
        fit.warnings.push_back(
            {"collinear_shares",
             fmt::format("{} of {} columns of shares are explained by those before them; the AKM "
                         "errors leave them out",
                         on.dropped.size(), data.shares.cols)});
    }
    const ShockScores scores{.p = p, .on = on, .clusters = std::move(clusters)};
    const double akm = scores.of(e.residual).norm() / std::abs(e.denominator);
    fit.akm = inference("akm", e.value, akm, spec);
    akm0_set(scores, e, spec, fit);
    if (p.instrumented) {
        first_stage(p, scores, spec, fit);
    }
    concentration(data, p, fit);
    return fit;
}

} // namespace halflight::stats
