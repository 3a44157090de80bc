// SPDX-License-Identifier: Apache-2.0
// Every published number with the statements that bind it. References are sorted out first, so that
// the bounds of all cells behind them are explained by one solving of the system.
#include "beyond.hpp"
#include "cells.hpp"
#include "findings.hpp"
#include "halflight/base/text.hpp"
#include "halflight/edition/publication.hpp"
#include "halflight/measures/view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using ledger::ClaimIndex;
using ledger::Ledger;
using measures::Value;

/// What makes the bounds of one cell tight.
struct Ground {
    std::vector<std::string> statements;
    std::vector<std::string> relations;
};
using Grounds = std::map<std::string, Ground, std::less<>>;

template <class T>
void sort_unique(std::vector<T>& items) {
    std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
}

struct CellName {
    ledger::SeriesIndex series = 0;
    Period period;
};

Result<CellName> parse_cell(std::string_view id, const measures::View& view) {
    const std::size_t at = id.rfind('@');
    auto series = view.series(id.substr(0, at));
    if (!series) {
        return series.fault();
    }
    auto period = parse_period(id.substr(at + 1));
    if (!period) {
        return period.fault();
    }
    return CellName{*series, *period};
}

Ground ground_of(const Ledger& ledger, const reason::Cell& cell, const reason::Explanation& why) {
    Ground ground{claim_ids(ledger, cell.claims), why.relations};
    for (const auto* side : {&why.low, &why.high}) {
        for (const reason::Support& support : *side) {
            ground.statements.emplace_back(ledger.text(ledger.claims()[support.claim].id));
        }
    }
    sort_unique(ground.statements);
    return ground;
}

/// Of a cell that neither the report nor anything beyond it has, nothing is known and nothing holds
/// it.
Grounds grounds_of(Publication& publication, const std::set<std::string>& cells,
                   const measures::View& view) {
    Ledger& ledger = publication.analysed.dossier.ledger;
    const reason::Report& report = publication.analysed.report;
    Grounds grounds;
    std::vector<reason::Cell> reported;
    std::vector<std::string> names;
    for (const std::string& id : cells) {
        const auto name = parse_cell(id, view);
        if (!name) {
            continue;
        }
        const reason::CellId cell{name->series, name->period};
        if (const reason::Cell* const own = report.find(cell.series, cell.period)) {
            reported.push_back(*own);
            names.push_back(id);
        } else if (const reason::Cell* const beyond = publication.beyond.find(cell)) {
            grounds.emplace(id, ground_of(ledger, *beyond, publication.beyond_why.at(cell)));
        }
    }
    const auto why = reason::explain(ledger, report, reported, publication.analysed.spec);
    for (std::size_t i = 0; i < reported.size(); ++i) {
        grounds.emplace(names[i], ground_of(ledger, reported[i], why[i]));
    }
    return grounds;
}

/// "entries:RUS:PRK@2024-Q3" in words.
std::string name_of_cell(const measures::View& view, const CellName& cell) {
    const Ledger& ledger = view.ledger();
    const ledger::SeriesKey& key = ledger.series()[cell.series];
    std::string name = view.indicator(cell.series).name;
    for (const Symbol area : {key.area, key.counterpart}) {
        const std::string_view code = ledger.text(area);
        if (!code.empty()) {
            const auto group = ledger.codes.areas.find(code);
            const std::string_view known = group == ledger.codes.areas.end()
                                               ? ledger::country_name(code)
                                               : std::string_view(group->second.name);
            name += fmt::format(", {}", known.empty() ? code : known);
        }
    }
    const std::string_view dims = ledger.text(key.dims);
    return fmt::format("{}{}{}, {}", name, dims.empty() ? "" : ", ", dims, to_string(cell.period));
}

class BookMaker {
  public:
    explicit BookMaker(Publication& publication)
        : m_publication(publication), m_view(view_of(publication)) {
        const Analysed& analysed = publication.analysed;
        m_visible = reason::visible_claims(analysed.dossier.ledger, analysed.spec);
    }

    void add_measures() {
        for (const measures::Table& table : m_publication.measures) {
            for (const measures::Row& row : table.rows) {
                for (std::size_t i = 0; i < table.columns.size(); ++i) {
                    add_measure(table, row, table.columns[i], row.values.at(i));
                }
            }
        }
    }

