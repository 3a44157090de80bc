// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"
#include "posix.hpp"

#include <cerrno>
#include <cstdio>
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

/// Moves what is at the target out of the way, onto an empty directory that reserves a name for it.
fs::path move_aside(const fs::path& target) {
    fs::path aside = create_directory_beside(target);
    if (const int fault = move(target, aside); fault != 0) {
        std::error_code ignored;
        fs::remove(aside, ignored);
        throw io_error("replace", target, fault);
    }
    return aside;
}

} // namespace

StagedDirectory::StagedDirectory(const fs::path& target) : m_target(resolve_target(target)) {
    holds_directory(m_target);
    m_staging = create_directory_beside(m_target);
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
    const bool replaces = holds_directory(m_target);
    const fs::path aside = replaces ? move_aside(m_target) : fs::path{};
    if (const int fault = move(m_staging, m_target); fault != 0) {
        if (replaces) {
            move(aside, m_target);
        }
        throw io_error("move the new directory to", m_target, fault);
    }
    m_committed = true;
    sync_directory(m_target.parent_path());
    std::error_code fault;
    if (replaces && fs::remove_all(aside, fault); fault) {
        throw io_error("remove what was replaced at", aside, fault.message());
    }
}

} // namespace halflight::io
