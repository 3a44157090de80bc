// SPDX-License-Identifier: Apache-2.0
// What moves activity, month by month.
#include "people.hpp"
#include "streams.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace halflight::simulate {

namespace {

/// How unlike enterprises respond to what moves all of them, relative to the mean.
constexpr double response_spread = 0.3;

/// An autoregressive series of standard deviation 1 that began long before.
void fill_series(const Random& random, double persistence, std::span<double> out) {
    const double fresh = std::sqrt(1 - persistence * persistence);
    double value = random.normal(0);
    for (std::size_t t = 0; t < out.size(); ++t) {
        value = persistence * value + fresh * random.normal(t + 1);
        out[t] = value;
    }
}

void standardise(std::span<double> series) {
    double mean = 0;
    for (const double value : series) {
        mean += value;
    }
    mean /= static_cast<double>(series.size());
    double squares = 0;
    for (double& value : series) {
        value -= mean;
        squares += value * value;
    }
    const double spread = std::sqrt(squares / static_cast<double>(series.size()));
    for (double& value : series) {
        value = spread > 0 ? value / spread : 0;
    }
}

void draw_factors(Country& country) {
    const CountrySpec& spec = country.spec;
    constexpr std::array<double, 3> persistence{0.97, 0.9, 0.7};
    const auto count = static_cast<std::size_t>(spec.factors);
    country.factors = stats::Matrix(country.months.size(), count);
    country.loadings = stats::Matrix(country.enterprises.size(), count);
    for (std::size_t k = 0; k < count; ++k) {
        const auto which = static_cast<std::uint32_t>(k);
        fill_series(draws(spec.seed, Stream::factors, which),
                    persistence[std::min(k, persistence.size() - 1)], country.factors.column(k));
        standardise(country.factors.column(k));
        const Random random = draws(spec.seed, Stream::loadings, which);
        for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
            const double mean =
                k == 0 ? spec.loading_mean + spec.loadings[index_of(country.group_of(e))] : 0;
            country.loadings(e, k) = mean + spec.loading_spread * random.normal(e);
        }
    }
}

/// Shortage of power from December to March, each winter as bad as it happens to be.
double shortage(const CountrySpec& spec, CivilDate civil) {
    const bool winter = civil.month == 12 || civil.month <= 3;
    const auto year = static_cast<std::uint64_t>(civil.month == 12 ? civil.year + 1 : civil.year);
    return winter ? draws(spec.seed, Stream::rationing).uniform(year) : 0;
}

void draw_calendar(Country& country) {
    const CountrySpec& spec = country.spec;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const Period& month = country.months[t];
        const CivilDate civil = to_civil(month.first);
        country.season.push_back(std::cos(2 * std::numbers::pi * (civil.month - 1) / 12));
        country.rationing.push_back(shortage(spec, civil));
        country.closed.push_back(month >= spec.closure_first && month <= spec.closure_last ? 1 : 0);
        const double since = static_cast<double>(t) - static_cast<double>(country.treatment);
        country.ramp.push_back(since < 0 ? 0
                                         : spec.effect_at_once +
                                               (1 - spec.effect_at_once) *
                                                   std::min(1.0, since / spec.ramp_months));
    }
}

/// Weights of one unit on season, rationing and closure.
struct Response {
    double season;
    double rationing;
    double closure;
};
double province_shortage(const CountrySpec& spec, std::size_t province) {
    constexpr std::uint64_t behind_years = 1 << 20;
    return 0.5 + draws(spec.seed, Stream::rationing).uniform(behind_years + province);
}
Response response_of(const Country& country, std::size_t county, const Random& random,
                     std::uint64_t index) {
    const CountrySpec& spec = country.spec;
    const County& home = country.counties[county];
    return {spec.season * (1 + response_spread * random.normal(index)),
            spec.rationing * province_shortage(spec, home.province) *
                (1 + response_spread * random.normal(index + 1)),
            spec.closure * home.border_exposure * (1 + response_spread * random.normal(index + 2))};
}
double moved(const Country& country, const Response& response, std::size_t month) {
    return response.season * country.season[month] - response.rationing * country.rationing[month] -
           response.closure * country.closed[month];
}

