// SPDX-License-Identifier: Apache-2.0
#include "pane_reader.hpp"

#include <algorithm>
#include <limits>

namespace halflight::lights {

namespace {

using raster::CellState;

raster::UsedStates used_states(const CellRules& rules) {
    raster::UsedStates used;
    if (rules.gap_filled) {
        used.add(CellState::gap_filled);
    }
    return used;
}

raster::CellView view_of(const std::vector<float>& cells, std::int32_t width) {
    if (cells.empty()) {
        return {};
    }
    return {raster::CellType::float32, reinterpret_cast<const std::byte*>(cells.data()), width};
}

raster::CellView read_layer(const OpenRaster& open, const RoleLayer& layer,
                            const raster::PaneWindow& window, io::RasterScratch& scratch) {
    return open.files.at(layer.file)->read(layer.layer, window, scratch);
}

RoleViews read_roles(const OpenRaster& open, const raster::PaneWindow& window,
                     PaneScratch& scratch) {
    RoleViews views;
    for (std::size_t role = 0; role < PaneScratch::roles; ++role) {
        const RoleLayers& layers = open.source->raster.layers[role];
        if (layers.first) {
            views.first[role] =
                read_layer(open, *layers.first, window, scratch.scratches[2 * role]);
        }
        if (layers.second) {
            views.second[role] =
                read_layer(open, *layers.second, window, scratch.scratches[2 * role + 1]);
        }
    }
    return views;
}

CellTally count(const JudgedCells& cells) {
    const auto is = [&cells](CellState wanted) {
        return std::ranges::count_if(cells.states, [wanted](std::uint8_t state) {
            return (state & raster::StateByte::state_bits) == static_cast<int>(wanted);
        });
    };
    CellTally tally{static_cast<std::uint64_t>(is(CellState::no_observation)),
                    static_cast<std::uint64_t>(is(CellState::outlier)),
                    std::numeric_limits<float>::lowest(),
                    {}};
    for (std::size_t i = 0; tally.outliers > 0 && i < cells.states.size(); ++i) {
        if ((cells.states[i] & raster::StateByte::state_bits) ==
            static_cast<int>(CellState::outlier)) {
            tally.largest_outlier = std::max(tally.largest_outlier, cells.values[i]);
        }
    }
    return tally;
}

SurveyPlace place_of(const RunRaster& source, const raster::PaneWindow& window) {
    const ProductInfo* product = find_product(source.raster.product);
    return {window, source.raster.grid.width, source.raster.grid.height,
            product == nullptr ? std::nullopt : product->saturation};
}

void take_off(float background, std::vector<float>& values) {
    if (background != 0) {
        for (float& value : values) {
            value -= background;
        }
    }
}

} // namespace

void CellTally::add(const CellTally& other) {
    if (other.outliers > 0) {
        largest_outlier =
            outliers > 0 ? std::max(largest_outlier, other.largest_outlier) : other.largest_outlier;
    }
    unseen += other.unseen;
    outliers += other.outliers;
    survey.add(other.survey);
}

OpenRaster open_raster(const RunRaster& raster, OpenFiles& files) {
    OpenRaster open{&raster, {files.get(raster.raster.path)}};
    for (const std::string& companion : raster.raster.companions) {
        open.files.push_back(files.get(companion));
    }
    return open;
}

PaneReader::PaneReader(const CellRules& rules, const raster::Wanted& wanted, Signal signal)
    : m_rules(rules), m_wanted(wanted), m_signal(std::move(signal)) {}

raster::PaneCells PaneReader::read(const OpenRaster& open, const raster::PaneWindow& window,
                                   float background, PaneScratch& scratch) const {
    scratch.tally = {};
    const bool judging = m_wanted.states || m_signal.mask || m_signal.outliers != nullptr ||
                         background != 0 || !plain(open.source->raster, m_rules);
    return judging ? judged(open, window, background, scratch) : as_stored(open, window, scratch);
}

raster::PaneCells PaneReader::as_stored(const OpenRaster& open, const raster::PaneWindow& window,
                                        PaneScratch& scratch) const {
    raster::PaneCells cells;
    const auto take = [&](Role role, raster::CellView& view, raster::Decoding& decoding) {
        if (const auto& layer = open.source->raster.of(role).first) {
            view = read_layer(open, *layer, window,
                              scratch.scratches[2 * static_cast<std::size_t>(role)]);
            decoding = layer->decoding;
        }
    };
    take(Role::radiance, cells.values, cells.decoding);
    if (m_signal.survey) {
        survey_stored(cells.values, cells.decoding, place_of(*open.source, window),
                      scratch.tally.survey);
        cells.doubtful = scratch.tally.survey.doubtful;
    }
    if (m_wanted.observations || m_wanted.error) {
        take(Role::observations, cells.observations, cells.observations_decoding);
    }
    if (m_wanted.error) {
        take(Role::deviation, cells.deviations, cells.deviations_decoding);
    }
    return cells;
}

raster::PaneCells PaneReader::judged(const OpenRaster& open, const raster::PaneWindow& window,
                                     float background, PaneScratch& scratch) const {
    const RunRaster& source = *open.source;
    const RoleViews views = read_roles(open, window, scratch);
    JudgedCells& judged = scratch.judged;
    judge(source.raster, m_rules, views, window.width, window.height, judged);
    if (m_signal.mask) {
        m_signal.mask->apply(source.raster.grid, window, judged.states);
    }
    if (m_signal.outliers != nullptr) {
        m_signal.outliers->apply(source.raster.grid, window, judged.values, judged.states);
    }
    scratch.tally = count(judged);
    if (m_signal.survey) {
        survey_judged(judged, used_states(m_rules), place_of(source, window), scratch.tally.survey);
    }
    take_off(background, judged.values);
    raster::PaneCells cells;
    cells.values = view_of(judged.values, window.width);
    cells.used = used_states(m_rules);
    cells.states = judged.states.data();
    cells.states_stride = window.width;
    cells.observations = view_of(judged.observations, window.width);
    cells.deviations = view_of(judged.deviations, window.width);
    return cells;
}

} // namespace halflight::lights
