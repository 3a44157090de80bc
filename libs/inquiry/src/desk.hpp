// SPDX-License-Identifier: Apache-2.0
// What studies read: tables and panels of the text, each parsed once and noted by its hash.
#pragma once

#include "asked.hpp"
#include "halflight/studies/light_panel.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::inquiry {

/// A CSV table as columns of text. Fields are trimmed.
struct TextTable {
    std::string file; ///< below the dossier
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint32_t> lines; ///< of the rows

    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
    /// "studies/mentions.csv:14".
    [[nodiscard]] std::string place(std::size_t row) const;
};

/// The rows of a panel of night lights, and whose they are.
struct PanelText {
    studies::LightPanel panel;
    std::string unit;
    std::string source;
    std::optional<Date> known_since;
    bool synthetic = false;
};

/// The text behind all studies of a dossier. May be asked from several threads; what it gives stays
/// where it is.
class Desk {
  public:
    explicit Desk(const dossier::Files& files);

    [[nodiscard]] const std::vector<measures::Declaration>& declarations() const noexcept {
        return m_declarations;
    }
    [[nodiscard]] const measures::Declaration* find(std::string_view id) const;
    [[nodiscard]] std::uint64_t seed() const noexcept { return m_seed; }
    [[nodiscard]] bool synthetic() const noexcept { return m_synthetic; }

    /// SHA-256 of a file of the text; "absent".
    [[nodiscard]] const std::string& hash(const std::string& file);
    /// studies/FILE, for the parameter that names it; a fault where it is absent or damaged.
    [[nodiscard]] const TextTable* table(Asked& asked, std::string_view parameter);
    /// A statistic of the panel that a parameter names: of dossier.toml, or a table beside the
    /// study (NAME.csv).
    [[nodiscard]] const PanelText* panel(Asked& asked, const std::string& statistic,
                                         std::string_view parameter = "panel");
    /// Days of the events of events.csv, by id.
    [[nodiscard]] const std::map<std::string, Period>& events();
    /// Claims and code lists of the text. Series keys are read against it by one thread at a time.
    [[nodiscard]] ledger::Ledger& ledger();
    /// Files from which these are.
    [[nodiscard]] std::set<std::string> ledger_files() const;

  private:
    const TextTable* parse(Asked& asked, std::string_view parameter, const std::string& file);
    std::unique_ptr<PanelText> parse_panel(Asked& asked, const std::string& name,
                                           const std::string& statistic,
                                           std::string_view parameter);

    const dossier::Files& m_files;
    std::mutex m_reading;
    std::vector<measures::Declaration> m_declarations;
    std::uint64_t m_seed = 0;
    bool m_synthetic = false;
    std::map<std::string, std::string> m_hashes;
    std::map<std::string, std::unique_ptr<TextTable>> m_tables;
    std::map<std::string, std::unique_ptr<PanelText>> m_panels;
    std::optional<std::map<std::string, Period>> m_events;
    std::optional<dossier::Dossier> m_dossier;
};

/// Files of the text that a study reads: those named by its keys, and those of the study that it
/// varies.
[[nodiscard]] std::set<std::string> files_of(const measures::Declaration& declaration,
                                             const Desk& desk);

/// A number in a field; a fault at the row where it is none or infinite.
[[nodiscard]] double number_at(const TextTable& table, std::size_t row, std::size_t column,
                               Asked& asked, std::string_view parameter);

/// Longitude from -180 to 360 and latitude from -90 to 90; else a fault at the row.
void check_place(double longitude, double latitude, const TextTable& table, std::size_t row,
                 Asked& asked, std::string_view parameter);

} // namespace halflight::inquiry
