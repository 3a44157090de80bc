// SPDX-License-Identifier: Apache-2.0
#include "statements.hpp"

#include "halflight/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::simulate {

std::string claims_csv(std::span<const Statement> statements) {
    std::string rows =
        io::csv_line({"id", "indicator", "area", "counterpart", "dims", "start", "low", "value",
                      "high", "unit", "kind", "source", "known_since", "withdrawn", "note"});
    for (const Statement& one : statements) {
        rows += io::csv_line({one.id, one.indicator, one.area, one.counterpart, one.dims,
                              to_string(one.period), one.low, one.value, one.high, one.unit,
                              one.kind, one.source, to_string(one.known_since),
                              one.withdrawn ? to_string(*one.withdrawn) : "", one.note});
    }
    return rows;
}

std::string source_table(const MadeSource& source) {
    std::string text = fmt::format("\n[source.{}]\npublisher = \"halflight simulate\"\n"
                                   "title = \"{}\"\nlanguage = \"en\"\n",
                                   source.id, source.title);
    text += source.date ? fmt::format("date = {}\n", to_string(*source.date)) : "";
    text += source.origin.empty() ? "" : fmt::format("origin = \"{}\"\n", source.origin);
    return text + fmt::format("licence = \"none needed: made\"\nredistribute = true\n"
                              "reliability = \"{}\"\nsynthetic = true\n",
                              source.reliability);
}

std::string whole(double number) {
    return fmt::format("{:.0f}", number);
}

double draw_count(const Random& random, std::uint64_t index, double rate) {
    constexpr double small = 30;
    if (rate >= small) {
        return std::max(0.0, std::round(rate + std::sqrt(rate) * random.normal(index)));
    }
    const double level = random.uniform(index);
    double chance = std::exp(-rate);
    double sum = chance;
    double count = 0;
    constexpr double most = 200; // beyond what a rate below 30 reaches
    while (level > sum && count < most) {
        ++count;
        chance *= rate / count;
        sum += chance;
    }
    return count;
}

Period whole_span(const Country& country) {
    return {country.months.front().first, country.months.back().end};
}

std::vector<std::size_t> months_in(const Country& country, const Period& period) {
    std::vector<std::size_t> inside;
    for (std::size_t t = 0; t < country.months.size(); ++t) {
        if (period.contains(country.months[t])) {
            inside.push_back(t);
        }
    }
    return inside;
}

double mean_over(std::span<const double> by_month, std::span<const std::size_t> months) {
    double sum = 0;
    for (const std::size_t t : months) {
        sum += by_month[t];
    }
    return months.empty() ? 0 : sum / static_cast<double>(months.size());
}

} // namespace halflight::simulate
