// SPDX-License-Identifier: Apache-2.0
// The flagship dossier as the real program sees it.
#pragma once

#include "../cli/program.hpp"

#include <set>
#include <string>
#include <vector>

namespace halflight::test {

struct FlagshipFinding {
    std::string code;
    std::string outcome;
    std::string kind;
    std::string relation;
    std::string message;
    std::set<std::string> claims;
    std::vector<std::set<std::string>> minimal_sets;
};

/// Findings of one edition of the flagship, built by the program into a folder of its own.
[[nodiscard]] std::vector<FlagshipFinding>
build_flagship(const std::vector<std::string>& options = {});

/// Folder of the flagship dossier.
[[nodiscard]] std::string flagship_folder();

/// A column of a CSV text by name, without quotes or commas in fields.
[[nodiscard]] std::vector<std::string> column(const std::string& csv, const std::string& name);

} // namespace halflight::test
