// SPDX-License-Identifier: Apache-2.0
// weights_builder.hpp - puts the flat arrays of ZoneWeights together, zone by zone.
#pragma once

#include "halflight/raster/weights.hpp"

#include <span>
#include <utility>

namespace halflight::raster {

class WeightsBuilder {
  public:
    explicit WeightsBuilder(const Lattice& lattice);

    void begin_row(std::int32_t row) { m_row = row; }
    /// Runs and edge cells of the row by ascending column; neighbouring runs become one.
    void add_run(std::int32_t column, std::int32_t length);
    void add_edge(std::int32_t column, double fraction);
    /// A row without cells leaves no trace.
    void end_row();
    void end_zone(std::string id, std::string hash);
    /// A whole zone as it stands in `other`, under the id given.
    void copy_zone(const ZoneWeights& other, std::size_t zone, std::string id, std::string hash);
    /// Room for all that stands in `parts`.
    void reserve(std::span<const ZoneWeights> parts);
    /// All zones of a part.
    void take_over(ZoneWeights&& part);
    /// In no more memory than is needed.
    [[nodiscard]] ZoneWeights finish() &&;
    /// For weights that are soon copied: spare memory is kept.
    [[nodiscard]] ZoneWeights finish_part() && { return std::move(m_weights); }

  private:
    void copy_rows(const ZoneWeights& other, std::size_t begin, std::size_t end);
    void check_size() const;

    ZoneWeights m_weights;
    std::int32_t m_row = 0;
};

} // namespace halflight::raster
