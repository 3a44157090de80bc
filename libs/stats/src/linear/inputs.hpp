// SPDX-License-Identifier: Apache-2.0
// inputs.hpp - what every fit asks of its data before it begins.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codes.hpp"
#include "halflight/stats/covariance.hpp"
#include "halflight/stats/linear.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

/// Throws where `found` rows are not `wanted`.
void check_rows(std::string_view what, std::size_t found, std::size_t wanted);

/// Refuses NaN and infinities: "column NAME holds nan in row 12 ...".
void check_finite(std::span<const double> values, std::string_view name);
void check_finite(const Columns& columns, std::size_t rows, std::string_view what);
void check_weights(std::span<const double> weights, std::size_t rows);
void check_effects(std::span<const FixedEffect> effects, std::size_t rows);
void check_structure(const ErrorStructure& structure, std::size_t rows);
void check_level(double level);

/// Rows that stay and what belongs to them; views lead to the data itself while all rows stay.
class Sample {
  public:
    Sample(std::span<const FixedEffect> effects, const ErrorStructure& structure, std::size_t rows);

    /// Keeps only the rows where `keep` is true (places among the rows kept so far).
    void keep_only(const std::vector<bool>& keep);

    /// Puts rows in the order of the largest effect, so that its levels are neighbours. From then
    /// on `rows()` is not ascending.
    void arrange();

    /// Values of the rows kept, in ascending order of rows, from values in the order kept.
    [[nodiscard]] std::vector<double> ascending(std::vector<double> values) const;
    [[nodiscard]] std::vector<std::size_t> ascending_rows() const;

    /// Drops singletons until none is left; returns how many.
    std::size_t drop_singletons();

    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] bool all() const noexcept { return m_all; }
    [[nodiscard]] std::span<const std::size_t> rows() const noexcept { return m_rows; }
    [[nodiscard]] std::span<const Levels> levels() const noexcept { return m_levels; }
    [[nodiscard]] std::vector<Dimension> dimensions() const;
    [[nodiscard]] std::vector<double> take(std::span<const double> values) const;
    [[nodiscard]] Matrix take(MatrixView values) const;
    /// The error structure of the rows kept; valid while this is.
    [[nodiscard]] ErrorStructure structure() const;
    /// Effects of the rows kept; valid while this is.
    [[nodiscard]] std::vector<FixedEffect> effects() const;

  private:
    void encode_effects();
    void set_rows(std::vector<std::size_t> rows);
    void choose_rows(std::vector<std::size_t> rows,
                     std::vector<std::vector<std::int32_t>> effect_codes);

    std::span<const FixedEffect> m_source;
    const ErrorStructure* m_structure;
    std::size_t m_size;
    bool m_all = true;
    std::vector<std::size_t> m_ranks = {}; ///< place among ascending rows; empty: in order
    std::vector<std::size_t> m_rows;       ///< empty while all stay
    std::vector<Levels> m_levels;
    std::vector<Matrix> m_slopes;
    std::vector<std::vector<std::int32_t>> m_effect_codes;
    std::vector<std::vector<std::int32_t>> m_cluster_codes;
    std::vector<std::int32_t> m_unit;
    std::vector<std::int32_t> m_time;
    std::vector<double> m_latitude;
    std::vector<double> m_longitude;
};

/// Marks rows whose level occurs once, again and again; returns how many.
std::size_t mark_singletons(std::span<const Levels> levels, const std::vector<bool>& counts,
                            std::vector<bool>& keep);

} // namespace halflight::stats::detail
