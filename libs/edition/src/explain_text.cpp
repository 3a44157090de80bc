// SPDX-License-Identifier: Apache-2.0
#include "basis_words.hpp"
#include "explain_number.hpp"
#include "halflight/base/text.hpp"
#include "halflight/edition/explain.hpp"
#include "numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halflight::edition {

namespace {

/// Lines, indented.
class Page {
  public:
    template <class... Args>
    void line(int indent, fmt::format_string<Args...> format, Args&&... args) {
        m_text.append(static_cast<std::size_t>(indent) * 2, ' ');
        fmt::format_to(std::back_inserter(m_text), format, std::forward<Args>(args)...);
        m_text += '\n';
    }
    void gap() {
        if (!m_text.empty()) {
            m_text += '\n';
        }
    }
    [[nodiscard]] std::string take() { return std::move(m_text); }

  private:
    std::string m_text;
};

std::string where(const Place& place) {
    return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

Unit unit_named(const std::string& text) {
    const auto unit = parse_unit(text);
    if (unit) {
        return *unit;
    }
    Unit plain;
    plain.text = text;
    return plain;
}

std::string spaced(std::string_view word) {
    std::string words(word);
    std::ranges::replace(words, '_', ' ');
    return words;
}

const StatementView* find_statement(const Explained& explained, std::string_view id) {
    const auto found = std::ranges::find(explained.statements, id, &StatementView::id);
    return found == explained.statements.end() ? nullptr : &*found;
}

/// "F3": reliability of the source and credibility of the content, side by side as the Admiralty
/// code writes them.
std::string grade(const StatementView& statement) {
    return fmt::format("{}{}", statement.sources.front().reliability, statement.credibility);
}

std::string describe(const SourceView& source) {
    std::string text = source.id;
    for (const std::string* part : {&source.publisher, &source.title}) {
        if (!part->empty()) {
            text += ", " + *part;
        }
    }
    if (source.date) {
        text += ", " + to_string(*source.date);
    }
    return source.synthetic ? text + " [synthetic]" : text;
}

void write_sources(Page& page, int indent, const StatementView& statement) {
    page.line(indent, "source {} (reliability {})", describe(statement.sources.front()),
              statement.sources.front().reliability);
    for (std::size_t i = 1; i < statement.sources.size(); ++i) {
        page.line(indent + 1, "which repeats {} (reliability {})", describe(statement.sources[i]),
                  statement.sources[i].reliability);
    }
}

void write_dates(Page& page, int indent, const StatementView& statement) {
    page.line(indent, "about {}, known since {}{}", to_string(statement.period),
              to_string(statement.known_since),
              statement.withdrawn ? ", withdrawn on " + to_string(*statement.withdrawn) : "");
}

void write_statement(Page& page, int indent, const StatementView& statement) {
    page.line(indent, "{}  {}: {}  ({}, grade {})", statement.id, where(statement.place),
              statement.printed, to_string(statement.kind), grade(statement));
    if (!statement.read_as.empty()) {
        page.line(indent + 1, "read as {}", statement.read_as);
    }
    page.line(indent + 1, "of {}", statement.key);
    write_dates(page, indent + 1, statement);
    write_sources(page, indent + 1, statement);
}

void write_details(Page& page, const StatementView& statement) {
    const auto field = [&page](std::string_view name, const std::string& text) {
        if (!text.empty()) {
            page.line(1, "{} {}", name, text);
        }
    };
    field("locator", statement.locator);
    field("quotation", statement.quote);
    field("note", statement.note);
    field("address", statement.sources.front().url);
}

void write_claim(Page& page, const StatementView& statement) {
    write_statement(page, 0, statement);
    write_details(page, statement);
}

void write_bound(Page& page, std::string_view side, const std::vector<SupportView>& supports) {
    if (supports.empty()) {
        page.line(0, "{} bound: from no statement", side);
        return;
    }
    std::vector<std::string> names;
    for (const SupportView& support : supports) {
        const bool plain = support.weight == 1;
        names.push_back(
            plain ? support.claim
                  : fmt::format("{} (weight {})", support.claim, format_number(support.weight, 4)));
    }
    page.line(0, "{} bound: {}", side, fmt::join(names, ", "));
}

void write_status(Page& page, const CellView& cell) {
    page.line(0, "status: {}{}{}", to_string(cell.status),
              cell.missing == Missing::none ? ""
                                            : fmt::format(" ({})", spaced(to_string(cell.missing))),
              cell.disputed ? ", disputed: its statements contradict each other" : "");
}

void write_cell(Page& page, const CellView& cell) {
    page.line(0, "{}@{}  {}", cell.key, to_string(cell.period), cell.name);
    page.line(0, "{}", show(cell.bounds, unit_named(cell.unit)));
    write_status(page, cell);
    write_bound(page, "lower", cell.low);
    write_bound(page, "upper", cell.high);
    for (const std::string& relation : cell.relations) {
        page.line(0, "by {}", relation);
    }
    page.line(0, "independent origins: {}", cell.origins);
}

void write_number(Page& page, const Number& number) {
    const auto each = [&page](std::string_view word, const std::vector<std::string>& items) {
        for (const std::string& item : items) {
            page.line(0, "{} {}", word, item);
        }
    };
    const auto field = [&page](std::string_view name, const std::string& text) {
        if (!text.empty()) {
            page.line(0, "{}: {}", name, text);
        }
    };
    page.line(0, "{}  {}", number.id, number.name);
    page.line(0, "{}", interval_words(number));
    field("point", point_words(number));
    page.line(0, "basis: {}{}{}", basis_explained(number.value),
              number.value.disputed ? ", disputed: its statements contradict each other" : "",
              number.value.synthetic ? " [synthetic]" : "");
    field("kind", number.value.kind ? std::string(ledger::to_string(*number.value.kind)) : "");
    field("formula", number.formula);
    field("with numbers", number.value.formula);
    field("after", number.citation);
    each("assumes:", number.assumptions);
    each("note:", number.notes);
    each("from cell", number.value.cells);
    each("by", number.relations);
    field("open conflicts", fmt::format("{}", fmt::join(number.conflicts, ", ")));
}

void write_verdict(Page& page, const FindingView& finding) {
    if (const auto& verdict = finding.verdict) {
        page.line(1, "verdict: {}{}{}{}", reason::to_string(verdict->verdict),
                  verdict->by.empty() ? "" : " by " + verdict->by,
                  verdict->date ? " on " + to_string(*verdict->date) : "",
                  verdict->note.empty() ? "" : ": " + verdict->note);
    } else if (finding.proposed != reason::Verdict::none) {
        page.line(1, "proposed verdict: {}", reason::to_string(finding.proposed));
    }
}

void write_computed(Page& page, const FindingView& finding) {
    const Unit unit = unit_named(finding.unit);
    if (!finding.printed.empty()) {
        page.line(1, "from the numbers as printed: {}", show(finding.printed, unit));
    }
    if (!finding.bounds.empty()) {
        page.line(1, "from all values that they allow: {}", show(finding.bounds, unit));
    }
}

/// Notes that only point to a statement, which has a paragraph of its own.
bool is_about_statement(const Note& note, const Explained& explained) {
    return std::ranges::any_of(explained.statements, [&note](const StatementView& statement) {
        return statement.place == note.place && note.message.starts_with(statement.id);
    });
}

void write_finding(Page& page, const FindingView& finding, const Explained& explained) {
    page.line(0, "{} {} [{}]{}: {}", finding.code, reason::to_string(finding.outcome),
              reason::to_string(finding.kind),
              finding.relation.empty() ? "" : " " + finding.relation, finding.message);
    write_computed(page, finding);
    for (const auto& set : finding.minimal_sets) {
        page.line(1, "cannot all be true: {}", fmt::join(set, ", "));
    }
    for (const Note& note : finding.notes) {
        if (is_about_statement(note, explained)) {
            continue;
        }
        page.line(1, "note: {}{}", note.place.file.empty() ? "" : where(note.place) + ": ",
                  note.message);
    }
    write_verdict(page, finding);
}

void write_claim_page(Page& page, const Explained& explained, const StatementView& statement) {
    write_claim(page, statement);
    if (explained.findings.empty()) {
        page.line(1, "no finding rests on it");
    }
}

} // namespace

std::string to_text(const Explained& explained) {
    Page page;
    const StatementView* own = explained.cell ? nullptr : find_statement(explained, explained.id);
    if (explained.cell) {
        write_cell(page, *explained.cell);
    }
    if (explained.number) {
        write_number(page, *explained.number);
    }
    if (own != nullptr) {
        write_claim_page(page, explained, *own);
    }
    for (const FindingView& finding : explained.findings) {
        page.gap();
        write_finding(page, finding, explained);
    }
    for (const StatementView& statement : explained.statements) {
        if (&statement != own) {
            page.gap();
            write_statement(page, 0, statement);
        }
    }
    return without_controls(page.take());
}

} // namespace halflight::edition
