// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"
#include "posix.hpp"
#include "staging_name.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;

/// The target as an absolute path behind symbolic links, whose parent can hold the staging
/// directory.
fs::path resolve_target(const fs::path& target) {
    std::error_code fault;
    fs::path resolved = fs::weakly_canonical(fs::absolute(target, fault), fault);
    if (target.empty() || fault) {
        throw io_error("write the directory", target,
                       target.empty() ? "its name is empty" : fault.message());
    }
    if (!resolved.has_filename()) {
        resolved = resolved.parent_path(); // "out/" is "out"
    }
    if (!resolved.has_filename()) {
        throw io_error("write the directory", target, "it is the root of the file system");
    }
    return resolved;
}

/// Whether there is something to replace. Only a directory may be.
bool holds_directory(const fs::path& target) {
    std::error_code fault;
    const fs::file_status status = fs::symlink_status(target, fault);
    if (status.type() == fs::file_type::not_found) {
        return false;
    }
    if (fault) {
        throw io_error("write the directory", target, fault.message());
    }
    if (!fs::is_directory(status)) {
        throw io_error("write the directory", target, "something else has that name");
    }
    return true;
}

/// Renames; 0 or an errno.
int move(const fs::path& from, const fs::path& to) noexcept {
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// Whether a file system or kernel does not know how to exchange two names.
bool cannot_exchange(int fault) noexcept {
    return fault == EINVAL || fault == ENOSYS || fault == ENOTSUP;
}

/// Swaps two directories in one step; 0 or an errno.
int exchange(const fs::path& one, const fs::path& other) noexcept {
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

[[noreturn]] void fail_to_move(const fs::path& target, int fault) {
    throw io_error("move the new directory to", target, fault);
}

/// Replaces by two renames. In between there is nothing at the target: whoever sweeps after a
/// process that was killed there moves the old directory back.
void replace_in_two_steps(const StagingName& name, const fs::path& target) {
    const fs::path aside = name.aside();
    if (const int fault = move(target, aside); fault != 0) {
        throw io_error("replace", target, fault);
    }
    if (const int fault = move(name.staging(), target); fault != 0) {
        move(aside, target);
        fail_to_move(target, fault);
    }
    // From here on the old directory has the name that is swept.
    move(aside, name.staging());
}

/// Puts the new directory at the target; the old one then has the name for staging.
void replace(const StagingName& name, const fs::path& target) {
    const int fault = exchange(name.staging(), target);
    if (cannot_exchange(fault)) {
        replace_in_two_steps(name, target);
    } else if (fault != 0) {
        fail_to_move(target, fault);
    }
}

} // namespace

void remove_leftovers(const fs::path& target) noexcept {
    try {
        sweep_beside(resolve_target(target));
    } catch (const Error&) { // NOLINT(bugprone-empty-catch): writing there will say what is wrong
    }
}

StagedDirectory::StagedDirectory(const fs::path& target) : m_target(resolve_target(target)) {
    holds_directory(m_target);
    sweep_beside(m_target);
    m_name = std::make_unique<StagingName>(m_target);
    m_staging = m_name->staging();
    // Not mkdtemp: it makes a directory that only its owner can read, and this one will be
    // published.
    if (::mkdir(m_staging.c_str(), 0777) != 0) {
        throw io_error("create a directory for", target, errno);
    }
}

StagedDirectory::~StagedDirectory() {
    if (!m_committed) {
        std::error_code ignored;
        fs::remove_all(m_staging, ignored);
    }
}

void StagedDirectory::commit() {
    if (m_committed) {
        throw Error(ErrorCode::invalid_argument, "a staged directory is committed once");
    }
    bool replaces = holds_directory(m_target);
    sync_tree(m_staging);
    if (!replaces) {
        const int fault = move(m_staging, m_target);
        // Another process may have put a directory there since.
        replaces = fault == ENOTEMPTY || fault == EEXIST;
        if (fault != 0 && !replaces) {
            fail_to_move(m_target, fault);
        }
    }
    if (replaces) {
        replace(*m_name, m_target);
    }
    m_committed = true;
    sync_directory(m_target.parent_path());
    std::error_code fault;
    if (replaces && fs::remove_all(m_staging, fault); fault) {
        throw io_error("remove what was replaced at", m_staging, fault.message());
    }
}

} // namespace halflight::io
