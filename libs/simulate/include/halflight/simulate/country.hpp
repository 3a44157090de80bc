// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/country.hpp - a made country: who is where, and what they do month by month.
#pragma once

namespace halflight::simulate {} // namespace halflight::simulate
