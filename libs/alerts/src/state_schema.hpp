// SPDX-License-Identifier: Apache-2.0
// Versions of the state file.
#pragma once

#include "sqlite.hpp"

#include <filesystem>

namespace halflight::alerts {

inline constexpr std::int64_t state_application_id = 0x484C5741; // "HLWA"

[[nodiscard]] int current_state_schema() noexcept;

/// Makes a file beside its place and moves it there, so that an empty or half a file at the place
/// was never made by this program.
void make_state(const std::filesystem::path& path);
/// The file, checked whole and brought to the current schema.
[[nodiscard]] Database open_state(const std::filesystem::path& path);
/// One that `open_state` has checked and brought there.
[[nodiscard]] Database reopen_state(const std::filesystem::path& path);

} // namespace halflight::alerts
