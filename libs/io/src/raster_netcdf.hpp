// SPDX-License-Identifier: Apache-2.0
// The conventions of NetCDF on top of HDF5: which dimensions are longitude, latitude and time.
#pragma once

#include "raster_georeference.hpp"
#include "raster_hdf5.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halflight::io {

struct NetcdfVariable {
    std::size_t dataset = 0;
    std::optional<std::size_t> time; ///< which dimension
    std::vector<std::int64_t> days;  ///< by step of it
};

struct NetcdfView {
    std::vector<NetcdfVariable> variables; ///< those on the axes of the first, in the file's order
    GridFinding finding;
};

/// Absent where no dataset has dimension scales with values for its last two dimensions. The lock
/// must be held. Throws Error(io) for a time axis that cannot be read.
[[nodiscard]] std::optional<NetcdfView> view_as_netcdf(const RasterPlace& place,
                                                       const Hdf5Contents& contents);

/// Why axes in these units and this mapping are not longitude and latitude; "" where they are.
[[nodiscard]] std::string fault_of_axes(const std::string& x_units, const std::string& y_units,
                                        const std::string& mapping, const std::string& path);

} // namespace halflight::io
