// SPDX-License-Identifier: Apache-2.0
// Edges cut at the borders of cells, in coordinates relative to where they begin.
#include "cover_trace.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::raster {
namespace {

struct Place {
    double x = 0;
    double y = 0;
};

class EdgeTracer {
  public:
    EdgeTracer(const LatticePoint& from, double sign, std::vector<Touch>& touches)
        : m_row(static_cast<std::int32_t>(from.row.cell)),
          m_column(static_cast<std::int32_t>(from.column.cell)), m_sign(sign), m_touches(touches) {}

    /// A stretch within row `row`; heights count from the row's northern edge.
    void trace_row(int row, Place upper, Place lower) {
        const double left = std::min(upper.x, lower.x);
        const double right = std::max(upper.x, lower.x);
        const double height = lower.y - upper.y;
        const auto first = static_cast<int>(std::floor(left));
        const int last = std::max(first, static_cast<int>(std::ceil(right)) - 1);
        if (first == last) {
            touch(row, first, height, left, right);
            return;
        }
        // Cut by columns. Heights are differences of running ones, so that they add up.
        const double slope = height / (right - left);
        double reached = 0;
        double at = left;
        for (int column = first; column < last; ++column) {
            const double next = std::min((column + 1 - left) * slope, height);
            touch(row, column, next - reached, at, column + 1);
            reached = next;
            at = column + 1;
        }
        touch(row, last, height - reached, at, right);
    }

    // Encloses nothing, but the cells on both sides of it are not whole.
    void mark_level(double left, double right) {
        const auto first = static_cast<int>(std::floor(left));
        const int last = std::max(first, static_cast<int>(std::ceil(right)) - 1);
        for (int column = first; column <= last; ++column) {
            touch(0, column, 0, left, right);
        }
    }

  private:
    void touch(int row, int column, double height, double left, double right) {
        const double cover = m_sign * height;
        const double middle = ((left - column) + (right - column)) / 2;
        m_touches.push_back({m_row + row, m_column + column, cover, cover * (1 - middle)});
    }

    std::int32_t m_row;
    std::int32_t m_column;
    double m_sign;
    std::vector<Touch>& m_touches;
};

bool before(const CellPlace& a, const CellPlace& b) {
    return a.cell != b.cell ? a.cell < b.cell : a.inside < b.inside;
}

bool same(const CellPlace& a, const CellPlace& b) {
    return a.cell == b.cell && a.inside == b.inside;
}

} // namespace

void trace_edge(const LatticePoint& begin, const LatticePoint& end, std::vector<Touch>& touches) {
    const bool level = same(begin.row, end.row);
    const bool reversed = level ? before(end.column, begin.column) : before(end.row, begin.row);
    const LatticePoint& from = reversed ? end : begin;
    const LatticePoint& to = reversed ? begin : end;
    EdgeTracer tracer(from, reversed ? -1.0 : 1.0, touches);
    const auto columns = static_cast<double>(to.column.cell - from.column.cell);
    const Place start{from.column.inside, from.row.inside};
    const double end_x = columns + to.column.inside;
    if (level) {
        if (start.y > 0) {
            tracer.mark_level(start.x, end_x);
        }
        return;
    }
    const double dx = columns + (to.column.inside - start.x);
    const auto rows = static_cast<int>(to.row.cell - from.row.cell);
    const double dy = rows + (to.row.inside - start.y);
    const int last = to.row.inside > 0 ? rows : rows - 1;
    const double low = std::min(start.x, end_x);
    const double high = std::max(start.x, end_x);
    Place at = start;
    for (int row = 0; row < last; ++row) {
        const double x = std::clamp(start.x + (row + 1 - start.y) / dy * dx, low, high);
        tracer.trace_row(row, at, {x, 1});
        at = {x, 0};
    }
    tracer.trace_row(last, at, {end_x, last == rows ? to.row.inside : 1.0});
}

} // namespace halflight::raster
