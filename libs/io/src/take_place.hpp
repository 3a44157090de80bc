// SPDX-License-Identifier: Apache-2.0
// How a directory that is ready takes its place.
#pragma once

#include "staging_name.hpp"

#include <filesystem>

namespace halflight::io {

/// What the system does with names; each gives 0 or an errno. Tests put others in their place:
/// file systems that cannot exchange two names are not at hand everywhere.
struct Renaming {
    using Function = int (*)(const std::filesystem::path&, const std::filesystem::path&) noexcept;
    static int move(const std::filesystem::path& from, const std::filesystem::path& to) noexcept;
    /// Swaps two directories in one step; ENOSYS where the system has no such call.
    static int exchange(const std::filesystem::path& one,
                        const std::filesystem::path& other) noexcept;

    Function mover = move;
    Function exchanger = exchange;
};

/// Moves the directory at `name.staging()` to the target. `there`: a directory was seen at the
/// target; one that came since is replaced as well. Whether one was replaced: it then stands at
/// `name.staging()`. Throws Error(io), with what was at the target there again.
bool take_place(const StagingName& name, const std::filesystem::path& target, bool there,
                const Renaming& renaming = {});

} // namespace halflight::io
