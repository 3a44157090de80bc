// SPDX-License-Identifier: Apache-2.0
// product_vnp46_layers.cpp - which layers of a Black Marble granule are needed, and how they
// decode.
#include "halflight/base/text.hpp"
#include "product_vnp46.hpp"

#include <fmt/format.h>

namespace halflight::lights {

namespace {
/// Collects layers until one is missing or contradicts the documentation.
class Finder {
  public:
    Finder(ProductRaster& raster, const io::RasterInfo& file, bool accept)
        : m_raster(raster), m_file(file), m_accept(accept) {}

    /// A layer without which the product cannot be judged.
    void need(Role role, const std::string& name, bool second = false) {
        const auto found = layer_named(m_file, name);
        if (found) {
            take(role, *found, second);
        } else if (!m_fault) {
            m_fault = fault_of(m_file,
                               fmt::format("the layer '{}' ({}) is missing", name, to_string(role)),
                               "get the whole file again: no other layer stands for it");
        }
    }
    void want(Role role, const std::string& name, bool second, const char* otherwise) {
        if (const auto found = layer_named(m_file, name)) {
            take(role, *found, second);
        } else {
            m_raster.remarks.push_back(fmt::format("no layer '{}': {}", name, otherwise));
        }
    }
    [[nodiscard]] bool has(const std::string& name) const {
        return layer_named(m_file, name).has_value();
    }
    [[nodiscard]] std::optional<Fault> fault() const { return m_fault; }

  private:
    void take(Role role, std::size_t index, bool second) {
        const auto& layer = m_file.layers[index];
        check_size(layer);
        RoleLayer found{0, index, {}};
        if (role == Role::radiance) {
            found.decoding = radiance_decoding(layer);
        } else {
            found.decoding = flag_decoding(layer);
        }
        auto& layers = layers_of(m_raster, role);
        (second ? layers.second : layers.first) = found;
    }

    void refuse(const io::LayerInfo& layer, const std::string& what) {
        if (!m_fault) {
            m_fault = fault_of(m_file, fmt::format("layer '{}' {}", last_part(layer.name), what),
                               "get the file again");
        }
    }
    /// An attribute that is not as documented, but can be used.
    void contradict(const io::LayerInfo& layer, const std::string& what) {
        if (m_accept) {
            remark(layer, what + "; the file's own is used");
        } else if (!m_fault) {
            m_fault = fault_of(m_file, fmt::format("layer '{}' {}", last_part(layer.name), what),
                               "get the file again, or use the file's own with "
                               "--accept-attributes");
        }
    }

    void remark(const io::LayerInfo& layer, const std::string& what) {
        m_raster.remarks.push_back(fmt::format("layer '{}' {}", last_part(layer.name), what));
    }

    void check_size(const io::LayerInfo& layer) {
        if (m_width == 0) {
            m_width = layer.width;
            m_height = layer.height;
        }
        if (layer.width != m_width || layer.height != m_height) {
            refuse(layer, fmt::format("has {} x {} cells, the others {} x {}", layer.width,
                                      layer.height, m_width, m_height));
        }
    }

    raster::Decoding radiance_decoding(const io::LayerInfo& layer) {
        raster::Decoding how;
        const bool floats = layer.type == raster::CellType::float32;
        if (!floats && layer.type != raster::CellType::uint16) {
            refuse(layer, fmt::format("is stored as {}, documented as uint16 or float32",
                                      to_string(layer.type)));
            return how;
        }
        set_scale(layer, floats ? 1.0 : 0.1, how);
        set_radiance_fill(layer, floats, how);
        // At-sensor radiance may lie below 0; fill values are compared as "below -999".
        how.valid_min = floats && m_raster.product.ends_with("A1") ? -999 : 0;
        return how;
    }

    void set_scale(const io::LayerInfo& layer, double documented, raster::Decoding& how) {
        const auto scale = attribute_number(layer, {"scale_factor"});
        const auto offset = attribute_number(layer, {"add_offset", "offset"});
        how.scale = scale.value_or(documented);
        how.offset = offset.value_or(0);
        if (!scale && documented != 1) {
            refuse(layer, "has no scale_factor: its whole numbers have no unit");
        } else if (!std::isfinite(how.scale) || how.scale <= 0) {
            refuse(layer, fmt::format("has the scale_factor {}", format_exact(how.scale)));
        } else if (!std::isfinite(how.offset)) {
            refuse(layer, fmt::format("has the offset {}", format_exact(how.offset)));
        } else if (std::abs(how.scale - documented) > 1e-6 || how.offset != 0) {
            contradict(layer, fmt::format("has scale_factor {} and offset {}, documented {} and 0",
                                          format_exact(how.scale), format_exact(how.offset),
                                          format_exact(documented)));
        }
    }

