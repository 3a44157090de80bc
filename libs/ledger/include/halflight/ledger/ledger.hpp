// SPDX-License-Identifier: Apache-2.0
// halflight/ledger/ledger.hpp - claims with their sources, in two times.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/period.hpp"
#include "halflight/base/quantity.hpp"
#include "halflight/base/symbol.hpp"
#include "halflight/ledger/codes.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace halflight::ledger {

using ClaimIndex = std::uint32_t;
using SeriesIndex = std::uint32_t;
using SourceIndex = std::uint32_t;

enum class Kind : std::uint8_t { measured, estimate, forecast, target, cap, count_ };
[[nodiscard]] std::string_view to_string(Kind kind) noexcept;
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word) noexcept;

enum class Translation : std::uint8_t { none, human, machine };

/// Who said it. `reliability` is A to F, F for "cannot be judged".
struct Source {
    std::string id;
    std::string publisher;
    std::string title;
    std::optional<Date> date;
    std::string language; ///< in which it was published (BCP 47)
    std::string read_in;  ///< in which it was read
    Translation translation = Translation::none;
    std::string translator;
    std::string url;
    std::string licence;
    bool redistribute = false;
    bool synthetic = false;
    std::string origin; ///< id of the source that it repeats, empty for itself
    char reliability = 'F';
    std::string note;
    Place place;
};

/// What a series measures: SDMX series key. `dims` is canonical: "key=code;key=code", keys sorted,
/// codes that are a dimension's default left out. `unit` is set only for indicators kept in more
/// than one unit.
struct SeriesKey {
    Symbol indicator;
    Symbol area;
    Symbol counterpart;
    Symbol dims;
    Symbol unit;
    auto operator<=>(const SeriesKey&) const = default;
};

/// One statement. Values are in the series' unit (see `Ledger::unit_of`).
struct Claim {
    Symbol id;
    SeriesIndex series = 0;
    Period period;
    Interval bounds;        ///< every value that the statement allows; all reals when missing
    double printed_low = 0; ///< as printed: equal ends for a single number
    double printed_high = 0;
    Form form = Form::printed;
    Missing missing = Missing::none;
    Kind kind = Kind::measured;
    std::int8_t credibility = 6;
    std::int8_t decimals = 0;
    SourceIndex source = 0;
    Symbol unit; ///< as written
    Date known_since;
    Date withdrawn = Period::no_end(); ///< no_end when it stands
    std::string_view locator;          ///< views into the ledger's pool
    std::string_view quote;
    std::string_view note;
    std::uint32_t file = 0; ///< number of the file in `Ledger::files`
    std::uint32_t line = 0;
    [[nodiscard]] bool has_value() const noexcept { return missing == Missing::none; }
};

/// All claims, sources and code lists of one dossier. Append-only while loading, then read.
/// Move-only.
class Ledger {
  public:
    Ledger();
    SymbolPool pool;
    CodeLists codes;
    std::vector<std::string> files; ///< of the claims, relative to the dossier

    SeriesIndex add_series(const SeriesKey& key);
    /// The index of the source; one whose id is taken is not added, the first stays.
    SourceIndex add_source(Source source);
    /// The id must be new; returns false and adds nothing when it is taken.
    bool add_claim(const Claim& claim);
    void reserve(std::size_t claims);

    [[nodiscard]] const std::vector<Claim>& claims() const noexcept { return m_claims; }
    [[nodiscard]] const std::vector<SeriesKey>& series() const noexcept { return m_series; }
    [[nodiscard]] const std::vector<Source>& sources() const noexcept { return m_sources; }
    [[nodiscard]] std::optional<ClaimIndex> find_claim(std::string_view id) const noexcept;
    [[nodiscard]] std::optional<SeriesIndex> find_series(const SeriesKey& key) const noexcept;
    [[nodiscard]] std::optional<SourceIndex> find_source(std::string_view id) const noexcept;

    [[nodiscard]] std::string_view text(Symbol symbol) const noexcept { return pool.view(symbol); }
    [[nodiscard]] const Indicator& indicator_of(const SeriesKey& key) const;
    [[nodiscard]] const Unit& unit_of(const SeriesKey& key) const;
    [[nodiscard]] Place place_of(const Claim& claim) const;
    /// "trade.turnover:RUS:PRK", with ":dims" and ":unit=bbl" where there are any. Reads back by
    /// parse_series_key.
    [[nodiscard]] std::string key_text(const SeriesKey& key) const;

    /// The source at the root of the chain of origins; itself when it has none. Chains must be free
    /// of cycles
    /// (`find_origin_cycle`).
    [[nodiscard]] SourceIndex origin_of(SourceIndex source) const;
    /// Ids along a cycle in the origin graph, empty when there is none.
    [[nodiscard]] std::vector<std::string> find_origin_cycle() const;

    /// Claims known on `day` and not withdrawn by then, in order; when no day is given, all but
    /// those withdrawn at any time: the latest state of knowledge.
    [[nodiscard]] std::vector<ClaimIndex> as_of(std::optional<Date> day) const;

  private:
    std::vector<Claim> m_claims;
    std::vector<SeriesKey> m_series;
    std::vector<Source> m_sources;
    std::unordered_map<std::uint32_t, ClaimIndex> m_claim_by_id; ///< by symbol
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, SourceIndex, TextHash, std::equal_to<>> m_source_by_id;
    struct KeyHash {
        std::size_t operator()(const SeriesKey& key) const noexcept;
    };
    std::unordered_map<SeriesKey, SeriesIndex, KeyHash> m_series_by_key;
};

/// Reads "indicator:area:counterpart:dims:unit=bbl" (trailing parts optional) against the code
/// lists; codes that are defaults are dropped from dims. Symbols are interned in the ledger's pool.
[[nodiscard]] Result<SeriesKey> parse_series_key(std::string_view text, Ledger& ledger);

/// Canonical dims: "b=2;a=1" becomes "a=1;b=2", defaults dropped. Unknown dimensions and codes are
/// faults.
[[nodiscard]] Result<std::string> canonical_dims(std::string_view text, const CodeLists& codes);
/// The code of `dimension` in canonical dims: its default when absent.
[[nodiscard]] std::string_view code_in(std::string_view dims, std::string_view dimension,
                                       const CodeLists& codes) noexcept;
/// Canonical dims with the code of one dimension replaced (dropped when it is the default).
[[nodiscard]] std::string with_code(std::string_view dims, std::string_view dimension,
                                    std::string_view code, const CodeLists& codes);

} // namespace halflight::ledger
