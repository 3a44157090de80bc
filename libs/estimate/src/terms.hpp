// SPDX-License-Identifier: Apache-2.0
// Columns of a model from the words of a specification: "a", "a:b" (product), effects "a", "a^b"
// (combinations), "a[x]" (also a slope of x for each a), "a[[x]]" (the slope alone).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "halflight/estimate/table.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::estimate {

/// A written effect taken apart.
struct EffectTerm {
    std::vector<std::string> labels; ///< columns whose combinations have effects
    std::vector<std::string> slopes;
    bool intercept = true;
};

/// Throws an Error of code `parse`, naming the term.
[[nodiscard]] EffectTerm parse_effect(const std::string& term);

/// Names of the columns in a product.
[[nodiscard]] std::vector<std::string> factors_of(const std::string& term);

/// Notes the columns that terms need.
void want_regressors(const std::vector<std::string>& terms, Frame::Wanted& wanted);
void want_effects(const std::vector<std::string>& terms, Frame::Wanted& wanted);

/// What model data views. Lives as long as the data does.
class ModelColumns {
  public:
    explicit ModelColumns(const Frame& frame) : m_frame(frame) {}

    [[nodiscard]] stats::Columns regressors(const std::vector<std::string>& terms);
    [[nodiscard]] std::vector<stats::FixedEffect> effects(const std::vector<std::string>& terms);
    [[nodiscard]] stats::Codes combined(const std::vector<std::string>& labels);

  private:
    const Frame& m_frame;
    std::deque<stats::Matrix> m_matrices;
    std::deque<std::vector<std::int32_t>> m_codes;
};

} // namespace halflight::estimate
