// SPDX-License-Identifier: Apache-2.0
// relations.toml and verdicts.toml. What the expressions say is checked by reason::validate.
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace halflight::dossier {
namespace {

using reason::FindingKind;
using reason::Relation;
using reason::RelationForm;
using reason::Verdict;

/// All words of an enumeration that ends in count_, from `first`.
template <class E, std::size_t First = 0>
auto words_of() {
    std::array<std::string_view, static_cast<std::size_t>(E::count_) - First> words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = to_string(static_cast<E>(i + First));
    }
    return words;
}

struct TextField {
    std::string_view key;
    std::string Relation::* member;
};

constexpr std::array text_fields = {
    TextField{"claim", &Relation::claim},       TextField{"condition", &Relation::condition},
    TextField{"series", &Relation::series},     TextField{"period", &Relation::period},
    TextField{"since", &Relation::since},       TextField{"until", &Relation::until},
    TextField{"before", &Relation::before},     TextField{"after", &Relation::after},
    TextField{"cause", &Relation::cause},       TextField{"cited", &Relation::cited},
    TextField{"footnote", &Relation::footnote}, TextField{"missing", &Relation::missing},
    TextField{"high", &Relation::high},         TextField{"low", &Relation::low},
};

/// The keys without which a form says nothing.
constexpr std::array<std::array<std::string_view, 3>,
                     static_cast<std::size_t>(RelationForm::count_)>
    required_keys = {{
        {},                               // assert: assert or derive, asked below
        {"claim", "condition"},           // first
        {"claim", "condition", "series"}, // every
        {"claim"},                        // record
        {"before", "after", "cause"},     // break
        {"claim", "outcomes"},            // score
        {"claim", "cited", "footnote"},   // citation
        {"claims", "missing"},            // coverage
        {"claim", "series", "period"},    // omission
        {"high", "low"},                  // gap
        {"claims"},                       // measures
    }};

/// Expressions stand at their first character, so that offsets into them add up to columns.
Place behind_quote(Place place) {
    ++place.column;
    return place;
}

class RelationsLoader {
  public:
    RelationsLoader(const TomlFile& file, Loading& loading) : m_file(file), m_loading(loading) {}

    void load() {
        TableReader root(m_file, m_file.root, "relations.toml", {m_file.name, 1, 1},
                         m_loading.report);
        for (const toml::table* entry : root.tables("relation")) {
            keep(read(*entry));
        }
        root.finish();
    }

  private:
    Relation read(const toml::table& entry) {
        TableReader unnamed(m_file, entry, "[[relation]]", m_loading.report);
        Relation relation;
        relation.id = unnamed.required_text("id");
        relation.place = unnamed.place();
        if (!relation.id.empty() && !is_name(relation.id)) {
            m_loading.bad_name("relation", relation.id, unnamed.place_of("id"));
        }
        TableReader table(m_file, entry, fmt::format("relation {}", in_quotes(relation.id)),
                          m_loading.report);
        (void)table.text("id");
        read_words(table, relation);
        relation.text = table.text("text");
        relation.near = table.flag("near", false);
        relation.context = table.texts("context");
        relation.claims = table.texts("claims");
        relation.outcomes = table.texts("outcomes");
        for (const TextField& field : text_fields) {
            relation.*field.member = table.text(field.key);
        }
        for (LocatedText& text : table.located_texts("assert")) {
            relation.asserts.push_back({std::move(text.text), behind_quote(text.place)});
        }
        for (const toml::table* derive : table.tables("derive")) {
            relation.derives.push_back(read_derivation(*derive));
        }
        check_required(table, relation);
        table.finish();
        return relation;
    }

    static void read_words(TableReader& table, Relation& relation) {
        static const auto kinds = words_of<FindingKind>();
        static const auto forms = words_of<RelationForm>();
        static const auto verdicts = words_of<Verdict>();
        if (!table.has("kind")) {
            table.missing("kind");
        }
        if (const auto kind = table.word("kind", kinds)) {
            relation.kind = static_cast<FindingKind>(*kind);
        }
        if (const auto form = table.word("form", forms)) {
            relation.form = static_cast<RelationForm>(*form);
        }
        if (const auto verdict = table.word("propose", verdicts)) {
            relation.propose = static_cast<Verdict>(*verdict);
        }
    }

    reason::Derivation read_derivation(const toml::table& entry) {
        TableReader table(m_file, entry, "derive", m_loading.report);
        reason::Derivation derivation;
        derivation.value = table.required_text("value");
        const Place place = table.located_text("value").place;
        derivation.place = place.line == 0 ? table.place() : behind_quote(place);
        const LocatedText unit = table.located_text("unit");
        derivation.unit = unit.text;
        derivation.text = table.text("text");
        derivation.integer = table.flag("integer", false);
        table.finish();
        if (const auto parsed = parse_unit(unit.text); !unit.text.empty() && !parsed) {
            m_loading.report.error(FaultCode::unknown_unit, unit.place, parsed.fault().message,
                                   parsed.fault().hint.empty() ? "write a unit, as USD or persons"
                                                               : parsed.fault().hint);
        }
        return derivation;
    }

    static void check_required(TableReader& table, const Relation& relation) {
        for (const std::string_view key : required_keys[static_cast<std::size_t>(relation.form)]) {
            if (!key.empty() && !table.has(key)) {
                table.missing(key);
            }
        }
        const bool says_nothing = !table.has("assert") && !table.has("derive");
        if (relation.form == RelationForm::assertion && says_nothing) {
            table.missing("assert");
        }
    }

    void keep(Relation relation) {
        if (relation.id.empty()) {
            return;
        }
        const auto [first, added] = m_places.try_emplace(relation.id, relation.place);
        if (added) {
            m_loading.out.relations.push_back(std::move(relation));
            return;
        }
        m_loading.report.error(FaultCode::duplicate_id, relation.place,
                               fmt::format("relation {} is defined twice", in_quotes(relation.id)),
                               "give each relation an id of its own",
                               {{"the first stands here", first->second}});
    }

    const TomlFile& m_file;
    Loading& m_loading;
    TextMap<Place> m_places;
};

class VerdictsLoader {
  public:
    VerdictsLoader(const TomlFile& file, Loading& loading) : m_file(file), m_loading(loading) {
        for (const Relation& relation : loading.out.relations) {
            m_relations.emplace_back(relation.id);
        }
        std::sort(m_relations.begin(), m_relations.end());
    }

    void load() {
        TableReader root(m_file, m_file.root, "verdicts.toml", {m_file.name, 1, 1},
                         m_loading.report);
        for (const toml::table* entry : root.tables("verdict")) {
            read(*entry);
        }
        root.finish();
    }

  private:
    void read(const toml::table& entry) {
        static const auto words = words_of<Verdict, 1>(); // a verdict "none" decides nothing
        TableReader table(m_file, entry, "[[verdict]]", m_loading.report);
        reason::VerdictRecord record;
        record.place = table.place();
        const LocatedText relation = table.located_text("on");
        record.on = relation.text;
        const std::vector<LocatedText> claims = table.located_texts("claims");
        if (!table.has("verdict")) {
            table.missing("verdict");
        }
        const auto word = table.word("verdict", words);
        record.by = table.text("by");
        record.date = table.date("date");
        record.note = table.text("note");
        table.finish();
        if (!table.has("on") && claims.empty() && !m_file.damaged(record.place.line)) {
            m_loading.report.error(FaultCode::empty_verdict, record.place,
                                   "a verdict on nothing: neither on nor claims",
                                   R"(add on = "relation id" or claims = ["A", "B"])");
            return;
        }
        check_relation(relation);
        for (const LocatedText& claim : claims) {
            check_claim(claim);
            record.claims.push_back(claim.text);
        }
        if (word) {
            record.verdict = static_cast<Verdict>(*word + 1);
            m_loading.out.verdicts.push_back(std::move(record));
        }
    }

    void check_relation(const LocatedText& on) {
        const bool known = std::binary_search(m_relations.begin(), m_relations.end(), on.text);
        if (on.place.line != 0 && !known && !m_loading.relations_lost) {
            m_loading.report.error(
                FaultCode::unknown_relation, on.place,
                fmt::format("unknown relation {}", in_quotes(on.text)),
                suggest(on.text, m_relations, "name a relation of relations.toml"));
        }
    }

    void check_claim(const LocatedText& claim) {
        const bool known = m_loading.ledger().find_claim(claim.text).has_value() ||
                           m_loading.dropped_claims.contains(claim.text);
        if (!known) {
            m_loading.report.error(FaultCode::unknown_claim, claim.place,
                                   fmt::format("unknown claim {}", in_quotes(claim.text)),
                                   "name the id of a row of claims/*.csv");
        }
    }

    const TomlFile& m_file;
    Loading& m_loading;
    std::vector<std::string_view> m_relations;
};

} // namespace

void load_relations(const TomlFile& file, Loading& loading) {
    loading.relations_lost = file.lost_table;
    RelationsLoader(file, loading).load();
}

void load_verdicts(const TomlFile& file, Loading& loading) {
    VerdictsLoader(file, loading).load();
}

} // namespace halflight::dossier