/// Effect in full, in activity.
double effect_on(const Country& country, std::size_t enterprise) {
    const CountrySpec& spec = country.spec;
    const Enterprise& one = country.enterprises[enterprise];
    const Industry& industry = spec.industries[one.industry];
    const double full =
        spec.effect * industry.effect.value_or(spec.effects[index_of(industry.group)]);
    return spec.effect_unit == EffectUnit::relative ? full : full / one.light;
}

void move_enterprises(Country& country) {
    const CountrySpec& spec = country.spec;
    const std::size_t months = country.months.size();
    country.activity = stats::Matrix(months, country.enterprises.size());
    country.treated_activity = stats::Matrix(months, country.enterprises.size());
    const Random responses = draws(spec.seed, Stream::responses);
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const std::span<double> activity = country.activity.column(e);
        fill_series(draws(spec.seed, Stream::own, static_cast<std::uint32_t>(e)),
                    spec.own_persistence, activity);
        const Response response =
            response_of(country, country.enterprises[e].county, responses, 3 * e);
        const double effect = effect_on(country, e);
        for (std::size_t t = 0; t < months; ++t) {
            double value = 1 + spec.own_noise * activity[t] + moved(country, response, t);
            for (std::size_t k = 0; k < country.factors.cols(); ++k) {
                value += spec.factor_strength * country.loadings(e, k) * country.factors(t, k);
            }
            activity[t] = std::max(0.0, value);
            country.treated_activity(t, e) = std::max(0.0, activity[t] + effect * country.ramp[t]);
        }
    }
}

/// Share of expected reports on heavy industry and munitions, less its mean, in standard
/// deviations; 0 for counties without enterprises.
std::vector<double> standard_exposure(const Country& country) {
    std::vector<double> all(country.counties.size());
    std::vector<double> exposed(country.counties.size());
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        const Enterprise& one = country.enterprises[e];
        const double rate = mention_rate(country.spec, one);
        all[one.county] += rate;
        const Group group = country.group_of(e);
        exposed[one.county] += group == Group::heavy || group == Group::munitions ? rate : 0;
    }
    std::vector<double> shares;
    for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c] > 0) {
            shares.push_back(exposed[c] / all[c]);
        }
    }
    standardise(shares);
    std::vector<double> out(all.size());
    for (std::size_t c = 0, next = 0; c < all.size(); ++c) {
        out[c] = all[c] > 0 ? shares[next++] : 0;
    }
    return out;
}

void move_towns(Country& country) {
    const CountrySpec& spec = country.spec;
    const std::size_t months = country.months.size();
    const std::vector<double> exposure = standard_exposure(country);
    const Random trends = draws(spec.seed, Stream::county_trend);
    constexpr double gentler = 0.4; // towns feel all this less than enterprises do
    country.town_activity = stats::Matrix(months, country.counties.size());
    for (std::size_t c = 0; c < country.counties.size(); ++c) {
        County& county = country.counties[c];
        county.trend = spec.trend_spread * trends.normal(4 * c) + spec.exposure_trend * exposure[c];
        const std::span<double> activity = country.town_activity.column(c);
        fill_series(draws(spec.seed, Stream::county_trend, static_cast<std::uint32_t>(c + 1)),
                    spec.own_persistence, activity);
        const Response response = response_of(country, c, trends, 4 * c + 1);
        for (std::size_t t = 0; t < months; ++t) {
            const double passed = static_cast<double>(t) / static_cast<double>(months - 1);
            activity[t] = std::max(
                0.0, 1 + county.trend * passed +
                         gentler * (spec.own_noise * activity[t] + moved(country, response, t)));
        }
    }
}

/// The foreign city grows whatever happens here.
void move_border_city(Country& country) {
    constexpr double at_first = 0.5;
    const Random random = draws(country.spec.seed, Stream::border_city);
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        const double passed =
            static_cast<double>(t) / static_cast<double>(country.months.size() - 1);
        constexpr double noise = 0.03;
        country.border_city_activity.push_back(
            std::max(0.0, at_first + (1 - at_first) * passed + noise * random.normal(t)));
    }
}

} // namespace

void set_in_motion(Country& country) {
    draw_calendar(country);
    draw_factors(country);
    move_enterprises(country);
    move_towns(country);
    move_border_city(country);
}

} // namespace halflight::simulate
