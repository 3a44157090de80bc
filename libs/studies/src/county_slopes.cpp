// SPDX-License-Identifier: Apache-2.0
// One slope, the errors that different assumptions give it.
#include "county_parts.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/shift_share.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace halflight::studies {
namespace {

using stats::Matrix;

struct Regression {
    Matrix regressors;
    stats::LinearData data;
};

Regression regression_of(const Section& section) {
    Regression result{Matrix(section.size(), 1 + section.controls.cols()), {}};
    std::ranges::copy(section.exposure, result.regressors.column(0).begin());
    result.data.regressors.names.emplace_back("exposure");
    for (std::size_t c = 0; c < section.controls.cols(); ++c) {
        std::ranges::copy(section.controls.column(c), result.regressors.column(c + 1).begin());
        result.data.regressors.names.push_back("control " + std::to_string(c + 1));
    }
    result.data.outcome = section.change;
    result.data.regressors.values = result.regressors.view();
    return result;
}

template <typename Value, typename Result = Value>
std::vector<Result> of_section(const Section& section, const std::vector<Value>& by_unit) {
    std::vector<Result> result;
    for (const std::size_t unit : section.units) {
        result.push_back(static_cast<Result>(by_unit[unit]));
    }
    return result;
}

SlopeEstimate estimate(std::string name, const stats::LinearData& data, stats::ErrorModel model,
                       const CountySpec& spec) {
    stats::LinearSpec linear;
    linear.covariance.model = model;
    linear.covariance.conley.cutoff_km = spec.spatial_km;
    linear.covariance.conley.kernel = stats::Kernel::bartlett;
    linear.level = spec.level;
    stats::LinearFit fit = stats::least_squares(data, linear);
    return {std::move(name), fit.coefficients.at(1), std::move(fit.warnings)};
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
    SlopeEstimate akm{"akm", fit.akm, fit.warnings};
    SlopeEstimate akm0{"akm0", fit.akm0, std::move(fit.warnings)};
    return {std::move(akm), std::move(akm0)};
}

} // namespace

bool in_group(const IndustryGroup& group, const std::string& industry) {
    return std::ranges::find(group.industries, industry) != group.industries.end();
}

std::vector<SlopeEstimate> all_slopes(const Section& section, const IndustryShares& shares,
                                      const IndustryGroup& group, const Places& places,
                                      const CountySpec& spec, CountyStudy& study) {
    Regression regression = regression_of(section);
    std::vector<SlopeEstimate> result{
        estimate("hc3", regression.data, stats::ErrorModel::hc3, spec)};
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
        regression.data.structure.clusters = {{"province", codes}};
        attempt("province", [&] {
            result.push_back(
                estimate("province", regression.data, stats::ErrorModel::clustered, spec));
        });
        regression.data.structure.clusters.clear();
    }
    if (!places.longitude.empty()) {
        const auto longitude = of_section(section, places.longitude);
        const auto latitude = of_section(section, places.latitude);
        regression.data.structure.longitude = longitude;
        regression.data.structure.latitude = latitude;
        attempt("spatial", [&] {
            result.push_back(estimate("spatial", regression.data, stats::ErrorModel::conley, spec));
        });
    }
    attempt("akm", [&] {
        std::ranges::move(over_industries(section, shares, group, spec, study),
                          std::back_inserter(result));
    });
    return result;
}

} // namespace halflight::studies
