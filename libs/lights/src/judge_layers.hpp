// SPDX-License-Identifier: Apache-2.0
// judge_layers.hpp - the layers of a pane by what they are used for.
#pragma once

#include "judge_rows.hpp"

namespace halflight::lights {

/// The layers of a pane, by role and by which of the two composites.
class Layers {
  public:
    Layers(const ProductRaster& raster, const RoleViews& views) {
        for (std::size_t i = 0; i < m_first.size(); ++i) {
            take(raster.layers[i].first, views.first[i], m_first[i]);
            take(raster.layers[i].second, views.second[i], m_second[i]);
        }
    }
    [[nodiscard]] const Source* of(Role role, bool second = false) const {
        const auto i = static_cast<std::size_t>(role);
        const auto& source = second ? m_second[i] : m_first[i];
        return source ? &*source : nullptr;
    }

  private:
    using Sources = std::array<std::optional<Source>, static_cast<std::size_t>(Role::count_)>;
    static void take(const std::optional<RoleLayer>& layer, const raster::CellView& view,
                     std::optional<Source>& out) {
        if (!layer) {
            return;
        }
        if (view.data == nullptr) {
            throw Error(ErrorCode::invalid_argument, "judge: a layer was not read");
        }
        out = Source{view, layer->decoding};
    }
    Sources m_first, m_second;
};

} // namespace halflight::lights
