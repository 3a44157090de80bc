// SPDX-License-Identifier: Apache-2.0
// What XML may not hold, found before a parser sees it.
#pragma once

#include "halflight/sources/un_list.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace halflight::sources {

/// Lines of a text, for offsets.
class Lines {
  public:
    explicit Lines(std::string_view text);
    /// From 1; of an offset behind the end, the last.
    [[nodiscard]] std::uint32_t line(std::size_t offset) const;
    /// In code points, from 1.
    [[nodiscard]] std::uint32_t column(std::size_t offset) const;

  private:
    std::string_view m_text;
    std::vector<std::size_t> m_starts;
};

/// Throws Error(parse) as `read_un_consolidated` says.
void guard_xml(std::string_view xml, const UnListSpec& spec, const Lines& lines);

/// The remedy where a text was cut off, behind what is wrong with it.
constexpr std::string_view ends_early = "; the file ends early: fetch it again";

[[noreturn]] void refuse_xml(const UnListSpec& spec, const Lines& lines, std::size_t offset,
                             std::string_view message);

} // namespace halflight::sources
