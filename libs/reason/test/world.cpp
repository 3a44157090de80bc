// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason::test {
namespace {

Quantity read_date(std::string_view text) {
    const bool before = text.starts_with('<');
    const bool after = text.starts_with('>');
    const Period days = must(parse_period(text.substr(before || after ? 1 : 0)));
    Quantity quantity;
    const double first = days.first.days;
    const double last = days.end.days - 1;
    quantity.bounds = before  ? Interval::less_than(first)
                      : after ? Interval::more_than(last)
                              : Interval::closed(first, last);
    quantity.low = quantity.bounds.lo;
    quantity.high = quantity.bounds.hi;
    return quantity;
}

Quantity read(std::string_view text, const Unit& unit) {
    const auto dots = text.find("..");
    if (unit.is_date() && dots == std::string_view::npos) {
        return read_date(text);
    }
    return dots == std::string_view::npos
               ? must(parse_quantity(text))
               : must(parse_quantity(text.substr(0, dots), {}, text.substr(dots + 2)));
}

} // namespace

World::World() {
    ledger.files = {"claims/a.csv"};
    source("survey");
}

ledger::Indicator& World::indicator(const std::string& id, ledger::IndicatorType type,
                                    std::initializer_list<const char*> units) {
    ledger::Indicator& made = ledger.codes.indicators[id];
    made.id = id;
    made.type = type;
    made.nonnegative = type == ledger::IndicatorType::flow || type == ledger::IndicatorType::stock;
    for (const char* unit : units) {
        made.units.push_back(must(parse_unit(unit)));
    }
    return made;
}

ledger::Indicator& World::count(const std::string& id) {
    ledger::Indicator& made = indicator(id, ledger::IndicatorType::flow, {"persons"});
    made.integer = true;
    return made;
}

ledger::Dimension& World::dimension(const std::string& id, const std::string& default_code) {
    ledger::Dimension& made = ledger.codes.dimensions[id];
    made.id = id;
    made.default_code = default_code;
    return made;
}

ledger::Code& World::code(const std::string& dimension, const std::string& id,
                          std::vector<std::string> parts, bool complete) {
    ledger::Code made;
    made.id = id;
    made.parts = std::move(parts);
    made.complete = complete;
    auto& codes = ledger.codes.dimensions.at(dimension).codes;
    codes.push_back(std::move(made));
    return codes.back();
}

void World::area(const std::string& id, std::vector<std::string> parts, bool complete) {
    ledger::Code& made = ledger.codes.areas[id];
    made.id = id;
    made.parts = std::move(parts);
    made.complete = complete;
}

void World::source(const std::string& id, const std::string& origin, const std::string& date) {
    ledger::Source made;
    made.id = id;
    made.origin = origin;
    made.reliability = 'B';
    if (!date.empty()) {
        made.date = must(parse_date(date));
    }
    ledger.add_source(std::move(made));
}

ledger::ClaimIndex World::add(const Row& row) {
    const ledger::SeriesKey key = must(ledger::parse_series_key(row.key, ledger));
    const ledger::Indicator& indicator = ledger.indicator_of(key);
    const Unit& kept = ledger.unit_of(key);
    const Unit written = row.unit.empty() ? kept : must(parse_unit(row.unit));
    const Quantity quantity = read(row.value, written);
    ledger::Claim claim;
    claim.id = ledger.pool.intern(row.id);
    claim.series = ledger.add_series(key);
    claim.period = must(parse_period(row.period));
    claim.missing = quantity.missing;
    claim.form = quantity.form;
    claim.decimals = static_cast<std::int8_t>(quantity.decimals);
    if (!quantity.is_missing()) {
        const Interval values =
            row.unit.empty() ? quantity.bounds : convert(quantity.bounds, written, kept);
        claim.bounds = indicator.integer ? to_integers(values) : values;
        const bool same = row.unit.empty();
        claim.printed_low = same ? quantity.low : from_base(to_base(quantity.low, written), kept);
        claim.printed_high =
            same ? quantity.high : from_base(to_base(quantity.high, written), kept);
    }
    claim.kind = row.kind;
    claim.credibility = 2;
    claim.source = ledger.find_source(row.source).value();
    claim.unit = ledger.pool.intern(written.text);
    claim.known_since = must(parse_date(row.known));
    if (!row.withdrawn.empty()) {
        claim.withdrawn = must(parse_date(row.withdrawn));
    }
    const auto index = static_cast<ledger::ClaimIndex>(ledger.claims().size());
    claim.line = row.line != 0 ? row.line : index + 2;
    if (!ledger.add_claim(claim)) {
        throw std::runtime_error("claim '" + row.id + "' is taken");
    }
    return index;
}

