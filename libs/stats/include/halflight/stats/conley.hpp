// SPDX-License-Identifier: Apache-2.0
// halflight/stats/conley.hpp - sums of products of scores of near places (Conley 1999).
#pragma once

#include <span>

#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// How far two places are apart.
enum class Distance : unsigned char {
    spherical,        ///< haversine on a sphere of radius 6371.01 km
    spherical_fixest, ///< haversine on fixest's sphere (12,752 km across)
    triangular, ///< fixest's default: Pythagoras on degrees of 111 km, meridians drawn together by
                ///< the cosine of the mean latitude
};

/// How much a pair at distance d <= cutoff counts.
enum class Kernel : unsigned char {
    uniform,  ///< 1 (fixest)
    bartlett, ///< 1 - d / cutoff
};

struct ConleySpec {
    double cutoff_km = 0; ///< positive
    Distance distance = Distance::spherical;
    Kernel kernel = Kernel::uniform;
    /// Serial lags within a unit, in steps of the ordered codes of time; panels only.
    int lags = 0;
    int jobs = 1;
};

/// sum over pairs of rows i, j of k(d_ij) s_i s_j', whatever their periods (fixest's convention):
/// scores is rows x K; latitude and longitude in degrees, WGS 84. Places of equal coordinates are
/// summed first; a sweep over latitude finds near pairs. Throws on coordinates that are NaN or out
/// of range (latitude -90 to 90, longitude -180 to 360) and on a cutoff that is not positive.
[[nodiscard]] Matrix conley_meat(MatrixView scores, std::span<const double> latitude,
                                 std::span<const double> longitude, const ConleySpec& spec);

/// The panel convention (Hsiang 2010; conleyreg): pairs of one period count by distance, pairs of
/// one unit in different periods by 1 - lag / (lags + 1) up to `spec.lags`; no other pairs. Refuses
/// a unit with two rows in one period.
[[nodiscard]] Matrix conley_panel_meat(MatrixView scores, std::span<const double> latitude,
                                       std::span<const double> longitude, Codes unit, Codes time,
                                       const ConleySpec& spec);

} // namespace halflight::stats
