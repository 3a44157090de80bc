// SPDX-License-Identifier: Apache-2.0
// Stored weights: what is read can be followed to its end, and is written again as it was.
#include "fuzz.hpp"
#include "halflight/raster/weights.hpp"
#include "weights_seal.hpp"

#include <cmath>
#include <string>

using halflight::fuzz::require;

namespace {

void check(std::string_view bytes) {
    const auto read = halflight::raster::decode(bytes);
    if (!read) {
        require(!read.fault().message.empty(), "a fault says what is wrong");
        return;
    }
    require(halflight::raster::encode(*read) == bytes, "what is read is written as it was");
    // Areas need a value for every row between the first and the last.
    for (const std::int32_t row : read->rows) {
        if (row < 0 || row > 100'000) {
            return;
        }
    }
    const auto areas = zone_areas_km2(*read, halflight::raster::Earth::wgs84);
    require(areas.size() == read->zones(), "every zone has an area");
    for (const double area : areas) {
        require(std::isfinite(area) && area >= 0, "areas are numbers");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = halflight::fuzz::as_text(data, size);
    check(bytes);
    // Behind the checksum too, which no blind change would get past.
    std::string sealed(bytes);
    halflight::raster::seal_weights(sealed);
    check(sealed);
    return 0;
}
