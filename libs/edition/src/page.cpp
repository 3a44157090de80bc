// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/report.hpp"

namespace halflight::edition {

std::string page(const Publication& publication, const NumberBook& book, const BoundReport& report,
                 std::span<const Figure> figures, const PageSpec& spec) {
    (void)publication;
    (void)book;
    (void)figures;
    (void)spec;
    return report.html;
}

} // namespace halflight::edition
