// SPDX-License-Identifier: Apache-2.0
#include "sources.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halflight::simulate {

namespace {

struct Axis {
    std::int64_t first = 0;
    std::vector<float> shares;
};

/// Shares of the cells along one axis, of those that lie in [0, cells).
Axis along(double centre, double spread, std::int64_t cells) {
    constexpr double reach = 4;
    const auto from = static_cast<std::int64_t>(std::floor(centre - reach * spread));
    const auto to = static_cast<std::int64_t>(std::ceil(centre + reach * spread));
    const auto below = [&](std::int64_t edge) {
        return std::erfc((centre - static_cast<double>(edge)) / spread / std::numbers::sqrt2) / 2;
    };
    const double whole = below(to) - below(from);
    Axis axis{std::max<std::int64_t>(0, from), {}};
    for (std::int64_t cell = axis.first; cell < std::min(cells, to); ++cell) {
        axis.shares.push_back(static_cast<float>((below(cell + 1) - below(cell)) / whole));
    }
    return axis;
}

} // namespace

void Sources::add(raster::Point place, double spread_cells) {
    const Axis down =
        along(m_grid.lattice.row_of(place.lat_deg) - static_cast<double>(m_grid.north),
              spread_cells, m_grid.height);
    const Axis across =
        along(m_grid.lattice.column_of(place.lon_deg) - static_cast<double>(m_grid.west),
              spread_cells, m_grid.width);
    const bool inside = !down.shares.empty() && !across.shares.empty();
    const std::size_t begin = m_shares.size();
    m_footprints.push_back({down.first, across.first, inside ? down.shares.size() : 0,
                            inside ? across.shares.size() : 0, begin, begin + down.shares.size()});
    m_shares.insert(m_shares.end(), down.shares.begin(), down.shares.end());
    m_shares.insert(m_shares.end(), across.shares.begin(), across.shares.end());
}

void Sources::sort_by_row() {
    m_row_begin.assign(static_cast<std::size_t>(m_grid.height) + 1, 0);
    for (const Footprint& one : m_footprints) {
        for (std::size_t i = 0; i < one.height; ++i) {
            ++m_row_begin[static_cast<std::size_t>(one.row) + i + 1];
        }
    }
    for (std::size_t row = 1; row < m_row_begin.size(); ++row) {
        m_row_begin[row] += m_row_begin[row - 1];
    }
    std::vector<std::size_t> next = m_row_begin;
    m_in_row.resize(m_row_begin.back());
    for (std::size_t source = 0; source < m_footprints.size(); ++source) {
        const Footprint& one = m_footprints[source];
        for (std::size_t i = 0; i < one.height; ++i) {
            m_in_row[next[static_cast<std::size_t>(one.row) + i]++] =
                static_cast<std::uint32_t>(source);
        }
    }
}

double Sources::brightest(std::size_t source) const {
    const Footprint& one = m_footprints[source];
    const auto most = [&](std::size_t begin, std::size_t count) {
        const auto shares = std::span(m_shares).subspan(begin, count);
        return shares.empty() ? 0.0 : static_cast<double>(*std::ranges::max_element(shares));
    };
    return most(one.down, one.height) * most(one.across, one.width);
}

void Sources::add_row(std::int64_t row, std::int64_t first, std::int64_t end,
                      std::span<const float> light, float* out) const {
    visit_row(row, [&](const Reach& reach) {
        const std::int64_t begin = std::max(first, reach.column);
        const std::int64_t stop =
            std::min(end, reach.column + static_cast<std::int64_t>(reach.columns.size()));
        if (begin >= stop) {
            return;
        }
        const float amount = light[reach.source] * reach.share;
        const float* shares = reach.columns.data() + (begin - reach.column);
        float* cells = out + (begin - first);
        for (std::int64_t i = 0; i < stop - begin; ++i) {
            cells[i] += amount * shares[i];
        }
    });
}

} // namespace halflight::simulate
