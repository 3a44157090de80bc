// SPDX-License-Identifier: Apache-2.0
// Standard output and standard error.
#pragma once

#include <string_view>

namespace halflight::app {

/// Results on standard output, everything else on standard error.
class Console {
  public:
    /// Makes a closed pipe an ordinary failure of write, and keeps the descriptors 0 to 2 from
    /// being given to files.
    Console();

    /// Writes all of `text` at once. When the reader has gone away the rest of the output is
    /// dropped; any other failure throws Error(io).
    void result(std::string_view text);
    /// A message for people, ended by a line break; an empty one is none. Never fails.
    static void message(std::string_view text) noexcept;
    void set_quiet(bool quiet) noexcept { m_quiet = quiet; }
    /// Like message, but not with --quiet.
    void remark(std::string_view text) const noexcept;

  private:
    bool m_reader_gone = false;
    bool m_quiet = false;
};

} // namespace halflight::app
