// SPDX-License-Identifier: Apache-2.0
#include "mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace halflight::lights {

MappedFile::MappedFile(const std::filesystem::path& path) noexcept
    : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status{};
    if (m_file >= 0 && ::fstat(m_file, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > 0) {
        m_size = static_cast<std::size_t>(status.st_size);
        // It is read once from end to end: one call is cheaper than a fault for every few pages.
        void* start = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, m_file, 0);
        m_start = start == MAP_FAILED ? nullptr : static_cast<const char*>(start);
    }
}

MappedFile::~MappedFile() {
    if (m_start != nullptr) {
        ::munmap(const_cast<char*>(m_start), m_size); // NOLINT: the system's own type
    }
    if (m_file >= 0) {
        ::close(m_file);
    }
}

} // namespace halflight::lights
