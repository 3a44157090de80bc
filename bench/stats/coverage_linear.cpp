// SPDX-License-Identifier: Apache-2.0
// coverage_linear.cpp - how often 95 percent intervals of linear models hold the truth.
//
// 500 draws each of a panel with unit and period effects, errors of the kind the method is for;
// the standard error of a share near 0.95 is 0.01.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/poisson.hpp"
#include "halflight/stats/resample.hpp"
#include "halflight/stats/wild_bootstrap.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr double truth = 0.5;
using bench::simulations;

/// What errors share.
enum class Shared : unsigned char { nothing, unit, unit_and_period, serial, period, places };

struct World {
    std::vector<double> y = {};
    std::vector<double> counts = {};
    Matrix x = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> time = {};
    std::vector<double> latitude = {};
    std::vector<double> longitude = {};
};

/// Part `a` (regressor or error) of a row, with unit variance, built from what rows share.
double part(const Random& random, Shared shared, std::uint64_t a, std::size_t u, std::size_t t) {
    const std::uint64_t base = a << 40U;
    const double own = random.normal(base + (u << 12U) + t);
    const double of_unit = random.normal(base + (1ULL << 32U) + u);
    const double of_time = random.normal(base + (2ULL << 32U) + t);
    const double before =
        t == 0 ? random.normal(base + (3ULL << 32U) + u) : random.normal(base + (u << 12U) + t - 1);
    // Units stand on a line of 10 km steps; neighbours within 40 km share shocks.
    double near = 0;
    for (std::size_t n = u; n < u + 5; ++n) {
        near += random.normal(base + (4ULL << 32U) + (n << 12U) + t) / std::sqrt(5.0);
    }
    // Slowly changing loads survive unit and period effects.
    const double load = std::sin(0.7 * static_cast<double>(t) + static_cast<double>(u % 3));
    switch (shared) {
    case Shared::unit:
        return 0.6 * own + 1.1 * load * of_unit;
    case Shared::unit_and_period:
        return 0.6 * own + load * of_unit + std::cos(0.7 * static_cast<double>(u)) * of_time;
    case Shared::serial:
        return own + 0.8 * before;
    case Shared::period:
        return 0.6 * own + std::cos(0.7 * static_cast<double>(u)) * of_time;
    case Shared::places:
        return 0.5 * own + near;
    case Shared::nothing:
        break;
    }
    return own;
}

World world(const Random& random, Shared shared, std::size_t units, std::size_t periods,
            bool uneven) {
    World made;
    std::vector<double> x;
    for (std::size_t u = 0; u < units; ++u) {
        for (std::size_t t = 0; t < periods; ++t) {
            const double effect =
                0.3 * std::sin(static_cast<double>(u)) + 0.1 * static_cast<double>(t);
            x.push_back(part(random, shared, 1, u, t) + effect);
            const double error = part(random, shared, 2, u, t);
            made.y.push_back(truth * x.back() + effect +
                             error * (uneven ? std::abs(x.back()) : 1.0));
            const double mean = std::exp(truth * 0.5 * x.back() + effect);
            made.counts.push_back(mean * std::exp(0.4 * error - 0.08));
            made.unit.push_back(static_cast<std::int32_t>(u));
            made.time.push_back(static_cast<std::int32_t>(t));
            made.latitude.push_back(0);
            made.longitude.push_back(0.09 * static_cast<double>(u));
        }
    }
    made.x = Matrix(x.size(), 1);
    std::copy(x.begin(), x.end(), made.x.data());
    return made;
}

LinearData data_of(const World& made, bool effects) {
    LinearData data;
    data.outcome = made.y;
    data.regressors = {.values = made.x.view(), .names = {"x"}};
    if (effects) {
        data.effects = {{.name = "unit", .codes = made.unit}, {.name = "time", .codes = made.time}};
    }
    data.structure.clusters = {{.name = "unit", .codes = made.unit}};
    data.structure.unit = made.unit;
    data.structure.time = made.time;
    data.structure.latitude = made.latitude;
    data.structure.longitude = made.longitude;
    return data;
}

