// SPDX-License-Identifier: Apache-2.0
// halflight/estimate/settings.hpp - what a method may be told, and what it was told.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace halflight::estimate {

enum class FieldType : unsigned char {
    text,
    number,
    integer,
    flag,
    choice,  ///< one of `choices`
    column,  ///< name of a column of the table
    columns, ///< list of such names
    numbers, ///< list of numbers
    file,    ///< another CSV table, relative to the specification
};

/// Where a key acts: only while another key has one of these values. A choice has its words, a flag
/// "true" and "false", any other key "given" and "not given".
struct Under {
    std::string_view key = {};
    std::vector<std::string_view> words = {};
};

/// One key of a method's specification.
struct Field {
    std::string_view name;
    FieldType type = FieldType::text;
    std::string_view fallback = {}; ///< as it would be written in TOML; empty: none
    bool required = false;
    std::string_view text = {};                 ///< what it means, one sentence
    std::vector<std::string_view> choices = {}; ///< of a choice, the default first
    double least = -1e308;                      ///< of a number or an integer
    double most = 1e308;
    bool above = false;            ///< `least` itself is refused
    std::vector<Under> under = {}; ///< all must hold; given elsewhere the key is refused
    bool needed_under = false;     ///< it must be given where all hold
};

/// "at least 1", "above 0", "from 0.5 to 0.9999"; empty without limits.
[[nodiscard]] std::string range_words(const Field& field);
/// "errors = conley or conley-panel", "lambda not given".
[[nodiscard]] std::string under_words(const Under& under, const Field& other);

using Setting = std::variant<std::string, double, std::int64_t, bool, std::vector<std::string>,
                             std::vector<double>>;

/// The settings of one run: every field of the method that was given or has a default.
class Settings {
  public:
    [[nodiscard]] bool has(std::string_view name) const;
    /// Each throws an Error of code `internal` where the method does not declare such a field.
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] double number(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    /// Empty where it was not given.
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, Setting, std::less<>>& all() const {
        return m_values;
    }

    void set(std::string name, Setting value) { m_values[std::move(name)] = std::move(value); }

  private:
    std::map<std::string, Setting, std::less<>> m_values;
};

/// Reads a specification. Throws an Error of code `parse` with file, line and remedy: text that is
/// not TOML, a key that no field has (the nearest is named), a value of another type, a number out
/// of range, a word that is no choice, a required key that is not there, a key that has no effect
/// beside the others. All faults are told at once. Choices may be written with underscores for
/// hyphens, a list of one column as a plain text.
[[nodiscard]] Settings read_settings(std::string_view toml, const std::string& file,
                                     std::span<const Field> fields);

} // namespace halflight::estimate
