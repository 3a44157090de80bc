// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/report.hpp"

namespace halflight::edition {

std::vector<std::string> report_references(const std::string& markdown) {
    (void)markdown;
    return {};
}

BoundReport bind(const Publication& publication, const NumberBook& book,
                 std::span<const Figure> figures, const ReportSpec& spec) {
    (void)publication;
    (void)book;
    (void)figures;
    (void)spec;
    return {};
}

} // namespace halflight::edition
