// SPDX-License-Identifier: Apache-2.0
// What a table of growth rates says and implies.
#include "families.hpp"
#include "growth_path.hpp"
#include "halflight/measures/growth.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::measures {

namespace {

constexpr ParameterInfo from_info{"from", "first year"};
constexpr ParameterInfo to_info{"to", "last year"};
constexpr ParameterInfo periods_info{"periods", "the years one by one", false, true};
constexpr ParameterInfo names_info{"names", "what readers see for each, in the same order", false,
                                   true};

// ---- table

constexpr std::array table_parameters = {
    ParameterInfo{"series", "growth rates, each as KEY or LABEL = KEY", true, true}, names_info,
    from_info, to_info, periods_info};

Table evaluate_table(const View& view, Arguments& arguments) {
    Table table;
    const Labelled series = arguments.labelled_series("series");
    const std::vector<std::string> names = reader_names(view, arguments, "series", series);
    if (series.empty() || !are_rates(view, arguments, "series", series) || arguments.failed()) {
        return table;
    }
    const std::vector<Period> years = consecutive_years(view, arguments, series.front().second);
    if (years.empty()) {
        return table;
    }
    table.columns = {{"growth", "Growth on the year before", view.unit(series.front().second).text},
                     {"cumulative", "Since the year before the first", "percent"}};
    std::vector<Path> paths;
    for (const auto& [label, index] : series) {
        paths.push_back(path_of(view, index, years));
    }
    for (std::size_t t = 0; t < years.size(); ++t) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            const Value rate = converted(paths[i].rates[t], paths[i].unit, paths.front().unit);
            table.rows.push_back({years[t],
                                  column_id(series[i].first),
                                  names[i],
                                  {rate, cumulated(paths[i], t + 1)}});
        }
    }
    return table;
}

Table evaluate_cumulative(const View& view, Arguments& arguments) {
    Table table;
    const Labelled series = arguments.labelled_series("series");
    const std::vector<std::string> names = reader_names(view, arguments, "series", series);
    if (series.empty() || !are_rates(view, arguments, "series", series) || arguments.failed()) {
        return table;
    }
    const std::vector<Period> years = consecutive_years(view, arguments, series.front().second);
    if (years.empty()) {
        return table;
    }
    table.columns = {{"cumulative", "Growth over all years", "percent"}};
    for (std::size_t i = 0; i < series.size(); ++i) {
        const Path path = path_of(view, series[i].second, years);
        table.rows.push_back({span_of(years),
                              column_id(series[i].first),
                              names[i],
                              {cumulated(path, years.size())}});
    }
    return table;
}

// ---- weights

constexpr std::array weight_parameters = {
    ParameterInfo{"parent", "growth of the whole", true},
    ParameterInfo{"first", "growth of the part whose weight is sought", true},
    ParameterInfo{"second", "growth of the rest", true},
    from_info,
    to_info,
    periods_info};

Value weight_value(const Value& parent, const Value& first, const Value& second,
                   const std::array<Interval, 3>& bounds) {
    for (const Value* value : {&parent, &first, &second}) {
        if (value->basis == Basis::missing) {
            return missing_like(*value, Interval::closed(0, 1));
        }
    }
    const Interval weight = implied_weight(bounds[0], bounds[1], bounds[2]);
    const auto point = from_points(
        [](const auto& p) {
            return p[1] != p[2] ? std::optional((p[0] - p[2]) / (p[1] - p[2])) : std::nullopt;
        },
        {parent, first, second});
    if (weight.empty()) {
        return not_applicable({parent, first, second});
    }
    return combine(weight, point,
                   fmt::format("({} - {}) / ({} - {})", words(parent), words(second), words(first),
                               words(second)),
                   {parent, first, second});
}

