// SPDX-License-Identifier: Apache-2.0
// Spans of caps as an edition shows them: each line a number with what it rests on.
#include "monitor_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Value;
using measures::View;
using watch::CapLine;
using watch::CapYear;
using watch::Rule;

/// "tanker capacity at 1/2" as part of an id.
std::string slug(std::string_view basis) {
    std::string out;
    for (const char c : basis) {
        out += c == ' ' || c == '/' ? '-' : c;
    }
    return out;
}

std::string formula_of(std::string_view basis) {
    if (basis == "reported") {
        return "what the months reported add up to";
    }
    if (basis == "estimated") {
        return "estimates that speak of no month and supplier in common, added up";
    }
    if (basis == "together") {
        return "an estimate takes the place of what its suppliers reported in its period, unless "
               "they reported more; what was reported elsewhere is added";
    }
    return "what ships that were counted could have carried, at a load; it bears on no verdict";
}

std::vector<std::string> visible(const View& view, const std::vector<std::string>& claims) {
    std::vector<std::string> out;
    std::ranges::copy_if(claims, std::back_inserter(out), [&](const std::string& id) {
        const auto index = view.ledger().find_claim(id);
        return index && !view.claim(*index).claims.empty();
    });
    return out;
}

class Spans {
  public:
    Spans(const View& view, const measures::Declaration& declaration, std::vector<Number>& numbers)
        : m_view(view), m_id(declaration.id),
          m_title(declaration.title.empty() ? declaration.id : declaration.title),
          m_numbers(numbers) {}

    MeterSpan span_of(const CapYear& year) {
        MeterSpan span;
        span.id = span_id(m_id, year.span);
        span.span = year.span;
        span.judged = year.judged;
        span.words = watch::words(year);
        span.rate = year.rate;
        span.synthetic = year.synthetic;
        if (year.rule == nullptr) {
            return span;
        }
        span.rule = year.rule->id;
        span.citation = year.rule->citation();
        span.breach = year.breach();
        span.doubt = watch::words(year.doubt);
        span.quoted_by = visible(m_view, year.rule->quoted_by);
        span.limit = add_limit(year);
        for (const CapLine& line : year.lines) {
            span.lines.push_back(line_of(year, line));
            add_claims(line, span.claims);
        }
        std::ranges::sort(span.claims);
        const auto twice = std::ranges::unique(span.claims);
        span.claims.erase(twice.begin(), twice.end());
        return span;
    }

  private:
    static void add_claims(const CapLine& line, std::vector<std::string>& claims) {
        if (line.breach) {
            claims.insert(claims.end(), line.claims.begin(), line.claims.end());
        }
    }

    [[nodiscard]] std::string id_of(const CapYear& year, std::string_view basis,
                                    const Rule* rule) const {
        const bool other = rule != nullptr && rule != year.rule;
        return fmt::format("{}{}/{}{}@{}", monitor_prefix, m_id, slug(basis),
                           other ? "-" + rule->id : "", to_string(year.span));
    }

    Number number(const CapYear& year, std::string id, std::string_view what, const Rule& rule) {
        Number out;
        out.id = std::move(id);
        out.origin = NumberOrigin::monitor;
        out.name = fmt::format("{}: {}, {}", m_title, what, to_string(year.span));
        out.unit = rule.cap->unit.text;
        out.citation = rule.citation();
        return out;
    }

    std::string add_limit(const CapYear& year) {
        const Rule& rule = *year.rule;
        Number out = number(year, id_of(year, "limit", &rule), "limit", rule);
        std::vector<std::string> claims = rule.quoted_by;
        if (!rule.cap->claim.empty()) {
            claims.push_back(rule.cap->claim);
        }
        claims = visible(m_view, claims);
        out.value =
            watched_value(m_view, Interval::point(rule.cap->limit), claims, {}, Missing::none);
        out.value.point = rule.cap->limit;
        if (claims.empty()) {
            out.value = measures::modelled(std::move(out.value));
            out.assumptions = {"the limit is that of the rule as the dossier declares it"};
        }
        m_numbers.push_back(std::move(out));
        return m_numbers.back().id;
    }

    MeterLine line_of(const CapYear& year, const CapLine& line) {
        const Rule& rule = *line.rule;
        MeterLine out;
        out.basis = line.basis;
        out.rule = rule.id;
        out.limit = rule.cap->limit;
        out.unit = rule.cap->unit.text;
        out.volume = line.volume;
        out.breach = line.breach;
        out.missing = line.missing;
        Number shown = number(year, id_of(year, line.basis, &rule), line.basis, rule);
        const bool open = line.volume.lo <= 0 && !line.volume.bounded();
        shown.value =
            watched_value(m_view, open ? Interval::all() : line.volume, line.claims, {},
                          line.claims.empty() ? Missing::not_collected : Missing::not_published);
        shown.value.point = measures::point_within(line.volume, line.point);
        shown.formula = formula_of(line.basis);
        if (!line.missing.empty()) {
            shown.notes.push_back("unknown: " + line.missing);
        }
        out.number = shown.id;
        m_numbers.push_back(std::move(shown));
        return out;
    }

    const View& m_view;
    std::string m_id;
    std::string m_title;
    std::vector<Number>& m_numbers;
};

} // namespace

std::string span_id(std::string_view meter, const Period& span) {
    return fmt::format("{}{}@{}", monitor_prefix, meter, to_string(span));
}

Value watched_value(const View& view, const Interval& bounds,
                    const std::vector<std::string>& claims, const std::vector<std::string>& cells,
                    Missing reason) {
    std::vector<Value> from;
    for (const std::string& id : claims) {
        if (const auto index = view.ledger().find_claim(id)) {
            from.push_back(view.claim(*index));
        }
    }
    for (const std::string& id : cells) {
        const std::size_t at = id.rfind('@');
        const auto series = view.series(std::string_view(id).substr(0, at));
        const auto period = parse_period(id.substr(std::min(at, id.size() - 1) + 1));
        if (at != std::string::npos && series && period) {
            from.push_back(view.cell(*series, *period));
        }
    }
    Value out = measures::combine(bounds, std::nullopt, "", from);
    if (out.basis == measures::Basis::missing) {
        out.missing = reason;
    }
    return out;
}

MeterView meter_view(const View& view, const measures::Declaration& declaration,
                     std::span<const CapYear> years, std::vector<Number>& numbers) {
    MeterView out{
        declaration.id, declaration.title.empty() ? declaration.id : declaration.title, {}};
    Spans spans(view, declaration, numbers);
    for (const CapYear& year : years) {
        if (year.meter == declaration.id) {
            out.spans.push_back(spans.span_of(year));
        }
    }
    return out;
}

} // namespace halflight::edition
