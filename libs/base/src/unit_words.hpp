// SPDX-License-Identifier: Apache-2.0
// unit_words.hpp - the words that parse_unit knows.
#pragma once

#include "halflight/base/unit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace halflight::unit_words {

inline constexpr auto dimensions = static_cast<std::size_t>(Dimension::count_);
inline constexpr std::array<std::string_view, dimensions> base_names{
    "t", "bbl", "km", "month", "USD", "EUR", "RUB", "KRW", "CNY", "JPY", "date"};
static_assert(std::none_of(base_names.begin(), base_names.end(),
                           [](std::string_view name) { return name.empty(); }),
              "every dimension has a base unit");

inline constexpr double barrels_per_kilolitre = 6.28981077;
inline constexpr double days_per_year = 365.2425; // mean Gregorian year

/// A word that measures. Dimension::count_ stands for none.
struct Measure {
    std::string_view name;
    std::string_view plural; ///< empty where there is none
    Dimension dimension;
    double numerator = 1;
    double denominator = 1;
    int exponent = 1;
};

inline constexpr Dimension none = Dimension::count_;
inline constexpr std::array measures{
    Measure{"1", "", none},
    Measure{"ratio", "ratios", none},
    Measure{"percent", "", none, 1, 100},
    Measure{"USD", "", Dimension::usd},
    Measure{"EUR", "", Dimension::eur},
    Measure{"RUB", "", Dimension::rub},
    Measure{"KRW", "", Dimension::krw},
    Measure{"CNY", "", Dimension::cny},
    Measure{"JPY", "", Dimension::jpy},
    Measure{"t", "", Dimension::mass},
    Measure{"tonne", "tonnes", Dimension::mass},
    Measure{"kt", "", Dimension::mass, 1000},
    Measure{"Mt", "", Dimension::mass, 1'000'000},
    Measure{"kg", "", Dimension::mass, 1, 1000},
    Measure{"bbl", "", Dimension::volume},
    Measure{"barrel", "barrels", Dimension::volume},
    Measure{"kl", "", Dimension::volume, barrels_per_kilolitre},
    Measure{"l", "", Dimension::volume, barrels_per_kilolitre, 1000},
    Measure{"km", "", Dimension::length},
    Measure{"m", "", Dimension::length, 1, 1000},
    Measure{"km2", "", Dimension::length, 1, 1, 2},
    Measure{"month", "months", Dimension::time},
    Measure{"quarter", "quarters", Dimension::time, 3},
    Measure{"year", "years", Dimension::time, 12},
    Measure{"week", "weeks", Dimension::time, 84, days_per_year},
    Measure{"day", "days", Dimension::time, 12, days_per_year},
    Measure{"date", "", Dimension::date},
};

struct Prefix {
    std::string_view name;
    double factor;
};
inline constexpr std::array prefixes{Prefix{"thousand", 1e3}, Prefix{"million", 1e6},
                                     Prefix{"billion", 1e9}, Prefix{"trillion", 1e12}};

/// What is counted; the plural is the label.
struct Label {
    std::string_view name;
    std::string_view plural;
};
inline constexpr std::array labels{
    Label{"activity", "activities"},
    Label{"aspect", "aspects"},
    Label{"cell", "cells"},
    Label{"container", "containers"},
    Label{"DN", "DN"}, // digital number: what a sensor counted, on no scale
    Label{"entry", "entries"},
    Label{"event", "events"},
    Label{"flight", "flights"},
    Label{"household", "households"},
    Label{"meeting", "meetings"},
    Label{"missile", "missiles"},
    Label{"nW/cm2/sr", "nW/cm2/sr"}, // radiance: nothing else here converts to it
    Label{"observation", "observations"},
    Label{"ordinal", "ordinal"},
    Label{"permit", "permits"},
    Label{"person", "persons"},
    Label{"project", "projects"},
    Label{"rank", "rank"},
    Label{"resolution", "resolutions"},
    Label{"round", "rounds"},
    Label{"shell", "shells"},
    Label{"soldier", "soldiers"},
    Label{"student", "students"},
    Label{"test system", "test systems"},
    Label{"times", "times"},
    Label{"tourist", "tourists"},
    Label{"train", "trains"},
    Label{"trip", "trips"},
    Label{"vehicle", "vehicles"},
    Label{"vessel", "vessels"},
    Label{"visit", "visits"},
    Label{"visitor", "visitors"},
    Label{"worker", "workers"},
};

} // namespace halflight::unit_words
