// SPDX-License-Identifier: Apache-2.0
// codes.toml as it is written; whether its names exist is asked in code_checks.cpp, when all of
// them are known.
#include "loading.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace halflight::dossier {
namespace {

using ledger::Code;
using ledger::ConversionRule;
using ledger::Dimension;
using ledger::Indicator;
using ledger::IndicatorType;

constexpr std::array<std::string_view, 6> type_words = {"flow",  "stock", "rate",
                                                        "ratio", "level", "date"};
constexpr std::array<std::string_view, 6> frequency_words = {"A", "S", "Q", "M", "W", "D"};
constexpr std::array<std::string_view, 1> role_words = {"definition"};

class CodesLoader {
  public:
    CodesLoader(const TomlFile& file, Loading& loading)
        : m_file(file), m_loading(loading), m_codes(loading.ledger().codes) {}

    void load() {
        TableReader root(m_file, m_file.root, "codes.toml", {m_file.name, 1, 1}, m_loading.report);
        for (const NamedTable& entry : root.named_tables("indicator")) {
            read_indicator(entry);
        }
        for (const NamedTable& entry : root.named_tables("dimension")) {
            read_dimension(entry);
        }
        for (const NamedTable& entry : root.named_tables("area")) {
            read_area(entry);
        }
        root.finish();
    }

  private:
    TableReader reader(const NamedTable& entry, std::string_view what) {
        return {m_file, *entry.table, fmt::format("{} {}", what, in_quotes(entry.name)),
                entry.place, m_loading.report};
    }

    std::optional<Unit> read_unit(const LocatedText& written) {
        if (written.place.line == 0) {
            return std::nullopt; // absent, or of a wrong type that is reported already
        }
        auto unit = parse_unit(written.text);
        if (!unit) {
            m_loading.report.error(FaultCode::unknown_unit, written.place, unit.fault().message,
                                   hint_or(unit.fault().hint, "write a unit, as USD or persons"));
            return std::nullopt;
        }
        return std::move(unit).value();
    }

    void read_indicator(const NamedTable& entry) {
        if (!is_name(entry.name)) {
            m_loading.bad_name("indicator", entry.name, entry.place);
        }
        TableReader table = reader(entry, "indicator");
        Indicator indicator;
        indicator.id = entry.name;
        indicator.place = entry.place;
        indicator.name = table.text("name");
        if (!table.has("type")) {
            table.missing("type");
        }
        indicator.type = static_cast<IndicatorType>(
            table.word("type", type_words)
                .value_or(static_cast<std::size_t>(IndicatorType::level)));
        read_units(table, indicator);
        const bool adds =
            indicator.type == IndicatorType::flow || indicator.type == IndicatorType::stock;
        indicator.nonnegative = table.flag("nonnegative", adds);
        indicator.integer = table.flag("integer", false);
        if (const auto index = table.word("frequency", frequency_words)) {
            indicator.frequency = *parse_frequency(frequency_words[*index]);
        }
        indicator.sum_of = names(table, "sum_of");
        indicator.growth_of = name(table, "growth_of");
        indicator.share_of = read_share(table);
        indicator.mean_over = name(table, "mean_over");
        for (const toml::table* conversion : table.tables("conversion")) {
            read_conversion(*conversion, indicator);
        }
        table.finish();
        m_codes.indicators.emplace(entry.name, std::move(indicator));
    }

    /// A text that names something else of the dossier: where it stands is remembered for the
    /// checks.
    std::string name(TableReader& table, std::string_view key) {
        return name(table, key, table.place());
    }

    std::string name(TableReader& table, std::string_view key, const Place& owner) {
        LocatedText named = table.located_text(key);
        m_loading.remember(owner, named);
        return std::move(named.text);
    }

    std::vector<std::string> names(TableReader& table, std::string_view key) {
        std::vector<std::string> all;
        for (LocatedText& named : table.located_texts(key)) {
            m_loading.remember(table.place(), named);
            all.push_back(std::move(named.text));
        }
        return all;
    }

    void read_units(TableReader& table, Indicator& indicator) {
        const bool is_date = indicator.type == IndicatorType::date;
        std::vector<LocatedText> written = table.located_texts("units");
        if (table.has("unit") && table.has("units")) {
            m_loading.report.error(
                FaultCode::unknown_key, table.place_of("unit"),
                fmt::format("indicator {} has both unit and units", in_quotes(indicator.id)),
                "keep one of them");
        }
        const LocatedText single = table.located_text("unit");
        if (written.empty()) {
            written.push_back(single);
        }
        if (!table.has("unit") && !table.has("units") && !is_date) {
            table.missing("unit");
        }
        for (const LocatedText& text : written) {
            if (auto unit = read_unit(text)) {
                add_unit(indicator, *std::move(unit), text.place);
            }
        }
        if (indicator.units.empty()) {
            // An indicator is never without a unit: what follows need not ask.
            indicator.units.push_back(parse_unit(is_date ? "date" : "ratio").value());
        }
    }

