// SPDX-License-Identifier: Apache-2.0
// What is wrong between the rules of a book.
#include "halflight/watch/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace halflight::watch {

namespace {

class Check {
  public:
    explicit Check(const RuleBook& book) : m_book(book) {}

    Diagnostics run() {
        ids();
        for (const Rule& rule : m_book.rules) {
            days(rule);
            names(rule);
            shape(rule);
            if (rule.kind == RuleKind::cap || rule.cap) {
                cap(rule);
            }
        }
        circles();
        contradictions();
        for (const Sector& sector : m_book.sectors) {
            check(sector);
        }
        m_out.sort();
        return std::move(m_out);
    }

  private:
    void fault(std::string_view code, const Place& place, std::string message, std::string hint,
               std::vector<Note> notes = {}) {
        m_out.add({halflight::Severity::error, std::string(code), "rule", std::move(message), place,
                   std::move(notes), std::move(hint)});
    }

    template <class Entries>
    void once(const Entries& entries, std::string_view what) {
        std::map<std::string_view, const Place*> seen;
        for (const auto& entry : entries) {
            const auto [at, is_new] = seen.emplace(entry.id, &entry.place);
            if (!is_new) {
                fault("W001", entry.place, fmt::format("{} '{}' is given twice", what, entry.id),
                      "give every one an id of its own", {{"given first here", *at->second}});
            }
        }
    }

    void ids() {
        once(m_book.rules, "rule");
        once(m_book.sectors, "sector");
    }

    void days(const Rule& rule) {
        const bool has_start = rule.force.first < Period::no_end();
        if (has_start && rule.force.end <= rule.force.first) {
            fault("W004", rule.place, fmt::format("rule '{}' ends before it begins", rule.id),
                  "'to' is its last day, not before 'from'; leave it out where there is no end");
        }
        if (!rule.applied && superseded_by(m_book, rule, rule.force.first) == nullptr) {
            fault("W011", rule.place,
                  fmt::format("rule '{}' is said never to have applied, but no rule supersedes it "
                              "by its first day",
                              rule.id),
                  "name it under 'supersedes' of the rule that came before it could bind, or write "
                  "applied = true");
        }
    }

    void names(const Rule& rule) {
        for (const std::string& id : rule.supersedes) {
            const Rule* const other = m_book.find(id);
            if (other == nullptr) {
                fault("W002", rule.place,
                      fmt::format("rule '{}' supersedes '{}', which does not exist", rule.id, id),
                      "name the id of a rule of this dossier");
            } else if ((other->kind == RuleKind::mandate) != (rule.kind == RuleKind::mandate)) {
                fault("W002", rule.place,
                      fmt::format("rule '{}' supersedes '{}': a mandate and a measure do not end "
                                  "each other",
                                  rule.id, id),
                      "let mandates supersede mandates, measures measures",
                      {{"the other", other->place}});
            }
        }
    }

    void shape(const Rule& rule) {
        if (rule.kind == RuleKind::mandate &&
            (!rule.goods.empty() || !rule.hs.empty() || rule.direction != Direction::none)) {
            fault("W007", rule.place,
                  fmt::format("rule '{}' is a mandate and names goods or a direction", rule.id),
                  "a mandate forbids nothing: leave out goods and hs, write direction = \"none\"");
        }
        const bool about_goods =
            rule.direction == Direction::from_area || rule.direction == Direction::to_area;
        if (!rule.hs.empty() && !about_goods && rule.kind != RuleKind::mandate) {
            fault("W012", rule.place,
                  fmt::format("rule '{}' has HS codes, but is not about goods", rule.id),
                  "write direction = \"from_area\" or \"to_area\", or leave out hs");
        }
    }

    void cap(const Rule& rule) {
        if (rule.kind != RuleKind::cap || !rule.cap) {
            fault("W005", rule.place,
                  rule.cap ? fmt::format("rule '{}' has a cap, but is a {}", rule.id,
                                         to_string(rule.kind))
                           : fmt::format("rule '{}' is a cap without limit and unit", rule.id),
                  "write kind = \"cap\" with [rule.cap] limit = 500000, unit = \"bbl\"");
            return;
        }
        if (!(rule.cap->limit > 0) || !std::isfinite(rule.cap->limit)) {
            fault("W005", rule.place,
                  fmt::format("the cap of '{}' has no limit above zero", rule.id),
                  "write limit = 500000; where nothing is allowed the kind is ban");
        }
        if (rule.cap->unit.text.empty()) {
            fault("W005", rule.place, fmt::format("the cap of '{}' has no unit", rule.id),
                  "write unit = \"bbl\"");
        }
        if (rule.cap->span == CapSpan::whole &&
            (rule.force.open_end() || rule.force.open_start())) {
            fault("W013", rule.place,
                  fmt::format("the cap of '{}' is for the whole of its days, which have no end",
                              rule.id),
                  "write 'to', or span = \"calendar_year\" or \"twelve_months\"");
        }
        partner(rule, rule.cap->alternative_of, "alternative_of", false);
        partner(rule, rule.cap->lower_of, "lower_of", true);
    }