    /// Those of the monitor, which are made already but for what holds their cells.
    void add_watched() {
        if (m_publication.monitor) {
            for (const Number& number : m_publication.monitor->numbers) {
                numbers.emplace(number.id, number);
            }
        }
    }

    /// Solves at once for all cells among references that the report does not have.
    void look_up(std::span<const std::string> refs) {
        for (const std::string& id : refs) {
            if (const auto cell =
                    is_cell(id) ? parse_cell(id, m_view) : Result<CellName>(Fault{})) {
                (void)m_view.cell(cell->series, cell->period);
            }
        }
        find_beyond(m_publication);
    }

    /// One that a report asks for.
    std::optional<Fault> add(const std::string& id) {
        if (numbers.contains(id)) {
            return std::nullopt;
        }
        if (is_cell(id)) {
            return add_cell(id);
        }
        if (const auto claim = m_view.ledger().find_claim(id)) {
            return add_statement(id, *claim);
        }
        return add_finding(id) ? std::nullopt : std::optional(unknown(id));
    }

    void add_grounds() {
        std::set<std::string> cells;
        for (const auto& [id, number] : numbers) {
            cells.insert(number.value.cells.begin(), number.value.cells.end());
        }
        const Grounds grounds = grounds_of(m_publication, cells, m_view);
        for (auto& [id, number] : numbers) {
            for (const std::string& cell : number.value.cells) {
                if (const auto ground = grounds.find(cell); ground != grounds.end()) {
                    append(number.statements, ground->second.statements);
                    append(number.relations, ground->second.relations);
                }
            }
            append(number.statements, number.value.claims);
            sort_unique(number.statements);
            sort_unique(number.relations);
        }
        add_conflicts();
    }

    std::map<std::string, Number, std::less<>> numbers;

  private:
    static bool is_cell(std::string_view id) {
        const std::size_t at = id.rfind('@');
        if (id.starts_with(monitor_prefix)) {
            return false;
        }
        return at != std::string_view::npos && id.substr(0, at).find('/') == std::string_view::npos;
    }

    static void append(std::vector<std::string>& into, const std::vector<std::string>& from) {
        into.insert(into.end(), from.begin(), from.end());
    }

    void add_measure(const measures::Table& table, const measures::Row& row,
                     const measures::Column& column, const Value& value) {
        Number number;
        number.id = measures::number_id(table, row, column);
        number.origin = NumberOrigin::measure;
        number.name =
            fmt::format("{}: {}{}{}{}{}", table.title, row.name.empty() ? row.label : row.name,
                        row.label.empty() ? "" : ", ", column.name, row.period ? ", " : "",
                        row.period ? to_string(*row.period) : "");
        number.unit = column.unit;
        number.value = value;
        number.formula = table.formula;
        number.citation = table.citation;
        number.assumptions = table.assumptions;
        number.notes = row.notes;
        append(number.notes, table.notes);
        if (!table.sources.empty()) {
            number.notes.push_back(
                fmt::format("rests on the sources {}", fmt::join(table.sources, ", ")));
        }
        numbers.insert_or_assign(number.id, std::move(number));
    }

    std::optional<Fault> add_cell(const std::string& id) {
        const auto cell = parse_cell(id, m_view);
        if (!cell) {
            return cell.fault();
        }
        Number number;
        number.id = id;
        number.name = name_of_cell(m_view, *cell);
        number.unit = m_view.unit(cell->series).text;
        number.value = m_view.cell(cell->series, cell->period);
        const bool known = number.value.basis != measures::Basis::missing ||
                           m_view.report().find(cell->series, cell->period) != nullptr;
        if (!known) {
            return Fault{fmt::format("nothing is known of {}", shorten(id)),
                         "see `halflight query` for the periods that the series has", 0};
        }
        numbers.emplace(id, std::move(number));
        return std::nullopt;
    }

    /// Without its name and number where nobody may see it, or could on that day.
    std::optional<Fault> add_statement(const std::string& id, ClaimIndex claim) {
        const ledger::Claim& stated = m_view.ledger().claims()[claim];
        if (!std::ranges::binary_search(m_visible, claim)) {
            return not_in_force(id, stated);
        }
        Number number;
        number.id = id;
        number.origin = NumberOrigin::statement;
        number.name = name_of_cell(m_view, {stated.series, stated.period});
        number.unit = m_view.unit(stated.series).text;
        number.value = m_view.claim(claim);
        numbers.emplace(id, std::move(number));
        return std::nullopt;
    }

