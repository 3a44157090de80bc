// SPDX-License-Identifier: Apache-2.0
// Concentration on partners and shares of products.
#include "halflight/measures/trade.hpp"
#include "trade_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

// ---- concentration ------------------------------------------------------------------------------

constexpr std::array concentration_parameters = {
    ParameterInfo{"flows", "trade with each partner, or the share of each, LABEL = KEY", true,
                  true},
    ParameterInfo{"unreported",
                  "trade with partners not listed: [low, high] in the unit of the "
                  "first series; none where absent",
                  false, true},
    ParameterInfo{"shares", "true: the series are shares, what they leave falls on others"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

std::optional<double> index_of_points(std::span<const Value> flows) {
    const auto sum = sum_of_points(flows);
    if (!sum || *sum <= 0) {
        return std::nullopt;
    }
    double index = 0;
    for (const Value& flow : flows) {
        index += (*flow.point / *sum) * (*flow.point / *sum);
    }
    return index;
}

std::string squares_in_words(std::span<const Value> flows, const Interval& unlisted) {
    std::string words = "sum of squared shares of ";
    for (std::size_t i = 0; i < flows.size(); ++i) {
        words += (i == 0 ? "" : ", ") + in_words(flows[i]);
    }
    return unlisted == Interval::point(0) ? words : words + " and others of " + in_words(unlisted);
}

Interval left_by_shares(std::span<const Value> shares, double whole) {
    Interval left = Interval::point(whole);
    for (const Value& value : shares) {
        left = left - value.bounds;
    }
    return intersect(left, Interval::closed(0, whole));
}

std::string assumption_on_others(bool shares, const Interval& unlisted) {
    if (!shares && unlisted == Interval::point(0)) {
        return "Only the partners listed trade.";
    }
    return fmt::format("{} falls on one partner at most and on infinitely many at least.",
                       shares ? "What the shares leave" : "Trade not listed");
}

Table evaluate_concentration(const View& view, Arguments& arguments) {
    Table table;
    const auto flows = arguments.labelled_series("flows");
    const bool shares = arguments.flag("shares", false);
    const Interval given = arguments.interval("unreported", Interval::point(0));
    if (given.lo < 0) {
        arguments.fault("unreported", "a flow cannot be negative", "write [0, 1000000]");
    }
    if (flows.empty() || arguments.failed()) {
        return table;
    }
    const Unit unit = shares ? parse_unit("percent").value() : view.unit(flows.front().second);
    check_units(view, arguments, "flows", flows, unit);
    table.columns = {{"index", "Herfindahl-Hirschman index", "ratio"}};
    table.assumptions = {assumption_on_others(shares, given)};
    for (const Period& period : arguments.periods(flows.front().second)) {
        std::vector<Value> values;
        values.reserve(flows.size());
        for (const auto& [label, series] : flows) {
            values.push_back(flow_in(view, series, period, unit));
        }
        std::vector<Interval> boxes = boxes_of(values);
        if (std::ranges::none_of(values, worth_a_row)) {
            continue;
        }
        if (shares) {
            for (Interval& box : boxes) {
                box = intersect(box, Interval::closed(0, percent));
            }
        }
        const Interval unlisted = shares ? left_by_shares(values, percent) : given;
        const Interval bounds = herfindahl(boxes, unlisted);
        const std::string formula = squares_in_words(values, unlisted);
        const bool told = std::ranges::any_of(values, informative) && !bounds.empty() &&
                          (bounds.lo > 0 || bounds.hi < 1);
        const bool exact = unlisted == Interval::point(0);
        table.rows.push_back(
            {period,
             "",
             "",
             {told
                  ? combine(bounds, exact ? index_of_points(values) : std::nullopt, formula, values)
                  : cannot_tell(Missing::not_collected, Interval::closed(0, 1), formula, values)}});
    }
    return table;
}

// ---- commodity shares ---------------------------------------------------------------------------

constexpr std::array commodity_parameters = {
    ParameterInfo{"parts", "flow of each product, LABEL = KEY", true, true},
    ParameterInfo{"whole", "flow of all goods", true},
    ParameterInfo{"names", "what readers see for each product, in the same order", false, true},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// Goods not listed: the whole less all parts.
Value left_by_parts(const Value& whole, std::span<const Value> parts) {
    Interval left = whole.bounds;
    std::vector<Value> from = {whole};
    for (const Value& part : parts) {
        left = left - intersect(part.bounds, Interval::at_least(0));
        from.push_back(part);
    }
    left = intersect(left, Interval::at_least(0));
    if (left.empty()) {
        return cannot_tell(Missing::not_applicable, Interval::at_least(0), "", from);
    }
    std::string formula = fmt::format("{} less the products", in_words(whole));
    if (left.lo <= 0 && std::isinf(left.hi)) {
        return cannot_tell(Missing::not_collected, left, std::move(formula), from);
    }
    const auto sum = sum_of_points(parts);
    const auto point = sum && whole.point ? std::optional(*whole.point - *sum) : std::nullopt;
    return combine(left, point, std::move(formula), from);
}

Value part_of_whole(const Value& whole, std::span<const Value> parts, std::size_t at) {
    Interval others = Interval::at_least(0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != at) {
            others.lo += std::max(0.0, parts[i].bounds.lo);
        }
    }
    const Interval bounds = share(parts[at].bounds, others, whole.bounds);
    const std::string formula = fmt::format("{} / {}", in_words(parts[at]), in_words(whole));
    if (bounds.empty() || (bounds.lo <= 0 && bounds.hi >= 1)) {
        return cannot_tell(bounds.empty() ? Missing::not_applicable : Missing::not_collected,
                           Interval::closed(0, percent), formula, std::array{parts[at], whole});
    }
    return combine(in_percent(bounds), ratio_in_percent(parts[at].point, whole.point), formula,
                   {parts[at], whole});
}

Table evaluate_commodity_share(const View& view, Arguments& arguments) {
    Table table;
    const auto parts = arguments.labelled_series("parts");
    const auto whole_series = arguments.series("whole");
    const std::vector<std::string> names = arguments.texts("names");
    if (!names.empty() && names.size() != parts.size()) {
        arguments.fault("names", "there are more or fewer names than products",
                        "give one name for each product");
    }
    if (parts.empty() || !whole_series || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*whole_series);
    check_units(view, arguments, "parts", parts, unit);
    table.columns = {{"flow", "Flow", unit.text}, {"share", "Share", "percent"}};
    table.assumptions = {"The products do not overlap."};
    for (const Period& period : arguments.periods(*whole_series)) {
        const Value whole = flow_in(view, *whole_series, period, unit);
        std::vector<Value> values;
        values.reserve(parts.size());
        for (const auto& [label, series] : parts) {
            values.push_back(flow_in(view, series, period, unit));
        }
        if (!worth_a_row(whole) && std::ranges::none_of(values, worth_a_row)) {
            continue;
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            table.rows.push_back({period,
                                  parts[i].first,
                                  names.empty() ? parts[i].first : names[i],
                                  {values[i], part_of_whole(whole, values, i)}});
        }
        const Value left = left_by_parts(whole, values);
        std::vector<Value> all = values;
        all.push_back(left);
        Value rest = part_of_whole(whole, all, all.size() - 1);
        table.rows.push_back({period, "other", "All other goods", {left, std::move(rest)}});
    }
    return table;
}

constexpr std::array all = {
    Form{"concentration", "Concentration of trade on partners",
         "sum of the squared shares of the partners; the least and the greatest over all values "
         "that the flows may have",
         "Hirschman 1945, National Power and the Structure of Foreign Trade; Herfindahl 1950",
         concentration_parameters, evaluate_concentration},
    Form{"commodity-share", "Shares of products in trade",
         "flow of the product / flow of all goods, both inside their bounds and the product not "
         "above the whole",
         "identity", commodity_parameters, evaluate_commodity_share},
};

} // namespace

std::span<const Form> composition_forms() {
    return all;
}

} // namespace halflight::measures