    void partner(const Rule& rule, const std::string& id, std::string_view key, bool mutual) {
        if (id.empty()) {
            return;
        }
        const Rule* const other = m_book.find(id);
        if (other == nullptr || !other->cap || other == &rule) {
            fault("W010", rule.place,
                  fmt::format("{} of '{}' names '{}', which is no other cap", key, rule.id, id),
                  "name the id of the rule with the other cap");
            return;
        }
        if (rule.cap->unit.same_dimension(other->cap->unit)) {
            fault("W010", rule.place,
                  fmt::format("'{}' and '{}' ({}) have limits in the same unit", rule.id, id, key),
                  "write one cap with the limit that binds", {{"the other", other->place}});
        }
        if (mutual && other->cap->lower_of != rule.id) {
            fault("W010", rule.place,
                  fmt::format("'{}' binds together with '{}', but not the other way round", rule.id,
                              id),
                  "write lower_of in both", {{"the other", other->place}});
        }
    }

    /// Every rule from which a way along `supersedes` comes back to it; each circle is told once.
    void circles() {
        std::set<std::string_view> told;
        for (const Rule& rule : m_book.rules) {
            if (told.contains(rule.id)) {
                continue;
            }
            const std::vector<std::string_view> circle = way_back(rule);
            if (circle.empty()) {
                continue;
            }
            told.insert(circle.begin(), circle.end());
            std::string path;
            for (const std::string_view id : circle) {
                path += fmt::format("{} -> ", id);
            }
            fault("W003", rule.place,
                  circle.size() == 1
                      ? fmt::format("rule '{}' supersedes itself", rule.id)
                      : fmt::format("rules supersede each other in a circle: {}{}", path, rule.id),
                  "the later rule supersedes the earlier one only");
        }
    }

    /// The shortest way from a rule back to itself; empty for none.
    [[nodiscard]] std::vector<std::string_view> way_back(const Rule& start) const {
        std::map<std::string_view, std::string_view> from;
        std::vector<const Rule*> queue = {&start};
        for (std::size_t i = 0; i < queue.size(); ++i) {
            for (const std::string& id : queue[i]->supersedes) {
                if (id == start.id) {
                    return path_to(queue[i]->id, start.id, from);
                }
                const Rule* const next = m_book.find(id);
                if (next != nullptr && from.emplace(next->id, queue[i]->id).second) {
                    queue.push_back(next);
                }
            }
        }
        return {};
    }

    static std::vector<std::string_view>
    path_to(std::string_view last, std::string_view start,
            const std::map<std::string_view, std::string_view>& from) {
        std::vector<std::string_view> path = {last};
        while (path.back() != start) {
            path.push_back(from.at(path.back()));
        }
        std::ranges::reverse(path);
        return path;
    }

    /// One paragraph cannot both allow an amount of some goods and forbid them on the same days.
    void contradictions() {
        for (const Rule& cap : m_book.rules) {
            for (const Rule& ban : m_book.rules) {
                if (cap.kind == RuleKind::cap && ban.kind == RuleKind::ban &&
                    cap.instrument == ban.instrument && cap.paragraph == ban.paragraph &&
                    cap.direction == ban.direction && cap.force.overlaps(ban.force) &&
                    same_goods(cap, ban)) {
                    fault("W006", ban.place,
                          fmt::format("{} both caps ('{}') and bans ('{}') the same goods on the "
                                      "same days",
                                      cap.citation(), cap.id, ban.id),
                          "give one of them other days or other goods, or mend its paragraph",
                          {{"the cap", cap.place}});
                }
            }
        }
    }

    [[nodiscard]] static bool same_goods(const Rule& a, const Rule& b) {
        const bool named = std::ranges::any_of(a.goods, [&](const std::string& good) {
            return std::ranges::find(b.goods, good) != b.goods.end();
        });
        return named || std::ranges::any_of(a.hs, [&](const HsRange& one) {
                   return !one.part && std::ranges::any_of(b.hs, [&](const HsRange& other) {
                       return !other.part && (covers(one, other.first) || covers(other, one.first));
                   });
               });
    }

    void check(const Sector& sector) {
        for (const std::string& id : sector.rules) {
            const Rule* const rule = m_book.find(id);
            if (rule == nullptr || rule->kind == RuleKind::mandate) {
                fault("W008", sector.place,
                      fmt::format("sector '{}' names '{}', which is no measure of this dossier",
                                  sector.id, id),
                      "name the ids of rules that are not mandates");
            }
        }
        if (sector.rules.empty() == sector.free_because.empty()) {
            fault("W009", sector.place,
                  sector.rules.empty()
                      ? fmt::format("sector '{}' names no rule and no reason", sector.id)
                      : fmt::format("sector '{}' is said to be free and names rules", sector.id),
                  "name the rules that touch it, or write under free_because why none does");
        }
    }

    const RuleBook& m_book;
    Diagnostics m_out;
};

} // namespace

Diagnostics validate(const RuleBook& book) {
    return Check(book).run();
}

} // namespace halflight::watch
