// SPDX-License-Identifier: Apache-2.0
// Keys that several methods share, so that they mean the same everywhere.
#pragma once

#include "halflight/estimate/method.hpp"

namespace halflight::estimate {

[[nodiscard]] inline Field missing_field() {
    return {
        .name = "missing",
        .type = FieldType::choice,
        .text =
            "What a row without a value in a column that is used does: end the run, or be left out "
            "with a warning.",
        .choices = {"refuse", "drop"}};
}

[[nodiscard]] inline Field level_field() {
    return {.name = "level",
            .type = FieldType::number,
            .fallback = "0.95",
            .text = "Coverage of intervals.",
            .least = 0.5,
            .most = 0.9999};
}

[[nodiscard]] inline Field seed_field() {
    return {.name = "seed",
            .type = FieldType::integer,
            .fallback = "1",
            .text = "Of the random numbers: equal seeds give equal bytes.",
            .least = 0};
}

[[nodiscard]] inline MissingRule missing_rule(const Settings& settings) {
    return settings.text("missing") == "drop" ? MissingRule::drop : MissingRule::refuse;
}

} // namespace halflight::estimate
