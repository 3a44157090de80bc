// SPDX-License-Identifier: Apache-2.0
// Forms by family, for the registry.
#pragma once

#include "halflight/watch/monitor.hpp"

#include <span>

namespace halflight::watch::detail {

[[nodiscard]] std::span<const MonitorForm> count_forms();
[[nodiscard]] std::span<const MonitorForm> change_forms();
[[nodiscard]] std::span<const MonitorForm> level_forms();
[[nodiscard]] std::span<const MonitorForm> lateness_forms();
[[nodiscard]] std::span<const MonitorForm> price_forms();

} // namespace halflight::watch::detail
