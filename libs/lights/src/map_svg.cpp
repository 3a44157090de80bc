// SPDX-License-Identifier: Apache-2.0
#include "map_svg.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace halflight::lights {

namespace {

/// 1, 2 or 5 times a power of ten, at most `most`.
double round_step(double most) {
    const double power = std::pow(10.0, std::floor(std::log10(most)));
    const double lead = most / power;
    return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

class Drawer {
  public:
    explicit Drawer(const MapDrawing& map)
        : m_map(map), m_scale(map.cells ? std::span<const float>(map.cells->values)
                                        : std::span<const float>(map.zone_values),
                              map.difference) {
        constexpr double longest = 820;
        constexpr double degrees = std::numbers::pi / 180;
        const double middle = (map.frame.north + map.frame.south) / 2;
        m_narrow = std::max(std::cos(middle * degrees), 0.05);
        const double wide = (map.frame.east - map.frame.west) * m_narrow;
        const double high = map.frame.north - map.frame.south;
        m_per_degree = longest / std::max(wide, high);
        m_width = wide * m_per_degree;
        m_height = high * m_per_degree;
    }

    std::string draw() {
        open();
        if (m_map.cells) {
            picture();
        }
        zones();
        frame();
        scale_bar();
        key();
        words();
        m_out += "</svg>\n";
        return std::move(m_out);
    }

  private:
    static constexpr double left = 60;
    static constexpr double top = 56;
    static constexpr double key_room = 130;
    static constexpr double bottom_room = 92;
    static constexpr double least_width = 420;

    template <class... Values>
    void put(fmt::format_string<Values...> text, Values&&... values) {
        fmt::format_to(std::back_inserter(m_out), text, std::forward<Values>(values)...);
    }
    [[nodiscard]] double x_of(double lon) const {
        return left + (lon - m_map.frame.west) * m_narrow * m_per_degree;
    }
    [[nodiscard]] double y_of(double lat) const {
        return top + (m_map.frame.north - lat) * m_per_degree;
    }

    void open() {
        const double width = std::max(left + m_width + key_room, least_width);
        const double height = top + m_height + bottom_room;
        put("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
            "width=\"{:.0f}\" height=\"{:.0f}\" font-family=\"DejaVu Sans, Helvetica, Arial, "
            "sans-serif\" font-size=\"12\">\n<title>{}</title>\n",
            width, height, width, height, escape_html(m_map.title));
        put("<defs><pattern id=\"none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
            "<rect width=\"6\" height=\"6\" fill=\"#e4e4e4\"/><path d=\"M0 6 L6 0\" "
            "stroke=\"#a8a8a8\" stroke-width=\"1\"/></pattern><clipPath id=\"frame\"><rect "
            "x=\"{}\" y=\"{}\" width=\"{:.2f}\" height=\"{:.2f}\"/></clipPath></defs>\n",
            left, top, m_width, m_height);
        put("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        put("<rect x=\"{}\" y=\"{}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"/>\n", left, top,
            m_width, m_height, m_map.cells ? "url(#none)" : "#f6f6f6");
    }

    void picture() {
        const MapCells& cells = *m_map.cells;
        std::vector<std::uint8_t> pixels(cells.values.size());
        std::ranges::transform(cells.values, pixels.begin(),
                               [this](float value) { return m_scale.index_of(value); });
        const double west = m_map.lattice.lon_of(static_cast<double>(cells.first_column));
        const double north = m_map.lattice.lat_of(static_cast<double>(cells.first_row));
        const auto step = static_cast<double>(cells.step);
        put("<image x=\"{:.4f}\" y=\"{:.4f}\" width=\"{:.4f}\" height=\"{:.4f}\" "
            "preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\" "
            "style=\"image-rendering:pixelated\" clip-path=\"url(#frame)\" "
            "href=\"data:image/png;base64,",
            x_of(west), y_of(north),
            static_cast<double>(cells.width) * step * m_map.lattice.cell_width_deg * m_narrow *
                m_per_degree,
            static_cast<double>(cells.height) * step * m_map.lattice.cell_height_deg *
                m_per_degree);
        m_out += base64(png_of(pixels, static_cast<std::uint32_t>(cells.width),
                               static_cast<std::uint32_t>(cells.height), m_scale.palette()));
        m_out += "\"/>\n";
    }

    void ring(const raster::Ring& points) {
        double last_x = -1;
        double last_y = -1;
        bool first = true;
        for (const raster::Point& point : points) {
            const double lon =
                point.lon_deg < m_map.frame.west && point.lon_deg + 360 < m_map.frame.east
                    ? point.lon_deg + 360
                    : point.lon_deg;
            const double x = x_of(lon);
            const double y = y_of(point.lat_deg);
            constexpr double seen = 0.3; // nearer points cannot be told apart
            if (first || std::abs(x - last_x) + std::abs(y - last_y) > seen) {
                put("{}{:.1f} {:.1f}", first ? "M" : "L", x, y);
                last_x = x;
                last_y = y;
                first = false;
            }
        }
        m_out += "Z";
    }

    void zones() {
        const bool filled = !m_map.cells;
        const char* line = filled ? "#303030" : m_map.difference ? "#404040" : "#ffffff";
        put("<g clip-path=\"url(#frame)\" fill-rule=\"evenodd\" stroke=\"{}\" "
            "stroke-opacity=\"{}\" stroke-width=\"0.6\">\n",
            line, filled ? "1" : "0.55");
        for (std::size_t i = 0; i < m_map.zones.size(); ++i) {
            std::string fill = "none";
            if (filled) {
                const float value = m_map.zone_values[i];
                fill = std::isnan(value) ? "url(#none)" : m_scale.css_of(value);
            }
            put("<path fill=\"{}\" d=\"", fill);
            for (const raster::Polygon& part : m_map.zones[i].parts) {
                ring(part.outer);
                for (const raster::Ring& hole : part.holes) {
                    ring(hole);
                }
            }
            m_out += "\"/>\n";
        }
        m_out += "</g>\n";
    }

    static std::string degrees(double value, char positive, char negative) {
        const double turned = value > 180 ? value - 360 : value;
        const std::string mark =
            turned == 0 ? "" : std::string(1, turned < 0 ? negative : positive);
        return format_number(std::abs(turned), 6) + "\u00b0" + mark;
    }

    void frame() {
        put("<rect x=\"{}\" y=\"{}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"none\" "
            "stroke=\"#202020\"/>\n",
            left, top, m_width, m_height);
        constexpr double pixels_between = 90;
        const MapFrame& extent = m_map.frame;
        const double lon_step = round_step(pixels_between * 1.6 / (m_per_degree * m_narrow));
        for (double i = std::ceil(extent.west / lon_step); i * lon_step <= extent.east; ++i) {
            const double x = x_of(i * lon_step);
            put("<path d=\"M{:.1f} {:.1f}v5\" stroke=\"#202020\"/><text x=\"{:.1f}\" y=\"{:.1f}\" "
                "text-anchor=\"middle\">{}</text>\n",
                x, top + m_height, x, top + m_height + 18, degrees(i * lon_step, 'E', 'W'));
        }
        const double lat_step = round_step(pixels_between * 1.6 / m_per_degree);
        for (double i = std::ceil(extent.south / lat_step); i * lat_step <= extent.north; ++i) {
            const double y = y_of(i * lat_step);
            put("<path d=\"M{} {:.1f}h-5\" stroke=\"#202020\"/><text x=\"{}\" y=\"{:.1f}\" "
                "text-anchor=\"end\">{}</text>\n",
                left, y, left - 8, y + 4, degrees(i * lat_step, 'N', 'S'));
        }
    }

    void scale_bar() {
        constexpr double km_per_degree = 111.2;
        constexpr double share = 0.25;
        const double km = round_step(share * m_width / m_per_degree * km_per_degree);
        const double length = km / km_per_degree * m_per_degree;
        const double y = top + m_height + 36;
        put("<path d=\"M{} {:.1f}v6h{:.1f}v-6\" fill=\"none\" stroke=\"#202020\" "
            "stroke-width=\"1.5\"/><text x=\"{:.1f}\" y=\"{:.1f}\">{} km at {}</text>\n",
            left, y, length, left + length + 8, y + 8, format_number(km, 6),
            degrees((m_map.frame.north + m_map.frame.south) / 2 > 0
                        ? std::round((m_map.frame.north + m_map.frame.south) * 5) / 10
                        : std::round((m_map.frame.north + m_map.frame.south) * 5) / 10,
                    'N', 'S'));
    }

    void key() {
        const double x = left + m_width + 24;
        const double height = std::min(m_height - 60, 260.0);
        const double low = top + 20 + height;
        constexpr int steps = 64;
        put("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x, top + 8, escape_html(m_map.unit));
        const auto palette = m_scale.palette();
        for (int i = 0; i < steps; ++i) {
            const Colour& colour = palette[1 + static_cast<std::size_t>(i) * 254 / (steps - 1)];
            put("<rect x=\"{:.1f}\" y=\"{:.2f}\" width=\"18\" height=\"{:.2f}\" "
                "fill=\"#{:02x}{:02x}{:02x}\"/>\n",
                x, low - height * (i + 1) / steps, height / steps + 0.4, colour.red, colour.green,
                colour.blue);
        }
        double last = low + 100;
        for (const double tick : m_scale.ticks()) {
            const double y = low - height * m_scale.position_of(tick);
            constexpr double room = 13;
            if (last - y >= room) {
                put("<path d=\"M{:.1f} {:.1f}h5\" stroke=\"#202020\"/><text x=\"{:.1f}\" "
                    "y=\"{:.1f}\">{}</text>\n",
                    x + 18, y, x + 27, y + 4, format_number(tick, 4));
                last = y;
            }
        }
        put("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"10\">asinh scale</text>\n", x, low + 16);
        put("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"18\" height=\"14\" fill=\"url(#none)\" "
            "stroke=\"#808080\" stroke-width=\"0.5\"/><text x=\"{:.1f}\" y=\"{:.1f}\">no "
            "value</text>\n",
            x, low + 26, x + 24, low + 37);
    }

    void words() {
        put("<text x=\"{}\" y=\"30\" font-size=\"17\" font-weight=\"bold\">{}</text>\n", left,
            escape_html(m_map.title));
        put("<text x=\"{}\" y=\"{:.1f}\" font-size=\"10\" fill=\"#404040\">{}</text>\n", left,
            top + m_height + 66, escape_html(m_map.source));
        std::string stamp = m_map.synthetic ? "made data" : "";
        if (!m_map.note.empty()) {
            stamp += (stamp.empty() ? "" : "; ") + m_map.note;
        }
        if (!stamp.empty()) {
            put("<text x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"bold\" "
                "fill=\"#b00020\">{}</text>\n",
                left, top - 8, escape_html(stamp));
        }
    }

    const MapDrawing& m_map;
    ColourScale m_scale;
    double m_narrow = 1;
    double m_per_degree = 1;
    double m_width = 0;
    double m_height = 0;
    std::string m_out;
};

} // namespace

std::string svg_of(const MapDrawing& drawing) {
    return Drawer(drawing).draw();
}

} // namespace halflight::lights
