// SPDX-License-Identifier: Apache-2.0
#include "series.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace halflight::estimate {

std::vector<Field> series_fields() {
    return {
        {.name = "series",
         .type = FieldType::column,
         .required = true,
         .text = "Values or counts in the order of time; a missing one is left out, never zero."},
        {.name = "period",
         .type = FieldType::column,
         .text = "Names the rows; not given: their numbers from 1."},
        {.name = "exposure", .type = FieldType::column, .text = "Of counts, in any unit."}};
}

void need_order(const Frame& frame, const std::string& period) {
    const std::vector<std::int32_t>& codes = frame.labels(period).codes;
    const auto back = std::ranges::adjacent_find(codes, std::greater_equal<>());
    if (back != codes.end()) {
        stats::refuse(fmt::format(
            "line {}: the period does not follow the one before it; sort the rows by time, one "
            "row a period",
            frame.line(static_cast<std::size_t>(back - codes.begin()) + 1)));
    }
}

std::vector<std::string> labels_of(const Frame& frame, const std::string& column) {
    const Codes& codes = frame.labels(column);
    std::vector<std::string> made;
    std::ranges::transform(codes.codes, std::back_inserter(made), [&](std::int32_t code) {
        return codes.labels[static_cast<std::size_t>(code)];
    });
    return made;
}

std::vector<std::string> numbers_of(std::size_t rows) {
    std::vector<std::string> made;
    for (std::size_t row = 1; row <= rows; ++row) {
        made.push_back(fmt::format("{}", row));
    }
    return made;
}

NamedSeries read_series(const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    Frame::Wanted wanted{.numbers = {}, .labels = {}, .nullable = {settings.text("series")}};
    if (settings.has("exposure")) {
        wanted.numbers.push_back(settings.text("exposure"));
    }
    if (settings.has("period")) {
        wanted.labels.push_back(settings.text("period"));
    }
    const Frame frame(run.table, wanted, MissingRule::refuse, answer.warnings);
    NamedSeries made;
    const std::span<const double> values = frame.numbers(settings.text("series"));
    made.values.assign(values.begin(), values.end());
    if (settings.has("exposure")) {
        const std::span<const double> exposure = frame.numbers(settings.text("exposure"));
        made.exposure.assign(exposure.begin(), exposure.end());
    }
    if (settings.has("period")) {
        need_order(frame, settings.text("period"));
        made.rows = labels_of(frame, settings.text("period"));
    } else {
        made.rows = numbers_of(made.values.size());
    }
    return made;
}

} // namespace halflight::estimate
