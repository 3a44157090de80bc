// SPDX-License-Identifier: Apache-2.0
// halflight/lights/calibrate.hpp - one sensor or product brought to the scale of another.
#pragma once

#include "halflight/lights/series.hpp"

#include <optional>
#include <span>

namespace halflight::lights {

/// A robust line y = intercept + slope x.
struct RobustLine {
    double slope = 0;
    double slope_low = 0; ///< 95 percent
    double slope_high = 0;
    double intercept = 0;
    double residual_spread = 0; ///< 1.4826 times the median absolute residual, in units of y
    std::size_t points = 0;
};

/// The median of the slopes of all pairs of points with different x (Theil 1950; Sen 1968, J. Am.
/// Stat. Assoc. 63, with his interval from the variance of Kendall's tau, ties counted); the
/// intercept is the median of y - slope x. Bears up to 29 percent of outliers. Takes time and
/// memory with the square of the points. A fault for fewer than 3 points, more than 10,000, numbers
/// that are not finite, or a single x.
[[nodiscard]] Result<RobustLine> theil_sen(std::span<const double> x, std::span<const double> y);

struct CalibrateSpec {
    /// Zones known to be stable; none: told by the criterion below.
    std::optional<std::vector<std::string>> stable;
    /// A zone is stable where, over the periods that both panels have of it, in both panels 1.4826
    /// median absolute deviations are at most this share of its median, and
    double most_spread = 0.1;
    std::size_t least_periods = 6; ///< there are so many of them, and
    /// the 95 percent interval of its trend in time (`theil_sen`) holds 0 in both. The idea is that
    /// of pseudo-invariant features (Schott et al. 1988, Remote Sensing of Environment 26) and of
    /// the invariant region of night lights (Elvidge et al. 2009, Energies 2).
    std::size_t least_zones = 5;
    double least_valid_share = 0.5;
};

struct StableZone {
    std::string id;
    std::size_t periods = 0; ///< that both panels have
    double reference = 0;    ///< median over them
    double other = 0;
    double reference_spread = 0; ///< relative
    double other_spread = 0;
};
struct UnstableZone {
    std::string id;
    std::string reason;
};

struct Calibration {
    RobustLine line; ///< reference = intercept + slope * other, one point a stable zone (medians)
    std::vector<StableZone> zones;
    std::vector<UnstableZone> left_out;
    std::vector<Period> periods; ///< that both panels have
    std::vector<std::string> remarks;
};

/// Of means, medians and quantiles only: an intercept for sums would belong to zones of one size.
/// Zones are matched by id, periods by their days. Values that a gap policy filled are not used.
/// Throws Error(refused) for DMSP (no calibration on board and saturated centres: only shares of
/// zones can be compared), for fewer stable zones than asked for, and where the two do not rise
/// together; Error(not_found) for no common zones or periods and for stable zones that are in
/// neither; Error(invalid_argument) for other statistics.
[[nodiscard]] Calibration calibrate(Series reference, Series other, const CalibrateSpec& spec);

/// The other panel on the scale of the reference: values and bounds by the line, errors by its
/// slope. The interval of the slope is not in the bounds: it moves all zones together.
[[nodiscard]] Series calibrated(Series other, const RobustLine& line);

/// For readers: the line, how many zones, how far they are from it, why others were left out.
[[nodiscard]] std::string calibration_text(const Series& reference, const Series& other,
                                           const Calibration& calibration);
/// The calibrated panel as CSV with its columns of before, and what goes beside it as JSON with the
/// line; `read_series` reads the pair.
struct CalibratedPanel {
    std::string csv;
    std::string metadata;
};
[[nodiscard]] CalibratedPanel calibrated_panel(const Series& reference, const Series& other,
                                               const CalibrateSpec& spec,
                                               const Calibration& calibration,
                                               std::string_view version);

} // namespace halflight::lights
