// SPDX-License-Identifier: Apache-2.0
// weights_seal.hpp - the checksum of stored weights, also for tests that must get behind it.
#pragma once

#include <string>

namespace halflight::raster {

/// Writes the checksum of what follows into the head; bytes too short for one stay as they are.
void seal_weights(std::string& bytes);

} // namespace halflight::raster
