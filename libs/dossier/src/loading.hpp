// SPDX-License-Identifier: Apache-2.0
// What the loaders of the single files share.
#pragma once

#include "halflight/dossier/lights.hpp"
#include "report.hpp"
#include "toml.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace halflight::dossier {

/// Lets maps keyed by std::string be asked by std::string_view without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Ids on which other files may call, for hints. Filled when first asked for.
class KnownNames {
  public:
    explicit KnownNames(const ledger::Ledger& ledger) : m_ledger(ledger) {}
    [[nodiscard]] std::span<const std::string_view> indicators();
    [[nodiscard]] std::span<const std::string_view> areas();
    [[nodiscard]] std::span<const std::string_view> sources();
    [[nodiscard]] std::span<const std::string_view> dimensions();

  private:
    const ledger::Ledger& m_ledger;
    std::vector<std::string_view> m_indicators;
    std::vector<std::string_view> m_areas;
    std::vector<std::string_view> m_sources;
    std::vector<std::string_view> m_dimensions;
};

struct Loading {
    Dossier& out;
    Report& report;
    KnownNames names;
    bool sources_lost = false; ///< sources.toml has tables that could not be read
    bool codes_lost = false;
    bool relations_lost = false;
    TextMap<Place> dropped_claims{}; ///< ids of rows left out for their faults
    /// Where a table of codes.toml names another: by the line and column of the table, and the
    /// name.
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, Place> named_at{};

    [[nodiscard]] ledger::Ledger& ledger() { return out.ledger; }
    [[nodiscard]] const ledger::CodeLists& codes() const { return out.ledger.codes; }
    [[nodiscard]] bool is_area(std::string_view code) const;
    [[nodiscard]] bool is_indicator(std::string_view id) const;

    void remember(const Place& owner, const LocatedText& named);
    /// The place of `name` inside the table at `owner`; the table's where it is not remembered.
    [[nodiscard]] Place place_in(const Place& owner, const std::string& name) const;

    void unknown_source(std::string_view id, const Place& place);
    void unknown_indicator(std::string_view id, const Place& place);
    /// `what` is "area", "counterpart", "partner", ...
    void unknown_area(std::string_view what, std::string_view code, const Place& place);
    void bad_name(std::string_view what, std::string_view name, const Place& place);
    /// Reports each cycle among named things with the places of all on it, and gives the index of
    /// the last on each.
    std::vector<std::size_t> report_cycles(FaultCode code, std::string_view message,
                                           std::string hint,
                                           const std::vector<std::vector<std::size_t>>& edges,
                                           const std::vector<std::string>& labels,
                                           const std::vector<Place>& places);
};

void load_manifest(const TomlFile& file, Loading& loading);
void load_sources(const TomlFile& file, Loading& loading);
void load_codes(const TomlFile& file, Loading& loading);
/// Needs codes and sources: everything that codes.toml names must exist.
void check_codes(Loading& loading);
void load_claims(const Files& files, Loading& loading);
/// A table of night lights with what was computed for it.
struct LoadedPanel {
    LightsTable table;
    PanelRecord record;
    std::string_view rows;
};
/// [lights] of dossier.toml, with faults.
[[nodiscard]] std::vector<LightsTable> read_lights(const TomlFile& file, Report& report);
/// Indicators and codes of zones: what others may name. Needs sources and codes, before they are
/// checked.
[[nodiscard]] std::vector<LoadedPanel> declare_lights(const TomlFile& file, const Files& files,
                                                      Loading& loading);
/// Claims of panels.
void load_lights(const std::vector<LoadedPanel>& panels, Loading& loading);
void load_relations(const TomlFile& file, Loading& loading);
void load_verdicts(const TomlFile& file, Loading& loading);
/// The value or list under a key; anything else is a fault.
[[nodiscard]] measures::Parameter parameter_of(const TomlFile& file, const std::string& name,
                                               const toml::node& node, Report& report);
/// All [[what]] tables. Their parameters are the business of the forms.
[[nodiscard]] std::vector<measures::Declaration>
load_declarations(const TomlFile& file, std::string_view what, Loading& loading);
/// events.csv, sorted by date.
void load_events(const Files& files, Loading& loading);
/// studies/*.toml with what is known of their results.
void load_studies(const Files& files, Loading& loading);
/// rules/*.toml, with faults between them. Needs claims.
void load_rules(const Files& files, Loading& loading);
void load_report(const std::string& text, Loading& loading);

} // namespace halflight::dossier
