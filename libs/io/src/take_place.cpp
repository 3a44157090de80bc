// SPDX-License-Identifier: Apache-2.0
#include "take_place.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;

/// Whether a file system or kernel does not know how to exchange two names.
bool cannot_exchange(int fault) noexcept {
    return fault == EINVAL || fault == ENOSYS || fault == ENOTSUP;
}

[[noreturn]] void fail_to_move(const fs::path& target, int fault) {
    throw io_error("move the new directory to", target, fault);
}

/// Replaces by two renames. In between there is nothing at the target: whoever sweeps after a
/// process that was killed there moves the old directory back.
void replace_in_two_steps(const StagingName& name, const fs::path& target,
                          const Renaming& renaming) {
    const fs::path aside = name.aside();
    if (const int fault = renaming.mover(target, aside); fault != 0) {
        throw io_error("replace", target, fault);
    }
    if (const int fault = renaming.mover(name.staging(), target); fault != 0) {
        renaming.mover(aside, target);
        fail_to_move(target, fault);
    }
    // From here on the old directory has the name that is swept.
    renaming.mover(aside, name.staging());
}

/// Puts the new directory at the target; the old one then has the name for staging.
void replace(const StagingName& name, const fs::path& target, const Renaming& renaming) {
    const int fault = renaming.exchanger(name.staging(), target);
    if (cannot_exchange(fault)) {
        replace_in_two_steps(name, target, renaming);
    } else if (fault != 0) {
        fail_to_move(target, fault);
    }
}

} // namespace

int Renaming::move(const fs::path& from, const fs::path& to) noexcept {
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

int Renaming::exchange(const fs::path& one, const fs::path& other) noexcept {
#ifdef RENAME_EXCHANGE
    return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0
               ? 0
               : errno;
#else
    (void)one;
    (void)other;
    return ENOSYS;
#endif
}

bool take_place(const StagingName& name, const fs::path& target, bool there,
                const Renaming& renaming) {
    if (!there) {
        const int fault = renaming.mover(name.staging(), target);
        // Another process may have put a directory there since.
        there = fault == ENOTEMPTY || fault == EEXIST;
        if (fault != 0 && !there) {
            fail_to_move(target, fault);
        }
    }
    if (there) {
        replace(name, target, renaming);
    }
    return there;
}

} // namespace halflight::io
