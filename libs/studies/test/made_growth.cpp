// SPDX-License-Identifier: Apache-2.0
#include "made_growth.hpp"

#include "halflight/base/random.hpp"

#include <cmath>

namespace halflight::studies::made {

namespace {

constexpr std::uint64_t apart = 100'000; // so that uses do not share numbers

Period month_at(int year, int month) {
    const Date first = to_date({year, month, 1});
    return {first, add_months(first, 1)};
}

std::vector<double> common(const GrowthWorld& world, const Random& random, int years) {
    std::vector<double> out;
    double state = random.normal(0);
    for (int y = 0; y < years; ++y) {
        state = world.persistence * state + std::sqrt(1 - world.persistence * world.persistence) *
                                                random.normal(static_cast<std::uint64_t>(y) + 1);
        constexpr double spread = 3;
        out.push_back(1 + spread * state);
    }
    return out;
}

GrowthSeries publish(const GrowthWorld& world, const std::string& sector,
                     const std::vector<double>& truth, const Random& random, std::uint64_t index) {
    GrowthSeries out{sector, {}};
    for (std::size_t y = 0; y + 1 < truth.size(); ++y) {
        const int year = world.first_year + static_cast<int>(y);
        const Period period{to_date({year, 1, 1}), to_date({year + 1, 1, 1})};
        const auto rounded = [&](double error, std::uint64_t at) {
            constexpr double tenth = 10;
            return std::round(tenth * (truth[y] + error * random.normal(index + 2 * y + at))) /
                   tenth;
        };
        const Date first = to_date({year + 1, 6, 30});
        const Date revised = add_months(first, 12);
        const double early = rounded(world.error, 0);
        const double late = rounded(world.error / 3, 1);
        constexpr double half = 0.05;
        out.readings.push_back({period, early - half, early, early + half, first, revised});
        out.readings.push_back({period, late - half, late, late + half, revised, Period::no_end()});
    }
    return out;
}

/// Levels by month or quarter with a season; growth of years as given.
Indicator indicator(const GrowthWorld& world, const std::string& name, int months,
                    const std::vector<double>& growth, const Random& random, std::uint64_t index) {
    Indicator out;
    out.name = name;
    double level = 0; // logarithm
    for (std::size_t y = 0; y <= growth.size(); ++y) {
        const int year = world.first_year - 1 + static_cast<int>(y);
        level += y == 0 ? 0 : growth[y - 1] / 100;
        for (int month = 1; month <= 12; month += months) {
            const Date first = month_at(year, month).first;
            const Period period{first, add_months(first, months)};
            const double season = 0.2 * std::cos(month * 0.5);
            const double value =
                1000 * months *
                std::exp(level + season +
                         0.005 * random.normal(index + 12 * y + static_cast<std::uint64_t>(month)));
            out.readings.push_back(
                {period, value, value, value, {period.end.days + 40}, Period::no_end()});
        }
    }
    return out;
}

} // namespace

Date day(const std::string& text) {
    return parse_date(text).value();
}

Reading reading(const std::string& period, double value, const std::string& known,
                double half_width) {
    return {parse_period(period).value(), value - half_width, value,
            value + half_width,           day(known),         Period::no_end()};
}

Growth make_growth(const GrowthWorld& world) {
    Growth out;
    const Random random(world.seed, 77);
    const int years = world.years + 1;
    const std::vector<double> factor = common(world, random, years);
    for (std::size_t s = 0; s < world.sectors; ++s) {
        std::vector<double> truth;
        for (std::size_t y = 0; y < factor.size(); ++y) {
            truth.push_back(0.5 * static_cast<double>(s) +
                            (1 - 0.2 * static_cast<double>(s)) * factor[y] +
                            world.own_noise * random.normal((s + 1) * apart + y));
        }
        out.targets.push_back(
            publish(world, "s" + std::to_string(s + 1), truth, random, (s + 21) * apart));
        out.truth.push_back(std::move(truth));
    }
    const auto make = [&](const std::string& name, double information, int months,
                          std::uint64_t at) {
        std::vector<double> growth;
        for (std::size_t y = 0; y < factor.size(); ++y) {
            constexpr double spread = 3;
            growth.push_back(information * factor[y] +
                             (1 - information) *
                                 (1 + spread * random.normal((at + 10) * apart + y)) +
                             world.indicator_noise * random.normal(at * apart + y));
        }
        out.indicators.push_back(indicator(world, name, months, growth, random, (at + 20) * apart));
    };
    make("power", world.information, 1, 41);
    make("trade", 0.7 * world.information, 3, 42);
    make("noise", 0, 1, 43);
    out.spec.as_of = to_date({world.first_year + years, 3, 1});
    return out;
}

} // namespace halflight::studies::made
