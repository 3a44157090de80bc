// SPDX-License-Identifier: Apache-2.0
// evidence.hpp - evidence of several signals in one.
#pragma once

#include "halflight/watch/signal.hpp"

namespace halflight::watch {

/// Each claim, cell and rule of both once, in order.
void add(Evidence& to, const Evidence& from);

} // namespace halflight::watch
