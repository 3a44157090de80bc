// SPDX-License-Identifier: Apache-2.0
#include "claim_series.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::dossier {
namespace {

std::string_view or_else(const std::string& hint, std::string_view otherwise) {
    return hint.empty() ? otherwise : std::string_view(hint);
}

/// A share of one thing is not a count of another: "percent" is no unit of persons.
bool counts_alike(const Unit& written, const Unit& kept) {
    if (written.label == kept.label) {
        return true;
    }
    if (!written.label.empty() && !kept.label.empty()) {
        return false;
    }
    return kept.label.empty() || to_base(1, written) >= 1;
}

} // namespace

ClaimSeries* SeriesResolver::resolve(ClaimRow& row) {
    m_combination.clear();
    for (const Column column :
         {Column::indicator, Column::area, Column::counterpart, Column::dims, Column::unit}) {
        m_combination.append(row[column]).push_back('\x1f');
    }
    if (const auto known = m_series.find(m_combination); known != m_series.end()) {
        return &known->second;
    }
    const ledger::Indicator* const indicator = find_indicator(row);
    const bool area = check_area(row, Column::area);
    const bool counterpart =
        row[Column::counterpart].empty() || check_area(row, Column::counterpart);
    const Dims& dims = read_dims(row);
    const Unit* const written = read_unit(row);
    const Unit* const kept = indicator != nullptr && written != nullptr
                                 ? fitting_unit(row, *indicator, *written)
                                 : nullptr;
    if (!area || !counterpart || dims.fault || kept == nullptr) {
        return nullptr; // not kept: the next row with these words is reported as well
    }
    SymbolPool& pool = m_loading.ledger().pool;
    ClaimSeries series;
    series.indicator = indicator;
    series.key = {pool.intern(indicator->id), pool.intern(row[Column::area]),
                  pool.intern(row[Column::counterpart]), pool.intern(dims.canonical),
                  indicator->units.size() > 1 ? pool.intern(kept->text) : Symbol{}};
    series.written = *written;
    series.kept = *kept;
    series.same_unit =
        written->numerator == kept->numerator && written->denominator == kept->denominator;
    series.unit = pool.intern(row[Column::unit]);
    return &m_series.emplace(m_combination, std::move(series)).first->second;
}

const ledger::Indicator* SeriesResolver::find_indicator(ClaimRow& row) {
    if (!row.filled(Column::indicator)) {
        return nullptr;
    }
    const auto& indicators = m_loading.codes().indicators;
    const auto found = indicators.find(row[Column::indicator]);
    if (found != indicators.end()) {
        return &found->second;
    }
    row.mark_unsound();
    m_loading.unknown_indicator(row[Column::indicator], row.place(Column::indicator));
    return nullptr;
}

bool SeriesResolver::check_area(ClaimRow& row, Column column) {
    if (!row.filled(column)) {
        return false;
    }
    if (m_loading.is_area(row[column])) {
        return true;
    }
    row.mark_unsound();
    m_loading.unknown_area(name_of(column), row[column], row.place(column));
    return false;
}

const SeriesResolver::Dims& SeriesResolver::read_dims(ClaimRow& row) {
    const std::string_view text = row[Column::dims];
    auto known = m_dims.find(text);
    if (known == m_dims.end()) {
        auto parsed = ledger::canonical_dims(text, m_loading.codes());
        Dims dims;
        if (parsed) {
            dims.canonical = *parsed;
        } else {
            dims.fault = parsed.fault();
        }
        known = m_dims.emplace(std::string(text), std::move(dims)).first;
    }
    const Dims& dims = known->second;
    if (dims.fault && row.spoil(FaultCode::unknown_dims, Column::dims)) {
        const std::string_view otherwise =
            m_loading.codes_lost ? "a table of codes.toml could not be read: mend it first"
                                 : "write dimension=code, both of codes.toml";
        row.fault(FaultCode::unknown_dims, Column::dims, dims.fault->message,
                  std::string(or_else(dims.fault->hint, otherwise)));
    }
    return dims;
}

const Unit* SeriesResolver::read_unit(ClaimRow& row) {
    if (!row.filled(Column::unit)) {
        return nullptr;
    }
    const std::string_view text = row[Column::unit];
    auto known = m_units.find(text);
    if (known == m_units.end()) {
        known = m_units.emplace(std::string(text), parse_unit(text)).first;
    }
    if (known->second) {
        return &known->second.value();
    }
    if (row.spoil(FaultCode::unknown_unit, Column::unit)) {
        const Fault& fault = known->second.fault();
        row.fault(FaultCode::unknown_unit, Column::unit, fault.message,
                  std::string(or_else(fault.hint, "write a unit, as USD or persons")));
    }
    return nullptr;
}

const Unit* SeriesResolver::fitting_unit(ClaimRow& row, const ledger::Indicator& indicator,
                                         const Unit& written) {
    const auto fits = std::find_if(indicator.units.begin(), indicator.units.end(),
                                   [&](const Unit& unit) { return unit.same_dimension(written); });
    const bool found = fits != indicator.units.end();
    if (found && counts_alike(written, *fits)) {
        return &*fits;
    }
    if (!row.spoil(FaultCode::unit_mismatch, Column::unit)) {
        return nullptr;
    }
    const Unit& kept = found ? *fits : indicator.units.front();
    const auto measures = [](const Unit& unit) -> std::string {
        if (!unit.label.empty()) {
            return unit.label;
        }
        return unit.dimensionless() ? "a plain number" : dimension_name(unit);
    };
    row.fault(FaultCode::unit_mismatch, Column::unit,
              fmt::format("unit {} does not convert to {} of indicator {}: {} is not {}",
                          in_quotes(written.text), in_quotes(kept.text), in_quotes(indicator.id),
                          measures(written), measures(kept)),
              fmt::format("state the value in {}, or add the unit to the indicator", kept.text));
    return nullptr;
}

} // namespace halflight::dossier
