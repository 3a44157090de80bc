// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/unit.hpp"

#include "halflight/base/text.hpp"
#include "unit_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace halflight {
namespace {

using unit_words::base_names;
using unit_words::dimensions;
using unit_words::Label;
using unit_words::labels;
using unit_words::Measure;
using unit_words::measures;
using unit_words::none;
using unit_words::Prefix;
using unit_words::prefixes;

constexpr int largest_exponent = 9;
constexpr std::size_t most_factors = 16;

template <class Table>
auto look_up(const Table& table, std::string_view word) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const auto& row) {
        return row.name == word || (!row.plural.empty() && row.plural == word);
    });
    return at == table.end() ? nullptr : &*at;
}

std::vector<std::string_view> known_words() {
    std::vector<std::string_view> words;
    for (const Measure& measure : measures)
        words.push_back(measure.plural.empty() ? measure.name : measure.plural);
    for (const Label& label : labels)
        words.push_back(label.plural);
    for (const Measure& measure : measures)
        words.push_back(measure.name);
    for (const Label& label : labels)
        words.push_back(label.name);
    for (const Prefix& prefix : prefixes)
        words.push_back(prefix.name);
    return words;
}

/// Cancels common factors of whole numbers: "years per year" is exactly 1.
void reduce(double& numerator, double& denominator) noexcept {
    constexpr double largest = 9007199254740992.0; // 2^53
    const auto whole = [](double v) { return v >= 1 && v <= largest && v == std::floor(v); };
    if (numerator == denominator) {
        numerator = denominator = 1;
    } else if (whole(numerator) && whole(denominator)) {
        const auto common = static_cast<double>(
            std::gcd(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)));
        numerator /= common;
        denominator /= common;
    }
}

/// A label taken apart: "trips-visits per workers".
struct LabelParts {
    std::vector<std::string> over;
    std::vector<std::string> under;
};

void add_parts(std::vector<std::string>& parts, std::string_view text) {
    for (const std::string_view part : split(text, '-')) {
        if (!part.empty())
            parts.emplace_back(part);
    }
}

LabelParts take_apart(std::string_view label) {
    constexpr std::string_view per = "per ";
    LabelParts parts;
    std::size_t at = label.starts_with(per) ? 0 : label.find(" per ");
    add_parts(parts.over, label.substr(0, at));
    if (at != std::string_view::npos) {
        at += label.starts_with(per) ? 0U : 1U;
        add_parts(parts.under, label.substr(at + per.size()));
    }
    return parts;
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : "-") + part;
    return text;
}

/// What stands both over and under cancels.
std::string put_together(LabelParts parts) {
    for (auto part = parts.over.begin(); part != parts.over.end();) {
        const auto same = std::find(parts.under.begin(), parts.under.end(), *part);
        if (same == parts.under.end()) {
            ++part;
        } else {
            parts.under.erase(same);
            part = parts.over.erase(part);
        }
    }
    std::string text = join(parts.over);
    if (!parts.under.empty())
        text += (text.empty() ? "per " : " per ") + join(parts.under);
    return text;
}

std::string combine_labels(const std::string& a, const std::string& b, bool inverse) {
    if (b.empty())
        return a;
    LabelParts left = take_apart(a);
    LabelParts right = take_apart(b);
    if (inverse)
        std::swap(right.over, right.under);
    left.over.insert(left.over.end(), right.over.begin(), right.over.end());
    left.under.insert(left.under.end(), right.under.begin(), right.under.end());
    return put_together(std::move(left));
}

std::string combine_texts(const std::string& a, const std::string& b, std::string_view sign) {
    const bool compound = b.find(' ') != std::string::npos;
    return fmt::format("{} {} {}{}{}", a.empty() ? "1" : a, sign, compound ? "(" : "",
                       b.empty() ? "1" : b, compound ? ")" : "");
}

Unit combine(const Unit& a, const Unit& b, bool inverse) {
    Unit result;
    result.numerator = a.numerator * (inverse ? b.denominator : b.numerator);
    result.denominator = a.denominator * (inverse ? b.numerator : b.denominator);
    reduce(result.numerator, result.denominator);
    for (std::size_t i = 0; i < dimensions; ++i) {
        const int power = inverse ? -b.exponents[i] : b.exponents[i];
        result.exponents[i] =
            static_cast<std::int8_t>(std::clamp(a.exponents[i] + power, -127, 127));
    }
    result.label = combine_labels(a.label, b.label, inverse);
    result.text = combine_texts(a.text, b.text, inverse ? "/" : "*");
    return result;
}

