// SPDX-License-Identifier: Apache-2.0
#include "report_sections.hpp"
#include "halflight/base/text.hpp"

#include "findings.hpp"
#include "report_markdown.hpp"
#include "report_number.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using reason::Finding;

std::string grade(const StatementView& statement) {
    return fmt::format("{}{}", statement.sources.front().reliability, statement.credibility);
}

std::string statement_words(const StatementView& statement) {
    return fmt::format("{} for {}, {}", statement.printed, to_string(statement.period),
                       statement.key);
}

std::string dates(const StatementView& statement) {
    return fmt::format("{}, grade {}, known since {}", ledger::to_string(statement.kind),
                       grade(statement), to_string(statement.known_since));
}

class Conflicts {
  public:
    Conflicts(const Publication& publication, const SourceList& sources, Statements& statements)
        : m_publication(publication), m_sources(sources), m_statements(statements) {}

    Slot slot() {
        std::size_t open = 0;
        std::size_t decided = 0;
        std::string verdicts;
        std::string verdicts_md;
        for (const Finding& finding : m_publication.analysed.report.findings) {
            if (finding.outcome != reason::Outcome::conflict) {
                continue;
            }
            if (finding.decided) {
                ++decided;
                add_decided(finding, verdicts, verdicts_md);
            } else {
                ++open;
                add_open(finding);
            }
        }
        if (open == 0) {
            m_slot.html = "<p>No contradiction between the published statements is open.</p>\n";
            m_slot.markdown = "No contradiction between the published statements is open.\n";
        }
        if (decided > 0) {
            m_slot.html += fmt::format("<p>Decided by a verdict:</p>\n<ul>\n{}</ul>\n", verdicts);
            m_slot.markdown += fmt::format("\nDecided by a verdict:\n\n{}", verdicts_md);
        }
        m_slot.html = "<div class=\"conflicts\">\n" + m_slot.html + "</div>\n";
        m_slot.block = true;
        return std::move(m_slot);
    }

  private:
    void add_open(const Finding& finding) {
        const FindingView view = finding_view(m_publication.analysed, finding);
        m_slot.html +=
            fmt::format("<section class=\"conflict\" id=\"{}\" aria-label=\"Conflict {}\">\n"
                        "<p><strong>{}</strong> <span class=\"kind\">{}</span> {}.</p>\n",
                        conflict_anchor(view.code), view.code, view.code,
                        reason::to_string(view.kind), escape_html(view.message));
        m_slot.markdown += fmt::format("**{}** ({}) {}.\n\n", view.code,
                                       reason::to_string(view.kind), escape_markdown(view.message));
        for (const auto& set : view.minimal_sets) {
            add_set(set);
        }
        if (view.proposed != reason::Verdict::none) {
            const auto words =
                fmt::format("Proposed verdict: {}.", reason::to_string(view.proposed));
            m_slot.html += fmt::format("<p class=\"verdict\">{}</p>\n", words);
            m_slot.markdown += words + "\n\n";
        }
        m_slot.html += "</section>\n";
    }

    void add_set(const std::vector<std::string>& claims) {
        m_slot.html += "<p>Cannot all be true:</p>\n<ul>\n";
        m_slot.markdown += "Cannot all be true:\n\n";
        for (const std::string& id : claims) {
            const StatementView* const statement = m_statements.find(id);
            if (statement == nullptr) {
                continue;
            }
            const std::string& source = statement->sources.front().id;
            m_slot.html += fmt::format("<li><code>{}</code> {} <span class=\"about\">({})</span>{}"
                                       "</li>\n",
                                       escape_html(id), escape_html(statement_words(*statement)),
                                       escape_html(dates(*statement)), cite_here(source));
            m_slot.markdown +=
                fmt::format("- {}: {} ({}; {})\n", escape_markdown(id),
                            escape_markdown(statement_words(*statement)),
                            escape_markdown(dates(*statement)), m_sources.describe(source));
        }
        m_slot.html += "</ul>\n";
        m_slot.markdown += '\n';
    }

    void add_decided(const Finding& finding, std::string& html, std::string& markdown) const {
        const auto& verdict = m_publication.analysed.dossier.verdicts.at(*finding.decided);
        const std::string said = fmt::format("{}{}{}{}", reason::to_string(verdict.verdict),
                                             verdict.by.empty() ? "" : ", by " + verdict.by,
                                             verdict.date ? " on " + to_string(*verdict.date) : "",
                                             verdict.note.empty() ? "" : ": " + verdict.note);
        html += fmt::format("<li id=\"{}\"><strong>{}</strong> {}. Verdict: {}</li>\n",
                            conflict_anchor(finding.code), finding.code,
                            escape_html(finding.message), escape_html(said));
        markdown += fmt::format("- **{}** {}. Verdict: {}\n", finding.code,
                                escape_markdown(finding.message), escape_markdown(said));
    }

    const Publication& m_publication;
    const SourceList& m_sources;
    Statements& m_statements;
    Slot m_slot;
};

