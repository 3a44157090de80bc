// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/rules.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using watch::Rule;
using watch::RuleKind;
using watch::Sector;

/// The rule that takes its place, whenever that is.
const Rule* ender(const watch::RuleBook& book, const Rule& rule) {
    return superseded_by(book, rule, Period::no_end());
}

class Query {
  public:
    Query(const dossier::Dossier& dossier, const RulesSpec& spec)
        : m_dossier(dossier), m_spec(spec), m_sound(dossier.rules) {
        std::erase_if(m_sound.rules, [](const Rule& rule) { return rule.faulty; });
        for (const ledger::ClaimIndex index : reason::visible_claims(dossier.ledger, spec.reason)) {
            const ledger::Claim& claim = dossier.ledger.claims()[index];
            if (!claim.quote.empty()) {
                m_quoting.insert(dossier.ledger.text(claim.id));
            }
        }
    }

    RulesAnswer run() {
        RulesAnswer answer;
        answer.on = m_spec.on;
        check_day();
        check_code();
        answer.sectors = sectors();
        for (const Rule& rule : m_dossier.rules.rules) {
            if (rule.faulty) {
                answer.faulty.push_back({rule.id, rule.place});
            }
        }
        for (const Rule& rule : m_sound.rules) {
            if (stands(rule) && wanted(rule, answer.sectors)) {
                (rule.kind == RuleKind::mandate ? answer.mandates : answer.measures)
                    .push_back(row(rule));
            }
        }
        narrow(answer);
        return answer;
    }

  private:
    /// Sectors speak of the rules that are shown.
    void narrow(RulesAnswer& answer) const {
        for (Sector& sector : answer.sectors) {
            std::erase_if(sector.rules, [&](const std::string& id) {
                return std::ranges::none_of(answer.measures,
                                            [&](const RuleRow& row) { return row.rule.id == id; });
            });
        }
        const bool about_goods = !m_spec.hs.empty() || m_spec.direction;
        std::erase_if(answer.sectors, [&](const Sector& sector) {
            const bool asked = !m_spec.sector.empty() || !(about_goods || m_spec.on);
            const bool free = !sector.free_because.empty() && !about_goods;
            return !asked && !free && !sector.faulty && sector.rules.empty();
        });
    }

    /// Of a day that the rules are not about "none stands" would be no answer.
    void check_day() const {
        constexpr int longest_years = 100;
        const std::vector<Rule>& all = m_sound.rules;
        if (!m_spec.on || all.empty()) {
            return;
        }
        std::vector<Date> days;
        for (const Rule& rule : all) {
            // A rule whose day cannot be read begins never.
            if (rule.force.first != Period::no_end()) {
                days.push_back(rule.force.first);
            }
        }
        if (days.empty()) {
            return;
        }
        const auto [first, last] = std::ranges::minmax(days);
        if (*m_spec.on < first) {
            throw Error(ErrorCode::usage,
                        fmt::format("--on {}: the first rule of this dossier begins on {}; ask for "
                                    "a day from then on, or leave out --on to see all rules",
                                    to_string(*m_spec.on), to_string(first)));
        }
        if (*m_spec.on > add_months(last, 12 * longest_years)) {
            throw Error(ErrorCode::usage,
                        fmt::format("--on {}: more than {} years after {}, when the last rule of "
                                    "this dossier begins; is the year right?",
                                    to_string(*m_spec.on), longest_years, to_string(last)));
        }
    }

    void check_code() const {
        if (m_spec.hs.empty()) {
            return;
        }
        const auto code = watch::parse_hs(m_spec.hs);
        if (!code || code->part || code->first != code->last) {
            throw Error(ErrorCode::usage, code ? "--hs takes one code: 2710"
                                               : fmt::format("--hs: {}; {}", code.fault().message,
                                                             code.fault().hint));
        }
    }

    [[nodiscard]] std::vector<Sector> sectors() const {
        const std::vector<Sector>& all = m_dossier.rules.sectors;
        if (m_spec.sector.empty()) {
            return all;
        }
        const auto found = std::ranges::find(all, m_spec.sector, &Sector::id);
        if (found == all.end()) {
            std::vector<std::string_view> known;
            for (const Sector& sector : all) {
                known.emplace_back(sector.id);
            }
            const auto meant = nearest(m_spec.sector, known);
            throw Error(ErrorCode::usage,
                        fmt::format("there is no sector '{}'; {}", shorten(m_spec.sector),
                                    meant ? fmt::format("did you mean '{}'?", *meant)
                                          : fmt::format("there are {}", fmt::join(known, ", "))));
        }
        return {*found};
    }

