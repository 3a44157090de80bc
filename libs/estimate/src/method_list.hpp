// SPDX-License-Identifier: Apache-2.0
// One function per method, each in method_NAME.cpp.
#pragma once

#include "halflight/estimate/method.hpp"

namespace halflight::estimate {

[[nodiscard]] Method adjust_method();

} // namespace halflight::estimate
