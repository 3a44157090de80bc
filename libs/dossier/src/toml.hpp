// SPDX-License-Identifier: Apache-2.0
// TOML with every fault: a parse that steps over what it cannot read, and tables whose keys are
// checked.
#pragma once

#include "halflight/base/date.hpp"
#include "report.hpp"
#include "toml_lines.hpp"

#include <toml++/toml.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::dossier {

inline constexpr std::size_t max_toml_bytes = std::size_t{8} << 20U;

/// A parsed file. Statements that break the grammar are reported and left out.
struct TomlFile {
    std::string name;
    toml::table root;
    bool present = false;
    bool unreadable = false; ///< given up: nothing that is missing proves anything
    bool lost_table = false; ///< a whole table could not be read: names defined there are unknown
    std::vector<std::uint32_t> lost_lines;   ///< first lines of what was left out, in order
    std::vector<std::uint32_t> header_lines; ///< of all table headers, in order

    /// Something inside the table that begins on this line was left out, so a missing key proves
    /// nothing.
    [[nodiscard]] bool damaged(std::uint32_t table_line) const;
    [[nodiscard]] Place place(const toml::source_region& where) const;
};

[[nodiscard]] TomlFile parse_toml(std::string name, std::string_view text, Report& report);

struct LocatedText {
    std::string text;
    Place place; ///< of the opening quotation mark; line 0 where there is no such text
};

struct NamedTable {
    std::string name;
    const toml::table* table;
    Place place;
};

/// One table as its schema knows it. Getters report wrong types and note which keys exist; `finish`
/// reports the others.
class TableReader {
  public:
    /// `what` names the table in messages: "source 'ocha'".
    TableReader(const TomlFile& file, const toml::table& table, std::string what, Report& report);
    TableReader(const TomlFile& file, const toml::table& table, std::string what, Place place,
                Report& report);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string required_text(std::string_view key);
    [[nodiscard]] LocatedText located_text(std::string_view key);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] std::vector<LocatedText> located_texts(std::string_view key);
    [[nodiscard]] bool flag(std::string_view key, bool fallback);
    [[nodiscard]] std::optional<double> number(std::string_view key);
    [[nodiscard]] std::uint64_t natural(std::string_view key);
    [[nodiscard]] std::vector<std::uint64_t> naturals(std::string_view key);
    [[nodiscard]] std::optional<Date> date(std::string_view key);
    [[nodiscard]] const toml::table* table(std::string_view key);
    /// Tables in an array, or in one table by name; in the order of the file.
    [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key);
    [[nodiscard]] std::vector<NamedTable> named_tables(std::string_view key);
    /// Index in `words` of the text under `key`; reports a word outside them.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view key,
                                                  std::span<const std::string_view> words,
                                                  FaultCode fault = FaultCode::unknown_word);

    /// Of the value under `key`, or of the table where there is none.
    [[nodiscard]] Place place_of(std::string_view key) const;
    [[nodiscard]] const Place& place() const { return m_place; }
    [[nodiscard]] const TomlFile& file() const { return m_file; }
    void missing(std::string_view key);
    /// Reports every key that no getter asked for.
    void finish();

  private:
    [[nodiscard]] const toml::node* find(std::string_view key);
    void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted,
                    std::string_view example);

    const TomlFile& m_file;
    const toml::table& m_table;
    std::string m_what;
    Place m_place;
    Report& m_report;
    std::vector<std::string_view> m_known;
};

/// "did you mean 'x'?" for a slip of the pen, `otherwise` for anything else.
[[nodiscard]] std::string suggest(std::string_view word,
                                  std::span<const std::string_view> candidates,
                                  std::string_view otherwise);
/// "a, b or c".
[[nodiscard]] std::string one_of(std::span<const std::string_view> words);
/// Letters, digits, '.', '_', '-', begun with a letter (a digit too when `digit_first`).
[[nodiscard]] bool is_name(std::string_view text, bool digit_first = false) noexcept;
/// For messages: in quotation marks, cut, without control characters.
[[nodiscard]] std::string in_quotes(std::string_view text);

} // namespace halflight::dossier
