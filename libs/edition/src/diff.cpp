// SPDX-License-Identifier: Apache-2.0
// What moved between two editions, and which change did it: found by making one change at a time.
#include "halflight/edition/diff.hpp"
#include "halflight/base/parallel.hpp"

#include "diff_factors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace halflight::edition {

namespace {

using What = Factor::What;
using How = Factor::How;

constexpr std::array<std::string_view, static_cast<std::size_t>(What::count_)> what_names = {
    "claim", "source", "code list", "relation", "verdict",    "measure", "report",
    "text",  "raster", "panel",     "study",    "as-of date", "program"};
constexpr std::array<std::string_view, static_cast<std::size_t>(How::count_)> how_names = {
    "added", "changed", "removed"};

EditionName name_of(const ReadEdition& edition) {
    return {edition.path.string(), edition.manifest.title, edition.manifest.inputs.as_of,
            edition.manifest.inputs.version, edition.manifest.withheld};
}

const PublishedNumber* find(const Numbers& numbers, const std::string& id) {
    const auto found = numbers.find(id);
    return found == numbers.end() ? nullptr : &found->second;
}

bool differs(const PublishedNumber* a, const PublishedNumber* b) {
    return a == nullptr || b == nullptr ? a != b : !same_value(*a, *b);
}

/// What is not the same in two sets of numbers.
std::vector<NumberChange> moved_numbers(const Numbers& before, const Numbers& after,
                                        std::size_t& same) {
    std::set<std::string> ids;
    for (const auto* numbers : {&before, &after}) {
        for (const auto& [id, number] : *numbers) {
            ids.insert(id);
        }
    }
    std::vector<NumberChange> changes;
    for (const std::string& id : ids) {
        const PublishedNumber* old = find(before, id);
        const PublishedNumber* fresh = find(after, id);
        if (!differs(old, fresh)) {
            ++same;
            continue;
        }
        NumberChange change;
        change.before = old == nullptr ? std::nullopt : std::optional(*old);
        change.after = fresh == nullptr ? std::nullopt : std::optional(*fresh);
        changes.push_back(std::move(change));
    }
    return changes;
}

/// Conflicts are the same when they are of one kind and about the same claims: codes are given anew
/// in every edition.
std::vector<ConflictChange> only_in(const std::vector<ConflictChange>& some,
                                    const std::vector<ConflictChange>& others) {
    const auto same = [](const ConflictChange& a, const ConflictChange& b) {
        return a.kind == b.kind && a.claims == b.claims;
    };
    std::vector<ConflictChange> out;
    for (const ConflictChange& conflict : some) {
        const bool there = std::ranges::any_of(
            others, [&](const ConflictChange& other) { return same(conflict, other); });
        if (!there) {
            out.push_back(conflict);
        }
    }
    return out;
}

/// Those of measures and of the monitor stand in every edition.
bool is_asked_for(const PublishedNumber& number) {
    return number.origin != "measure" && number.origin != "monitor";
}

class Attribution {
  public:
    Attribution(const ReadEdition& before, const ReadEdition& after, const DiffSpec& spec,
                DiffReport& report)
        : m_before(before), m_after(after), m_spec(spec), m_report(report),
          m_base_text(base_text(before, after)), m_trials(factors_between(before, after)) {
        for (const Trial& trial : m_trials) {
            report.factors.push_back(trial.factor);
        }
        for (const NumberChange& change : report.numbers) {
            if (is_asked_for(change.number())) {
                m_refs.push_back(change.number().id);
            }
        }
    }

    void run() {
        blame_conflicts(m_report.opened);
        blame_conflicts(m_report.closed);
        if (m_report.numbers.empty() && m_report.words.empty()) {
            return;
        }
        m_base = evaluate_numbers(m_base_text, m_before.manifest.inputs.as_of, m_refs);
        ++m_report.runs;
        blame_program();
        blame_report();
        try_factors();
        blame_statements();
    }

  private:
    [[nodiscard]] std::size_t add_factor(What what, std::string detail) {
        Factor factor;
        factor.what = what;
        factor.details.push_back(std::move(detail));
        m_report.factors.push_back(std::move(factor));
        return m_report.factors.size() - 1;
    }

    template <class Change>
    static void blame(Change& change, std::size_t factor) {
        change.causes.push_back(factor);
        change.proven = true;
    }

    /// What this program makes of the old text differs from what the old edition says.
    void blame_program() {
        std::optional<std::size_t> factor;
        for (NumberChange& change : m_report.numbers) {
            const std::string& id = change.number().id;
            const PublishedNumber* now = find(m_base.numbers, id);
            const bool by_program = change.before && differs(&*change.before, now);
            if (by_program) {
                factor = factor ? factor : std::optional(program_factor());
                blame(change, *factor);
            }
        }
        for (WordChange& change : m_report.words) {
            if (!change.before.empty() && change.before != word_of(m_base.words, change.id)) {
                factor = factor ? factor : std::optional(program_factor());
                blame(change, *factor);
            }
        }
    }

    [[nodiscard]] std::size_t program_factor() {
        const std::string& from = m_before.manifest.inputs.version;
        const std::string& to = m_after.manifest.inputs.version;
        return add_factor(What::program,
                          from == to ? "another build of version " + to : from + " -> " + to);
    }

