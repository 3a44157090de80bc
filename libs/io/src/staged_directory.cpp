// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/files.hpp"
#include "posix.hpp"
#include "staging_name.hpp"
#include "take_place.hpp"

#include <cerrno>
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
    const bool there = holds_directory(m_target);
    sync_tree(m_staging);
    const bool replaced = take_place(*m_name, m_target, there);
    m_committed = true;
    sync_directory(m_target.parent_path());
    std::error_code fault;
    if (replaced && fs::remove_all(m_staging, fault); fault) {
        throw io_error("remove what was replaced at", m_staging, fault.message());
    }
}

} // namespace halflight::io
