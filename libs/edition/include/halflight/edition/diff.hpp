// SPDX-License-Identifier: Apache-2.0
// halflight/edition/diff.hpp - what changed between two editions, and what caused it.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/base/interval.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace halflight::edition {

/// A number as numbers.json has it.
struct PublishedNumber {
    std::string id;
    std::string origin;
    std::string name;
    std::string unit;
    Interval bounds;
    std::optional<double> point;
    std::string basis;
    std::string missing;
    bool disputed = false;
    std::vector<std::string> statements;
};

/// Whether a reader would read something else: another interval, point, basis, reason or unit.
/// Ends that differ by less than 1e-8 of their size are the same: that is the solver's noise.
[[nodiscard]] bool same_value(const PublishedNumber& a, const PublishedNumber& b) noexcept;

/// One thing that is not the same in what two editions were made from.
struct Factor {
    enum class What : std::uint8_t {
        claim,    ///< new, revised or withdrawn
        source,   ///< taken out of one edition, or an entry of sources.toml
        code,     ///< codes.toml
        relation, ///< relations.toml
        verdict,  ///< verdicts.toml
        measure,  ///< measures.toml
        report,   ///< report.md names other numbers
        other,    ///< another file of the text
        raster,   ///< a file that a panel of night lights was made from
        panel,    ///< its zones or options
        study,    ///< a study: its declaration, tables, or the panel that it reads
        as_of,
        program,
        count_
    };
    enum class How : std::uint8_t { added, changed, removed, count_ };
    What what = What::claim;
    How how = How::changed;
    std::string id;                   ///< of the claim, source, block; empty for program and as_of
    std::string file;                 ///< in the dossier
    std::vector<std::string> details; ///< "value 29,237 -> 29,240"
    std::vector<std::string> claims;  ///< ids of the claims that it is about
};
[[nodiscard]] std::string_view to_string(Factor::What what) noexcept;
[[nodiscard]] std::string_view to_string(Factor::How how) noexcept;

struct NumberChange {
    std::optional<PublishedNumber> before; ///< none for one that appeared
    std::optional<PublishedNumber> after;  ///< none for one that disappeared
    std::vector<std::size_t> causes;       ///< factors by index
    bool proven = false; ///< each cause alone moves the number (it was tried); else the number
                         ///< rests on them
    [[nodiscard]] const PublishedNumber& number() const { return after ? *after : *before; }
};

/// A verdict on a cap, a cell of the board or the reading of a monitor that is another.
struct WordChange {
    std::string id; ///< "watch:oil-cap@2024", "watch:board:food", "watch:MONITOR"
    std::string name;
    std::string before; ///< "within"; empty where there was none
    std::string after;
    std::vector<std::string> statements; ///< behind either
    std::vector<std::size_t> causes;     ///< factors by index
    bool proven = false;                 ///< as of NumberChange
};

/// A conflict without verdict that is in one edition only.
struct ConflictChange {
    std::string code;
    std::string kind;
    std::string message;
    std::vector<std::string> claims;
    std::vector<std::size_t> causes; ///< changed claims among its claims
};

struct EditionName {
    std::string path;
    std::string title;
    std::optional<Date> as_of;
    std::string version;
    std::vector<std::string> withheld;
};

struct DiffReport {
    EditionName before;
    EditionName after;
    std::vector<Factor> factors;        ///< claims first, then by file and id
    std::vector<NumberChange> numbers;  ///< by id
    std::vector<WordChange> words;      ///< by id
    std::vector<ConflictChange> opened; ///< in order of their claims
    std::vector<ConflictChange> closed;
    std::size_t same = 0;    ///< numbers that did not move
    std::size_t runs = 0;    ///< how often the dossier was evaluated to find causes
    std::size_t untried = 0; ///< factors that were not tried by themselves: too many, or senseless
                             ///< alone
};

struct DiffSpec {
    int jobs = 1;               ///< threads; the report does not depend on it
    std::size_t most_runs = 50; ///< evaluations at most
    std::string version;        ///< of this program
};

/// Compares two editions. A cause is found by trying: the change alone is made to the text of the
/// first edition, which is evaluated anew, and what moves then is its effect. Numbers that no
/// change moves by itself rest on the changed claims among their statements. Throws Error(usage)
/// for a folder that is no edition, Error(parse) for one of an older layout or with damaged files.
[[nodiscard]] DiffReport diff(const std::filesystem::path& before,
                              const std::filesystem::path& after, const DiffSpec& spec);

/// A change note for readers.
[[nodiscard]] std::string to_text(const DiffReport& report);
[[nodiscard]] std::string to_markdown(const DiffReport& report);
[[nodiscard]] std::string to_json(const DiffReport& report);

} // namespace halflight::edition
