// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/alerts/message.hpp"
#include "halflight/watch/signal.hpp"

#include <string>
#include <string_view>

namespace halflight::alerts {

/// "value: [1, 2] barrel", "threshold: ...", ... each line begun with `indent` and ended.
[[nodiscard]] std::string signal_lines(const watch::Signal& signal, std::string_view indent);

} // namespace halflight::alerts