/// Periods that follow each other as one range: "2022-Q1 to 2024-Q4".
std::string words_for(const std::set<Period>& periods) {
    std::vector<std::string> runs;
    for (auto at = periods.begin(); at != periods.end();) {
        auto last = at;
        std::size_t length = 1;
        for (auto next = std::next(at); next != periods.end() && next->first == last->end &&
                                        frequency_of(*next) == frequency_of(*at);
             ++next, ++length) {
            last = next;
        }
        runs.push_back(length > 2 ? fmt::format("{} to {}", to_string(*at), to_string(*last))
                                  : to_string(*at));
        at = length > 2 ? std::next(last) : std::next(at);
    }
    return fmt::format("{}", fmt::join(runs, ", "));
}

/// What is missing for one reason: by what it is about, then by the periods, the names.
using Gaps = std::map<std::string, std::map<std::string, std::set<Period>>>;

/// "business, study: 2011 to 2013; transit: 2015".
std::string words_for(const std::map<std::string, std::set<Period>>& names) {
    std::map<std::set<Period>, std::vector<std::string>> by_periods;
    for (const auto& [name, periods] : names) {
        by_periods[periods].push_back(name);
    }
    std::vector<std::string> parts;
    for (const auto& [periods, same] : by_periods) {
        const bool plain = same.size() == 1 && same.front().empty();
        const std::string what = fmt::format("{}", fmt::join(same, ", "));
        parts.push_back(plain             ? words_for(periods)
                        : periods.empty() ? what
                                          : fmt::format("{}: {}", what, words_for(periods)));
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

class MissingList {
  public:
    MissingList(const Publication& publication, const NumberBook& book)
        : m_publication(publication), m_book(book) {}

    Slot slot() {
        add_claims();
        add_measures();
        add_cells();
        Slot slot;
        slot.block = true;
        for (const auto& [reason, gaps] : m_gaps) {
            std::string words = in_words(reason);
            words.front() = static_cast<char>(words.front() - 'a' + 'A');
            slot.html += fmt::format("<p><strong>{}</strong></p>\n<ul>\n", words);
            slot.markdown += fmt::format("**{}**\n\n", words);
            for (const auto& [about, names] : gaps) {
                const std::string what = words_for(names);
                slot.html +=
                    fmt::format("<li><span class=\"about\">{}{}</span> {}</li>\n",
                                escape_html(about), what.empty() ? "" : ":", escape_html(what));
                slot.markdown += fmt::format("- {}{} {}\n", escape_markdown(about),
                                             what.empty() ? "" : ":", escape_markdown(what));
            }
            slot.html += "</ul>\n";
            slot.markdown += '\n';
        }
        if (m_gaps.empty()) {
            slot.html = "<p>No value that is asked for is missing.</p>\n";
            slot.markdown = "No value that is asked for is missing.\n";
        }
        slot.html = "<div class=\"missing-list\">\n" + slot.html + "</div>\n";
        return slot;
    }

  private:
    /// Statements that say why there is no value.
    void add_claims() {
        const ledger::Ledger& ledger = m_publication.analysed.dossier.ledger;
        for (const auto index : ledger.as_of(m_publication.analysed.spec.as_of)) {
            const ledger::Claim& claim = ledger.claims()[index];
            if (!claim.has_value()) {
                const ledger::SeriesKey& key = ledger.series()[claim.series];
                const std::string about =
                    fmt::format("{} ({})", ledger.indicator_of(key).name, ledger.key_text(key));
                m_gaps[claim.missing][about][""].insert(claim.period);
            }
        }
    }

    void add_measures() {
        for (const measures::Table& table : m_publication.measures) {
            for (const measures::Row& row : table.rows) {
                for (std::size_t i = 0; i < table.columns.size(); ++i) {
                    add(table, row, table.columns[i], row.values.at(i));
                }
            }
        }
    }

    /// Cells that the report asks for and of which no statement is held.
    void add_cells() {
        for (const auto& [id, number] : m_book.all()) {
            const bool missing = number.value.basis == measures::Basis::missing;
            if (missing && number.origin == NumberOrigin::cell && number.statements.empty()) {
                m_gaps[number.value.missing][number.name][""];
            }
        }
    }

    void add(const measures::Table& table, const measures::Row& row, const measures::Column& column,
             const measures::Value& value) {
        if (value.basis != measures::Basis::missing) {
            return;
        }
        const std::string& label = row.name.empty() ? row.label : row.name;
        const std::string name =
            label.empty() ? column.name : fmt::format("{} ({})", label, column.name);
        auto& periods = m_gaps[value.missing][table.title.empty() ? table.id : table.title][name];
        if (row.period) {
            periods.insert(*row.period);
        }
    }

    const Publication& m_publication;
    const NumberBook& m_book;
    std::map<Missing, Gaps> m_gaps;
};

} // namespace

const StatementView* Statements::find(const std::string& id) {
    if (const auto found = m_views.find(id); found != m_views.end()) {
        return &found->second;
    }
    const auto claim = m_analysed->dossier.ledger.find_claim(id);
    return claim ? &m_views.emplace(id, statement_view(*m_analysed, *claim)).first->second
                 : nullptr;
}

std::string conflict_anchor(const std::string& code) {
    return "conflict-" + anchor(code).substr(2);
}

Slot conflicts_section(const Publication& publication, const SourceList& sources,
                       Statements& statements) {
    return Conflicts(publication, sources, statements).slot();
}

Slot missing_section(const Publication& publication, const NumberBook& book) {
    return MissingList(publication, book).slot();
}

} // namespace halflight::edition
