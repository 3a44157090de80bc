// SPDX-License-Identifier: Apache-2.0
#include "ledgers.hpp"

#include <cstdlib>
#include <random>
#include <sstream>

namespace halflight::store::test {

namespace {

using namespace ledger; // NOLINT(google-build-using-namespace): names of one module, in its test

/// Draws that do not depend on the standard library's distributions.
class Draw {
  public:
    explicit Draw(std::uint64_t seed) : m_engine(seed) {}
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_engine() % limit); }
    bool flag() { return below(2) == 1; }
    template <class Enum>
    Enum one_of() {
        return static_cast<Enum>(below(static_cast<std::size_t>(Enum::count_)));
    }
    double real() {
        static const double special[] = {0.0,      1.0 / 3, -5e-324, 1.7976931348623157e308,
                                         34064500, -56.26};
        return flag() ? special[below(std::size(special))]
                      : (static_cast<double>(m_engine()) - 9e18) / 7e5;
    }
    std::string text() {
        static const char* words[] = {
            "",     "trade", "Außenhandel", "北朝鮮, \"quoted\"", "line\nbreak",
            "=1+1", "it's",  "a;b=c"};
        return std::string(words[below(std::size(words))]) +
               (flag() ? std::to_string(below(9)) : "");
    }
    Place place() {
        return {text(), static_cast<std::uint32_t>(below(4'000'000'000)),
                static_cast<std::uint32_t>(below(99))};
    }
    Date date() {
        const auto kind = below(8);
        return kind == 0   ? Period::no_start()
               : kind == 1 ? Period::no_end()
                           : Date{static_cast<std::int32_t>(below(40000)) - 10000};
    }
    Interval interval() {
        Interval value;
        if (flag()) {
            value.lo = real();
            value.lo_open = flag();
        }
        if (flag()) {
            value.hi = real();
            value.hi_open = flag();
        }
        return value;
    }
    Unit unit() {
        Unit value{real(), real(), {}, text(), text()};
        for (auto& exponent : value.exponents) {
            exponent = static_cast<std::int8_t>(static_cast<int>(below(7)) - 3);
        }
        return value;
    }
    std::vector<std::string> texts() {
        std::vector<std::string> result(below(4));
        for (std::string& item : result) {
            item = text();
        }
        return result;
    }

  private:
    std::mt19937_64 m_engine;
};

Indicator random_indicator(Draw& draw, const std::string& id) {
    Indicator value;
    value.id = id;
    value.name = draw.text();
    value.type = static_cast<IndicatorType>(draw.below(6));
    for (std::size_t n = draw.below(3) + 1; n > 0; --n) {
        value.units.push_back(draw.unit());
    }
    value.nonnegative = draw.flag();
    value.integer = draw.flag();
    value.frequency = static_cast<Frequency>(draw.below(7));
    value.sum_of = draw.texts();
    value.growth_of = draw.text();
    if (draw.flag()) {
        value.share_of = ShareRule{draw.text(), draw.text(), draw.text(), draw.text(), draw.text()};
    }
    value.mean_over = draw.text();
    for (std::size_t n = draw.below(3); n > 0; --n) {
        value.conversions.push_back({draw.unit(), draw.unit(), draw.interval(), draw.text()});
    }
    value.place = draw.place();
    return value;
}

Code random_code(Draw& draw, const std::string& id) {
    return {id,          draw.text(), draw.texts(), draw.flag(),
            draw.text(), draw.text(), draw.text(),  draw.place()};
}

void add_codes(Draw& draw, CodeLists& codes) {
    for (std::size_t i = draw.below(5); i > 0; --i) {
        const std::string id = "indicator" + std::to_string(i);
        codes.indicators.emplace(id, random_indicator(draw, id));
        ledger::Dimension dimension;
        dimension.id = "dimension" + std::to_string(i);
        dimension.name = draw.text();
        dimension.default_code = draw.text();
        dimension.definition = draw.flag();
        dimension.place = draw.place();
        for (std::size_t code = draw.below(4); code > 0; --code) {
            dimension.codes.push_back(random_code(draw, "code" + std::to_string(code)));
        }
        codes.dimensions.emplace(dimension.id, dimension);
        const std::string area = "AREA" + std::to_string(i);
        codes.areas.emplace(area, random_code(draw, area));
    }
}

Source random_source(Draw& draw, const std::string& id) {
    Source s;
    s.id = id;
    for (std::string* field : {&s.publisher, &s.title, &s.language, &s.read_in, &s.translator,
                               &s.url, &s.licence, &s.origin, &s.note}) {
        *field = draw.text();
    }
    if (draw.flag()) {
        s.date = draw.date();
    }
    s.translation = static_cast<Translation>(draw.below(3));
    s.redistribute = draw.flag();
    s.synthetic = draw.flag();
    s.reliability = static_cast<char>('A' + draw.below(6));
    s.place = draw.place();
    return s;
}

Claim random_claim(Draw& draw, Ledger& ledger, std::size_t number) {
    Claim c;
    c.id = ledger.pool.intern("K" + std::to_string(number));
    c.series = static_cast<SeriesIndex>(draw.below(ledger.series().size()));
    c.period = {draw.date(), draw.date()};
    c.bounds = draw.interval();
    c.printed_low = draw.real();
    c.printed_high = draw.flag() ? c.printed_low : std::numeric_limits<double>::infinity();
    c.form = draw.one_of<Form>();
    c.missing = draw.one_of<Missing>();
    c.kind = draw.one_of<Kind>();
    c.credibility = static_cast<std::int8_t>(draw.below(6) + 1);
    c.decimals = static_cast<std::int8_t>(draw.below(5));
    c.source = static_cast<SourceIndex>(draw.below(ledger.sources().size()));
    c.unit = ledger.pool.intern(draw.text());
    c.known_since = draw.date();
    c.withdrawn = draw.date();
    c.locator = ledger.pool.keep(draw.text());
    c.quote = ledger.pool.keep(draw.text());
    c.note = ledger.pool.keep(draw.text());
    c.file = static_cast<std::uint32_t>(draw.below(ledger.files.size()));
    c.line = static_cast<std::uint32_t>(draw.below(4'000'000'000));
    return c;
}

void describe_place(std::ostream& out, const Place& place) {
    out << ' ' << place.file << '|' << place.line << '|' << place.column;
}

void describe_interval(std::ostream& out, const Interval& value) {
    out << ' ' << value.lo << ' ' << value.hi << ' ' << value.lo_open << value.hi_open;
}

void describe_unit(std::ostream& out, const Unit& unit) {
    out << " [" << unit.numerator << '/' << unit.denominator << ' ' << unit.label << '|'
        << unit.text;
    for (const auto exponent : unit.exponents) {
        out << ' ' << int{exponent};
    }
    out << ']';
}

void describe_code(std::ostream& out, const Code& code) {
    out << "  code " << code.id << '|' << code.name << '|' << code.complete << '|'
        << code.residual_of << '|' << code.read_as << '|' << code.assumption;
    for (const std::string& part : code.parts) {
        out << " part " << part;
    }
    describe_place(out, code.place);
    out << '\n';
}

void describe_indicator(std::ostream& out, const Indicator& value) {
    out << "indicator " << value.id << '|' << value.name << '|' << static_cast<int>(value.type)
        << value.nonnegative << value.integer << static_cast<int>(value.frequency) << '|'
        << value.growth_of << '|' << value.mean_over;
    for (const Unit& unit : value.units) {
        describe_unit(out, unit);
    }
    for (const std::string& part : value.sum_of) {
        out << " sum " << part;
    }
    if (const auto& share = value.share_of) {
        out << " share " << share->part << '|' << share->whole << '|' << share->whole_dims << '|'
            << share->whole_area << '|' << share->whole_counterpart;
    }
    for (const ConversionRule& rule : value.conversions) {
        describe_unit(out, rule.from);
        describe_unit(out, rule.to);
        describe_interval(out, rule.factor);
        out << rule.source;
    }
    describe_place(out, value.place);
    out << '\n';
}

void describe_codes(std::ostream& out, const CodeLists& codes) {
    for (const auto& [id, indicator] : codes.indicators) {
        describe_indicator(out, indicator);
    }
    for (const auto& [id, dimension] : codes.dimensions) {
        out << "dimension " << id << '|' << dimension.name << '|' << dimension.default_code
            << dimension.definition;
        describe_place(out, dimension.place);
        out << '\n';
        for (const Code& code : dimension.codes) {
            describe_code(out, code);
        }
    }
    for (const auto& [id, area] : codes.areas) {
        describe_code(out, area);
    }
}

void describe_source(std::ostream& out, const Source& s) {
    out << "source " << s.id << '|' << s.publisher << '|' << s.title << '|'
        << (s.date ? s.date->days : -1) << '|' << s.language << '|' << s.read_in << '|'
        << static_cast<int>(s.translation) << '|' << s.translator << '|' << s.url << '|'
        << s.licence << '|' << s.redistribute << s.synthetic << '|' << s.origin << '|'
        << s.reliability << '|' << s.note;
    describe_place(out, s.place);
    out << '\n';
}

void describe_claim(std::ostream& out, const Ledger& ledger, const Claim& c) {
    out << "claim " << ledger.text(c.id) << ' ' << c.series << ' ' << c.period.first.days << ' '
        << c.period.end.days;
    describe_interval(out, c.bounds);
    out << ' ' << c.printed_low << ' ' << c.printed_high << ' ' << static_cast<int>(c.form)
        << static_cast<int>(c.missing) << static_cast<int>(c.kind) << ' ' << int{c.credibility}
        << ' ' << int{c.decimals} << ' ' << c.source << ' ' << ledger.text(c.unit) << ' '
        << c.known_since.days << ' ' << c.withdrawn.days << ' ' << c.locator << '|' << c.quote
        << '|' << c.note << '|' << c.file << ' ' << c.line << '\n';
}

} // namespace

Ledger random_ledger(std::uint64_t seed) {
    Draw draw(seed);
    Ledger ledger;
    ledger.files = {"claims/a.csv", draw.text()};
    add_codes(draw, ledger.codes);
    for (std::size_t i = draw.below(4) + 1; i > 0; --i) {
        ledger.add_source(random_source(draw, "source" + std::to_string(i)));
    }
    for (std::size_t i = draw.below(6) + 1; i > 0; --i) {
        SeriesKey key;
        key.indicator = ledger.pool.intern("indicator" + std::to_string(i));
        for (Symbol* part : {&key.area, &key.counterpart, &key.dims, &key.unit}) {
            *part = ledger.pool.intern(draw.text());
        }
        ledger.add_series(key);
    }
    for (std::size_t i = draw.below(20); i > 0; --i) {
        ledger.add_claim(random_claim(draw, ledger, i));
    }
    return ledger;
}

Ledger large_ledger(std::size_t claims) {
    Draw draw(1);
    Ledger ledger;
    ledger.files = {"claims/a.csv"};
    ledger.add_source(random_source(draw, "source"));
    ledger.add_series({ledger.pool.intern("trade"), ledger.pool.intern("PRK"), {}, {}, {}});
    for (std::size_t i = 0; i < claims; ++i) {
        ledger.add_claim(random_claim(draw, ledger, i));
    }
    return ledger;
}

std::string describe(const Ledger& ledger) {
    std::ostringstream out;
    out.precision(17);
    for (const std::string& file : ledger.files) {
        out << "file " << file << '\n';
    }
    describe_codes(out, ledger.codes);
    for (const Source& source : ledger.sources()) {
        describe_source(out, source);
    }
    for (const SeriesKey& key : ledger.series()) {
        out << "series";
        for (const Symbol part : {key.indicator, key.area, key.counterpart, key.dims, key.unit}) {
            out << ' ' << ledger.text(part) << ',';
        }
        out << '\n';
    }
    for (const Claim& claim : ledger.claims()) {
        describe_claim(out, ledger, claim);
    }
    return out.str();
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "halflight-store-XXXXXX").string();
    m_path = mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::permissions(m_path, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace halflight::store::test
