// SPDX-License-Identifier: Apache-2.0
// A folder to work in, signals and channels that are made.
#pragma once

#include "halflight/alerts/watch.hpp"

#include <filesystem>
#include <string>

namespace halflight::alerts::test {

class Folder {
  public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
        return m_path / name;
    }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] std::string read(const std::string& name) const;
    void write(const std::string& name, const std::string& bytes) const;

  private:
    std::filesystem::path m_path;
};

inline constexpr Date day_one{20000};

[[nodiscard]] watch::Signal signal_of(const std::string& cause, watch::Reading reading, Date day,
                                      watch::Severity severity = watch::Severity::warning);
/// A dossier with `causes` signals that are raised on odd days after day_one and quiet on even
/// ones, so that each day after the first moves every alert.
[[nodiscard]] Judge alternating(int causes, std::vector<Channel> channels);

[[nodiscard]] Channel webhook_channel(const std::string& url);
[[nodiscard]] Channel mail_channel(int port);
[[nodiscard]] Channel file_channel(ChannelKind kind, const std::string& file);

/// A run with its state in the folder.
[[nodiscard]] WatchSpec spec_in(const Folder& folder, Date day);

/// Sets HALFLIGHT_TEST_SECRET for as long as the process lives.
void set_secret();

} // namespace halflight::alerts::test
