// SPDX-License-Identifier: Apache-2.0
// Signed areas summed cell by cell, then along each row, as font rasterisers do for pixels.
#include "zone_cover.hpp"

#include "weights_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace halflight::raster {
namespace {

// Rounding of a handful of sums; a true share this near to 0 or 1 cannot be told from it.
constexpr double dust = 1e-14;
constexpr double most_lon_deg = 1080;

void check_lattice(const Lattice& lattice) {
    if (const std::string_view flaw = lattice_flaw(lattice); !flaw.empty()) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("no lattice has these {} (cells of {} x {} degrees, {} a degree, "
                                "phases {} and {}): take one from make_grid",
                                flaw, lattice.cell_width_deg, lattice.cell_height_deg,
                                lattice.cells_per_degree, lattice.phase_x, lattice.phase_y));
    }
}

void check_point(const Point& point, const std::string& id) {
    if (!(std::abs(point.lon_deg) <= most_lon_deg) || !(std::abs(point.lat_deg) <= 90)) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("zone \"{}\" has a point at longitude {}, latitude {}: pass the "
                                "layer through prepare_zones first",
                                id, point.lon_deg, point.lat_deg));
    }
}

} // namespace

ZoneCover::ZoneCover(const Lattice& lattice) : m_lattice(lattice) {
    check_lattice(lattice);
}

void ZoneCover::add_rows(const Zone& zone, WeightsBuilder& builder) {
    m_touches.clear();
    for (const Polygon& part : zone.parts) {
        trace_ring(part.outer, zone.id);
        for (const Ring& hole : part.holes) {
            trace_ring(hole, zone.id);
        }
    }
    order_by_row();
    for (std::size_t i = 0; i + 1 < m_row_begin.size(); ++i) {
        sweep_row(m_row_begin[i], m_row_begin[i + 1]);
        if (m_wraps) {
            wrap_row();
        }
        emit_row(m_first_row + static_cast<std::int32_t>(i), builder);
    }
}

void ZoneCover::trace_ring(const Ring& ring, const std::string& id) {
    if (ring.empty()) {
        return;
    }
    check_point(ring.back(), id);
    LatticePoint last = place_of(m_lattice, ring.back());
    for (const Point& point : ring) {
        check_point(point, id);
        const LatticePoint next = place_of(m_lattice, point);
        trace_edge(last, next, m_touches);
        last = next;
    }
}

// A counting sort, stable, so that sums are taken in the order of the edges.
void ZoneCover::order_by_row() {
    m_row_begin.clear();
    m_wraps = false;
    if (m_touches.empty()) {
        return;
    }
    std::int32_t first = m_touches.front().row;
    std::int32_t last = first;
    std::int64_t west = m_touches.front().column;
    std::int64_t east = west;
    for (const Touch& touch : m_touches) {
        first = std::min(first, touch.row);
        last = std::max(last, touch.row);
        west = std::min<std::int64_t>(west, touch.column);
        east = std::max<std::int64_t>(east, touch.column);
    }
    const std::int64_t round = m_lattice.columns_round();
    m_wraps = round > 0 && (west < 0 || east >= round);
    m_west = west;
    const auto width = static_cast<std::size_t>(east - west + 1);
    m_sums.resize(std::max(m_sums.size(), width));
    m_marks.resize((width + mark_bits - 1) / mark_bits);
    m_first_row = first;
    m_row_begin.assign(static_cast<std::size_t>(last - first) + 2, 0);
    for (const Touch& touch : m_touches) {
        ++m_row_begin[static_cast<std::size_t>(touch.row - first) + 1];
    }
    for (std::size_t i = 1; i < m_row_begin.size(); ++i) {
        m_row_begin[i] += m_row_begin[i - 1];
    }
    m_ordered.resize(m_touches.size());
    for (const Touch& touch : m_touches) {
        m_ordered[m_row_begin[static_cast<std::size_t>(touch.row - first)]++] = touch;
    }
    // Each beginning has moved on to the next one.
    std::copy_backward(m_row_begin.begin(), m_row_begin.end() - 1, m_row_begin.end());
    m_row_begin.front() = 0;
}

// Touches of a cell are added up in the order of the edges.
void ZoneCover::sweep_row(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        const Touch& touch = m_ordered[i];
        const auto at = static_cast<std::size_t>(touch.column - m_west);
        m_sums[at].cover += touch.cover;
        m_sums[at].area += touch.area;
        m_marks[at / mark_bits] |= std::uint64_t{1} << (at % mark_bits);
    }
    m_spans.clear();
    double running = 0;
    std::int64_t free = m_west; // the first cell after the last one that an edge touches
    for (std::size_t word = 0; word < m_marks.size(); ++word) {
        for (std::uint64_t& marks = m_marks[word]; marks != 0; marks &= marks - 1) {
            const std::size_t at =
                word * mark_bits + static_cast<std::size_t>(std::countr_zero(marks));
            const std::int64_t column = m_west + static_cast<std::int64_t>(at);
            if (column > free) {
                // No edge comes here, so the share is whole: what is not is rounding, and ends
                // here.
                running = std::round(running);
                if (running >= 1) {
                    m_spans.push_back({free, column - free, 1});
                }
            }
            const Sums sums = std::exchange(m_sums[at], {});
            const double fraction = running + sums.area;
            if (fraction > dust) {
                m_spans.push_back({column, 1, fraction < 1 - dust ? fraction : 1});
            }
            running += sums.cover;
            free = column + 1;
        }
    }
}

// Columns brought into one turn of the globe. Parts that meet there may share a cell.
void ZoneCover::wrap_row() {
    const std::int64_t round = m_lattice.columns_round();
    m_wrapped.clear();
    for (Span span : m_spans) {
        span.column = ((span.column % round) + round) % round;
        while (span.length > 0) {
            const std::int64_t here = std::min(span.length, round - span.column);
            m_wrapped.push_back({span.column, here, span.fraction});
            span.length -= here;
            span.column = 0;
        }
    }
    std::ranges::stable_sort(m_wrapped, {}, &Span::column);
    m_spans.clear();
    std::int64_t filled = 0;
    for (Span span : m_wrapped) {
        if (!m_spans.empty() && m_spans.back().column == span.column &&
            m_spans.back().length == 1 && span.length == 1) {
            const double sum = m_spans.back().fraction + span.fraction;
            m_spans.back().fraction = sum < 1 - dust ? sum : 1;
            continue;
        }
        const std::int64_t end = span.column + span.length;
        span.column = std::max(span.column, filled);
        span.length = end - span.column;
        if (span.length > 0) {
            m_spans.push_back(span);
            filled = end;
        }
    }
}

void ZoneCover::emit_row(std::int32_t row, WeightsBuilder& builder) const {
    builder.begin_row(row);
    for (const Span& span : m_spans) {
        const auto column = static_cast<std::int32_t>(span.column);
        if (span.fraction < 1) {
            builder.add_edge(column, span.fraction);
        } else {
            builder.add_run(column, static_cast<std::int32_t>(span.length));
        }
    }
    builder.end_row();
}

} // namespace halflight::raster
