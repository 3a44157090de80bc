// SPDX-License-Identifier: Apache-2.0
// One slope, the errors that different assumptions give it.
#include "county_parts.hpp"
#include "warning_notes.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/sphere.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/shift_share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>

namespace halflight::studies {
namespace {

using stats::Matrix;

template <typename Value, typename Result = Value>
std::vector<Result> of_section(const Section& section, const std::vector<Value>& by_unit) {
    std::vector<Result> result;
    for (const std::size_t unit : section.units) {
        result.push_back(static_cast<Result>(by_unit[unit]));
    }
    return result;
}

SlopeEstimate estimate(std::string name, const Section& section,
                       std::span<const std::int32_t> clusters, const CountySpec& spec) {
    stats::SlopeErrors errors =
        errors_of_slope(section.exposure, section.change, section.controls, clusters, spec.level);
    SlopeEstimate result{std::move(name), std::move(errors.slopes.front()), errors.degrees.front(),
                         errors.leverage.front()};
    const std::size_t count = errors.clusters.front();
    if (!clusters.empty() && count < least_clusters) {
        result.warnings.push_back(few_clusters(count));
    }
    return result;
}

/// Bartlett's: 1 for a place with itself, falling to 0 at the cutoff.
Matrix nearness(const Section& section, const Places& places, double cutoff_km) {
    Matrix result(section.size(), section.size());
    for (std::size_t i = 0; i < section.size(); ++i) {
        for (std::size_t j = 0; j < section.size(); ++j) {
            const std::size_t a = section.units[i];
            const std::size_t b = section.units[j];
            const double away = great_circle_km(places.longitude[a], places.latitude[a],
                                                places.longitude[b], places.latitude[b]);
            result(i, j) = std::max(0.0, 1 - away / cutoff_km);
        }
    }
    return result;
}

SlopeEstimate form_estimate(std::string name, const Section& section, std::span<const double> x,
                            const Matrix& form, double level) {
    const stats::FormSlope slope =
        stats::form_slope({.regressor = x,
                           .outcomes = {section.change.data(), section.size(), 1},
                           .controls = section.controls.view()},
                          form.view(), level);
    return {std::move(name), slope.slope, slope.degrees};
}

SlopeEstimate spatial_estimate(const Section& section, const Places& places,
                               const CountySpec& spec) {
    if (!(spec.spatial_km > 0)) {
        stats::refuse("spatial errors need a distance above 0 km");
    }
    Matrix form = nearness(section, places, spec.spatial_km);
    const std::vector<double> weights = slope_weights(section.exposure, section.controls);
    for (std::size_t i = 0; i < form.rows(); ++i) {
        for (std::size_t j = 0; j < form.cols(); ++j) {
            form(i, j) *= weights[i] * weights[j];
        }
    }
    return form_estimate("spatial", section, section.exposure, form, spec.level);
}

/// The variance of Adao, Kolesar and Morales as a form in the residuals: h are the coefficients of
/// the slope's weights on the shares.
SlopeEstimate akm_estimate(const Section& section, const Matrix& shares,
                           std::span<const double> shocks, const CountySpec& spec) {
    std::vector<double> x(section.size(), 0.0);
    stats::LinearData data;
    for (std::size_t k = 0; k < shares.cols(); ++k) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += shocks[k] * shares(i, k);
        }
        data.regressors.names.push_back(std::to_string(k));
    }
    const std::vector<double> weights = slope_weights(x, section.controls);
    data.outcome = weights;
    data.regressors.values = shares.view();
    stats::LinearSpec linear;
    linear.intercept = false;
    const stats::LinearFit fit = stats::least_squares(data, linear);
    Matrix form(section.size(), section.size());
    for (std::size_t a = 0; a < fit.kept.size(); ++a) {
        const double h = fit.coefficients[a].estimate;
        const auto share = shares.column(fit.kept[a]);
        for (std::size_t i = 0; i < form.rows(); ++i) {
            for (std::size_t j = 0; j < form.cols(); ++j) {
                form(i, j) += h * h * share[i] * share[j];
            }
        }
    }
    return form_estimate("akm", section, x, form, spec.level);
}

Matrix shares_of(const Section& section, const IndustryShares& shares) {
    Matrix result(section.size(), shares.industries.size());
    for (std::size_t k = 0; k < result.cols(); ++k) {
        for (std::size_t i = 0; i < result.rows(); ++i) {
            result(i, k) = shares.shares(section.units[i], k);
        }
    }
    return result;
}

