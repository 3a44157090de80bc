// SPDX-License-Identifier: Apache-2.0
// halflight/measures/mirror.hpp - two reports of one flow: valuation, agreement, mix-ups.
#pragma once

#include "halflight/base/interval.hpp"

#include <span>
#include <vector>

// As in trade.hpp: a result holds the value of the formula for every choice inside the boxes; no
// size floor, nothing is thrown, empty where an input is empty.
namespace halflight::measures {

/// Where the numbers of `cif_margin` come from.
struct MarginModel {
    /// Margin of trade at the reference distance. Read in the sources: 4 percent, the average of
    /// the 2000s in Hummels 2007 as Gaulier, Mirza, Turban and Zignago 2008 cite it; 6 percent, the
    /// trade-weighted mean of 1995-2014 in the OECD's ITIC (Miao and Fortanier 2017) and the factor
    /// 1.06 of the IMF's Direction of Trade Statistics since 2017 (Marini, Dippelsman and Stanger
    /// 2018); 10 percent, the factor the IMF used before.
    Interval reference = Interval::closed(0.04, 0.10);
    /// Ours: distance at which the reference holds; world trade is said to travel about 5,000 km.
    Interval reference_km = Interval::closed(4000, 8000);
    /// Ours: elasticity of the margin to distance. Set wide so that it holds what studies of
    /// freight rates report (from near 0 for air to about 0.4); no single published equation is
    /// followed.
    Interval elasticity = Interval::closed(0.1, 0.4);
    /// Ours: factor for neighbours, who ship by land. That contiguity lowers the margin is a
    /// finding of BACI (Gaulier and Zignago 2010) and a regressor of the Growth Lab's mirroring
    /// (Bustos and Yildirim); their coefficients, fitted anew each year, are not taken over.
    Interval contiguous = Interval::closed(0.5, 1);
    /// The Growth Lab's cap.
    double most = 0.20;
};

/// Transport and insurance over FOB value, (CIF - FOB) / FOB, for partners `distance_km` apart:
/// reference * (distance / reference_km)^elasticity, times the factor for neighbours, cut at
/// `most`. Monotone in each coefficient, so the corners give tight bounds; O(1). Distance must be
/// positive.
[[nodiscard]] Interval cif_margin(double distance_km, bool contiguous,
                                  const MarginModel& model = {});

/// FOB value of a flow valued CIF: cif / (1 + margin). Tight.
[[nodiscard]] Interval to_fob(const Interval& cif, const Interval& margin);

/// The exporter's and the importer's report of one flow, both FOB.
struct MirrorComparison {
    Interval ratio;       ///< importer / exporter
    Interval discrepancy; ///< |exporter - importer| / (exporter + importer), in [0, 1], as the
                          ///< Growth Lab's mirroring has it; tight
    Interval reconciled;  ///< where the reports meet, or all that either allows
    bool meet = false;    ///< some value satisfies both
};
[[nodiscard]] MirrorComparison compare_reports(const Interval& exporter, const Interval& importer);

struct ReportPair {
    Interval exporter; ///< FOB
    Interval importer; ///< FOB
};

/// How far a reporter's figures lie from those of its partners.
struct Reliability {
    Interval discrepancy;   ///< mean of |x - m| / (x + m): 0 agrees always, 1 never
    Interval log_mean;      ///< mean of ln(m / x): a bias
    Interval log_deviation; ///< its standard deviation over pairs: what BACI decomposes (Gaulier
                            ///< and Zignago 2010, section 2.4, on absolute log ratios)
};
/// Over pairs of partner and period; pairs count alike (BACI and the Growth Lab weigh and drop
/// small flows). Pairs are taken to err independently, so a margin that is common to all of them
/// makes these outer bounds. O(n), the deviation as `standard_deviation`. Without pairs: all empty.
[[nodiscard]] Reliability reliability(std::span<const ReportPair> pairs);

/// Trade by product of one reporter with one partner in one period.
struct Profile {
    std::vector<Interval> products; ///< the same products in every profile; may be empty
    Interval total;
};

/// Does a flow look more like trade with another partner than like this one's past?
struct MixUp {
    Interval own_likeness;   ///< with the own past, in [0, 1]
    Interval other_likeness; ///< with the other partner, in [0, 1]
    Interval profile;        ///< other_likeness - own_likeness
    Interval own_distance;   ///< |log10(total / typical total of the past)|
    Interval other_distance; ///< |log10(total / total of the other)|
    Interval size;           ///< own_distance - other_distance, in orders of magnitude
    Interval score;          ///< profile + size
};
/// Likeness is the export similarity of Finger and Kreinin 1979, the sum over products of the
/// smaller of the two shares; the past is pooled, its typical total the geometric mean. With fewer
/// than two products the profiles say nothing and count as 0. `size` is tight (the total stands in
/// both distances), the likenesses are outer bounds (shares of one profile are taken to move
/// freely). O(products * past). Needs a past; all empty without.
[[nodiscard]] MixUp mix_up(const Profile& now, std::span<const Profile> past, const Profile& other);

} // namespace halflight::measures
