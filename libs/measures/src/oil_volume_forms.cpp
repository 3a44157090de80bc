// SPDX-License-Identifier: Apache-2.0
// Tonnes to barrels by product, and what tankers could have carried.
#include "halflight/base/text.hpp"
#include "halflight/measures/oil.hpp"
#include "oil_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

// ---- conversion

constexpr std::array conversion_parameters = {
    ParameterInfo{"amount", "series of a mass", true},
    ParameterInfo{"factors", "statements of barrels in a tonne, one for each product", true, true},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"frequency", "A, S, Q or M"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

struct Factor {
    std::string label;
    std::string name;
    Value value; ///< in its own unit
    Unit unit;
};

std::vector<Factor> factors_of(const View& view, Arguments& arguments) {
    std::vector<Factor> factors;
    for (const ledger::ClaimIndex index : arguments.claims("factors")) {
        const ledger::Claim& claim = view.ledger().claims()[index];
        if (!claim.has_value() || claim.bounds.lo <= 0) {
            arguments.fault(
                "factors",
                fmt::format("'{}' is no factor above zero", view.ledger().text(claim.id)),
                "name statements of barrels in a tonne");
            return {};
        }
        const std::string_view dims = view.ledger().text(view.ledger().series()[claim.series].dims);
        const std::string code(dims.substr(dims.rfind('=') + 1));
        factors.push_back({std::string(view.ledger().text(claim.id)),
                           reader_name(view, code, claim.series), view.claim(index),
                           view.unit(claim.series)});
    }
    return factors;
}

/// The factor of a product that is not told: anything from the lightest to the heaviest.
Factor unknown_product(const std::vector<Factor>& factors) {
    std::vector<Interval> bounds;
    std::vector<Value> values;
    for (const Factor& factor : factors) {
        bounds.push_back(convert(factor.value.bounds, factor.unit, factors.front().unit));
        values.push_back(factor.value);
    }
    Factor any{"unknown", "Product not told", {}, factors.front().unit};
    any.value = combine(unknown_factor(bounds), std::nullopt, "hull of the factors", values);
    return any;
}

Value converted_amount(const Value& amount, const Unit& mass, const Factor& factor,
                       const Unit& volume) {
    if (amount.basis == Basis::missing) {
        return missing_like(amount);
    }
    const Interval base =
        volume_of(to_base(amount.bounds, mass), to_base(factor.value.bounds, factor.unit));
    const auto point = from_points(
        [&](const auto& p) {
            return std::optional(
                from_base(to_base(p[0], mass) * to_base(p[1], factor.unit), volume));
        },
        {amount, factor.value});
    return modelled(combine(from_base(base, volume), point,
                            fmt::format("{} x {}", words(amount), words(factor.value)),
                            {amount, factor.value}));
}

Table evaluate_conversion(const View& view, Arguments& arguments) {
    Table table;
    const auto amount = arguments.series("amount");
    std::vector<Factor> factors = factors_of(view, arguments);
    if (!amount || factors.empty() || arguments.failed()) {
        return table;
    }
    const Unit& mass = view.unit(*amount);
    for (const Factor& factor : factors) {
        if (!same_dimension(arguments, "factors", factor.unit, factors.front().unit)) {
            return table;
        }
    }
    const Unit volume = *parse_unit("bbl");
    if (!same_dimension(arguments, "amount", multiply(mass, factors.front().unit), volume)) {
        return table;
    }
    factors.push_back(unknown_product(factors));
    table.columns = {{"amount", "Amount", mass.text},
                     {"factor", "Factor", factors.front().unit.text},
                     {"converted", "Converted", volume.text}};
    table.assumptions.emplace_back(
        "Each row takes the whole amount for one product; the last takes "
        "it for any of them or a mixture.");
    for (const Period& period : arguments.periods(*amount)) {
        const Value cell = view.cell(*amount, period);
        for (const Factor& factor : factors) {
            const Value shown = converted(factor.value, factor.unit, factors.front().unit);
            table.rows.push_back({period,
                                  column_id(factor.label),
                                  factor.name,
                                  {cell, shown, converted_amount(cell, mass, factor, volume)}});
        }
    }
    return table;
}

// ---- tankers

constexpr std::array tanker_parameters = {
    ParameterInfo{"capacity", "capacity of the ships counted, [low, high]", false, true},
    ParameterInfo{"unit", "unit of the capacity; that of the cap if not given"},
    ParameterInfo{"estimates", "statements of volumes at a stated load, in place of a capacity",
                  false, true},
    ParameterInfo{"estimate_laden", "the load behind each of the estimates", false, true},
    ParameterInfo{"laden", "loads to show, from 0 to 1: \"1/3\", 0.9", true, true},
    ParameterInfo{"cap", "statement of the cap to set them against", true},
    ParameterInfo{"period", "when the ships were counted; that of the estimates if not given"},
};

std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = fault == std::errc() && stop == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::vector<double> loads(Arguments& arguments, std::string_view name) {
    std::vector<double> out;
    for (const std::string& text : arguments.texts(name)) {
        const auto load = parse_load(text);
        if (!load) {
            arguments.fault(name, fmt::format("'{}' is no load", shorten(text)),
                            "write a share above 0 and up to 1: \"1/3\" or 0.9");
            return {};
        }
        out.push_back(*load);
    }
    return out;
}

/// "laden-33": the load in whole percent.
std::string load_id(double load) {
    return fmt::format("laden-{:.0f}", percent * load);
}

/// What all estimates imply together, each over its load.
std::optional<Value> capacity_from(const View& view, Arguments& arguments, const Unit& unit) {
    const std::vector<ledger::ClaimIndex> estimates = arguments.claims("estimates");
    const std::vector<double> laden = loads(arguments, "estimate_laden");
    if (arguments.failed()) {
        return std::nullopt;
    }
    if (estimates.empty() || laden.size() != estimates.size()) {
        arguments.fault("estimate_laden", "there must be one load for each estimate",
                        "give 'capacity', or 'estimates' with as many loads");
        return std::nullopt;
    }
    std::vector<Value> values;
    std::vector<std::string> terms;
    Interval capacity = Interval::at_least(0);
    std::optional<double> finest;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        const ledger::SeriesIndex series = view.ledger().claims()[estimates[i]].series;
        if (!same_dimension(arguments, "estimates", view.unit(series), unit)) {
            return std::nullopt;
        }
        values.push_back(converted(view.claim(estimates[i]), view.unit(series), unit));
        terms.push_back(fmt::format("{} / {}", words(values[i]), format_number(laden[i], 4)));
        capacity =
            intersect(capacity, implied_capacity(values[i].bounds, Interval::point(laden[i])));
        const auto point =
            values[i].point ? std::optional(*values[i].point / laden[i]) : std::nullopt;
        finest = point && capacity.contains(*point) ? point : finest;
    }
    if (capacity.empty()) {
        arguments.fault("estimates", "no capacity fits all of them at these loads",
                        "check the loads, or name the estimates of one count of ships");
        return std::nullopt;
    }
    return combine(capacity, finest, fmt::format("{}", fmt::join(terms, "; ")), values);
}

