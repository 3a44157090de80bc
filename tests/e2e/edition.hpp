// SPDX-License-Identifier: Apache-2.0
// Copies of the flagship dossier and what must hold of any edition.
#pragma once

#include "flagship.hpp"

#include <filesystem>

namespace halflight::test {

/// The text of the flagship, without the working store beside it.
void copy_flagship(const std::filesystem::path& to);

/// Replaces `before` by `after` in the row of one claim.
void change_claim(const std::filesystem::path& dossier, const std::string& claim,
                  const std::string& before, const std::string& after);

/// Every file that the manifest lists is there with its hash, and no other.
void expect_whole(const std::filesystem::path& edition);

[[nodiscard]] std::size_t entries(const std::filesystem::path& folder);

} // namespace halflight::test