    [[nodiscard]] Fault not_in_force(const std::string& id, const ledger::Claim& claim) const {
        const auto& day = m_publication.analysed.spec.as_of;
        if (day && claim.known_since > *day) {
            return {
                fmt::format("the statement '{}' was not known on {}", shorten(id), to_string(*day)),
                "build of a later day", 0};
        }
        const bool withdrawn =
            day ? claim.withdrawn <= *day : !(claim.withdrawn == Period::no_end());
        if (withdrawn) {
            return {fmt::format("the statement '{}' is withdrawn", shorten(id)),
                    "name the one that takes its place", 0};
        }
        return {fmt::format("the statement '{}' comes from a source taken out", shorten(id)),
                "build with that source", 0};
    }

    /// "RELATION" for the first finding of a relation that has a value, "RELATION#2" for the next.
    bool add_finding(const std::string& id) {
        const std::size_t hash = id.find('#');
        const std::string relation = id.substr(0, hash);
        std::size_t wanted =
            hash == std::string::npos ? 1 : static_cast<std::size_t>(std::atoi(&id[hash + 1]));
        for (const reason::Finding& finding : m_publication.analysed.report.findings) {
            const bool has_value = !finding.bounds.empty();
            if (finding.relation == relation && has_value && --wanted == 0) {
                numbers.emplace(id, number_of(id, finding));
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] Number number_of(const std::string& id, const reason::Finding& finding) const {
        Number number;
        number.id = id;
        number.origin = NumberOrigin::finding;
        number.name = finding.message;
        number.unit = finding.unit;
        std::vector<Value> inputs;
        for (const ClaimIndex claim : finding.claims) {
            inputs.push_back(m_view.claim(claim));
        }
        const auto point =
            finding.printed.is_point() ? std::optional(finding.printed.lo) : std::nullopt;
        number.value = measures::combine(finding.bounds, point, "", inputs);
        number.relations = {finding.message};
        return number;
    }

    [[nodiscard]] Fault unknown(const std::string& id) const {
        std::vector<std::string_view> known;
        for (const auto& [name, number] : numbers) {
            known.push_back(name);
        }
        for (const ledger::Claim& claim : m_view.ledger().claims()) {
            known.push_back(m_view.ledger().text(claim.id));
        }
        for (const reason::Relation& relation : m_publication.analysed.dossier.relations) {
            known.emplace_back(relation.id);
        }
        const auto near = nearest(id, known);
        return {fmt::format("'{}' is no published number", shorten(id)),
                near ? fmt::format("did you mean '{}'?", *near)
                     : "name a cell (KEY@PERIOD), a claim, a measure (MEASURE/COLUMN@PERIOD) or a "
                       "relation",
                0};
    }

    void add_conflicts() {
        std::map<std::string, std::vector<std::string>, std::less<>> by_claim;
        for (const reason::Finding& finding : m_publication.analysed.report.findings) {
            if (finding.outcome != reason::Outcome::conflict || finding.decided) {
                continue;
            }
            for (const std::string& claim :
                 claim_ids(m_publication.analysed.dossier.ledger, finding.claims)) {
                by_claim[claim].push_back(finding.code);
            }
        }
        for (auto& [id, number] : numbers) {
            for (const std::string& statement : number.statements) {
                if (const auto found = by_claim.find(statement); found != by_claim.end()) {
                    append(number.conflicts, found->second);
                }
            }
            sort_unique(number.conflicts);
        }
    }

    Publication& m_publication;
    measures::View m_view;
    std::vector<ClaimIndex> m_visible; ///< in order
};

} // namespace

NumberBook::NumberBook(Publication& publication, std::span<const std::string> refs) {
    BookMaker maker(publication);
    maker.add_measures();
    maker.add_watched();
    maker.look_up(refs);
    for (const std::string& ref : refs) {
        if (auto fault = maker.add(ref)) {
            m_faults.emplace(ref, std::move(*fault));
        }
    }
    maker.add_grounds();
    m_numbers = std::move(maker.numbers);
}

Result<const Number*> NumberBook::find(std::string_view id) const {
    if (const auto found = m_numbers.find(id); found != m_numbers.end()) {
        return &found->second;
    }
    if (const auto fault = m_faults.find(id); fault != m_faults.end()) {
        return fault->second;
    }
    return Fault{fmt::format("'{}' was not asked for", shorten(id)), "", 0};
}

} // namespace halflight::edition