    [[nodiscard]] bool stands(const Rule& rule) const {
        return !m_spec.on || (rule.applied && rule.force.contains(*m_spec.on) &&
                              superseded_by(m_sound, rule, *m_spec.on) == nullptr);
    }

    [[nodiscard]] bool wanted(const Rule& rule, const std::vector<Sector>& sectors) const {
        const bool goods =
            m_spec.hs.empty() || std::ranges::any_of(rule.hs, [&](const watch::HsRange& range) {
                return covers(range, m_spec.hs);
            });
        const bool way = !m_spec.direction || rule.direction == *m_spec.direction;
        const bool field =
            m_spec.sector.empty() ||
            std::ranges::find(sectors.front().rules, rule.id) != sectors.front().rules.end();
        return goods && way && field;
    }

    [[nodiscard]] RuleRow row(const Rule& rule) const {
        RuleRow out{rule, {}, {}, {}};
        out.doubt =
            doubt_of(rule, [this](std::string_view claim) { return m_quoting.contains(claim); });
        if (!rule.force.open_end()) {
            out.ended_on = rule.force.end;
        }
        const Rule* const other = ender(m_sound, rule);
        if (other != nullptr && (!out.ended_on || other->force.first < *out.ended_on)) {
            out.ended_by = other->id;
            out.ended_on = std::max(other->force.first, rule.force.first);
        }
        return out;
    }

    const dossier::Dossier& m_dossier;
    const RulesSpec& m_spec;
    watch::RuleBook m_sound; ///< without rules that are declared with a fault
    std::set<std::string_view> m_quoting;
};

std::string last_day(const RuleRow& row) {
    return row.ended_on ? to_string(Date{row.ended_on->days - 1}) : "";
}

bool never(const RuleRow& row) {
    return row.ended_on && *row.ended_on <= row.rule.force.first;
}

std::vector<std::string> codes(const Rule& rule) {
    std::vector<std::string> out;
    for (const watch::HsRange& range : rule.hs) {
        out.push_back(to_string(range));
    }
    return out;
}

std::string days(const RuleRow& row) {
    if (never(row)) {
        return "never applied: " + row.ended_by + " came before";
    }
    std::string text = "since " + to_string(row.rule.force.first);
    if (row.ended_on) {
        text += ", until " + last_day(row);
        text += row.ended_by.empty() ? "" : ", then " + row.ended_by;
    }
    return text;
}

std::string limit(const Rule& rule) {
    if (!rule.cap) {
        return {};
    }
    return fmt::format(
        ", {} {} ({}{}{})", format_number(rule.cap->limit), rule.cap->unit.text,
        to_string(rule.cap->span),
        rule.cap->lower_of.empty() ? "" : ", or " + rule.cap->lower_of + " if lower",
        rule.cap->alternative_of.empty() ? "" : ", the same as " + rule.cap->alternative_of);
}

std::string text_of(const RuleRow& row) {
    const Rule& rule = row.rule;
    std::string text = fmt::format("{}  {}: {} {}{}\n", rule.id, rule.citation(),
                                   to_string(rule.kind), to_string(rule.direction), limit(rule));
    const auto line = [&text](std::string_view label, const std::string& words) {
        text += words.empty() ? "" : fmt::format("  {:<8} {}\n", label, words);
    };
    line("days", days(row));
    line("goods", fmt::format("{}", fmt::join(rule.goods, "; ")));
    line("hs", fmt::format("{}", fmt::join(codes(rule), ", ")));
    line("but", rule.exemption);
    line("doubt", words(row.doubt));
    line("note", rule.note);
    return text;
}

std::string csv_of(const RuleRow& row) {
    const Rule& rule = row.rule;
    const std::string goods = fmt::format("{}", fmt::join(rule.goods, "; "));
    const std::string hs = fmt::format("{}", fmt::join(codes(rule), "; "));
    const std::string amount = rule.cap ? format_exact(rule.cap->limit) : "";
    const std::string unit = rule.cap ? rule.cap->unit.text : "";
    const std::string span = rule.cap ? std::string(to_string(rule.cap->span)) : "";
    return io::csv_line({rule.id, rule.instrument, rule.paragraph, to_string(rule.kind),
                         to_string(rule.direction), to_string(rule.force.first), last_day(row),
                         row.ended_by, goods, hs, amount, unit, span, rule.exemption,
                         words(row.doubt), rule.note});
}