    /// Numbers that only the report asks for come and go with it.
    void blame_report() {
        const auto factor = std::ranges::find(m_report.factors, What::report, &Factor::what);
        if (factor == m_report.factors.end()) {
            return;
        }
        const auto index = static_cast<std::size_t>(factor - m_report.factors.begin());
        for (NumberChange& change : m_report.numbers) {
            const bool asked = is_asked_for(change.number());
            const bool came = !change.before && find(m_base.numbers, change.number().id) != nullptr;
            if (asked && (came || !change.after)) {
                blame(change, index);
            }
        }
    }

    /// Indices of factors that are worth a run, those near to moved numbers first.
    [[nodiscard]] std::vector<std::size_t> due_factors() {
        std::set<std::string> near;
        for (const NumberChange& change : m_report.numbers) {
            for (const auto* number : {&change.before, &change.after}) {
                if (*number) {
                    near.insert((*number)->statements.begin(), (*number)->statements.end());
                }
            }
        }
        for (const WordChange& change : m_report.words) {
            near.insert(change.statements.begin(), change.statements.end());
        }
        std::vector<std::size_t> first;
        std::vector<std::size_t> rest;
        for (std::size_t i = 0; i < m_trials.size(); ++i) {
            const Factor& factor = m_trials[i].factor;
            if (factor.what == What::report) {
                continue;
            }
            const bool is_near =
                factor.claims.empty() ||
                std::ranges::any_of(factor.claims, [&near](const std::string& claim) {
                    return near.contains(claim);
                });
            (is_near ? first : rest).push_back(i);
        }
        first.insert(first.end(), rest.begin(), rest.end());
        const std::size_t left = m_spec.most_runs - std::min(m_spec.most_runs, m_report.runs);
        if (first.size() > left) {
            m_report.untried += first.size() - left;
            first.resize(left);
        }
        return first;
    }

    void try_factors() {
        const std::vector<std::size_t> due = due_factors();
        std::vector<Evaluated> results(due.size());
        for_each_index(due.size(), m_spec.jobs, [&](std::size_t i) {
            const Trial& trial = m_trials[due[i]];
            results[i] = evaluate_numbers(changed_text(m_base_text, trial), trial.as_of, m_refs);
        });
        m_report.runs += due.size();
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (results[i].errors > m_base.errors) {
                ++m_report.untried; // senseless without the others
                continue;
            }
            for (NumberChange& change : m_report.numbers) {
                const std::string& id = change.number().id;
                if (differs(find(m_base.numbers, id), find(results[i].numbers, id))) {
                    blame(change, due[i]);
                }
            }
            for (WordChange& change : m_report.words) {
                if (word_of(m_base.words, change.id) != word_of(results[i].words, change.id)) {
                    blame(change, due[i]);
                }
            }
        }
    }

    /// Changed claims among some.
    [[nodiscard]] std::vector<std::size_t> changed_among(const std::vector<std::string>& claims) {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < m_report.factors.size(); ++i) {
            const auto& own = m_report.factors[i].claims;
            if (std::ranges::any_of(own, [&claims](const std::string& claim) {
                    return std::ranges::find(claims, claim) != claims.end();
                })) {
                out.push_back(i);
            }
        }
        return out;
    }

    void blame_statements() {
        for (NumberChange& change : m_report.numbers) {
            if (!change.causes.empty()) {
                continue;
            }
            std::vector<std::string> statements;
            for (const auto* number : {&change.before, &change.after}) {
                if (*number) {
                    statements.insert(statements.end(), (*number)->statements.begin(),
                                      (*number)->statements.end());
                }
            }
            change.causes = changed_among(statements);
        }
        for (WordChange& change : m_report.words) {
            if (change.causes.empty()) {
                change.causes = changed_among(change.statements);
            }
        }
    }

    void blame_conflicts(std::vector<ConflictChange>& conflicts) {
        for (ConflictChange& conflict : conflicts) {
            conflict.causes = changed_among(conflict.claims);
        }
    }

    const ReadEdition& m_before;
    const ReadEdition& m_after;
    const DiffSpec& m_spec;
    DiffReport& m_report;
    dossier::Files m_base_text;
    std::vector<Trial> m_trials;
    std::vector<std::string> m_refs;
    Evaluated m_base;
};

} // namespace

std::string_view to_string(Factor::What what) noexcept {
    return what_names.at(static_cast<std::size_t>(what));
}

std::string_view to_string(Factor::How how) noexcept {
    return how_names.at(static_cast<std::size_t>(how));
}

DiffReport diff(const std::filesystem::path& before, const std::filesystem::path& after,
                const DiffSpec& spec) {
    const ReadEdition old = read_edition(before);
    const ReadEdition fresh = read_edition(after);
    DiffReport report;
    report.before = name_of(old);
    report.after = name_of(fresh);
    report.numbers = moved_numbers(old.numbers, fresh.numbers, report.same);
    report.words = moved_words(old.words, fresh.words);
    report.opened = only_in(fresh.conflicts, old.conflicts);
    report.closed = only_in(old.conflicts, fresh.conflicts);
    Attribution(old, fresh, spec, report).run();
    return report;
}

} // namespace halflight::edition
