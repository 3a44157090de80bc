// SPDX-License-Identifier: Apache-2.0
// What is known of cells and why, one by one: no answer depends on what else is asked for.
#include "answers.hpp"

namespace halflight::reason {
namespace {

bool is_shown(const System& system, const CellIndex* cell) {
    return cell != nullptr && !system.cells()[*cell].auxiliary;
}

} // namespace

void for_each_asked(ledger::Ledger& ledger, const Report& report, std::span<const CellId> asked,
                    const Spec& spec, const WithCell& work) {
    const std::shared_ptr<const Solved> solved =
        report.solved ? report.solved
                      : std::make_shared<const Solved>(prepare(ledger, {}, {}, spec));
    System system = solved->system().over(ledger);
    Extension extension(ledger, system);
    Extender extender(system, solved->solution(), solve_options(spec));
    for (const CellId& id : asked) {
        if (const CellIndex* own = system.find_cell(id.series, id.period); is_shown(system, own)) {
            work(system, solved->solution(), *own);
            continue;
        }
        const CellIndex cell = extension.add(id);
        work(system, extender.solve(cell), cell);
        extension.take_back();
    }
}

std::vector<Answer> answers(ledger::Ledger& ledger, const Report& report,
                            std::span<const CellId> asked, const Spec& spec) {
    std::vector<Answer> result;
    for_each_asked(ledger, report, asked, spec,
                   [&](const System& system, const Solution& solution, CellIndex cell) {
                       result.push_back({report_cell(system, solution, cell),
                                         Explainer(system, solution).explain(cell)});
                   });
    return result;
}

Explanation explain(ledger::Ledger& ledger, const Report& report, ledger::SeriesIndex series,
                    const Period& period, const Spec& spec) {
    const CellId id{series, period};
    return answers(ledger, report, {&id, 1}, spec).front().why;
}

std::vector<Explanation> explain(ledger::Ledger& ledger, const Report& report,
                                 std::span<const Cell> cells, const Spec& spec) {
    std::vector<CellId> asked;
    for (const Cell& cell : cells) {
        asked.push_back({cell.series, cell.period});
    }
    std::vector<Explanation> result;
    for (Answer& answer : answers(ledger, report, asked, spec)) {
        result.push_back(std::move(answer.why));
    }
    return result;
}

} // namespace halflight::reason
