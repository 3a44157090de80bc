// SPDX-License-Identifier: Apache-2.0
// [lights] of dossier.toml: the options of `halflight lights panel` by the same names, and what
// makes claims of a panel.
#include "halflight/base/text.hpp"
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace halflight::dossier {
namespace {

constexpr std::array<std::string_view, 2> keep_words = {"exclude", "keep"};
constexpr std::array<std::string_view, 2> negative_words = {"cut", "keep"};
constexpr std::array<std::string_view, 3> snow_words = {"free", "covered", "free-then-snow"};
constexpr std::array<std::string_view, 3> angle_words = {"near-nadir", "off-nadir", "all"};
constexpr std::array<std::string_view, 2> earth_words = {"wgs84", "sphere"};
/// Keys that say what the rows are called, not what they are.
constexpr std::array<std::string_view, 5> naming_keys = {"indicator", "area", "source",
                                                         "known-since", "claims"};

class LightsReader {
  public:
    LightsReader(const TomlFile& file, const NamedTable& entry, Report& report)
        : m_report(report), m_written(*entry.table), m_errors(report.errors()),
          m_reader(file, *entry.table, "lights " + in_quotes(entry.name), entry.place, report) {
        m_table.name = entry.name;
        m_table.place = entry.place;
    }

    LightsTable read() {
        if (!is_name(m_table.name)) {
            error(FaultCode::bad_id, m_table.place,
                  fmt::format("lights {} is not a name", in_quotes(m_table.name)),
                  "use letters, digits, '.', '_' and '-', a letter first");
        }
        m_table.withheld = m_reader.flag("withheld", false);
        read_zones();
        read_rasters();
        read_product();
        read_rules();
        read_declared();
        read_statistics();
        read_given_periods();
        read_periods();
        read_signal();
        read_names();
        m_reader.finish();
        note_places();
        m_table.sound =
            m_report.errors() == m_errors && !m_reader.file().damaged(m_table.place.line);
        return std::move(m_table);
    }

  private:
    void error(FaultCode code, const Place& place, std::string message, std::string hint) {
        m_report.error(code, place, std::move(message), std::move(hint));
    }

    /// Nobody who opens a dossier shall be made to call on another machine.
    void check_local(std::string_view key, const LocatedText& path) {
        if (path.text.find("://") != std::string::npos || path.text.starts_with("/vsi")) {
            error(FaultCode::bad_value, path.place,
                  fmt::format("{} {} is not a file of this machine", key, in_quotes(path.text)),
                  "copy it beside the dossier and write its path");
        }
    }

    std::string path(std::string_view key) {
        LocatedText written = m_reader.located_text(key);
        check_local(key, written);
        return std::move(written.text);
    }

    void read_zones() {
        io::VectorSpec& zones = m_table.panel.zones;
        zones.path = path("zones");
        if (zones.path.empty() && !m_table.withheld) {
            m_reader.missing("zones");
        }
        zones.id_field = m_reader.text("zone-id");
        zones.name_field = m_reader.text("zone-name");
        zones.layer = m_reader.text("layer");
        zones.buffer_m = positive("buffer-m");
    }

    void read_rasters() {
        for (LocatedText& pattern : m_reader.located_texts("rasters")) {
            check_local("raster", pattern);
            m_table.panel.rasters.push_back(std::move(pattern.text));
        }
        if (m_table.panel.rasters.empty() && !m_table.withheld) {
            m_reader.missing("rasters");
        }
    }

    void read_product() {
        lights::ProductSpec& product = m_table.panel.product;
        std::vector<std::string_view> names = {"auto"};
        for (const lights::ProductInfo& known : lights::products()) {
            names.emplace_back(known.name);
        }
        product.product = "auto";
        if (const auto index = word("product", names)) {
            product.product = names[*index];
        }
        product.without_counts = m_reader.flag("without-counts", false);
        product.accept_attributes = m_reader.flag("accept-attributes", false);
        m_table.panel.skip_bad = m_reader.flag("skip-bad", false);
        if (const auto index = word("earth", earth_words)) {
            m_table.panel.earth = *index == 0 ? raster::Earth::wgs84 : raster::Earth::sphere;
        }
    }

    void read_rules() {
        lights::CellRules& rules = m_table.panel.product.rules;
        if (const auto index = word("gap-filled", keep_words)) {
            rules.gap_filled = *index == 1;
        }
        if (const auto index = word("negative", negative_words)) {
            rules.negative = *index == 1;
        }
        if (const auto index = word("snow", snow_words)) {
            rules.snow = static_cast<lights::SnowRule>(*index);
        }
        if (const auto index = word("angle", angle_words)) {
            rules.angle = static_cast<lights::Angle>(*index);
        }
        rules.quality = naturals("quality");
        rules.least_observations = natural("min-observations", rules.least_observations);
        constexpr int most_cloud = 3;
        rules.worst_cloud = natural("max-cloud", rules.worst_cloud);
        if (rules.worst_cloud > most_cloud) {
            error(FaultCode::out_of_range, m_reader.place_of("max-cloud"),
                  "max-cloud goes from 0 to 3",
                  "write 0 (confident clear) to 3 (confident cloudy)");
        }
    }

    void read_declared() {
        lights::DeclaredBands& bands = m_table.panel.product.declared;
        if (m_reader.has("radiance")) {
            bands.radiance = m_reader.text("radiance");
        }
        bands.observations = path("observations");
        bands.quality = m_reader.text("flags");
        bands.scale = m_reader.number("scale");
        bands.offset = m_reader.number("offset");
        bands.fill = m_reader.number("fill");
        bands.unit = m_reader.text("unit");
        bands.note = m_reader.text("note");
        bands.synthetic = m_reader.flag("synthetic", false);
    }

    void read_statistics() {
        std::vector<raster::Statistic>& statistics = m_table.panel.statistics;
        for (const LocatedText& name : m_reader.located_texts("statistics")) {
            const auto parsed = raster::parse_statistics(name.text);
            if (!parsed || parsed->size() != 1) {
                error(FaultCode::unknown_word, name.place,
                      parsed ? "each statistic is a text of its own"
                             : "statistics: " + parsed.fault().message,
                      parsed || parsed.fault().hint.empty()
                          ? R"(write statistics = ["sum", "mean"])"
                          : parsed.fault().hint);
            } else if (std::ranges::find(statistics, parsed->front()) != statistics.end()) {
                error(FaultCode::duplicate_id, name.place,
                      fmt::format("statistic {} stands twice", in_quotes(name.text)),
                      "name it once");
            } else {
                statistics.push_back(parsed->front());
            }
        }
        if (!m_reader.has("statistics")) {
            statistics = raster::parse_statistics("sum,mean").value();
        }
    }

    std::optional<Period> period(std::string_view key) {
        const LocatedText written = m_reader.located_text(key);
        if (written.text.empty()) {
            return std::nullopt;
        }
        const auto parsed = parse_period(written.text);
        if (!parsed) {
            error(FaultCode::bad_period, written.place,
                  fmt::format("{}: {}", key, parsed.fault().message),
                  "write a period, as 2024, 2024-07 or 2024-07-15");
            return std::nullopt;
        }
        return *parsed;
    }

    void read_given_periods() {
        lights::GivenPeriods& given = m_table.panel.product.periods;
        given.file = path("periods");
        given.first = period("first-period");
        if (!given.file.empty() && given.first) {
            error(FaultCode::bad_value, m_reader.place_of("first-period"),
                  "periods and first-period both tell the periods", "write one of them");
        }
    }

    void read_periods() {
        const auto from = period("from");
        const auto to = period("to");
        if (!from && !to) {
            return;
        }
        const Period range{from ? from->first : Period::no_start(),
                           to ? to->end : Period::no_end()};
        if (range.end <= range.first) {
            error(FaultCode::period_reversed, m_reader.place_of("from"), "from lies after to",
                  "exchange them, or mend one");
            return;
        }
        m_table.panel.from_to = range;
    }

    void read_signal() {
        lights::SignalSpec& signal = m_table.panel.signal;
        signal.mask = path("mask");
        signal.background = path("background");
        signal.outlier_mads = positive("outlier-mads");
        signal.floor = m_reader.number("floor");
    }

    void read_names() {
        m_table.indicator = m_reader.has("indicator") ? m_reader.text("indicator") : "lights";
        if (!is_name(m_table.indicator)) {
            error(FaultCode::bad_id, m_reader.place_of("indicator"),
                  fmt::format("indicator {} is not a name", in_quotes(m_table.indicator)),
                  "use letters, digits, '.', '_' and '-', a letter first");
        }
        m_table.area = m_reader.text("area");
        m_table.source =
            m_table.withheld ? m_reader.text("source") : m_reader.required_text("source");
        m_table.known_since = m_reader.date("known-since");
        m_table.claims = m_reader.flag("claims", true);
    }

    std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words) {
        return m_reader.word(key, words);
    }

    std::optional<double> positive(std::string_view key) {
        const auto value = m_reader.number(key);
        if (value && !(*value > 0)) {
            error(FaultCode::out_of_range, m_reader.place_of(key),
                  fmt::format("{} must be above zero", key), fmt::format("write {} = 5", key));
        }
        return value;
    }

    int natural(std::string_view key, int fallback) {
        constexpr std::uint64_t most = 1'000'000;
        return m_reader.has(key) ? static_cast<int>(std::min(most, m_reader.natural(key)))
                                 : (static_cast<void>(m_reader.natural(key)), fallback);
    }

    std::vector<int> naturals(std::string_view key) {
        std::vector<int> found;
        for (const std::uint64_t value : m_reader.naturals(key)) {
            constexpr std::uint64_t most = 1'000'000;
            found.push_back(static_cast<int>(std::min(most, value)));
        }
        return found;
    }

    void note_places() {
        std::ostringstream options;
        for (const auto& [key, node] : m_written) {
            m_table.places.emplace(key.str(), m_reader.place_of(key.str()));
            if (std::ranges::find(naming_keys, key.str()) == naming_keys.end()) {
                options << key.str() << " = " << toml::toml_formatter(node) << '\n';
            }
        }
        m_table.options = options.str();
    }

    Report& m_report;
    const toml::table& m_written;
    std::size_t m_errors; ///< before this table
    TableReader m_reader;
    LightsTable m_table;
};

} // namespace

std::vector<LightsTable> read_lights(const TomlFile& file, Report& report) {
    std::vector<LightsTable> tables;
    const toml::node* const node = file.root.get("lights");
    const toml::table* const all = node == nullptr ? nullptr : node->as_table();
    if (all == nullptr) {
        return tables; // another type is told of with the keys of dossier.toml
    }
    const bool named = std::all_of(all->begin(), all->end(),
                                   [](const auto& item) { return item.second.is_table(); });
    if (!named) {
        const NamedTable one{"lights", all, file.place(node->source())};
        tables.push_back(LightsReader(file, one, report).read());
        return tables;
    }
    TableReader root(file, file.root, "dossier.toml", {file.name, 1, 1}, report);
    for (const NamedTable& entry : root.named_tables("lights")) {
        tables.push_back(LightsReader(file, entry, report).read());
    }
    return tables;
}

std::vector<LightsTable> lights_tables(const Files& files) {
    const auto text = files.find("dossier.toml");
    if (text == files.end() || text->second.find("lights") == std::string::npos) {
        return {};
    }
    Diagnostics unheard;
    Report report(unheard);
    return read_lights(parse_toml(text->first, text->second, report), report);
}

} // namespace halflight::dossier
