// SPDX-License-Identifier: Apache-2.0
// Cells as they are reported, and those that nobody published but the others determine.
#include "context.hpp"
#include "explain.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

/// A bound interval this narrow against its middle counts as a value that the statements determine.
constexpr double determined_share = 0.05;

bool determined(const Interval& bounds) noexcept {
    return bounds.bounded() &&
           bounds.width() <= determined_share * std::abs(bounds.lo + bounds.hi) / 2;
}

} // namespace

Cell report_cell(const System& system, const Solution& solution, CellIndex index) {
    const Variable& variable = system.cells()[index];
    Cell cell{variable.series,     variable.period,        solution.bounds[index],
              CellStatus::missing, Missing::not_collected, solution.stated[index].disputed,
              variable.claims};
    bool reported = false;
    for (const ledger::ClaimIndex at : variable.claims) {
        const ledger::Claim& claim = system.ledger().claims()[at];
        reported = reported || constrains(claim);
        cell.missing = claim.has_value() ? cell.missing : claim.missing;
    }
    if (reported) {
        cell.status = CellStatus::reported;
        cell.missing = Missing::none;
    } else if (determined(cell.bounds)) {
        cell.status = CellStatus::derived;
    } else if (std::isfinite(cell.bounds.hi)) {
        cell.status = CellStatus::bounded;
    }
    return cell;
}

std::vector<Cell> report_cells(const Context& context) {
    std::vector<Cell> cells;
    for (CellIndex i = 0; i < context.system->cells().size(); ++i) {
        if (!context.system->cells()[i].auxiliary) {
            cells.push_back(report_cell(*context.system, *context.solution, i));
        }
    }
    std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
        return a.series != b.series ? a.series < b.series : a.period < b.period;
    });
    return cells;
}

void find_derived(const Context& context, const std::vector<Cell>& cells,
                  std::vector<Finding>& findings) {
    const Explainer explainer(*context.system, *context.solution);
    for (const Cell& cell : cells) {
        if (cell.status != CellStatus::derived) {
            continue;
        }
        const CellIndex index = *context.system->find_cell(cell.series, cell.period);
        const Explanation why = explainer.explain(index);
        Finding finding;
        finding.outcome = Outcome::derived;
        finding.kind = FindingKind::sum;
        finding.bounds = finding.printed = cell.bounds;
        finding.unit = context.unit(cell.series).text;
        for (const auto* supports : {&why.low, &why.high}) {
            for (const Support& support : *supports) {
                finding.claims.push_back(support.claim);
            }
        }
        normalise(finding.claims);
        finding.message =
            cell_name(*context.system, index) + " is " + show(cell.bounds, finding.unit);
        for (std::size_t i = 0; i < why.relations.size() && i < 4; ++i) {
            finding.message += (i == 0 ? ", from " : "; ") + why.relations[i];
        }
        place_at_claims(context, finding);
        findings.push_back(std::move(finding));
    }
}

} // namespace halflight::reason