/// Rows over all years: the lowest weight, the highest, and one that serves every year.
void add_weight_summary(const std::vector<Value>& weights, const Period& span, Table& table) {
    std::vector<Value> known;
    for (const Value& weight : weights) {
        if (weight.basis != Basis::missing) {
            known.push_back(weight);
        }
    }
    if (known.empty()) {
        return;
    }
    Interval lowest = known.front().bounds;
    Interval highest = known.front().bounds;
    Interval common = Interval::closed(0, 1);
    std::optional<double> low_point = known.front().point;
    std::optional<double> high_point = known.front().point;
    for (const Value& weight : known) {
        lowest = Interval::closed(std::min(lowest.lo, weight.bounds.lo),
                                  std::min(lowest.hi, weight.bounds.hi));
        highest = Interval::closed(std::max(highest.lo, weight.bounds.lo),
                                   std::max(highest.hi, weight.bounds.hi));
        common = intersect(common, weight.bounds);
        const bool points = low_point && high_point && weight.point;
        low_point = points ? std::optional(std::min(*low_point, *weight.point)) : std::nullopt;
        high_point = points ? std::optional(std::max(*high_point, *weight.point)) : std::nullopt;
    }
    const auto add = [&](std::string label, std::string name, Value value) {
        const Value none = not_applicable();
        table.rows.push_back(
            {span, std::move(label), std::move(name), {none, none, none, std::move(value)}});
    };
    add("lowest", "Lowest", combine(lowest, low_point, "least of the years", known));
    add("highest", "Highest", combine(highest, high_point, "largest of the years", known));
    add("common", "One weight for all years",
        common.empty() ? not_applicable()
                       : combine(common, std::nullopt, "what all years allow", known));
    if (common.empty()) {
        table.notes.emplace_back("No single weight fits every year: the weight moved.");
    }
}

Table evaluate_weight(const View& view, Arguments& arguments) {
    Table table;
    const auto parent = arguments.series("parent");
    const auto first = arguments.series("first");
    const auto second = arguments.series("second");
    if (!parent || !first || !second || arguments.failed()) {
        return table;
    }
    const bool rates = are_rates(view, arguments, "parent", *parent) &&
                       are_rates(view, arguments, "first", *first) &&
                       are_rates(view, arguments, "second", *second);
    const std::vector<Period> years = whole_years(view, arguments, *parent);
    if (!rates || years.empty()) {
        return table;
    }
    table.columns = {{"parent", "Growth of the whole", view.unit(*parent).text},
                     {"first", "Growth of the part", view.unit(*first).text},
                     {"second", "Growth of the rest", view.unit(*second).text},
                     {"weight", "Weight of the part", "ratio"}};
    table.assumptions.emplace_back("The whole grows as the weighted mean of its two parts.");
    std::vector<Value> weights;
    for (const Period& year : years) {
        const Value p = view.cell(*parent, year);
        const Value a = view.cell(*first, year);
        const Value b = view.cell(*second, year);
        weights.push_back(weight_value(p, a, b,
                                       {to_base(p.bounds, view.unit(*parent)),
                                        to_base(a.bounds, view.unit(*first)),
                                        to_base(b.bounds, view.unit(*second))}));
        table.rows.push_back({year, "", "", {p, a, b, weights.back()}});
    }
    add_weight_summary(weights, span_of(years), table);
    return table;
}

// ---- gap

constexpr std::array gap_parameters = {
    ParameterInfo{"high", "growth that is said to be higher", true},
    ParameterInfo{"low", "growth that is said to be lower", true}, from_info, to_info,
    periods_info};

Value gap_value(const Value& high, const Value& low) {
    if (high.basis == Basis::missing || low.basis == Basis::missing) {
        return missing_like(high.basis == Basis::missing ? high : low, Interval::all());
    }
    return combine(
        growth_gap(high.bounds, low.bounds),
        from_points([](const auto& p) { return std::optional(p[0] - p[1]); }, {high, low}),
        fmt::format("{} - {}", words(high), words(low)), {high, low});
}

Table evaluate_gap(const View& view, Arguments& arguments) {
    Table table;
    const auto high = arguments.series("high");
    const auto low = arguments.series("low");
    if (!high || !low || arguments.failed()) {
        return table;
    }
    const bool rates =
        are_rates(view, arguments, "high", *high) && are_rates(view, arguments, "low", *low);
    const std::vector<Period> years = consecutive_years(view, arguments, *high);
    if (!rates || years.empty()) {
        return table;
    }
    const Unit points = *parse_unit("percent");
    table.columns = {{"high", "Growth said to be higher", "percent"},
                     {"low", "Growth said to be lower", "percent"},
                     {"gap", "Gap in percentage points", "percent"}};
    const Path above = path_of(view, *high, years);
    const Path below = path_of(view, *low, years);
    for (std::size_t t = 0; t < years.size(); ++t) {
        const Value a = converted(above.rates[t], above.unit, points);
        const Value b = converted(below.rates[t], below.unit, points);
        table.rows.push_back({years[t], "", "", {a, b, gap_value(a, b)}});
    }
    const Value a = cumulated(above, years.size());
    const Value b = cumulated(below, years.size());
    table.rows.push_back({span_of(years), "cumulative", "All years", {a, b, gap_value(a, b)}});
    return table;
}

