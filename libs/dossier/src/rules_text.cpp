// SPDX-License-Identifier: Apache-2.0
// rules/*.toml: sanctions rules and the fields of cooperation that they touch.
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::dossier {
namespace {

using watch::Cap;
using watch::CapSpan;
using watch::Direction;
using watch::Rule;
using watch::RuleKind;
using watch::Sector;

constexpr std::string_view folder = "rules/";
/// Stands for a statement that an edition does not show.
constexpr std::string_view withheld = "withheld";

template <class E>
auto words_of() {
    std::array<std::string_view, static_cast<std::size_t>(E::count_)> words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = to_string(static_cast<E>(i));
    }
    return words;
}

class RulesLoader {
  public:
    RulesLoader(const TomlFile& file, Loading& loading) : m_file(file), m_loading(loading) {}

    void load() {
        TableReader root(m_file, m_file.root, m_file.name, {m_file.name, 1, 1}, m_loading.report);
        watch::RuleBook& book = m_loading.out.rules;
        for (const toml::table* entry : root.tables("rule")) {
            const std::size_t before = m_loading.report.faults();
            book.rules.push_back(read_rule(*entry));
            book.rules.back().faulty = m_loading.report.faults() > before;
        }
        for (const toml::table* entry : root.tables("sector")) {
            const std::size_t before = m_loading.report.faults();
            book.sectors.push_back(read_sector(*entry));
            book.sectors.back().faulty = m_loading.report.faults() > before;
        }
        root.finish();
    }

  private:
    std::string name_of(const toml::table& entry, std::string_view what) {
        TableReader unnamed(m_file, entry, fmt::format("[[{}]]", what), m_loading.report);
        std::string id = unnamed.required_text("id");
        if (!id.empty() && !is_name(id)) {
            m_loading.bad_name(what, id, unnamed.place_of("id"));
        }
        return id;
    }

    Rule read_rule(const toml::table& entry) {
        static const auto kinds = words_of<RuleKind>();
        static const auto directions = words_of<Direction>();
        Rule rule;
        rule.id = name_of(entry, "rule");
        TableReader table(m_file, entry, fmt::format("rule {}", in_quotes(rule.id)),
                          m_loading.report);
        (void)table.text("id");
        rule.place = table.place();
        rule.instrument = table.required_text("instrument");
        rule.paragraph = table.text("paragraph");
        if (!table.has("kind")) {
            table.missing("kind");
        }
        rule.kind = static_cast<RuleKind>(table.word("kind", kinds).value_or(0));
        rule.direction =
            static_cast<Direction>(table.word("direction", directions)
                                       .value_or(static_cast<std::size_t>(Direction::none)));
        rule.force = read_days(table);
        rule.goods = table.texts("goods");
        read_codes(table, rule);
        rule.exemption = table.text("exemption");
        rule.supersedes = table.texts("supersedes");
        for (const LocatedText& claim : table.located_texts("quoted_by")) {
            add_claim(claim, rule.quoted_by);
        }
        rule.applied = table.flag("applied", true);
        rule.hs_checked = table.flag("hs_checked", false);
        rule.note = table.text("note");
        if (const toml::table* const cap = table.table("cap")) {
            rule.cap = read_cap(*cap, rule.id);
        }
        table.finish();
        return rule;
    }

    /// A rule whose first day cannot be read is never in force.
    static Period read_days(TableReader& table) {
        if (!table.has("from")) {
            table.missing("from");
        }
        const auto from = table.date("from");
        const auto to = table.date("to");
        return {from.value_or(Period::no_end()), to ? Date{to->days + 1} : Period::no_end()};
    }

    void read_codes(TableReader& table, Rule& rule) {
        for (const LocatedText& text : table.located_texts("hs")) {
            auto range = watch::parse_hs(text.text);
            if (range) {
                rule.hs.push_back(std::move(range).value());
                continue;
            }
            m_loading.report.error(FaultCode::bad_hs, text.place, range.fault().message,
                                   range.fault().hint);
        }
    }

    Cap read_cap(const toml::table& entry, const std::string& rule) {
        static const auto spans = words_of<CapSpan>();
        TableReader table(m_file, entry, fmt::format("the cap of rule {}", in_quotes(rule)),
                          m_loading.report);
        Cap cap;
        cap.limit = table.number("limit").value_or(0);
        const LocatedText unit = table.located_text("unit");
        const auto parsed = parse_unit(unit.text);
        if (!unit.text.empty() && !parsed) {
            m_loading.report.error(FaultCode::unknown_unit, unit.place, parsed.fault().message,
                                   parsed.fault().hint.empty() ? "write a unit, as bbl, t or USD"
                                                               : parsed.fault().hint);
            cap.unit.text = unit.text;
        } else if (parsed) {
            cap.unit = *parsed;
        }
        cap.span = static_cast<CapSpan>(table.word("span", spans).value_or(0));
        if (const LocatedText claim = table.located_text("claim"); !claim.text.empty()) {
            std::vector<std::string> named;
            add_claim(claim, named);
            cap.claim = named.empty() ? "" : named.front();
        }
        cap.alternative_of = table.text("alternative_of");
        cap.lower_of = table.text("lower_of");
        if (table.has("due_days")) {
            cap.due_days =
                static_cast<int>(std::min<std::uint64_t>(table.natural("due_days"), 3660));
        }
        table.finish();
        return cap;
    }

    Sector read_sector(const toml::table& entry) {
        Sector sector;
        sector.id = name_of(entry, "sector");
        TableReader table(m_file, entry, fmt::format("sector {}", in_quotes(sector.id)),
                          m_loading.report);
        (void)table.text("id");
        sector.place = table.place();
        sector.title = table.required_text("title");
        sector.article = table.text("article");
        sector.rules = table.texts("rules");
        sector.free_because = table.text("free_because");
        table.finish();
        return sector;
    }

    void add_claim(const LocatedText& claim, std::vector<std::string>& out) {
        if (claim.text == withheld) {
            return;
        }
        out.push_back(claim.text);
        if (!m_loading.ledger().find_claim(claim.text) &&
            !m_loading.dropped_claims.contains(claim.text)) {
            m_loading.report.error(FaultCode::unknown_claim, claim.place,
                                   fmt::format("unknown claim {}", in_quotes(claim.text)),
                                   "name the id of a row of claims/*.csv");
        }
    }

    const TomlFile& m_file;
    Loading& m_loading;
};

/// What is wrong between two rules is wrong with both where nothing tells which one is meant.
void mark_faulty(watch::RuleBook& book, const Diagnostics& faults) {
    constexpr std::array both{"W001", "W006", "W010"};
    const auto mark = [&book](const Place& place) {
        for (Rule& rule : book.rules) {
            rule.faulty = rule.faulty || rule.place == place;
        }
        for (Sector& sector : book.sectors) {
            sector.faulty = sector.faulty || sector.place == place;
        }
    };
    for (const Diagnostic& fault : faults.items()) {
        mark(fault.place);
        if (std::ranges::find(both, fault.code) != both.end()) {
            for (const Note& note : fault.notes) {
                mark(note.place);
            }
        }
    }
}

} // namespace

void load_rules(const Files& files, Loading& loading) {
    watch::RuleBook& book = loading.out.rules;
    for (const auto& [name, text] : files) {
        if (name.starts_with(folder) && name.ends_with(".toml")) {
            RulesLoader(parse_toml(name, text, loading.report), loading).load();
        }
    }
    std::ranges::stable_sort(book.rules, {}, &Rule::id);
    Diagnostics faults = watch::validate(book);
    mark_faulty(book, faults);
    loading.out.diagnostics.append(std::move(faults));
}

} // namespace halflight::dossier
