// SPDX-License-Identifier: Apache-2.0
#include "statement.hpp"

#include "halflight/base/text.hpp"
#include "numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;
using ledger::Ledger;
using ledger::Source;

/// The unit of the row, in which people read the number.
Unit written_unit(const Ledger& ledger, const Claim& claim) {
    const Unit& kept = ledger.unit_of(ledger.series()[claim.series]);
    const auto written = parse_unit(ledger.text(claim.unit));
    return written && written->same_dimension(kept) ? *written : kept;
}

std::string words_missing(Missing missing) {
    std::string words(to_string(missing));
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::string printed_number(double value, const Claim& claim, const Unit& unit) {
    if (unit.is_date()) {
        return show(value, unit);
    }
    constexpr int digits_of_fraction = 3;
    return claim.form == Form::fraction ? format_number(value, digits_of_fraction)
                                        : show_printed(value, claim.decimals);
}

/// "a", "a to b", "at least a" from the printed ends.
std::string printed_ends(const Interval& printed, const Claim& claim, const Unit& unit) {
    if (!std::isfinite(printed.hi)) {
        return fmt::format("{} {}", claim.bounds.lo_open ? "more than" : "at least",
                           printed_number(printed.lo, claim, unit));
    }
    if (!std::isfinite(printed.lo)) {
        return fmt::format("{} {}", claim.bounds.hi_open ? "less than" : "at most",
                           printed_number(printed.hi, claim, unit));
    }
    const std::string low = printed_number(printed.lo, claim, unit);
    return printed.lo == printed.hi
               ? low
               : fmt::format("{} to {}", low, printed_number(printed.hi, claim, unit));
}

std::string_view before_number(Form form) {
    switch (form) {
    case Form::exact:
        return "exactly ";
    case Form::about:
    case Form::fraction:
        return "about ";
    case Form::almost:
        return "almost ";
    default:
        return "";
    }
}

std::string printed_words(const Ledger& ledger, const Claim& claim) {
    if (!claim.has_value()) {
        return "no value: " + words_missing(claim.missing);
    }
    const Unit& kept = ledger.unit_of(ledger.series()[claim.series]);
    const Unit unit = written_unit(ledger, claim);
    const Interval printed =
        convert(Interval{claim.printed_low, claim.printed_high, false, false}, kept, unit);
    const std::string ends = printed_ends(printed, claim, unit);
    const bool with_unit = !unit.is_date() && !unit.text.empty();
    return fmt::format("{}{}{}", before_number(claim.form), ends, with_unit ? ' ' + unit.text : "");
}

std::string read_words(const Ledger& ledger, const Claim& claim) {
    if (!claim.has_value()) {
        return {};
    }
    const Unit& kept = ledger.unit_of(ledger.series()[claim.series]);
    const Unit unit = written_unit(ledger, claim);
    return show(convert(claim.bounds, kept, unit), unit);
}

SourceView source_view(const Source& source) {
    return {source.id,   source.publisher,   source.title,    source.url,
            source.date, source.reliability, source.synthetic};
}

/// From what was read to where it comes from; a cycle, which the loader reports, ends the chain.
std::vector<SourceView> source_chain(const Ledger& ledger, ledger::SourceIndex first) {
    std::vector<SourceView> chain;
    std::optional<ledger::SourceIndex> at = first;
    while (at && chain.size() < ledger.sources().size()) {
        const Source& source = ledger.sources()[*at];
        chain.push_back(source_view(source));
        at = source.origin.empty() || source.origin == source.id
                 ? std::nullopt
                 : ledger.find_source(source.origin);
    }
    return chain;
}

std::vector<std::string> findings_of(const reason::Report& report, ClaimIndex claim) {
    std::vector<std::string> codes;
    for (const reason::Finding& finding : report.findings) {
        if (std::ranges::find(finding.claims, claim) != finding.claims.end()) {
            codes.push_back(finding.code);
        }
    }
    return codes;
}

} // namespace

StatementView statement_view(const Analysed& analysed, ClaimIndex index) {
    const Ledger& ledger = analysed.dossier.ledger;
    const Claim& claim = ledger.claims()[index];
    const ledger::SeriesKey& key = ledger.series()[claim.series];
    StatementView view;
    view.id = ledger.text(claim.id);
    view.key = ledger.key_text(key);
    view.period = claim.period;
    view.printed = printed_words(ledger, claim);
    view.read_as = read_words(ledger, claim);
    view.bounds = claim.bounds;
    view.unit = ledger.unit_of(key).text;
    view.missing = claim.missing;
    view.kind = claim.kind;
    view.credibility = static_cast<unsigned char>(claim.credibility);
    view.sources = source_chain(ledger, claim.source);
    view.known_since = claim.known_since;
    if (claim.withdrawn != Period::no_end()) {
        view.withdrawn = claim.withdrawn;
    }
    view.locator = claim.locator;
    view.quote = claim.quote;
    view.note = claim.note;
    view.place = ledger.place_of(claim);
    view.findings = findings_of(analysed.report, index);
    return view;
}

} // namespace halflight::edition
