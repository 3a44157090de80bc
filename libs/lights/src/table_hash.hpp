// SPDX-License-Identifier: Apache-2.0
// A quick hash of a long table, to notice that it is not the one that was written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace halflight::lights {

/// Not cryptographic: against accidents and edits, at the speed of memory. The result depends on
/// the bytes alone, not on how they were handed over.
class TableHash {
  public:
    void add(std::string_view bytes) noexcept;
    [[nodiscard]] std::uint64_t bytes() const noexcept { return m_bytes; }
    /// 16 hexadecimal digits.
    [[nodiscard]] std::string digest() const;

  private:
    static constexpr std::size_t block = 32;
    void add_blocks(const char* data, std::size_t blocks) noexcept;

    std::array<std::uint64_t, 4> m_lanes{0x9e3779b97f4a7c15U, 0xbf58476d1ce4e5b9U,
                                         0x94d049bb133111ebU, 0xd6e8feb86659fd93U};
    std::array<char, block> m_rest{};
    std::uint64_t m_bytes = 0;
};

} // namespace halflight::lights
