// SPDX-License-Identifier: Apache-2.0
// What workers bring in.
#include "halflight/base/text.hpp"
#include "halflight/measures/labour.hpp"
#include "labour_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr ParameterInfo frequency_info{"frequency", "A"};
constexpr ParameterInfo from_info{"from", "first year"};
constexpr ParameterInfo to_info{"to", "last year"};
constexpr ParameterInfo periods_info{"periods", "the years one by one", false, true};

constexpr std::array remittance_parameters = {
    ParameterInfo{"workers", "series of workers", true},
    ParameterInfo{"remittance", "series of what a worker remits a month", true},
    ParameterInfo{"months", "months paid in a year, [low, high]; 12 if not given", false, true},
    ParameterInfo{"revenue", "series of the revenue as published", true},
    frequency_info,
    from_info,
    to_info,
    periods_info};

struct Factors {
    Value workers;    ///< persons
    Value months;     ///< months
    Value remittance; ///< currency a worker and month
    Value published;  ///< currency
};

Value product(const Factors& f, const Interval& bounds, const Interval& remittance) {
    if (f.workers.basis == Basis::missing || f.remittance.basis == Basis::missing) {
        return missing_like(f.workers.basis == Basis::missing ? f.workers : f.remittance);
    }
    const auto point = f.workers.point && f.months.point && remittance.is_point()
                           ? std::optional(*f.workers.point * *f.months.point * remittance.lo)
                           : std::nullopt;
    return combine(
        bounds, point,
        fmt::format("{} x {} x {}", words(f.workers), words(f.months), words(remittance)),
        {f.workers, f.months, f.remittance});
}

Value at_end(const Factors& f, double remittance) {
    if (!std::isfinite(remittance)) {
        return missing_like(f.remittance);
    }
    const Interval end = Interval::point(remittance);
    return modelled(product(f, remittance_revenue(f.workers.bounds, f.months.bounds, end), end));
}

std::string spread_in_words(const Factors& f, Dependence dependence) {
    const auto middle = [](const Interval& range) {
        return words(Interval::point((range.lo + range.hi) / 2));
    };
    const std::string means =
        fmt::format("{} x {}", middle(f.months.bounds), middle(f.remittance.bounds));
    if (dependence == Dependence::independent) {
        return fmt::format("{} x {}", words(f.workers), means);
    }
    return fmt::format("{} x ({} {} {} x {} / 12)", words(f.workers), means,
                       dependence == Dependence::comonotone ? "+" : "-",
                       words(Interval::point(f.months.bounds.width())),
                       words(Interval::point(f.remittance.bounds.width())));
}

Value spread(const Factors& f, Dependence dependence) {
    const Interval bounds =
        spread_revenue(f.workers.bounds, f.months.bounds, f.remittance.bounds, dependence);
    Value value = product(f, bounds, f.remittance.bounds);
    value.formula = spread_in_words(f, dependence);
    if (value.basis != Basis::missing && f.workers.point) {
        const Interval one = spread_revenue(Interval::point(*f.workers.point), f.months.bounds,
                                            f.remittance.bounds, dependence);
        value.point = point_within(value.bounds, one.lo);
    }
    return value.basis == Basis::missing ? value : modelled(value);
}

Value implied(const Factors& f) {
    if (f.workers.basis == Basis::missing || f.published.basis == Basis::missing) {
        return missing_like(f.workers.basis == Basis::missing ? f.workers : f.published);
    }
    return combine(
        implied_remittance(f.published.bounds, f.workers.bounds, f.months.bounds),
        from_points(
            [](const auto& p) {
                return p[1] * p[2] > 0 ? std::optional(p[0] / (p[1] * p[2])) : std::nullopt;
            },
            {f.published, f.workers, f.months}),
        fmt::format("{} / ({} x {})", words(f.published), words(f.workers), words(f.months)),
        {f.published, f.workers, f.months});
}

Value holds(const Value& implied, const Value& remittance) {
    if (implied.basis == Basis::missing || remittance.basis == Basis::missing) {
        return missing_like(implied, Interval::closed(0, 1));
    }
    const Interval truth = lies_in(implied.bounds, remittance.bounds);
    return combine(truth, truth.is_point() ? std::optional(truth.lo) : std::nullopt,
                   fmt::format("{} in {}", words(implied.bounds), words(remittance.bounds)),
                   {implied, remittance});
}

