// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace halflight::alerts {

/// Appends a line to a file and waits for the disk. A last line that was cut off is taken away
/// where it is the beginning of this one, and ended otherwise. With `look` a file that holds the
/// line already stays as it is. Throws Error(io).
void append_line_once(const std::filesystem::path& path, std::string_view line, bool look);

} // namespace halflight::alerts
