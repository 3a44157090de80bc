// SPDX-License-Identifier: Apache-2.0
#include "withheld.hpp"

#include "json.hpp"
#include "numbers.hpp"
#include "plan_edition.hpp"
#include "redact_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

Names names_of(const Redaction& redaction, const ledger::Ledger& before) {
    Names names;
    for (const std::string& id : redaction.sources) {
        names.add_id(id);
        if (const auto source = before.find_source(id)) {
            names.add_phrase(before.sources()[*source].title);
            names.add_phrase(before.sources()[*source].url);
        }
    }
    for (const std::string& id : redaction.claims) {
        names.add_id(id);
    }
    return names;
}

bool is_wider(const Interval& before, const Interval& after) {
    return before != after && after.contains(before);
}

std::string now(const Number& number) {
    const auto unit = parse_unit(number.unit);
    return show(number.value.bounds, unit ? *unit : Unit{});
}

void compare_numbers(const Names& names, const NumberBook& before, const NumberBook& after,
                     Withheld& out) {
    for (const auto& [id, number] : before.all()) {
        const auto found = after.find(id);
        const bool gone = !found || ((*found)->value.basis == measures::Basis::missing &&
                                     number.value.basis != measures::Basis::missing);
        if (names.in(id)) {
            out.unnamed += gone ? 1U : 0U;
        } else if (gone) {
            out.gone.push_back(id);
        } else if (is_wider(number.value.bounds, (*found)->value.bounds)) {
            out.widened.push_back(fmt::format("{}: now {}", id, now(**found)));
        }
    }
}

/// Conflicts and other findings of note that no longer follow, by kind and relation: their messages
/// would tell the numbers.
void compare_findings(const Names& names, const Redaction& redaction, const Analysed& before,
                      Withheld& out) {
    std::map<std::string, std::size_t> lost;
    for (const reason::Finding& finding : before.report.findings) {
        const bool rests = std::ranges::any_of(finding.claims, [&](ledger::ClaimIndex claim) {
            const ledger::Ledger& ledger = before.dossier.ledger;
            return std::ranges::binary_search(redaction.claims,
                                              ledger.text(ledger.claims()[claim].id));
        });
        if (!rests) {
            continue;
        }
        const bool named = !finding.relation.empty() && !names.in(finding.relation);
        ++lost[fmt::format("{} [{}]{}", reason::to_string(finding.outcome),
                           reason::to_string(finding.kind),
                           named ? " of relation " + finding.relation : "")];
    }
    for (const auto& [what, number] : lost) {
        out.findings.push_back(number == 1 ? what : fmt::format("{}: {}", what, number));
    }
}

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& items) {
    std::vector<std::string> ids;
    for (const T& item : items) {
        ids.push_back(item.id);
    }
    return ids;
}

/// Those of the first list that are not in the second and bear no name withheld.
std::vector<std::string> lost_ids(const Names& names, const std::vector<std::string>& before,
                                  const std::vector<std::string>& after) {
    std::vector<std::string> lost;
    for (const std::string& id : before) {
        if (std::ranges::find(after, id) == after.end() && !names.in(id)) {
            lost.push_back(id);
        }
    }
    return lost;
}

void sort_unique(std::vector<std::string>& items) {
    std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
}

bool has_value(const measures::Table& table) {
    return std::ranges::any_of(table.rows, [](const measures::Row& row) {
        return std::ranges::any_of(row.values, [](const measures::Value& value) {
            return value.basis != measures::Basis::missing;
        });
    });
}

std::string plural(std::size_t number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

void list(std::string& text, const char* head, const std::vector<std::string>& items) {
    if (items.empty()) {
        return;
    }
    text += fmt::format("\n## {}\n\n", head);
    for (const std::string& item : items) {
        text += fmt::format("- {}\n", item);
    }
}

} // namespace

Withheld what_fell(const Redaction& redaction, const Values& before, const Values& after) {
    Withheld out;
    const Analysed& whole = before.publication.analysed;
    const Names names = names_of(redaction, whole.dossier.ledger);
    out.sources = redaction.sources;
    out.claims = redaction.claims.size();
    out.passages = redaction.passages;
    out.prices = redaction.prices;
    out.prices_unsourced = redaction.prices_unsourced;
    compare_numbers(names, *before.book, *after.book, out);
    compare_findings(names, redaction, whole, out);
    out.measures =
        lost_ids(names, ids_of(before.publication.measures), ids_of(after.publication.measures));
    out.figures = lost_ids(names, ids_of(before.figures.figures), ids_of(after.figures.figures));
    std::size_t struck = 0;
    for (const std::string& sentence : after.report.sentences) {
        out.sentences.push_back(names.strike(sentence, struck));
    }
    for (const std::string& exhibit : after.report.left_out) {
        out.left_out.push_back(names.strike(exhibit, struck));
    }
    sort_unique(out.left_out);
    return out;
}

