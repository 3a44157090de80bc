// SPDX-License-Identifier: Apache-2.0
// What the methods for event studies share: their keys, rows and listings.
#pragma once

#include <string>
#include <vector>

#include "halflight/estimate/method.hpp"
#include "halflight/stats/event_data.hpp"

namespace halflight::estimate {

/// Rows of an event study with the names behind the codes.
class NamedEvents {
  public:
    NamedEvents(const Run& run, Answer& answer);

    [[nodiscard]] stats::EventData data() const;
    [[nodiscard]] const std::string& period(std::int32_t code) const {
        return m_periods.at(static_cast<std::size_t>(code));
    }

  private:
    std::vector<double> m_outcome;
    std::vector<double> m_weights;
    std::vector<std::int32_t> m_unit;
    std::vector<std::int32_t> m_period;
    std::vector<std::int32_t> m_onset;
    std::vector<std::int32_t> m_cluster;
    stats::Matrix m_covariates;
    std::vector<std::string> m_covariate_names;
    std::vector<std::string> m_periods;
};

[[nodiscard]] std::vector<Field> event_fields(std::vector<Field> own);

/// Estimates of a path go to the answer; rows behind each stand in the listing "path".
void tell_path(const stats::EventPath& path, Answer& answer);

[[nodiscard]] Listing cohort_listing(const std::vector<stats::CohortEffect>& cohorts,
                                     const NamedEvents& events);

/// Cells that a coefficient takes in a listing, and the names of their columns.
[[nodiscard]] std::vector<std::string> effect_columns(std::vector<std::string> before);
void append_effect(std::vector<Value>& row, const stats::Coefficient& effect);

} // namespace halflight::estimate