    void set_radiance_fill(const io::LayerInfo& layer, bool floats, raster::Decoding& how) {
        const double documented = floats ? -999.9 : 65535;
        const auto fill = attribute_number(layer, {"_FillValue"});
        if (!fill) {
            remark(layer, fmt::format("has no _FillValue; the documented {} is used",
                                      format_exact(documented)));
        } else if (floats ? !(*fill <= -999) : *fill != documented) {
            contradict(layer, fmt::format("has the _FillValue {}, which lies among its values or "
                                          "outside its type; documented is {}",
                                          format_exact(*fill), format_exact(documented)));
        } else if (differs(*fill, documented)) {
            contradict(layer, fmt::format("has the _FillValue {}, documented is {}",
                                          format_exact(*fill), format_exact(documented)));
        }
        how.fill = fill.value_or(documented);
        if (floats) {
            how.fill = static_cast<double>(static_cast<float>(*how.fill));
        }
    }

    /// Flags, bits, days and counts have the largest number of their type for "none",
    /// deviations the fill of radiance.
    raster::Decoding flag_decoding(const io::LayerInfo& layer) {
        raster::Decoding how;
        const bool floats = layer.type == raster::CellType::float32;
        const double documented = floats                                  ? -999.9
                                  : layer.type == raster::CellType::uint8 ? 255
                                                                          : 65535;
        const auto fill = attribute_number(layer, {"_FillValue"});
        how.fill = fill.value_or(documented);
        if (floats) {
            how.fill = static_cast<double>(static_cast<float>(*how.fill));
            how.valid_min = 0;
        }
        if (fill && differs(*fill, documented)) {
            contradict(layer, fmt::format("has the _FillValue {}, documented {}",
                                          format_exact(*fill), format_exact(documented)));
        }
        // Deviations of collection 1 come in tenths as their composites do.
        if (m_raster.product.back() >= '3' && last_part(layer.name).ends_with("_Std")) {
            scale_deviations(layer, floats ? 1.0 : 0.1, how);
        }
        return how;
    }
    void scale_deviations(const io::LayerInfo& layer, double documented, raster::Decoding& how) {
        how.scale = attribute_number(layer, {"scale_factor"}).value_or(documented);
        if (!std::isfinite(how.scale) || how.scale <= 0) {
            refuse(layer, fmt::format("has the scale_factor {}", format_exact(how.scale)));
        } else if (std::abs(how.scale - documented) > 1e-6) {
            contradict(layer, fmt::format("has scale_factor {}, documented {}",
                                          format_exact(how.scale), format_exact(documented)));
        }
    }

    /// -999.9 is no float: files print it with more digits, or with fewer.
    static bool differs(double fill, double documented) {
        return !(std::abs(fill - documented) <= 1e-3);
    }

    ProductRaster& m_raster;
    const io::RasterInfo& m_file;
    bool m_accept;
    std::optional<Fault> m_fault;
    std::int64_t m_width = 0;
    std::int64_t m_height = 0;
};

std::string angle_word(Angle angle) {
    switch (angle) {
    case Angle::near_nadir:
        return "NearNadir";
    case Angle::off_nadir:
        return "OffNadir";
    case Angle::all_angle:
        break;
    }
    return "AllAngle";
}

void add_composite(Finder& find, const std::string& name, bool second) {
    find.need(Role::radiance, name, second);
    find.need(Role::observations, name + "_Num", second);
    find.need(Role::quality, name + "_Quality", second);
    find.want(Role::deviation, name + "_Std", second, "no sampling error");
}

void add_composites(Finder& find, const CellRules& rules) {
    const auto name = angle_word(rules.angle) + "_Composite_Snow_";
    add_composite(find, name + (rules.snow == SnowRule::snow_covered ? "Covered" : "Free"), false);
    if (rules.snow == SnowRule::free_then_snow) {
        add_composite(find, name + "Covered", true);
    }
}

void add_day(Finder& find, const CellRules& rules) {
    if (rules.gap_filled) {
        find.need(Role::radiance, "Gap_Filled_DNB_BRDF-Corrected_NTL");
        find.need(Role::days_since, "Latest_High_Quality_Retrieval");
    } else {
        find.need(Role::radiance, "DNB_BRDF-Corrected_NTL");
        find.need(Role::cloud, "QF_Cloud_Mask");
    }
    if (!rules.gap_filled || !rules.quality.empty()) {
        find.need(Role::quality, "Mandatory_Quality_Flag");
    }
    find.need(Role::snow, "Snow_Flag");
}

void add_at_sensor(Finder& find) {
    const std::string old = "DNB_At_Sensor_Radiance_500m";
    find.need(Role::radiance, find.has(old) ? old : "DNB_At_Sensor_Radiance");
    find.need(Role::cloud, "QF_Cloud_Mask");
}
} // namespace

std::optional<Fault> add_granule_layers(ProductRaster& raster, const io::RasterInfo& file,
                                        const ProductSpec& spec) {
    const CellRules& rules = spec.rules;
    Finder find(raster, file, spec.accept_attributes);
    switch (raster.product.back()) {
    case '1':
        add_at_sensor(find);
        break;
    case '2':
        add_day(find, rules);
        break;
    default:
        add_composites(find, rules);
    }
    return find.fault();
}

} // namespace halflight::lights
