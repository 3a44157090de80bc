// SPDX-License-Identifier: Apache-2.0
// zone_cover.hpp - the covered shares of one zone, row by row.
#pragma once

#include "cover_trace.hpp"
#include "weights_builder.hpp"

namespace halflight::raster {

/// Working space that is kept from zone to zone. The result for a zone depends on it and the
/// lattice alone.
class ZoneCover {
  public:
    /// Throws Error(invalid_argument) for a lattice that no `make_grid` gives.
    explicit ZoneCover(const Lattice& lattice);
    /// Rows and cells of the zone; the caller ends the zone. Throws Error(invalid_argument) for
    /// coordinates that `prepare_zones` refuses.
    void add_rows(const Zone& zone, WeightsBuilder& builder);

  private:
    /// Neighbouring cells of one share.
    struct Span {
        std::int64_t column = 0;
        std::int64_t length = 0;
        double fraction = 0;
    };

    /// What the touches of one cell add up to.
    struct Sums {
        double cover = 0;
        double area = 0;
    };
    static constexpr std::size_t mark_bits = 64;

    void trace_ring(const Ring& ring, const std::string& id);
    void order_by_row();
    void sweep_row(std::size_t begin, std::size_t end);
    void wrap_row();
    void emit_row(std::int32_t row, WeightsBuilder& builder) const;

    Lattice m_lattice;
    std::vector<Touch> m_touches;
    std::vector<Touch> m_ordered;
    std::vector<std::size_t> m_row_begin;
    std::int32_t m_first_row = 0;
    std::int64_t m_west = 0;            ///< of all touches
    std::vector<Sums> m_sums;           ///< of the cells of a row, zero between rows
    std::vector<std::uint64_t> m_marks; ///< a bit for each touched cell, likewise
    bool m_wraps = false;
    std::vector<Span> m_spans;
    std::vector<Span> m_wrapped;
};

} // namespace halflight::raster
