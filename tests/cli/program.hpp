// SPDX-License-Identifier: Apache-2.0
// Runs the program as a shell would.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace halflight::test {

struct Outcome {
    int status = -1; ///< exit status; 128 + n when signal n ended it
    std::string out;
    std::string err;
};

/// Where standard output goes.
enum class Sink {
    captured,
    full_disk,   ///< /dev/full
    closed_pipe, ///< a pipe whose reader has gone
    closed,      ///< no descriptor at all
};

/// Runs `halflight` with arguments in `folder`.
[[nodiscard]] Outcome run(const std::vector<std::string>& arguments,
                          const std::filesystem::path& folder, Sink sink = Sink::captured);

/// A fresh folder with `run` in it, removed with all that is there.
class Shell {
  public:
    Shell();
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;
    ~Shell();
    [[nodiscard]] Outcome operator()(const std::vector<std::string>& arguments,
                                     Sink sink = Sink::captured) const {
        return run(arguments, m_folder, sink);
    }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    [[nodiscard]] std::string read(const std::string& name) const;
    void write(const std::string& name, const std::string& text) const;
    /// Names of all files below a folder with their bytes, as one text to compare.
    [[nodiscard]] std::string bytes_below(const std::string& name) const;
    /// Makes the starter dossier; "north" unless told.
    void make_dossier(const std::string& name = "north") const;

  private:
    std::filesystem::path m_folder;
};

[[nodiscard]] bool contains(const std::string& text, const std::string& part);

} // namespace halflight::test
