// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/service.hpp - one run after the other until told to end.
#pragma once

#include "halflight/base/error.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace halflight::alerts {

/// "30s", "15m", "1h", "1d"; at least a second.
[[nodiscard]] Result<std::chrono::seconds> parse_interval(std::string_view text);

/// From now to the next multiple of the interval since 1970-01-01T00:00Z: at least one
/// millisecond, at most the interval.
[[nodiscard]] std::chrono::milliseconds until_next(std::chrono::seconds every,
                                                   std::int64_t now_ms) noexcept;

/// Calls `run` at once and at every multiple of `every`, until SIGTERM or SIGINT comes; a run that
/// is under way then is finished first. `run` is given a function that tells whether to end. Error
/// of a run goes to `failed` and the service goes on, but for Error(store) and Error(usage), which
/// leave it.
void serve(std::chrono::seconds every,
           const std::function<void(const std::function<bool()>& ends)>& run,
           const std::function<void(const Error&)>& failed);

} // namespace halflight::alerts
