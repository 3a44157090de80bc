// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "part.hpp"

namespace halflight::simulate {

/// The studies that an analyst of the country would declare, on what its observers see: whether
/// exposed counties brightened, what the light of three groups of enterprises would have been,
/// every way to ask of counties, when visits to munitions plants rose. Asks for panels of lights.
/// Those for which the country has too few months before or after the treatment are left out.
[[nodiscard]] Part studies_part(const Country& country);

} // namespace halflight::simulate