std::optional<Period> counted_in(const View& view, Arguments& arguments) {
    if (auto period = arguments.period("period")) {
        return period;
    }
    const std::vector<ledger::ClaimIndex> estimates = arguments.claims("estimates");
    return estimates.empty() ? std::nullopt
                             : std::optional(view.ledger().claims()[estimates.front()].period);
}

struct Fleet {
    Value capacity;
    Value limit; ///< the cap, in the same unit
    Unit unit;
    std::optional<Period> period;
};

std::optional<Fleet> fleet_of(const View& view, Arguments& arguments) {
    const auto cap = cap_of(view, arguments);
    if (!cap) {
        return std::nullopt;
    }
    const auto unit = parse_unit(arguments.text("unit", cap->unit.text));
    if (!unit) {
        arguments.fault("unit", unit.fault().message, unit.fault().hint);
        return std::nullopt;
    }
    if (!same_dimension(arguments, "unit", *unit, cap->unit)) {
        return std::nullopt;
    }
    std::optional<Value> capacity;
    if (arguments.has("capacity")) {
        const Interval nonnegative = Interval::at_least(0);
        capacity = declared(intersect(arguments.interval("capacity", nonnegative), nonnegative));
    } else {
        capacity = capacity_from(view, arguments, *unit);
    }
    if (!capacity) {
        return std::nullopt;
    }
    return Fleet{*capacity, converted(cap->value, cap->unit, *unit), *unit,
                 counted_in(view, arguments)};
}