ledger::ClaimIndex World::say(const std::string& id, const std::string& key,
                              const std::string& period, const std::string& value) {
    return add({.id = id, .key = key, .period = period, .value = value});
}

Relation& World::relation(const std::string& id, RelationForm form) {
    Relation made;
    made.id = id;
    made.form = form;
    made.place = {"relations.toml", static_cast<std::uint32_t>(10 * relations.size() + 1), 1};
    relations.push_back(std::move(made));
    return relations.back();
}

Relation& World::require(const std::string& id, const std::string& assertion) {
    Relation& made = relation(id);
    made.asserts.push_back({assertion, {"relations.toml", made.place.line + 1, 12}});
    return made;
}

System World::system() {
    return build_system(ledger, ledger.as_of(std::nullopt));
}

ledger::SeriesIndex World::series(const std::string& key) {
    return ledger.find_series(must(ledger::parse_series_key(key, ledger))).value();
}

Interval World::bounds(const Report& report, const std::string& key, const std::string& period) {
    const Cell* cell = report.find(series(key), must(parse_period(period)));
    if (cell == nullptr) {
        throw std::runtime_error("no cell " + key + " " + period);
    }
    return cell->bounds;
}

std::set<std::string> World::ids(const std::vector<ledger::ClaimIndex>& claims) const {
    std::set<std::string> result;
    for (const ledger::ClaimIndex claim : claims) {
        result.emplace(ledger.text(ledger.claims()[claim].id));
    }
    return result;
}

std::vector<Finding> findings(const Report& report, Outcome outcome) {
    std::vector<Finding> result;
    std::ranges::copy_if(report.findings, std::back_inserter(result),
                         [&](const Finding& finding) { return finding.outcome == outcome; });
    return result;
}

std::vector<Finding> findings(const Report& report, Outcome outcome, FindingKind kind) {
    std::vector<Finding> result = findings(report, outcome);
    std::erase_if(result, [&](const Finding& finding) { return finding.kind != kind; });
    return result;
}

const Finding* declared(const Report& report, const std::string& relation) {
    const auto found = std::ranges::find(report.findings, relation, &Finding::relation);
    return found == report.findings.end() ? nullptr : &*found;
}

bool says(const Finding& finding, const std::string& words) {
    return finding.message.find(words) != std::string::npos;
}

std::set<std::string> texts(const System& system) {
    std::set<std::string> result;
    for (const Constraint& constraint : system.constraints()) {
        std::set<std::string> terms;
        std::string in_order;
        for (const Term& term : system.terms(constraint)) {
            const bool linear = constraint.type == ConstraintType::linear;
            const std::string sign = !linear ? "" : term.coefficient < 0 ? "-" : "+";
            const std::string size =
                linear ? format_number(std::abs(term.coefficient), 4) + " " : "";
            terms.insert(" " + sign + size + cell_name(system, term.cell));
            in_order += " " + cell_name(system, term.cell) + ",";
        }
        std::string text(to_string(constraint.kind));
        if (constraint.type != ConstraintType::linear) {
            result.insert(text + in_order.substr(0, in_order.size() - 1));
            continue;
        }
        text += constraint.low == constraint.high ? " 0 ="
                : std::isinf(constraint.low)      ? " 0 >="
                                                  : " 0 <=";
        for (const std::string& term : terms) {
            text += term;
        }
        result.insert(text);
    }
    return result;
}

} // namespace halflight::reason::test