nlohmann::ordered_json json_of(const RuleRow& row) {
    const Rule& rule = row.rule;
    nlohmann::ordered_json json;
    json["id"] = rule.id;
    json["instrument"] = rule.instrument;
    json["paragraph"] = rule.paragraph;
    json["kind"] = to_string(rule.kind);
    json["direction"] = to_string(rule.direction);
    json["from"] = to_string(rule.force.first);
    json["to"] = row.ended_on ? nlohmann::ordered_json(last_day(row)) : nullptr;
    json["ended_by"] = row.ended_by;
    json["goods"] = rule.goods;
    json["hs"] = codes(rule);
    if (rule.cap) {
        json["cap"] = {{"limit", rule.cap->limit},
                       {"unit", rule.cap->unit.text},
                       {"span", to_string(rule.cap->span)},
                       {"alternative_of", rule.cap->alternative_of},
                       {"lower_of", rule.cap->lower_of}};
    }
    json["exemption"] = rule.exemption;
    json["doubt"] = {{"paragraph", row.doubt.paragraph}, {"codes", row.doubt.codes}};
    json["note"] = rule.note;
    return json;
}

} // namespace

namespace {

std::string place_text(const Place& place) {
    return fmt::format("{}:{}", place.file, place.line);
}

std::string sector_text(const Sector& sector) {
    if (!sector.rules.empty()) {
        return fmt::format("{}", fmt::join(sector.rules, " "));
    }
    if (sector.faulty) {
        return fmt::format("declared with a fault ({})", place_text(sector.place));
    }
    return sector.free_because.empty() ? "no rule of this answer touches it"
                                       : "free: " + sector.free_because;
}

} // namespace

RulesAnswer rules(const dossier::Dossier& dossier, const RulesSpec& spec) {
    return Query(dossier, spec).run();
}

std::string to_text(const RulesAnswer& answer) {
    const std::string when = answer.on ? " in force on " + to_string(*answer.on) : "";
    std::string text = fmt::format("{} measures{}\n\n", answer.measures.size(), when);
    for (const RuleRow& row : answer.measures) {
        text += text_of(row);
    }
    if (!answer.mandates.empty()) {
        text +=
            fmt::format("\n{} mandates{}: they forbid nothing\n\n", answer.mandates.size(), when);
    }
    for (const RuleRow& row : answer.mandates) {
        text += text_of(row);
    }
    if (!answer.faulty.empty()) {
        text += fmt::format("\n{} rules with a fault, which are not in this answer\n\n",
                            answer.faulty.size());
    }
    for (const FaultyRule& rule : answer.faulty) {
        text +=
            fmt::format("{}  {}\n", rule.id.empty() ? "(no id)" : rule.id, place_text(rule.place));
    }
    text += answer.sectors.empty() ? "" : "\nsectors\n\n";
    for (const Sector& sector : answer.sectors) {
        text += fmt::format("{}  {}: {}\n", sector.id, sector.title, sector_text(sector));
    }
    return text;
}

std::string to_csv(const RulesAnswer& answer) {
    std::string text =
        "id,instrument,paragraph,kind,direction,from,to,ended_by,goods,hs,limit,unit,"
        "span,exemption,doubt,note\n";
    for (const auto* const rows : {&answer.measures, &answer.mandates}) {
        for (const RuleRow& row : *rows) {
            text += csv_of(row);
        }
    }
    for (const FaultyRule& rule : answer.faulty) {
        text += io::csv_line({rule.id, "", "", "faulty", "", "", "", "", "", "", "", "", "", "", "",
                              "declared with a fault: " + place_text(rule.place)});
    }
    return text;
}

std::string to_json(const RulesAnswer& answer) {
    nlohmann::ordered_json json;
    json["on"] = answer.on ? nlohmann::ordered_json(to_string(*answer.on)) : nullptr;
    json["measures"] = nlohmann::ordered_json::array();
    json["mandates"] = nlohmann::ordered_json::array();
    json["faulty"] = nlohmann::ordered_json::array();
    json["sectors"] = nlohmann::ordered_json::array();
    for (const RuleRow& row : answer.measures) {
        json["measures"].push_back(json_of(row));
    }
    for (const RuleRow& row : answer.mandates) {
        json["mandates"].push_back(json_of(row));
    }
    for (const FaultyRule& rule : answer.faulty) {
        json["faulty"].push_back({{"id", rule.id}, {"place", place_text(rule.place)}});
    }
    for (const Sector& sector : answer.sectors) {
        json["sectors"].push_back({{"id", sector.id},
                                   {"title", sector.title},
                                   {"article", sector.article},
                                   {"rules", sector.rules},
                                   {"free_because", sector.free_because},
                                   {"faulty", sector.faulty}});
    }
    return json.dump(2) + "\n";
}

} // namespace halflight::edition