// ---- rebound

/// Years up to the lowest level as printed; else by the middle of the bounds.
std::size_t trough_of(const Path& path) {
    std::size_t trough = 0;
    double lowest = 1;
    double level = 1;
    for (std::size_t t = 0; t < path.rates.size(); ++t) {
        const Interval rate = to_base(path.rates[t].bounds, path.unit);
        const double middle = path.rates[t].point ? to_base(*path.rates[t].point, path.unit)
                                                  : (rate.lo + rate.hi) / 2;
        level *= 1 + middle;
        if (level < lowest) {
            lowest = level;
            trough = t + 1;
        }
    }
    return trough;
}

Value index_value(const Path& path, std::size_t count, const Interval& level) {
    return in_percent(path, count, level, path.level(count), rates_in_words(path, count));
}

Row rebound_row(const Path& path, std::size_t t, std::string label, std::string name,
                std::size_t trough) {
    const std::size_t count = t + 1;
    const std::vector<Interval> rates = path.bounds(count);
    const Rebound found = rebound(rates, std::min(trough, count));
    const auto level = path.level(count);
    const Value index = index_value(path, count, found.level);
    const Value needed = in_percent(
        path, count, found.needed,
        level && *level > 0 ? std::optional(std::max(0.0, 1 / *level - 1)) : std::nullopt,
        fmt::format("100 / {} - 1", words(index)));
    const Period base = previous(path.years.front());
    Value share = not_applicable({index});
    if (count > trough && trough > 0) {
        const auto bottom = path.level(trough);
        const bool rose = bottom && level && *level > *bottom;
        share = in_percent(
            path, count, found.share,
            rose ? std::optional(std::clamp((1 - *bottom) / (*level - *bottom), 0.0, 1.0))
                 : std::nullopt,
            fmt::format("what regains {}, in the rise since {}", to_string(base),
                        to_string(path.years[trough - 1])));
    }
    return {path.years[t], std::move(label), std::move(name), {index, needed, share}};
}

Table evaluate_rebound(const View& view, Arguments& arguments) {
    Table table;
    const Labelled series = arguments.labelled_series("series");
    const std::vector<std::string> names = reader_names(view, arguments, "series", series);
    if (series.empty() || !are_rates(view, arguments, "series", series) || arguments.failed()) {
        return table;
    }
    const std::vector<Period> years = consecutive_years(view, arguments, series.front().second);
    if (years.empty()) {
        return table;
    }
    table.columns = {
        {"level", "Level, year before the first = 100", "percent"},
        {"needed", "Growth that would regain that year", "percent"},
        {"regained", "Part of the rise since the trough that only regains it", "percent"}};
    std::vector<Path> paths;
    std::vector<std::size_t> troughs;
    for (std::size_t i = 0; i < series.size(); ++i) {
        paths.push_back(path_of(view, series[i].second, years));
        troughs.push_back(trough_of(paths.back()));
        table.notes.push_back(
            troughs.back() == 0
                ? fmt::format("{}: never below the year before the first.", names[i])
                : fmt::format("{}: trough in {}.", names[i], to_string(years[troughs.back() - 1])));
    }
    for (std::size_t t = 0; t < years.size(); ++t) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            table.rows.push_back(
                rebound_row(paths[i], t, column_id(series[i].first), names[i], troughs[i]));
        }
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"growth-table", "Growth by industry, with what it adds up to", "(1 + g1)(1 + g2)... - 1",
         "identity", table_parameters, evaluate_table},
    Form{"cumulative-growth", "Growth over several years", "(1 + g1)(1 + g2)... - 1", "identity",
         table_parameters, evaluate_cumulative},
    Form{"implied-weight", "Weight of a part that growth rates imply",
         "(parent - second) / (first - second)",
         "SNA 2008, ch. 15: aggregate growth as a weighted mean", weight_parameters,
         evaluate_weight},
    Form{"growth-gap", "One growth rate less another", "high - low, in percentage points",
         "identity", gap_parameters, evaluate_gap},
    Form{"rebound", "How much of a rise only regains what was lost",
         "(base - trough) / (level - trough)", "base effect; identity", table_parameters,
         evaluate_rebound},
};

} // namespace

std::span<const Form> growth_forms() {
    return all_forms;
}

} // namespace halflight::measures