std::string withheld_json(const Withheld& withheld) {
    return dump({{"format", 1},
                 {"sources", withheld.sources.size()},
                 {"claims", withheld.claims},
                 {"numbers_gone", withheld.gone},
                 {"numbers_gone_unnamed", withheld.unnamed},
                 {"numbers_widened", withheld.widened},
                 {"findings", withheld.findings},
                 {"measures", withheld.measures},
                 {"figures", withheld.figures},
                 {"sentences", withheld.sentences},
                 {"left_out", withheld.left_out},
                 {"passages", withheld.passages},
                 {"prices", withheld.prices},
                 {"prices_unsourced", withheld.prices_unsourced}});
}

std::string withheld_markdown(const Withheld& withheld) {
    std::string text = fmt::format(
        "# What this edition withholds\n\n"
        "Taken out, with all that repeats them: {}, with {}. Their ids stand in manifest.json, and "
        "nothing else of them is here. What a number was with them is not told, since that would "
        "tell what they say.\n",
        plural(withheld.sources.size(), "source"), plural(withheld.claims, "statement"));
    if (withheld.unnamed > 0) {
        text += fmt::format("\nGone as well, without their names here, which would tell: {} that "
                            "quote those statements themselves.\n",
                            plural(withheld.unnamed, "number"));
    }
    if (withheld.prices > 0) {
        text += fmt::format("\nTaken out with what watches them: {}.\n",
                            plural(withheld.prices, "table") + " of prices");
    }
    if (withheld.prices_unsourced > 0) {
        text +=
            fmt::format("Of {} no source is named, so that nothing says that they may be passed "
                        "on; `source` under [[prices]] names it.\n",
                        plural(withheld.prices_unsourced, "table"));
    }
    if (withheld.passages > 0) {
        text += fmt::format("\nStruck out of the report: {}.\n", plural(withheld.passages, "name"));
    }
    list(text, "Numbers that are gone", withheld.gone);
    list(text, "Numbers that are wider", withheld.widened);
    list(text, "Findings that rested on them", withheld.findings);
    list(text, "Measures that fell", withheld.measures);
    list(text, "Figures that fell", withheld.figures);
    list(text, "Sentences that no longer hold", withheld.sentences);
    list(text, "Left out of the report", withheld.left_out);
    return text;
}

NotKnown what_was_not_known(const Values& values) {
    NotKnown out;
    const Analysed& analysed = values.publication.analysed;
    out.day = analysed.spec.as_of;
    if (!out.day) {
        return out;
    }
    out.sentences = values.report.sentences;
    out.left_out = values.report.left_out;
    sort_unique(out.left_out);
    const auto& tables = values.publication.measures;
    for (const measures::Declaration& measure : analysed.dossier.measures) {
        const auto table = std::ranges::find(tables, measure.id, &measures::Table::id);
        if (table == tables.end() || !has_value(*table)) {
            out.measures.push_back(measure.id);
        }
    }
    const auto& drawn = values.figures.figures;
    for (const measures::Declaration& figure : analysed.dossier.figures) {
        if (std::ranges::find(drawn, figure.id, &Figure::id) == drawn.end()) {
            out.figures.push_back(figure.id);
        }
    }
    return out;
}

std::string not_known_json(const NotKnown& lacking) {
    return dump({{"format", 1},
                 {"as_of", to_string(*lacking.day)},
                 {"sentences", lacking.sentences},
                 {"left_out", lacking.left_out},
                 {"measures", lacking.measures},
                 {"figures", lacking.figures}});
}

std::string not_known_markdown(const NotKnown& lacking) {
    const std::string day = to_string(*lacking.day);
    std::string text = fmt::format("# What was not known on {}\n\n"
                                   "The report is of a later day. What it says that did not follow "
                                   "from the statements known on {} is left out of this edition, "
                                   "with a mark in its place.\n",
                                   day, day);
    list(text, "Sentences and numbers of the report", lacking.sentences);
    list(text, "Figures and tables of the report", lacking.left_out);
    list(text, "Measures without a value", lacking.measures);
    list(text, "Figures with nothing to draw", lacking.figures);
    return text;
}

} // namespace halflight::edition
