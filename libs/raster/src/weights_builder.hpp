// SPDX-License-Identifier: Apache-2.0
// weights_builder.hpp - puts the flat arrays of ZoneWeights together, zone by zone.
#pragma once

#include "halflight/raster/weights.hpp"

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
    [[nodiscard]] ZoneWeights finish() &&;

  private:
    void check_size() const;

    ZoneWeights m_weights;
    std::int32_t m_row = 0;
};

} // namespace halflight::raster
