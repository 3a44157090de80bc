// SPDX-License-Identifier: Apache-2.0
// The matrix below a specification curve: a row for each option, a tick for each specification that
// takes it.
#pragma once

#include "figure_frame.hpp"

namespace halflight::edition {

/// One option of a choice.
struct CurveOption {
    std::string name;
    Datum median;
    std::optional<Datum> significant;
    std::vector<bool> taken; ///< by each specification that is drawn, in order
};

struct CurveChoice {
    std::string name;
    std::optional<Datum> explained;
    std::vector<CurveOption> options;
};

/// The choices of a study in the order of its columns "choice-NAME"; `rows` are the specifications
/// that are drawn.
[[nodiscard]] std::vector<CurveChoice> curve_choices(const measures::Table& specifications,
                                                     const std::vector<const measures::Row*>& rows,
                                                     const measures::Table& options,
                                                     const measures::Table* choices);

struct MatrixColumns {
    double labels; ///< left edge of names
    double median; ///< right edge of medians
    double share;  ///< right edge of shares told from zero
};
/// Draws it from `top` on, the columns as wide as the frame above. Returns its height.
double draw_matrix(Json& layers, const std::vector<CurveChoice>& choices, const Frame& frame,
                   double top, const MatrixColumns& columns, const std::string& unit);
[[nodiscard]] double matrix_height(const std::vector<CurveChoice>& choices);

/// Whether specifications are so many that the matrix shows their share and not each.
[[nodiscard]] bool in_shares(const Frame& frame, std::size_t count);
/// "56 %", "< 1 %".
[[nodiscard]] std::string percent_words(const Datum& datum);
/// Left end of what the nth of `count` specifications has of a frame.
[[nodiscard]] double slot_left(const Frame& frame, std::size_t index, std::size_t count);

} // namespace halflight::edition
