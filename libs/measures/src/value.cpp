// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace halflight::measures {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Basis::count_)> basis_names = {
    "reported", "derived", "bounded", "modelled", "missing"};

void merge(std::vector<std::string>& into, const std::vector<std::string>& from) {
    into.insert(into.end(), from.begin(), from.end());
    std::ranges::sort(into);
    const auto repeated = std::ranges::unique(into);
    into.erase(repeated.begin(), repeated.end());
}

bool says_nothing(const Interval& bounds) {
    return bounds.empty() || (std::isinf(bounds.lo) && std::isinf(bounds.hi));
}

constexpr double rounding = 1e-12; // relative

} // namespace

std::string_view to_string(Basis basis) noexcept {
    return basis_names.at(static_cast<std::size_t>(basis));
}

Value missing_value(Missing reason) {
    Value value;
    value.missing = reason;
    return value;
}

std::optional<double> point_within(const Interval& bounds, std::optional<double> point) noexcept {
    if (!point || !std::isfinite(*point) || bounds.empty()) {
        return std::nullopt;
    }
    const double inside = std::clamp(*point, bounds.lo, bounds.hi);
    const double slack = rounding * std::max(std::abs(*point), std::abs(inside));
    return std::abs(*point - inside) <= slack ? std::optional(inside) : std::nullopt;
}

Value combine(const Interval& bounds, std::optional<double> point, std::string formula,
              std::span<const Value> from) {
    Value out;
    out.bounds = bounds.empty() ? Interval::all() : bounds;
    out.basis = Basis::derived;
    out.missing = Missing::none;
    out.formula = std::move(formula);
    for (const Value& value : from) {
        // What is missing still bounds: a flow of which nothing is known is at least zero.
        out.basis =
            std::max(out.basis, value.basis == Basis::missing ? Basis::bounded : value.basis);
        out.disputed = out.disputed || value.disputed;
        out.synthetic = out.synthetic || value.synthetic;
        merge(out.cells, value.cells);
        merge(out.claims, value.claims);
    }
    if (says_nothing(bounds)) {
        out.basis = Basis::missing;
        const auto reason = std::ranges::find(from, Basis::missing, &Value::basis);
        out.missing = reason == from.end() ? Missing::not_collected : reason->missing;
        return out;
    }
    out.point = point_within(bounds, point);
    return out;
}

Value combine(const Interval& bounds, std::optional<double> point, std::string formula,
              std::initializer_list<Value> from) {
    return combine(bounds, point, std::move(formula), std::span(from.begin(), from.size()));
}

Value modelled(Value value) {
    value.basis = std::max(value.basis, Basis::modelled);
    return value;
}

std::string number_id(const Table& table, const Row& row, const Column& column) {
    std::string id = table.id + "/";
    if (!row.label.empty()) {
        id += row.label + "/";
    }
    id += column.id;
    if (row.period) {
        id += "@" + to_string(*row.period);
    }
    return id;
}

} // namespace halflight::measures
