// SPDX-License-Identifier: Apache-2.0
// halflight/base/diagnostic.hpp - what the program has to say about a dossier, with its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halflight {

/// A place in a text file. Lines and columns count from 1; columns count Unicode code points; 0
/// means unknown.
struct Place {
    std::string file; ///< relative to the dossier, with '/'
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool operator==(const Place&) const = default;
};

enum class Severity : std::uint8_t { error, warning, note };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

struct Note {
    std::string message;
    Place place; ///< may be unknown (empty file)
    bool operator==(const Note&) const = default;
};

/// One message. `code` is stable ("S012", "C003"), its first letter the stage: S syntax, R resolve,
/// C conflict, F other findings, W work of the program itself. `kind` is the finding's kind
/// ("part-whole") or empty.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string code;
    std::string kind;
    std::string message;
    Place place;
    std::vector<Note> notes;
    std::string hint; ///< the remedy, shown as "help: ..."; may be empty
    bool operator==(const Diagnostic&) const = default;
};

/// Collects diagnostics of one run. Order is that of `sorted`, not of arrival.
class Diagnostics {
  public:
    void add(Diagnostic diagnostic);
    [[nodiscard]] std::size_t errors() const noexcept { return m_errors; }
    [[nodiscard]] std::size_t warnings() const noexcept { return m_warnings; }
    [[nodiscard]] const std::vector<Diagnostic>& items() const noexcept { return m_items; }
    /// Orders by file, line, column, code, message: the same for any number of threads.
    void sort();
    /// Moves everything out of `other` to the end of this.
    void append(Diagnostics other);

  private:
    std::vector<Diagnostic> m_items;
    std::size_t m_errors = 0;
    std::size_t m_warnings = 0;
};

/// A message as a compiler prints it, each line ended:
///   claims/aid.csv:14:1: error: conflict C007 [part-whole]: ...
///     note: claims/aid.csv:15:1: ...
///     help: ...
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);

} // namespace halflight
