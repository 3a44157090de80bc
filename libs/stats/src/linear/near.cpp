// SPDX-License-Identifier: Apache-2.0
#include "near.hpp"

#include <algorithm>

namespace halflight::stats::detail {

namespace {

constexpr double pi = std::numbers::pi;

/// fixest turns degrees into radians with this many digits of pi; pairs at the cutoff hang on it.
constexpr double short_pi = 3.14159;

double diameter_km(Distance distance) {
    return distance == Distance::spherical ? 2 * 6371.01 : 12752.0;
}

} // namespace

Place place(double latitude_degrees, double longitude_degrees) {
    Place made{.latitude = latitude_degrees / 180 * pi, .longitude = longitude_degrees / 180 * pi};
    const double circle = std::cos(made.latitude);
    made.x = circle * std::cos(made.longitude);
    made.y = circle * std::sin(made.longitude);
    made.z = std::sin(made.latitude);
    return made;
}

Nearness::Nearness(std::span<const Place> places, const ConleySpec& spec)
    : m_places(places), m_distance(spec.distance), m_kernel(spec.kernel), m_cutoff(spec.cutoff_km),
      m_diameter(diameter_km(spec.distance)), m_flat(spec.cutoff_km / 111 * short_pi / 180),
      m_band(places.size()), m_members(places.size()), m_points(places.size()) {
    const double half = std::sin(std::min(pi / 2, m_cutoff / m_diameter));
    m_chord = m_cutoff / m_diameter >= pi / 2 ? 5.0 : 4 * half * half;
    // A little wider than the cutoff under every distance offered.
    const double height = 1.001 * std::max(m_flat, 2 * m_cutoff / m_diameter);
    if (places.empty()) {
        return;
    }
    const double low = places.front().latitude;
    std::size_t begin = 0;
    for (std::size_t b = 0; begin < places.size(); ++b) {
        const double top = low + height * static_cast<double>(b + 1);
        std::size_t end = begin;
        while (end < places.size() && places[end].latitude < top) {
            ++end;
        }
        // Cells must be wide enough at the pole-most latitude of this band and the next ones.
        const double bottom = top - 2 * height;
        const double most = std::max(std::abs(bottom), std::abs(top + height));
        Band band;
        const double circle = most < pi / 2 ? std::cos(most) : 0.0;
        const double reach = circle > 0 ? std::sin(std::min(pi / 2, height)) / circle : 2 * pi;
        const double fit = reach < pi / 4 ? 2 * pi / (1.3 * reach) : 1.0;
        band.cells = static_cast<std::size_t>(
            std::clamp(fit, 1.0, 1.0 + 2 * static_cast<double>(end - begin)));
        band.width = 2 * pi / static_cast<double>(band.cells);
        band.starts.assign(band.cells + 1, begin);
        std::vector<std::size_t> size(band.cells + 1, 0);
        for (std::size_t i = begin; i < end; ++i) {
            m_band[i] = b;
            ++size[cell_of(band, places[i].longitude) + 1];
        }
        for (std::size_t c = 0; c < band.cells; ++c) {
            band.starts[c + 1] = band.starts[c] + size[c + 1];
        }
        std::vector<std::size_t> next(band.starts.begin(), band.starts.end() - 1);
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t at = next[cell_of(band, places[i].longitude)]++;
            m_members[at] = i;
            m_points[at] = places[i];
        }
        m_bands.push_back(std::move(band));
        begin = end;
    }
}

std::size_t Nearness::cell_of(const Band& band, double longitude) {
    double turned = std::fmod(longitude, 2 * pi);
    turned += turned < 0 ? 2 * pi : 0;
    return std::min(band.cells - 1, static_cast<std::size_t>(turned / band.width));
}

bool Nearness::outside_box(const Place& a, const Place& b) const {
    double east = std::fmod(std::abs(a.longitude - b.longitude), 2 * pi);
    east = std::min(east, 2 * pi - east);
    return east > m_flat / std::cos((a.latitude + b.latitude) / 2) ||
           std::abs(a.latitude - b.latitude) > m_flat;
}

double Nearness::flat_weight(const Place& a, const Place& b) const {
    const double north = std::abs(a.latitude - b.latitude);
    double east = std::fmod(std::abs(a.longitude - b.longitude), 2 * pi);
    east = std::min(east, 2 * pi - east);
    east *= std::cos((a.latitude + b.latitude) / 2);
    const double square = north * north + east * east;
    if (square > m_flat * m_flat) {
        return 0;
    }
    return m_kernel == Kernel::uniform ? 1 : 1 - std::sqrt(square) / m_flat;
}

} // namespace halflight::stats::detail
