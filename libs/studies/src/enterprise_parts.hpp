// SPDX-License-Identifier: Apache-2.0
// The panel of an enterprise study, and how one method answers for it.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/stats/panel.hpp"
#include "halflight/studies/enterprise_study.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halflight::studies {

/// Which end of the light of censored cells is taken.
enum class End : unsigned char {
    stored,
    low,
    high,
    most_effect,  ///< treated low before and high after, controls the other way round
    least_effect, ///< the other way about
};

/// What all methods are asked about: treated units first, then controls.
struct Question {
    const LightPanel& light; ///< of the window
    std::vector<std::size_t> units;
    std::size_t treated = 0;   ///< of the units: the first ones
    std::size_t treatment = 0; ///< period of the window
    bool balanced = true;      ///< every unit seen in every period
    bool censored = false;     ///< some cell has bounds that differ
    const EnterpriseSpec& spec;
    std::vector<std::int32_t> clusters{}; ///< of the units, from 0; empty: independent
    std::size_t cluster_count = 0;
};

/// Units that are seen before the treatment often enough; tells of the others.
[[nodiscard]] Question make_question(const LightPanel& light, std::span<const std::size_t> treated,
                                     std::span<const std::size_t> controls,
                                     const EnterpriseSpec& spec, EnterpriseStudy& study);

/// Light at one end, less each unit's mean by calendar month before the treatment if asked for.
[[nodiscard]] stats::Panel make_panel_of(const Question& question, End end);

/// Mean of the treated units by period, over those seen.
[[nodiscard]] std::vector<double> mean_of_treated(const Question& question,
                                                  const stats::Matrix& light);

/// Groups of controls that play the treated, `placebo_groups` of them: as many as are treated, or
/// half of the controls if these are few; whole clusters where there are any, the last one cut.
/// Places in the units of the question.
[[nodiscard]] std::vector<std::vector<std::size_t>> placebo_groups(const Question& question);

/// The controls alone, with one group of them treated from the treatment on.
[[nodiscard]] stats::Panel placebo_panel(const stats::Panel& panel, const Question& question,
                                         std::span<const std::size_t> group);

/// The panel before the treatment, its last `placebo_periods` periods treated.
[[nodiscard]] stats::Panel placebo_time_panel(const stats::Panel& panel, const Question& question);

[[nodiscard]] MethodResult by_factors(const Question& question, CounterfactualMethod method,
                                      std::size_t draws);
[[nodiscard]] MethodResult by_synthetic_did(const Question& asked);

/// From gaps (observed less counterfactual) by period of the window to the series of the result.
void set_counterfactual(const Question& question, std::span<const stats::Coefficient> gaps,
                        MethodResult& result);
/// The rank of |average| among the placebos, ties against it.
[[nodiscard]] double placebo_rank(double average, std::span<const double> placebos);
/// Bounds over the estimate and those of the corners, where the panel is censored.
void set_bounds(const Question& question, std::span<const double> corners, bool exact,
                MethodResult& result);

/// A placebo that cannot be run is told of; the estimate stands.
template <typename Work>
void attempt(MethodResult& result, const char* code, Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        result.warnings.push_back({code, error.what()});
    }
}

inline constexpr End corners[] = {End::low, End::high, End::most_effect, End::least_effect};

} // namespace halflight::studies
