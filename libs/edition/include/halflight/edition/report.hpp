// SPDX-License-Identifier: Apache-2.0
// halflight/edition/report.hpp - the report: CommonMark with values bound in place.
#pragma once

#include "halflight/edition/figure.hpp"

namespace halflight::edition {

/// References of a report, found before any value is known, so that all are solved at once.
[[nodiscard]] std::vector<std::string> report_references(const std::string& markdown);

struct ReportSpec {
    bool lenient = false;  ///< what is not there (a number, a sentence that no longer holds, a
                           ///< figure) is marked in place and listed; it is no error
    bool redacted = false; ///< sources were taken out; else only the day (as_of) makes things
                           ///< lack, and the marks say "not known on 2024-02-01"
};

/// A heading of a report, for its table of contents.
struct Heading {
    int level = 2;    ///< 2 to 6
    std::string id;   ///< inside the page
    std::string html; ///< its text, without links
};

/// Where a number stands.
struct NumberUse {
    std::string number; ///< id
    std::string anchor; ///< id inside the page
    std::string where;  ///< "text", "Figure 2", "Table 1"
};

/// A report with its values.
struct BoundReport {
    std::string title; ///< HTML of its first heading where that is the only one of level 1; it is
                       ///< not in `html`
    std::string html;  ///< body; numbers are links to "#" + anchor(id); pictures and the list of
                       ///< sources are left to page()
    std::string markdown; ///< for pandoc: values printed, footnotes with sources, pictures named
                          ///< figures/ID.png
    std::vector<Heading> headings;
    std::vector<std::string> numbers;   ///< ids, in order of first use, those of figures included
    std::vector<NumberUse> uses;        ///< of those numbers, in order
    std::vector<std::string> figures;   ///< ids of figures placed, in order
    std::vector<std::string> sentences; ///< those that fell, and ids of numbers (lenient)
    std::vector<std::string> left_out;  ///< figures, tables, references to them (lenient)
    Diagnostics diagnostics;            ///< codes P001 to P019, places in report.md
};

/// Figures, open conflicts, what is missing and sources follow behind the report where it does not
/// place them. Faults never stop it: what they are about is left out, with a mark, and reported.
[[nodiscard]] BoundReport bind(const Publication& publication, const NumberBook& book,
                               std::span<const Figure> figures, const ReportSpec& spec);

/// The one file of an edition that a reader opens.
struct PageSpec {
    std::string version;                    ///< of the program
    std::map<std::string, std::string> svg; ///< by figure; one that is absent draws itself
    bool interactive = true;                ///< with scripts; without them for print
    std::vector<std::string> withheld;      ///< sources taken out
};
[[nodiscard]] std::string page(const Publication& publication, const NumberBook& book,
                               const BoundReport& report, std::span<const Figure> figures,
                               const PageSpec& spec);

} // namespace halflight::edition