struct Case {
    std::string name;
    std::string errors;
    Shared shared = Shared::nothing;
    std::size_t units = 60;
    std::size_t periods = 8;
    std::function<Coefficient(const World&)> estimate = nullptr;
    double truth = ::truth;
    bool uneven = false;
};

/// Each case has draws of its own: shares of different rows do not move together.
void run(const Case& one) {
    static std::uint64_t number = 0;
    const std::uint64_t seed = 100 + ++number;
    const Replicates drawn =
        replicate({.count = simulations, .seed = seed, .jobs = 2}, 1,
                  [&](std::size_t, const Random& random, std::span<double> out) {
                      const World made =
                          world(random, one.shared, one.units, one.periods, one.uneven);
                      const Coefficient found = one.estimate(made);
                      out[0] = bench::holds(found, one.truth) == 1 ? 1.0 : 0.0;
                      return std::isfinite(found.low) && std::isfinite(found.high);
                  });
    double held = 0;
    for (std::size_t d = 0; d < simulations; ++d) {
        held += drawn.values(0, d) > 0 ? 1 : 0;
    }
    bench::row({one.name, one.errors, fmt::format("{} x {}", one.units, one.periods),
                fmt::format("{:.3f}", held / static_cast<double>(simulations - drawn.failed)),
                fmt::format("{}", drawn.failed)});
}

LinearSpec spec_of(ErrorModel model) {
    LinearSpec spec;
    spec.covariance.model = model;
    spec.covariance.conley = {.cutoff_km = 60, .kernel = Kernel::bartlett, .lags = 1};
    if (model == ErrorModel::newey_west || model == ErrorModel::driscoll_kraay) {
        spec.covariance.lags = model == ErrorModel::newey_west ? 2 : 1;
    }
    return spec;
}

LinearData grouped(const World& made, bool two_way) {
    LinearData data = data_of(made, true);
    if (two_way) {
        data.structure.clusters.push_back({.name = "time", .codes = made.time});
    }
    return data;
}

std::function<Coefficient(const World&)> linear(ErrorModel model, bool two_way = false) {
    return [=](const World& made) {
        return least_squares(grouped(made, two_way), spec_of(model)).coefficients[0];
    };
}

std::function<Coefficient(const World&)> counted(ErrorModel model, bool two_way = false) {
    return [=](const World& made) {
        const LinearData same = grouped(made, two_way);
        PoissonData data;
        data.outcome = made.counts;
        data.regressors = same.regressors;
        data.effects = same.effects;
        data.structure = same.structure;
        PoissonSpec spec;
        spec.covariance = spec_of(model).covariance;
        return poisson(data, spec).coefficients[0];
    };
}

/// An instrument of strength `strength`, an endogenous regressor and an outcome made from the
/// parts of `made`.
LinearFit two_stages(const World& made, ErrorModel model, bool two_way, double strength) {
    std::vector<double> x(made.y.size());
    std::vector<double> y(made.y.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = made.y[i] - truth * made.x(i, 0);
        x[i] = strength * made.x(i, 0) + 0.7 * error;
        y[i] = truth * x[i] + error;
    }
    LinearData data = grouped(made, two_way);
    data.instruments = {.values = data.regressors.values, .names = {"z"}};
    data.endogenous = {.values = {.data = x.data(), .rows = x.size(), .cols = 1}, .names = {"x"}};
    data.regressors = {};
    data.outcome = y;
    return least_squares(data, spec_of(model));
}

std::function<Coefficient(const World&)> instrumented(ErrorModel model, bool two_way = false,
                                                      double strength = 1) {
    return [=](const World& made) {
        return two_stages(made, model, two_way, strength).coefficients[0];
    };
}

Coefficient first_stage(const World& made) {
    return two_stages(made, ErrorModel::clustered, false, 1).first_stages[0].coefficients[0];
}

std::function<Coefficient(const World&)> wild(WildWeights weights, bool impose_null = true,
                                              PValue p_value = PValue::symmetric) {
    return [=](const World& made) {
        const WildSpec spec{.coefficient = "x",
                            .impose_null = impose_null,
                            .weights = weights,
                            .p_value = p_value,
                            .draws = {.count = 999}};
        return wild_cluster_bootstrap(data_of(made, true), spec).coefficient;
    };
}

} // namespace

