// SPDX-License-Identifier: Apache-2.0
#include "vector_geojson.hpp"

#include "vector_features.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace halflight::io {
namespace {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

/// The parser's tables take some ten times the file's size in address space.
constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 28;

/// Meant for GDAL: neither an error nor the plain kind.
struct NotPlain {};

void require(bool plain) {
    if (!plain) {
        throw NotPlain{};
    }
}

template <class T>
T get(dom::element element) {
    T value{};
    require(element.get(value) == simdjson::SUCCESS);
    return value;
}

bool looks_local(const std::string& path) {
    const std::string ending = fs::path(path).extension().string();
    std::error_code unknown;
    return (ending == ".geojson" || ending == ".json") && fs::is_regular_file(path, unknown) &&
           fs::file_size(path, unknown) <= most_bytes && !unknown;
}

/// Texts that begin with a digit and have what parts a date are left to GDAL's judgement.
bool may_be_date(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" +-");
    return first != text.npos && text[first] >= '0' && text[first] <= '9' &&
           text.find_first_of("-/:") != text.npos;
}

/// The values of one field, all texts or all whole numbers.
class Column {
  public:
    explicit Column(std::string_view name) : m_name(name) {}

    void begin_feature() {
        m_texts.emplace_back();
        m_here = false;
    }
    [[nodiscard]] bool is(std::string_view key) const noexcept { return key == m_name; }
    void take(dom::element value) {
        require(!m_here);
        m_here = true;
        m_seen = true;
        switch (value.type()) {
        case dom::element_type::NULL_VALUE:
            return;
        case dom::element_type::STRING:
            take_text(get<std::string_view>(value));
            return;
        case dom::element_type::INT64:
            require(m_kind != Kind::text);
            m_kind = Kind::number;
            m_texts.back() = fmt::format("{}", get<std::int64_t>(value));
            return;
        default:
            throw NotPlain{};
        }
    }
    [[nodiscard]] bool seen() const noexcept { return m_seen; }
    [[nodiscard]] const std::string& name() const noexcept { return m_name; }
    [[nodiscard]] std::vector<std::string> texts() && { return std::move(m_texts); }

  private:
    void take_text(std::string_view text) {
        require(m_kind != Kind::number && !may_be_date(text) && text.find('\0') == text.npos);
        m_kind = Kind::text;
        m_texts.back() = text;
    }

    enum class Kind : std::uint8_t { none, text, number };
    std::string m_name;
    std::vector<std::string> m_texts; ///< by feature; empty where there is none
    Kind m_kind = Kind::none;
    bool m_here = false; ///< in this feature
    bool m_seen = false; ///< in any
};

raster::Point point_of(dom::element position) {
    raster::Point point;
    std::size_t axis = 0;
    for (const dom::element number : get<dom::array>(position)) {
        const double value = get<double>(number);
        if (axis == 0) {
            point.lon_deg = value;
        } else if (axis == 1) {
            point.lat_deg = value;
        }
        ++axis;
    }
    require(axis == 2 || axis == 3); // a height is dropped
    return point;
}

raster::Ring ring_of(dom::element positions) {
    const auto list = get<dom::array>(positions);
    require(list.size() > 0);
    raster::Ring ring;
    ring.reserve(list.size());
    for (const dom::element position : list) {
        ring.push_back(point_of(position));
    }
    return ring;
}

raster::Polygon polygon_of(dom::element rings) {
    const auto list = get<dom::array>(rings);
    require(list.size() > 0);
    raster::Polygon polygon;
    bool outer = true;
    for (const dom::element ring : list) {
        (outer ? polygon.outer : polygon.holes.emplace_back()) = ring_of(ring);
        outer = false;
    }
    return polygon;
}

/// One reading of a file.
class Reader {
  public:
    explicit Reader(const VectorSpec& spec) : m_spec(spec) {
        if (!spec.numbered && !spec.id_field.empty()) {
            m_columns.emplace_back(spec.id_field);
        } else if (!spec.numbered) {
            for (const std::string_view usual : usual_ids) {
                m_columns.emplace_back(usual);
            }
        }
        m_ids = m_columns.size();
        if (!spec.name_field.empty()) {
            m_columns.emplace_back(spec.name_field);
        }
    }