Factors factors_at(const View& view, const Period& period, const Interval& months,
                   const std::array<ledger::SeriesIndex, 3>& series) {
    const auto base = [&](ledger::SeriesIndex index) {
        Value value = view.cell(index, period);
        value.bounds = to_base(value.bounds, view.unit(index));
        if (value.point) {
            value.point = to_base(*value.point, view.unit(index));
        }
        return value;
    };
    Factors factors{base(series[0]), declared(months), base(series[1]), base(series[2])};
    // Twelve months are the year itself, not an assumption.
    factors.months.basis = months == Interval::point(12) ? Basis::reported : Basis::modelled;
    return factors;
}

Row remittance_row(const Period& period, const Factors& f, const Unit& revenue,
                   const Unit& remittance) {
    Unit base_revenue = revenue;
    base_revenue.numerator = base_revenue.denominator = 1;
    Unit base_remittance = remittance;
    base_remittance.numerator = base_remittance.denominator = 1;
    const Value wage = implied(f);
    const Value worst =
        product(f, remittance_revenue(f.workers.bounds, f.months.bounds, f.remittance.bounds),
                f.remittance.bounds);
    std::vector<Value> values = {at_end(f, f.remittance.bounds.lo),
                                 at_end(f, f.remittance.bounds.hi),
                                 worst,
                                 spread(f, Dependence::independent),
                                 spread(f, Dependence::comonotone),
                                 spread(f, Dependence::antitone),
                                 f.published};
    for (Value& value : values) {
        value = converted(std::move(value), base_revenue, revenue);
    }
    values.push_back(converted(wage, base_remittance, remittance));
    values.push_back(holds(wage, f.remittance));
    return {period, "", "", std::move(values)};
}

bool check_units(const View& view, Arguments& arguments,
                 const std::array<ledger::SeriesIndex, 3>& series) {
    const auto month = parse_unit("months");
    const Unit product = multiply(multiply(view.unit(series[0]), *month), view.unit(series[1]));
    return same_dimension(arguments, "revenue", view.unit(series[2]), product);
}

Table evaluate_remittance(const View& view, Arguments& arguments) {
    Table table;
    const auto workers = arguments.series("workers");
    const auto remittance = arguments.series("remittance");
    const auto revenue = arguments.series("revenue");
    const Interval months = arguments.interval("months", Interval::point(12));
    if (months.lo < 0 || months.hi > 12) {
        arguments.fault("months", "a year has 0 to 12 months", "write numbers from 0 to 12");
    }
    if (!workers || !remittance || !revenue || arguments.failed()) {
        return table;
    }
    const std::array series = {*workers, *remittance, *revenue};
    if (!check_units(view, arguments, series)) {
        return table;
    }
    const std::string unit = view.unit(*revenue).text;
    table.columns = {
        {"at-low", "At the lowest remittance", unit},
        {"at-high", "At the highest remittance", unit},
        {"revenue", "Whatever the dependence", unit},
        {"independent", "Spread over workers, independent", unit},
        {"comonotone", "Spread over workers, who works longest remits most", unit},
        {"antitone", "Spread over workers, who works longest remits least", unit},
        {"published", "Published", unit},
        {"implied", "Remittance that the published revenue implies", view.unit(*remittance).text},
        {"holds", "Implied remittance inside the published range (1 yes, 0 no)", "ratio"}};
    table.assumptions = {fmt::format("A worker is paid for {} months of the year.", words(months)),
                         "Columns of a spread: months and remittance vary over workers, each "
                         "evenly over its range."};
    for (const Period& period : arguments.periods(*workers)) {
        if (frequency_of(period) != Frequency::annual) {
            arguments.fault("periods", fmt::format("{} is no year", to_string(period)),
                            "measure years: the months are those of a year");
            return table;
        }
        table.rows.push_back(remittance_row(period, factors_at(view, period, months, series),
                                            view.unit(*revenue), view.unit(*remittance)));
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"remittance-revenue", "What workers bring in a year",
         "workers x months x remittance, bounds for any dependence; E[months x remittance] under "
         "independence and under the two extreme couplings; revenue / (workers x months)",
         "Hoeffding 1940; Frechet 1951", remittance_parameters, evaluate_remittance},
};

} // namespace

std::span<const Form> revenue_forms() {
    return all_forms;
}

} // namespace halflight::measures
