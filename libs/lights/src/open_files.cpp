// SPDX-License-Identifier: Apache-2.0
#include "open_files.hpp"

#include <algorithm>

namespace halflight::lights {

std::shared_ptr<const io::RasterFile> OpenFiles::find(const std::string& path) {
    const auto found = std::ranges::find(m_entries, path, &Entry::path);
    if (found == m_entries.end()) {
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found);
    return m_entries.front().file;
}

std::shared_ptr<const io::RasterFile> OpenFiles::get(const std::string& path) {
    {
        const std::scoped_lock lock(m_mutex);
        if (auto file = find(path)) {
            return file;
        }
    }
    // Opened without the lock: two threads may open one file, and one of the two is dropped.
    auto opened = std::make_shared<const io::RasterFile>(io::RasterFile::open(path));
    std::shared_ptr<const io::RasterFile> oldest; // closed outside the lock
    const std::scoped_lock lock(m_mutex);
    if (auto file = find(path)) {
        return file;
    }
    m_entries.push_front({path, opened});
    if (m_entries.size() > m_most) {
        oldest = std::move(m_entries.back().file);
        m_entries.pop_back();
    }
    return opened;
}

} // namespace halflight::lights