/// The words of a unit with their place in the text.
struct Words {
    std::string_view text;
    std::vector<std::string_view> items;

    explicit Words(std::string_view all) : text(all) {
        constexpr std::string_view blanks = " \t\n\v\f\r";
        std::size_t at = all.find_first_not_of(blanks);
        while (at != std::string_view::npos) {
            const std::size_t end = std::min(all.find_first_of(blanks, at), all.size());
            items.push_back(all.substr(at, end - at));
            at = all.find_first_not_of(blanks, end);
        }
    }
    [[nodiscard]] std::size_t offset(std::string_view word) const {
        return static_cast<std::size_t>(word.data() - text.data());
    }
    [[nodiscard]] std::string folded() const {
        std::string all;
        for (const std::string_view item : items)
            all.append(all.empty() ? "" : " ").append(item);
        return all;
    }
};

/// One known word as a unit of its own.
std::optional<Unit> simple_unit(std::string_view word) {
    Unit unit;
    if (const Measure* measure = look_up(measures, word)) {
        unit.numerator = measure->numerator;
        unit.denominator = measure->denominator;
        if (measure->dimension != none)
            unit.exponents[static_cast<std::size_t>(measure->dimension)] =
                static_cast<std::int8_t>(measure->exponent);
        return unit;
    }
    if (const Label* label = look_up(labels, word)) {
        unit.label = label->plural;
        return unit;
    }
    return std::nullopt;
}

Fault unknown_word(const Words& words, std::string_view word) {
    static const std::vector<std::string_view> known = known_words();
    if (simple_unit(word))
        return {fmt::format("\"{}\" cannot follow here", word),
                "join units with '-' or \"per\", for example USD per worker-month",
                words.offset(word)};
    std::string hint = "units are for example USD, thousand USD, percent, persons, bbl, t, months";
    if (word.find('/') != std::string_view::npos)
        hint = "a quotient is written with \"per\", for example USD per bbl";
    else if (const auto near = nearest(word, known))
        hint = fmt::format("did you mean \"{}\"?", *near);
    return {fmt::format("unknown unit \"{}\"", shorten(word)), std::move(hint), words.offset(word)};
}

/// Reads a text from left to right; every factor is multiplied in, or divided after a "per".
class UnitParser {
  public:
    explicit UnitParser(std::string_view text) : m_words(text) {}

    Result<Unit> parse() {
        if (m_words.items.empty())
            return Fault{"no unit is given", "a plain number has the unit \"1\"", 0};
        while (m_at < m_words.items.size() && !m_fault)
            read_product();
        if (m_fault)
            return *std::move(m_fault);
        m_unit.text = m_words.folded();
        return std::move(m_unit);
    }

  private:
    [[nodiscard]] bool more() const { return m_at < m_words.items.size(); }
    [[nodiscard]] bool at_per() const { return more() && m_words.items[m_at] == "per"; }

    /// "million barrels", "worker-month", "test systems", up to and with the "per" that follows.
    void read_product() {
        const bool prefixed = take_prefix();
        if (more() && !at_per())
            take_factor();
        else if (!prefixed)
            fail("a unit is missing before \"per\"", here());
        if (m_fault || !more())
            return;
        if (!at_per()) {
            m_fault = unknown_word(m_words, m_words.items[m_at]);
            return;
        }
        m_inverse = true;
        if (++m_at == m_words.items.size())
            fail("a unit is missing after \"per\"", m_words.text.size());
    }

    bool take_prefix() {
        const std::string_view word = m_words.items[m_at];
        const auto found = std::find_if(prefixes.begin(), prefixes.end(),
                                        [&](const Prefix& p) { return p.name == word; });
        if (found == prefixes.end())
            return false;
        Unit unit;
        unit.numerator = found->factor;
        apply(unit);
        ++m_at;
        return true;
    }