int main() {
    bench::head({"interval", "errors", "units x periods", "coverage", "without interval"});
    const auto alike = Shared::nothing;
    run({"homoskedastic", "alike", alike, 60, 8, linear(ErrorModel::homoskedastic)});
    run({"HC0", "uneven", alike, 60, 8, linear(ErrorModel::hc0), truth, true});
    run({"HC1", "uneven", alike, 60, 8, linear(ErrorModel::hc1), truth, true});
    run({"HC2", "uneven", alike, 60, 8, linear(ErrorModel::hc2), truth, true});
    run({"HC3", "uneven", alike, 60, 8, linear(ErrorModel::hc3), truth, true});
    run({"clustered", "by unit", Shared::unit, 60, 8, linear(ErrorModel::clustered)});
    const auto both = Shared::unit_and_period;
    run({"two-way", "by unit and period", both, 40, 40, linear(ErrorModel::clustered, true)});
    run({"Newey-West, 2 lags", "moving average", Shared::serial, 60, 40,
         linear(ErrorModel::newey_west)});
    run({"Driscoll-Kraay, 1 lag", "by period", Shared::period, 40, 60,
         linear(ErrorModel::driscoll_kraay)});
    const auto near = Shared::places;
    run({"Conley, 60 km", "near places", near, 200, 6, linear(ErrorModel::conley)});
    run({"Conley, panel", "near places", near, 200, 6, linear(ErrorModel::conley_panel)});
    run({"2SLS, homoskedastic", "alike", alike, 60, 8, instrumented(ErrorModel::homoskedastic)});
    run({"2SLS, HC0", "uneven", alike, 60, 8, instrumented(ErrorModel::hc0), truth, true});
    run({"2SLS, HC1", "uneven", alike, 60, 8, instrumented(ErrorModel::hc1), truth, true});
    run({"2SLS, HC2", "uneven", alike, 60, 8, instrumented(ErrorModel::hc2), truth, true});
    run({"2SLS, HC3", "uneven", alike, 60, 8, instrumented(ErrorModel::hc3), truth, true});
    run({"2SLS, clustered", "by unit", Shared::unit, 60, 8, instrumented(ErrorModel::clustered)});
    run({"2SLS, clustered, F 10 (robust, median)", "by unit", Shared::unit, 60, 8,
         instrumented(ErrorModel::clustered, false, 0.2)});
    run({"2SLS, two-way", "by unit and period", both, 40, 40,
         instrumented(ErrorModel::clustered, true)});
    run({"2SLS, Newey-West, 2 lags", "moving average", Shared::serial, 60, 40,
         instrumented(ErrorModel::newey_west)});
    run({"2SLS, Driscoll-Kraay, 1 lag", "by period", Shared::period, 40, 60,
         instrumented(ErrorModel::driscoll_kraay)});
    run({"2SLS, Conley, 60 km", "near places", near, 200, 6, instrumented(ErrorModel::conley)});
    run({"2SLS, Conley, panel", "near places", near, 200, 6,
         instrumented(ErrorModel::conley_panel)});
    run({"first stage, clustered", "by unit", Shared::unit, 60, 8, first_stage, 1});
    run({"Poisson, HC1", "alike", alike, 60, 8, counted(ErrorModel::hc1), truth / 2});
    run({"Poisson, clustered", "by unit", Shared::unit, 60, 8, counted(ErrorModel::clustered),
         truth / 2});
    run({"Poisson, two-way", "by unit and period", both, 40, 40,
         counted(ErrorModel::clustered, true), truth / 2});
    run({"clustered", "by unit", Shared::unit, 8, 8, linear(ErrorModel::clustered)});
    run({"wild, Rademacher", "by unit", Shared::unit, 8, 8, wild(WildWeights::rademacher)});
    run({"wild, Rademacher, equal tails", "by unit", Shared::unit, 8, 8,
         wild(WildWeights::rademacher, true, PValue::equal_tail)});
    run({"wild, Rademacher, null not imposed", "by unit", Shared::unit, 8, 8,
         wild(WildWeights::rademacher, false)});
    run({"wild, Webb", "by unit", Shared::unit, 8, 8, wild(WildWeights::webb)});
    return EXIT_SUCCESS;
}