/// Columns: capacity, laden, volume, share, over.
Row tanker_row(const Fleet& fleet, double laden, const std::string& text) {
    const double cap = fleet.limit.bounds.lo;
    const Value load = declared(Interval::point(laden));
    const Value volume =
        combine(laden_volume(fleet.capacity.bounds, load.bounds),
                fleet.capacity.point ? std::optional(*fleet.capacity.point * laden) : std::nullopt,
                fmt::format("{} x {}", words(fleet.capacity), text), {fleet.capacity, load});
    const Value share =
        combine(scale(volume.bounds, percent / cap),
                volume.point ? std::optional(percent * *volume.point / cap) : std::nullopt,
                fmt::format("{} / {}", words(volume), words(fleet.limit)), {volume, fleet.limit});
    const Interval over = above(volume.bounds, cap);
    const Value verdict = combine(over, over.is_point() ? std::optional(over.lo) : std::nullopt,
                                  fmt::format("{} > {}", words(volume.bounds), words(fleet.limit)),
                                  {volume, fleet.limit});
    return {fleet.period,
            load_id(laden),
            text + " laden",
            {fleet.capacity, load, volume, share, verdict}};
}

Table evaluate_tankers(const View& view, Arguments& arguments) {
    Table table;
    const std::vector<double> laden = loads(arguments, "laden");
    std::set<std::string> ids;
    for (const double load : laden) {
        if (!ids.insert(load_id(load)).second) {
            arguments.fault("laden", fmt::format("two loads are {:.0f} percent", percent * load),
                            "write loads that differ in whole percent");
        }
    }
    const auto fleet = arguments.failed() ? std::nullopt : fleet_of(view, arguments);
    if (!fleet || arguments.failed()) {
        return table;
    }
    table.columns = {{"capacity", "Capacity of the ships", fleet->unit.text},
                     {"laden", "Load", "ratio"},
                     {"volume", "Volume at that load", fleet->unit.text},
                     {"share", "Share of the cap of a year", "percent"},
                     {"over", "Above the cap of a year (1 yes, 0 no)", "ratio"}};
    table.assumptions = {
        "Every ship that was counted carried the same share of its capacity.",
        "What ships could have carried is no reported delivery and is not added to "
        "any."};
    const std::vector<std::string> texts = arguments.texts("laden");
    for (std::size_t i = 0; i < laden.size(); ++i) {
        table.rows.push_back(tanker_row(*fleet, laden[i], texts[i]));
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"conversion", "A mass as a volume, by product", "mass x barrels in a tonne of the product",
         "United Nations Statistics Division, energy conversion factors", conversion_parameters,
         evaluate_conversion},
    Form{"tanker-capacity", "What tankers that were counted could have carried",
         "capacity x load; capacity = published volume / its load",
         "Security Council, Panel of Experts under resolution 1874: 1/3, 1/2 and 9/10 laden",
         tanker_parameters, evaluate_tankers},
};

} // namespace

std::optional<double> parse_load(std::string_view text) {
    const std::size_t slash = text.find('/');
    auto load = plain_number(trim(text.substr(0, slash)));
    if (slash != std::string_view::npos) {
        const auto below = plain_number(trim(text.substr(slash + 1)));
        load = load && below && *below != 0 ? std::optional(*load / *below) : std::nullopt;
    }
    return load && *load > 0 && *load <= 1 ? load : std::nullopt;
}

std::span<const Form> volume_forms() {
    return all_forms;
}

} // namespace halflight::measures
