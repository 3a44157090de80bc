// SPDX-License-Identifier: Apache-2.0
#include "explain_number.hpp"

#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "numbers.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Basis;

constexpr int digits_of_point = 8;

} // namespace

Explained explain_number(const Analysed& analysed, const Number& number, Statements& statements) {
    Explained out;
    out.id = number.id;
    out.number = number;
    for (const std::string& id : number.statements) {
        if (const StatementView* const view = statements.find(id)) {
            out.statements.push_back(*view);
        }
    }
    const std::string relation = number.origin == NumberOrigin::finding
                                     ? number.id.substr(0, number.id.find('#'))
                                     : std::string();
    for (const reason::Finding& finding : analysed.report.findings) {
        const bool open_conflict =
            std::ranges::find(number.conflicts, finding.code) != number.conflicts.end();
        const bool own = !relation.empty() && finding.relation == relation;
        if (open_conflict || own) {
            out.findings.push_back(finding_view(analysed, finding));
        }
    }
    return out;
}

std::string interval_words(const Number& number) {
    return number.value.basis == Basis::missing
               ? in_words(number.value.missing)
               : show(number.value.bounds, unit_or_label(number.unit));
}

std::string point_words(const Number& number) {
    if (!number.value.point) {
        return {};
    }
    const Unit unit = unit_or_label(number.unit);
    const std::string text = unit.is_date() ? show(*number.value.point, unit)
                                            : format_number(*number.value.point, digits_of_point);
    return unit.is_date() || number.unit.empty() ? text : text + ' ' + number.unit;
}

} // namespace halflight::edition
