// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/country.hpp - a made country: who is where, and what they do month by month.
#pragma once

#include "halflight/raster/grid.hpp"
#include "halflight/raster/zone.hpp"
#include "halflight/simulate/country_spec.hpp"
#include "halflight/stats/matrix.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::simulate {

struct County {
    std::string id; ///< "C001"
    std::size_t province = 0;
    raster::Point centre; ///< inside it
    raster::Ring border;  ///< closed, counter-clockwise; whole billionths of a degree
    double border_exposure =
        0;            ///< to the border that was closed: 1 at the nearest county, 0 far off
    double trend = 0; ///< growth of town light over all months
};

struct Town {
    std::size_t county = 0;
    raster::Point place;
    double light = 0;        ///< at activity 1
    double extent_cells = 0; ///< standard deviation of where its lamps are
};

struct Enterprise {
    std::string id; ///< "E0001"
    std::size_t industry = 0;
    std::size_t county = 0;
    raster::Point place;
    bool place_known = true; ///< to those who read newspapers
    double light = 0;        ///< at activity 1
};

struct Mention {
    std::size_t enterprise = 0;
    Date day{};
    std::string_view activity; ///< "production" or "investment"
};

/// A country and its truth. Matrices have a row for each month.
struct Country {
    CountrySpec spec;
    raster::Grid grid;
    std::vector<Period> months;
    std::size_t treatment = 0; ///< index of its first month
    std::vector<County> counties;
    std::vector<Town> towns;
    std::vector<Enterprise> enterprises;
    std::vector<Mention> mentions; ///< by day, then enterprise
    raster::Point border_city;     ///< beyond the border

    stats::Matrix factors;         ///< months x factors, mean 0 and standard deviation 1
    stats::Matrix loadings;        ///< enterprises x factors
    std::vector<double> season;    ///< by month: 1 in January, -1 in July
    std::vector<double> rationing; ///< by month, from 0 to 1
    std::vector<double> closed;    ///< by month, 1 while the border is closed
    std::vector<double> ramp;      ///< by month: share of the effects that is there

    stats::Matrix activity;         ///< months x enterprises, had there been no treatment
    stats::Matrix treated_activity; ///< the same as it was
    stats::Matrix town_activity;    ///< months x counties; the treatment does not touch it
    std::vector<double> border_city_activity;

    [[nodiscard]] Group group_of(std::size_t enterprise) const {
        return spec.industries[enterprises[enterprise].industry].group;
    }
};

/// Makes the country of a specification: a function of it alone. Activity of enterprise e without
/// treatment, raised to 0 where it would be below:
///
///   1 + sum_k strength loading_ek factor_k(t) + season_e season(t) - rationing_e rationing(t)
///     - closure_e closed(t) + own_e(t)
///
/// `own` being autoregressive; season, rationing and closure weigh differently on each, by
/// draws that have nothing to do with industry. The treatment adds effect x ramp(t), of the light
/// at activity 1. Throws what `require_sound` throws.
[[nodiscard]] Country make_country(const CountrySpec& spec);

/// Reports on an enterprise that are expected in a year.
[[nodiscard]] double mention_rate(const CountrySpec& spec, const Enterprise& enterprise);

/// Counties as zones, in their order, for `raster::cover`.
[[nodiscard]] std::vector<raster::Zone> county_zones(const Country& country);
/// Circles of `spec.buffer_m` round the enterprises, in their order, as `lights panel` draws them
/// round points. Fewer `vertices` cost less and give the same area.
[[nodiscard]] std::vector<raster::Zone> enterprise_zones(const Country& country, int vertices = 720,
                                                         int jobs = 1);

} // namespace halflight::simulate
