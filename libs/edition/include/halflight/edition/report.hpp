// SPDX-License-Identifier: Apache-2.0
// halflight/edition/report.hpp - the report: CommonMark with values bound in place.
#pragma once

#include "halflight/edition/figure.hpp"

namespace halflight::edition {

/// References of a report, found before any value is known, so that all are solved at once.
[[nodiscard]] std::vector<std::string> report_references(const std::string& markdown);

struct ReportSpec {
    bool lenient = false; ///< values and sentences that fell with a source taken out are marked in
                          ///< place and listed, not errors
};

/// A report with its values.
struct BoundReport {
    std::string html;     ///< body; numbers are links to "#" + anchor(id)
    std::string markdown; ///< for pandoc: values printed, footnotes with sources, pictures named
                          ///< figures/ID.png
    std::vector<std::string> numbers;   ///< ids, in order of first use
    std::vector<std::string> figures;   ///< ids of figures placed, in order
    std::vector<std::string> sentences; ///< those that fell (lenient)
    Diagnostics diagnostics;            ///< codes P001 to P019, places in report.md
};

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