    void take_factor() {
        const std::string_view word = m_words.items[m_at++];
        if (more()) {
            const std::string both =
                fmt::format("{} {}", shorten(word), shorten(m_words.items[m_at]));
            if (const std::optional<Unit> unit = simple_unit(both)) {
                ++m_at;
                return apply(*unit);
            }
        }
        for (std::string_view rest = word; !m_fault;) {
            const std::size_t dash = rest.find('-');
            const std::string_view piece = rest.substr(0, dash);
            if (const std::optional<Unit> unit = simple_unit(piece))
                apply(*unit);
            else
                m_fault = unknown_word(m_words, piece.empty() ? word : piece);
            if (dash == std::string_view::npos)
                return;
            rest.remove_prefix(dash + 1);
        }
    }

    void apply(const Unit& factor) {
        m_unit = combine(m_unit, factor, m_inverse);
        const bool too_high = std::any_of(m_unit.exponents.begin(), m_unit.exponents.end(),
                                          [](int e) { return std::abs(e) > largest_exponent; });
        if (++m_factors > most_factors || too_high)
            fail("too many factors in one unit", here());
        if (factor.is_date() && (m_words.items.size() != 1 || m_words.items[0] != "date"))
            fail("\"date\" stands alone", m_words.offset(m_words.items.front()));
        m_unit.text.clear();
    }

    [[nodiscard]] std::size_t here() const {
        return more() ? m_words.offset(m_words.items[m_at]) : m_words.text.size();
    }
    void fail(std::string message, std::size_t offset) {
        if (!m_fault)
            m_fault = Fault{std::move(message), "", offset};
    }

    Words m_words;
    std::size_t m_at = 0;
    std::size_t m_factors = 0;
    bool m_inverse = false;
    Unit m_unit;
    std::optional<Fault> m_fault;
};

/// value * numerator / denominator at both ends.
Interval rescaled(const Interval& value, double numerator, double denominator) noexcept {
    reduce(numerator, denominator);
    if (value.empty() || (numerator == 1 && denominator == 1))
        return value;
    constexpr double largest = std::numeric_limits<double>::max();
    const double lo = std::min(value.lo * numerator / denominator, largest);
    const double hi = std::max(value.hi * numerator / denominator, -largest);
    return {lo, hi, value.lo_open || std::isinf(lo), value.hi_open || std::isinf(hi)};
}

std::string power(std::string_view name, int exponent) {
    return exponent == 1 ? std::string(name) : fmt::format("{}^{}", name, exponent);
}

} // namespace

bool Unit::dimensionless() const noexcept {
    return std::all_of(exponents.begin(), exponents.end(), [](int e) { return e == 0; });
}

bool Unit::is_date() const noexcept {
    return exponents[static_cast<std::size_t>(Dimension::date)] != 0;
}

Result<Unit> parse_unit(std::string_view text) {
    return UnitParser(text).parse();
}

Unit multiply(const Unit& a, const Unit& b) {
    return combine(a, b, false);
}
Unit divide(const Unit& a, const Unit& b) {
    return combine(a, b, true);
}

double to_base(double value, const Unit& unit) noexcept {
    return value * unit.numerator / unit.denominator;
}

double from_base(double value, const Unit& unit) noexcept {
    return value * unit.denominator / unit.numerator;
}

Interval to_base(const Interval& value, const Unit& unit) noexcept {
    return rescaled(value, unit.numerator, unit.denominator);
}

Interval from_base(const Interval& value, const Unit& unit) noexcept {
    return rescaled(value, unit.denominator, unit.numerator);
}

Interval convert(const Interval& value, const Unit& from, const Unit& to) noexcept {
    assert(from.same_dimension(to));
    return rescaled(value, from.numerator * to.denominator, from.denominator * to.numerator);
}

std::string dimension_name(const Unit& unit) {
    std::string over;
    std::string under;
    for (std::size_t i = 0; i < dimensions; ++i) {
        const int exponent = unit.exponents[i];
        if (exponent > 0)
            over += (over.empty() ? "" : "*") + power(base_names[i], exponent);
        else if (exponent < 0)
            under += "/" + power(base_names[i], -exponent);
    }
    return (over.empty() ? "1" : over) + under;
}

} // namespace halflight
