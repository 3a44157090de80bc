// SPDX-License-Identifier: Apache-2.0
// halflight/ledger/codes.hpp - what can be measured, of whom, split how: the code lists of a
// dossier.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"
#include "halflight/base/unit.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::ledger {

/// How an indicator's values combine over periods. Only flows add up.
enum class IndicatorType : std::uint8_t { flow, stock, rate, ratio, level, date };

/// value(part) / value(whole); the dims of the whole are those of the part with `whole_dims` put in
/// place.
struct ShareRule {
    std::string part;
    std::string whole;
    std::string whole_dims;        ///< canonical "purpose=total"; empty: the same dims
    std::string whole_area;        ///< empty: the same area
    std::string whole_counterpart; ///< empty: the same counterpart
};

/// One unit of an indicator in terms of another; an unknown product has a wide factor.
struct ConversionRule {
    Unit from;
    Unit to;
    Interval factor; ///< `to` units per `from` unit
    std::string source;
};

struct Indicator {
    std::string id;
    std::string name;
    IndicatorType type = IndicatorType::level;
    std::vector<Unit>
        units; ///< the first is the default; more than one makes the unit part of the series key
    bool nonnegative = false;
    bool integer = false;
    Frequency frequency =
        Frequency::none; ///< set: every unit of it inside the span of statements is a cell
    std::vector<std::string> sum_of;
    std::string growth_of;
    std::optional<ShareRule> share_of;
    std::string mean_over; ///< a dimension; empty for none
    std::vector<ConversionRule> conversions;
    Place place;
};

struct Code {
    std::string id;
    std::string name;
    std::vector<std::string> parts;
    bool complete = false;   ///< the parts are all there is
    std::string residual_of; ///< set for a residual category
    std::string read_as;     ///< set for a code that is taken for another
    std::string assumption;
    Place place;
};

struct Dimension {
    std::string id;
    std::string name;
    std::string default_code; ///< what an absent dimension means; empty: absent stays absent
    bool definition = false;  ///< its codes are different measures under one name
    std::vector<Code> codes;
    [[nodiscard]] const Code* find(std::string_view code) const noexcept;
    Place place;
};

struct CodeLists {
    std::map<std::string, Indicator, std::less<>> indicators;
    std::map<std::string, Dimension, std::less<>> dimensions;
    std::map<std::string, Code, std::less<>>
        areas; ///< groups of the dossier; countries are built in
};

/// English short name of an ISO 3166-1 alpha-3 code, empty when unknown.
[[nodiscard]] std::string_view country_name(std::string_view alpha3) noexcept;
/// All alpha-3 codes in order.
[[nodiscard]] const std::vector<std::string_view>& countries();

} // namespace halflight::ledger
