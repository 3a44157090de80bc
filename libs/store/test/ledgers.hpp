// SPDX-License-Identifier: Apache-2.0
// Ledgers for tests: random ones, large ones, and what makes two of them equal.
#pragma once

#include "halflight/ledger/ledger.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace halflight::store::test {

/// A ledger that uses every field, drawn from `seed`.
[[nodiscard]] ledger::Ledger random_ledger(std::uint64_t seed);
/// One series, one source, many claims.
[[nodiscard]] ledger::Ledger large_ledger(std::size_t claims);

/// Every field in words, line by line: two ledgers are equal when these are.
[[nodiscard]] std::string describe(const ledger::Ledger& ledger);

/// A fresh folder, removed with all that is in it.
class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    std::filesystem::path m_path;
};

} // namespace halflight::store::test
