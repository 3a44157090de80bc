// SPDX-License-Identifier: Apache-2.0
#include "weights_builder.hpp"

#include "halflight/base/error.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace halflight::raster {
namespace {

constexpr std::size_t most_entries = std::numeric_limits<std::uint32_t>::max();

std::uint32_t index_of(std::size_t size) {
    return static_cast<std::uint32_t>(size);
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from, std::size_t begin, std::size_t end) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
              from.begin() + static_cast<std::ptrdiff_t>(end));
}

} // namespace

WeightsBuilder::WeightsBuilder(const Lattice& lattice) {
    m_weights.lattice = lattice;
    m_weights.zone_begin.push_back(0);
    m_weights.run_begin.push_back(0);
    m_weights.edge_begin.push_back(0);
}

void WeightsBuilder::add_run(std::int32_t column, std::int32_t length) {
    auto& runs = m_weights.runs;
    if (runs.size() > m_weights.run_begin.back() &&
        runs.back().column + runs.back().length == column) {
        runs.back().length += length;
    } else {
        runs.push_back({column, length});
    }
}

void WeightsBuilder::add_edge(std::int32_t column, double fraction) {
    m_weights.edge_columns.push_back(column);
    m_weights.edge_fractions.push_back(fraction);
}

void WeightsBuilder::end_row() {
    ZoneWeights& w = m_weights;
    if (w.runs.size() == w.run_begin.back() && w.edge_columns.size() == w.edge_begin.back()) {
        return;
    }
    check_size();
    w.rows.push_back(m_row);
    w.run_begin.push_back(index_of(w.runs.size()));
    w.edge_begin.push_back(index_of(w.edge_columns.size()));
}

void WeightsBuilder::end_zone(std::string id, std::string hash) {
    m_weights.zone_ids.push_back(std::move(id));
    m_weights.zone_hashes.push_back(std::move(hash));
    m_weights.zone_begin.push_back(index_of(m_weights.rows.size()));
}

void WeightsBuilder::copy_rows(const ZoneWeights& other, std::size_t begin, std::size_t end) {
    ZoneWeights& w = m_weights;
    const std::size_t runs_before = w.runs.size();
    const std::size_t edges_before = w.edge_columns.size();
    append(w.rows, other.rows, begin, end);
    append(w.runs, other.runs, other.run_begin[begin], other.run_begin[end]);
    append(w.edge_columns, other.edge_columns, other.edge_begin[begin], other.edge_begin[end]);
    append(w.edge_fractions, other.edge_fractions, other.edge_begin[begin], other.edge_begin[end]);
    check_size();
    for (std::size_t row = begin; row < end; ++row) {
        const std::size_t runs = other.run_begin[row + 1] - other.run_begin[begin];
        const std::size_t edges = other.edge_begin[row + 1] - other.edge_begin[begin];
        w.run_begin.push_back(index_of(runs_before + runs));
        w.edge_begin.push_back(index_of(edges_before + edges));
    }
}

void WeightsBuilder::copy_zone(const ZoneWeights& other, std::size_t zone, std::string id,
                               std::string hash) {
    copy_rows(other, other.zone_begin[zone], other.zone_begin[zone + 1]);
    end_zone(std::move(id), std::move(hash));
}

void WeightsBuilder::reserve(std::span<const ZoneWeights> parts) {
    std::size_t zones = 0;
    std::size_t rows = 0;
    std::size_t runs = 0;
    std::size_t edges = 0;
    for (const ZoneWeights& part : parts) {
        zones += part.zones();
        rows += part.rows.size();
        runs += part.runs.size();
        edges += part.edge_columns.size();
    }
    m_weights.zone_ids.reserve(zones);
    m_weights.zone_hashes.reserve(zones);
    m_weights.zone_begin.reserve(zones + 1);
    m_weights.rows.reserve(rows);
    m_weights.run_begin.reserve(rows + 1);
    m_weights.edge_begin.reserve(rows + 1);
    m_weights.runs.reserve(runs);
    m_weights.edge_columns.reserve(edges);
    m_weights.edge_fractions.reserve(edges);
}

void WeightsBuilder::take_over(ZoneWeights&& part) {
    const std::size_t rows_before = m_weights.rows.size();
    copy_rows(part, 0, part.rows.size());
    std::ranges::move(part.zone_ids, std::back_inserter(m_weights.zone_ids));
    std::ranges::move(part.zone_hashes, std::back_inserter(m_weights.zone_hashes));
    for (std::size_t zone = 0; zone < part.zone_begin.size() - 1; ++zone) {
        m_weights.zone_begin.push_back(index_of(rows_before + part.zone_begin[zone + 1]));
    }
    part = {};
}

ZoneWeights WeightsBuilder::finish() && {
    m_weights.zone_begin.shrink_to_fit();
    m_weights.rows.shrink_to_fit();
    m_weights.run_begin.shrink_to_fit();
    m_weights.edge_begin.shrink_to_fit();
    m_weights.runs.shrink_to_fit();
    m_weights.edge_columns.shrink_to_fit();
    m_weights.edge_fractions.shrink_to_fit();
    return std::move(m_weights);
}

void WeightsBuilder::check_size() const {
    const std::size_t most =
        std::max({m_weights.rows.size() + 1, m_weights.runs.size(), m_weights.edge_columns.size()});
    if (most > most_entries) {
        throw Error(ErrorCode::invalid_argument,
                    "the zones cover too many cells for one set of weights (2^32 entries): split "
                    "the layer or take a coarser grid");
    }
}

} // namespace halflight::raster