    void collection(const dom::object& file) {
        bool typed = false;
        bool filled = false;
        for (const auto& [key, value] : file) {
            if (key == "type") {
                require(!std::exchange(typed, true));
                require(get<std::string_view>(value) == "FeatureCollection");
            } else if (key == "features") {
                require(!std::exchange(filled, true));
                for (const dom::element one : get<dom::array>(value)) {
                    feature(get<dom::object>(one));
                }
            } else if (key == "name") {
                m_layer = get<std::string_view>(value);
                require(!m_layer.empty() && m_layer.find('\0') == m_layer.npos);
            } else {
                // A coordinate system of its own, as before RFC 7946.
                require(key != "crs");
            }
        }
        require(typed && filled);
    }

    [[nodiscard]] VectorLayer finish() && {
        const std::string layer = m_layer.empty() ? fs::path(m_spec.path).stem().string() : m_layer;
        require(m_spec.layer.empty() || m_spec.layer == layer);
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            Column& column = m_columns[i];
            const bool asked_for = i >= m_ids || !m_spec.id_field.empty();
            require(column.seen() || !asked_for);
            if (!column.seen()) {
                continue;
            }
            const std::string name = column.name();
            if (i >= m_ids) {
                m_features.names = std::move(column).texts();
            } else {
                m_features.fields.push_back(name);
                m_features.candidates.push_back(std::move(column).texts());
            }
        }
        require(m_spec.numbered || !m_features.fields.empty());
        return layer_of(std::move(m_features), m_spec, layer, "EPSG:4326");
    }

  private:
    void feature(const dom::object& feature) {
        std::size_t known = 0;
        m_features.zones.emplace_back();
        for (Column& column : m_columns) {
            column.begin_feature();
        }
        for (const auto& [key, value] : feature) {
            // GDAL makes a field, or the number of the feature, of this one.
            require(key != "id");
            if (key == "type") {
                require(get<std::string_view>(value) == "Feature");
                known += 1;
            } else if (key == "properties") {
                properties(get<dom::object>(value));
                known += 10;
            } else if (key == "geometry") {
                geometry(value);
                known += 100;
            }
        }
        constexpr std::size_t one_of_each = 111;
        require(known == one_of_each);
    }

    void properties(const dom::object& properties) {
        for (const auto& [key, value] : properties) {
            for (Column& column : m_columns) {
                if (column.is(key)) {
                    column.take(value);
                }
            }
        }
    }

    void geometry(dom::element geometry) {
        if (geometry.is_null()) {
            m_features.without_geometry.push_back(m_features.zones.size());
            return;
        }
        const auto object = get<dom::object>(geometry);
        dom::element type;
        dom::element coordinates;
        require(object.size() == 2 && object["type"].get(type) == simdjson::SUCCESS &&
                object["coordinates"].get(coordinates) == simdjson::SUCCESS);
        const auto kind = get<std::string_view>(type);
        raster::Zone& zone = m_features.zones.back();
        if (kind == "Polygon") {
            zone.parts.push_back(polygon_of(coordinates));
            ++m_features.counts.polygons;
        } else if (kind == "MultiPolygon") {
            const auto parts = get<dom::array>(coordinates);
            require(parts.size() > 0);
            for (const dom::element part : parts) {
                zone.parts.push_back(polygon_of(part));
                ++m_features.counts.polygons;
            }
        } else {
            require(kind == "Point");
            add_point(point_of(coordinates), zone);
        }
    }

    void add_point(const raster::Point& point, raster::Zone& zone) {
        ++m_features.counts.points;
        if (!m_spec.buffer_m) {
            return;
        }
        try {
            zone.parts = raster::point_buffer({}, point, *m_spec.buffer_m).parts;
        } catch (const Error& error) {
            throw vector_error(
                m_spec.path, fmt::format("feature {}: {}", m_features.zones.size(), error.what()));
        }
    }

    const VectorSpec& m_spec;
    std::vector<Column> m_columns; ///< ids first, then names
    std::size_t m_ids = 0;
    std::string m_layer;
    Features m_features;
};

} // namespace

std::optional<VectorLayer> read_geojson(const VectorSpec& spec) {
    if (!looks_local(spec.path)) {
        return std::nullopt;
    }
    try {
        dom::parser parser;
        dom::object file;
        if (parser.load(spec.path).get(file) != simdjson::SUCCESS) {
            return std::nullopt;
        }
        Reader reader(spec);
        reader.collection(file);
        return std::move(reader).finish();
    } catch (const NotPlain&) {
        return std::nullopt;
    }
}

} // namespace halflight::io