    void add_unit(Indicator& indicator, Unit unit, const Place& place) {
        if (unit.is_date() != (indicator.type == IndicatorType::date)) {
            m_loading.report.error(
                FaultCode::unit_mismatch, place,
                fmt::format(
                    "unit {} and type {} of indicator {} do not go together", in_quotes(unit.text),
                    type_words[static_cast<std::size_t>(indicator.type)], in_quotes(indicator.id)),
                R"(write type = "date" and unit = "date" together)");
        }
        for (const Unit& other : indicator.units) {
            if (other.same_dimension(unit)) {
                m_loading.report.error(
                    FaultCode::bad_conversion, place,
                    fmt::format("units {} and {} of indicator {} measure the same",
                                in_quotes(other.text), in_quotes(unit.text),
                                in_quotes(indicator.id)),
                    "keep one of them: claims may use the other all the same");
                return;
            }
        }
        indicator.units.push_back(std::move(unit));
    }

    std::optional<ledger::ShareRule> read_share(TableReader& table) {
        const Place owner = table.place();
        const toml::table* const rule = table.table("share_of");
        if (rule == nullptr) {
            return std::nullopt;
        }
        TableReader share(m_file, *rule, "share_of", m_loading.report);
        ledger::ShareRule out;
        out.part = share.required_text("part");
        out.whole = share.required_text("whole");
        for (const std::string_view key : {"part", "whole"}) {
            m_loading.remember(owner, share.located_text(key));
        }
        out.whole_dims = name(share, "whole_dims", owner);
        out.whole_area = name(share, "whole_area", owner);
        out.whole_counterpart = name(share, "whole_counterpart", owner);
        share.finish();
        return out;
    }

    void read_conversion(const toml::table& written, Indicator& indicator) {
        TableReader table(m_file, written, fmt::format("conversion of {}", in_quotes(indicator.id)),
                          m_loading.report);
        const auto from = required_unit(table, "from", indicator.place);
        const auto to = required_unit(table, "to", indicator.place);
        const auto low = required_number(table, "low");
        const auto high = required_number(table, "high");
        ConversionRule rule;
        rule.source = name(table, "source", indicator.place);
        table.finish();
        if (!from || !to || !low || !high) {
            return;
        }
        if (*low > *high || *low <= 0) {
            m_loading.report.error(
                FaultCode::bad_conversion, table.place_of("low"),
                *low > *high ? fmt::format("low {} of a conversion is above high {}", *low, *high)
                             : fmt::format("low {} of a conversion is not above zero", *low),
                "write the smaller factor as low, the larger as high, both above zero");
            return;
        }
        rule.from = *from;
        rule.to = *to;
        rule.factor = Interval::closed(*low, *high);
        indicator.conversions.push_back(std::move(rule));
    }

    std::optional<Unit> required_unit(TableReader& table, std::string_view key,
                                      const Place& owner) {
        if (!table.has(key)) {
            table.missing(key);
        }
        const LocatedText written = table.located_text(key);
        auto unit = read_unit(written);
        if (unit) {
            m_loading.remember(owner, {unit->text, written.place});
        }
        return unit;
    }

    static std::optional<double> required_number(TableReader& table, std::string_view key) {
        if (!table.has(key)) {
            table.missing(key);
        }
        return table.number(key);
    }

    void read_dimension(const NamedTable& entry) {
        if (!is_name(entry.name)) {
            m_loading.bad_name("dimension", entry.name, entry.place);
        }
        TableReader table = reader(entry, "dimension");
        Dimension dimension;
        dimension.id = entry.name;
        dimension.place = entry.place;
        dimension.name = table.text("name");
        dimension.default_code = name(table, "default");
        dimension.definition = table.word("role", role_words).has_value();
        for (const NamedTable& code : table.named_tables("codes")) {
            if (!is_name(code.name, true)) {
                m_loading.bad_name("code", code.name, code.place);
            }
            dimension.codes.push_back(read_code(code));
        }
        table.finish();
        m_codes.dimensions.emplace(entry.name, std::move(dimension));
    }

    Code read_code(const NamedTable& entry) {
        TableReader table = reader(entry, "code");
        Code code;
        code.residual_of = name(table, "residual_of");
        code.read_as = name(table, "read_as");
        code.assumption = table.text("assumption");
        read_parts(table, entry, code);
        return code;
    }

    void read_parts(TableReader& table, const NamedTable& entry, Code& code) {
        code.id = entry.name;
        code.place = entry.place;
        code.name = table.text("name");
        code.parts = names(table, "parts");
        code.complete = table.flag("complete", false);
        table.finish();
    }

    void read_area(const NamedTable& entry) {
        if (!is_name(entry.name)) {
            m_loading.bad_name("area", entry.name, entry.place);
        }
        if (const auto country = ledger::country_name(entry.name); !country.empty()) {
            m_loading.report.error(
                FaultCode::code_taken, entry.place,
                fmt::format("area {} is the country {}", in_quotes(entry.name), country),
                "give the group a code that is not one of ISO 3166-1");
            return;
        }
        TableReader table = reader(entry, "area");
        Code area;
        read_parts(table, entry, area);
        m_codes.areas.emplace(entry.name, std::move(area));
    }

    const TomlFile& m_file;
    Loading& m_loading;
    ledger::CodeLists& m_codes;
};

} // namespace

void load_codes(const TomlFile& file, Loading& loading) {
    loading.codes_lost = file.lost_table;
    CodesLoader(file, loading).load();
}

} // namespace halflight::dossier
