// SPDX-License-Identifier: Apache-2.0
// near.hpp - places within a distance of each other.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "halflight/stats/conley.hpp"

namespace halflight::stats::detail {

/// A place in radians and as a point on the unit sphere.
struct Place {
    double latitude = 0;
    double longitude = 0;
    double x = 0;
    double y = 0;
    double z = 0;
};

[[nodiscard]] Place place(double latitude_degrees, double longitude_degrees);

/// Pairs of places that count, found by a grid of cells wider than the cutoff.
class Nearness {
  public:
    /// `places` ascending by latitude; must outlive this.
    Nearness(std::span<const Place> places, const ConleySpec& spec);

    /// Calls act(j, weight) for each j > i that is near i, in a fixed order.
    template <class Act>
    void for_each_later(std::size_t i, const Act& act) const {
        const std::size_t band = m_band[i];
        for (std::size_t b = band; b < m_bands.size() && b <= band + 1; ++b) {
            const Band& other = m_bands[b];
            const auto search = [&](std::size_t cell) {
                for (std::size_t at = other.starts[cell]; at < other.starts[cell + 1]; ++at) {
                    const std::size_t j = m_members[at];
                    if (j <= i) {
                        continue;
                    }
                    const double weight = pair_weight(m_places[i], m_points[at]);
                    if (weight > 0) {
                        act(j, weight);
                    }
                }
            };
            for_each_cell(other, m_places[i].longitude, search);
        }
    }

  private:
    /// Places of a range of latitudes by cells of longitude.
    struct Band {
        std::size_t cells = 1;
        double width = 0;                ///< of a cell, radians of longitude
        std::vector<std::size_t> starts; ///< in m_members
    };

    template <class Act>
    static void for_each_cell(const Band& band, double longitude, const Act& act) {
        if (band.cells < 4) {
            for (std::size_t cell = 0; cell < band.cells; ++cell) {
                act(cell);
            }
            return;
        }
        const std::size_t own = cell_of(band, longitude);
        act(own == 0 ? band.cells - 1 : own - 1);
        act(own);
        act(own + 1 == band.cells ? 0 : own + 1);
    }

    static std::size_t cell_of(const Band& band, double longitude);
    [[nodiscard]] double pair_weight(const Place& a, const Place& b) const;
    /// fixest leaves out pairs farther apart in longitude than the cutoff at their mean latitude,
    /// also where the great circle is shorter.
    [[nodiscard]] bool outside_box(const Place& a, const Place& b) const;
    [[nodiscard]] double flat_weight(const Place& a, const Place& b) const;

    std::span<const Place> m_places;
    Distance m_distance;
    Kernel m_kernel;
    double m_cutoff;
    double m_diameter = 0;
    double m_chord = 0; ///< squared chord of the cutoff on the unit sphere
    double m_flat = 0;  ///< cutoff in radians of 111 km a degree
    std::vector<std::size_t> m_band;
    std::vector<Band> m_bands;
    std::vector<std::size_t> m_members;
    std::vector<Place> m_points; ///< by member
};

inline double Nearness::pair_weight(const Place& a, const Place& b) const {
    if (m_distance == Distance::triangular) {
        return flat_weight(a, b);
    }
    const double dx = a.x - b.x;
    const double dy = a.y - b.y;
    const double dz = a.z - b.z;
    const double chord = dx * dx + dy * dy + dz * dz;
    if (chord > m_chord || (m_distance == Distance::spherical_fixest && outside_box(a, b))) {
        return 0;
    }
    if (m_kernel == Kernel::uniform) {
        return 1;
    }
    return 1 - m_diameter * std::asin(std::min(1.0, std::sqrt(chord) / 2)) / m_cutoff;
}

} // namespace halflight::stats::detail
