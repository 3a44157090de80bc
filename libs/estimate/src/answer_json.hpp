// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "halflight/estimate/answer.hpp"
#include "halflight/estimate/settings.hpp"

namespace halflight::estimate {

/// Everything of a run that is told beside its answer.
struct Heading {
    std::string_view method;
    std::string_view program_version;
    std::string_view data;
    std::size_t rows = 0;
};

[[nodiscard]] std::string to_json(const Heading& heading, const Settings& settings,
                                  const Answer& answer);

} // namespace halflight::estimate