/// What AKM0 does not reject may be two rays or all numbers: the interval is then all numbers.
void open_unbounded(const stats::ShiftShareFit& fit, stats::Coefficient& slope,
                    stats::Warnings& warnings) {
    if (fit.akm0_shape == stats::SetShape::interval) {
        return;
    }
    if (fit.akm0_shape == stats::SetShape::rays) {
        warnings.push_back({"akm0_two_rays", fmt::format("what akm0 does not reject is all up to "
                                                         "{:.3g} and all from {:.3g}",
                                                         slope.high, slope.low)});
    }
    slope.low = -std::numeric_limits<double>::infinity();
    slope.high = std::numeric_limits<double>::infinity();
}

/// Errors over industries rather than places: nothing where the group has none of its own.
std::vector<SlopeEstimate> over_industries(const Section& section, const IndustryShares& shares,
                                           const IndustryGroup& group, const CountySpec& spec,
                                           CountyStudy& study) {
    std::vector<double> shocks;
    for (const std::string& industry : shares.industries) {
        shocks.push_back(in_group(group, industry) ? 1.0 : 0.0);
    }
    if (std::ranges::count(shocks, 1.0) == 0) {
        study.warnings.push_back({"no_industries",
                                  "the group has no industry of its own, only enterprises: errors "
                                  "over industries are not defined"});
        return {};
    }
    const Matrix matrix = shares_of(section, shares);
    stats::ShiftShareData data;
    data.outcome = section.change;
    data.shares = matrix.view();
    data.shocks = shocks;
    data.controls = section.controls.view();
    stats::ShiftShareSpec share_spec;
    share_spec.level = spec.level;
    stats::ShiftShareFit fit = stats::fit_shift_share(data, share_spec);
    study.effective_shocks = fit.effective_shocks;
    const auto mine = static_cast<std::size_t>(std::ranges::count(shocks, 1.0));
    if (mine < least_industries) {
        fit.warnings.push_back(few_industries(mine));
    }
    const double own_error = fit.akm.std_error;
    // Shares of a place that do not sum to one are a control there: what follows has no such.
    SlopeEstimate akm = akm_estimate(section, matrix, shocks, spec);
    if (!(std::abs(akm.slope.estimate - fit.akm.estimate) <= 1e-6 * std::abs(fit.akm.estimate))) {
        akm = {.error = "akm", .slope = fit.akm};
    }
    std::ranges::copy_if(fit.warnings, std::back_inserter(akm.warnings),
                         [](const auto& warning) { return !warning.code.starts_with("akm0"); });
    SlopeEstimate akm0{.error = "akm0", .slope = fit.akm0, .warnings = fit.warnings};
    open_unbounded(fit, akm0.slope, akm0.warnings);
    if (akm.slope.std_error > least_correction * own_error) {
        akm0.warnings.push_back(industries_together(own_error / akm.slope.std_error));
    }
    return {std::move(akm), std::move(akm0)};
}

} // namespace

bool in_group(const IndustryGroup& group, const std::string& industry) {
    return std::ranges::find(group.industries, industry) != group.industries.end();
}

std::vector<SlopeEstimate> all_slopes(const Section& section, const IndustryShares& shares,
                                      const IndustryGroup& group, const Places& places,
                                      const CountySpec& spec, CountyStudy& study) {
    std::vector<SlopeEstimate> result{estimate("hc3", section, {}, spec)};
    const auto attempt = [&](const std::string& name, auto&& work) {
        try {
            work();
        } catch (const Error& error) {
            if (error.code() != ErrorCode::refused) {
                throw;
            }
            study.warnings.push_back({name + "_refused", error.what()});
        }
    };
    if (!places.province.empty()) {
        const auto codes = of_section<std::uint32_t, std::int32_t>(section, places.province);
        attempt("province", [&] { result.push_back(estimate("province", section, codes, spec)); });
    }
    if (!places.longitude.empty()) {
        attempt("spatial", [&] { result.push_back(spatial_estimate(section, places, spec)); });
    }
    attempt("akm", [&] {
        std::ranges::move(over_industries(section, shares, group, spec, study),
                          std::back_inserter(result));
    });
    return result;
}

} // namespace halflight::studies
