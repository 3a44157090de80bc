// SPDX-License-Identifier: Apache-2.0
// Small horizontal ranges of a meter. Places are percentages, so that a narrow screen squeezes the
// axis and no stroke or letter.
#include "halflight/base/text.hpp"
#include "monitor_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr double widest = 4; ///< times the cap; what lies beyond ends in an arrow
constexpr double narrowest = 1.25;
constexpr double room = 97;       ///< percent of the width; the rest is for arrows
constexpr double least_bar = 0.9; ///< percent below which a range is drawn as a tick

double scale_of(const MeterView& meter) {
    double most = narrowest;
    for (const MeterSpan& span : meter.spans) {
        for (const MeterLine& line : span.lines) {
            for (const double end : {line.volume.lo, line.volume.hi}) {
                most = line.breach && std::isfinite(end) ? std::max(most, 1.05 * end / line.limit)
                                                         : most;
            }
        }
    }
    return std::min(most, widest);
}

class Plot {
  public:
    explicit Plot(const MeterView& meter) : m_meter(meter), m_scale(scale_of(meter)) {}

    std::string draw() {
        std::string out = fmt::format("<div class=\"ranges\" role=\"img\" aria-label=\"{}\">\n",
                                      escape_html(alternative()));
        out += axis();
        for (const MeterSpan& span : m_meter.spans) {
            for (const LimitLines& lines : limits_of(span)) {
                out += row(span, lines);
            }
        }
        return out + "</div>\n";
    }

  private:
    [[nodiscard]] double at(double ratio) const {
        return room * std::clamp(ratio / m_scale, 0.0, 1.0);
    }

    [[nodiscard]] std::string alternative() const {
        std::string text = fmt::format("{}, in percent of the cap, span by span.", m_meter.title);
        for (const MeterSpan& span : m_meter.spans) {
            text += span.breach
                        ? fmt::format(" {}: {}.", span_words(span), watch::to_string(*span.breach))
                        : std::string();
        }
        return text + " The table below holds the numbers.";
    }

    [[nodiscard]] std::string axis() const {
        return fmt::format(
            "<div class=\"range-row axis\"><span></span><svg height=\"16\">"
            "<text x=\"0\" y=\"12\" font-size=\"11\">0</text><text x=\"{0:.2f}%\" y=\"12\" "
            "font-size=\"11\" text-anchor=\"middle\">"
            "the cap</text>{1}</svg><span></span></div>\n",
            at(1),
            m_scale >= 2
                ? fmt::format(
                      "<text x=\"{:.2f}%\" y=\"12\" font-size=\"11\" text-anchor=\"end\">{}%"
                      "</text>",
                      room, static_cast<int>(100 * m_scale))
                : std::string());
    }

    [[nodiscard]] std::string bar(const MeterLine* line, const char* name, int y) const {
        if (line == nullptr || line->volume.empty() ||
            (line->volume.lo <= 0 && !line->volume.bounded())) {
            return {};
        }
        const double low = line->volume.lo / line->limit;
        const double high = line->volume.hi / line->limit;
        const double from = at(low);
        const double to = at(high);
        const bool tick = to - from < least_bar;
        std::string out = fmt::format(
            "<line class=\"{}{}\" {} x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1=\"{}\" y2=\"{}\"/>", name,
            tick ? " tick" : "", stroke_of(name), from, tick ? from : to, tick ? y - 4 : y,
            tick ? y + 4 : y);
        if (!(high <= m_scale)) {
            out += fmt::format("<svg x=\"{:.2f}%\" y=\"{}\" class=\"arrow\" width=\"8\" "
                               "height=\"8\"><path d=\"M0 0L7 4L0 "
                               "8z\"/></svg>",
                               room, y - 4);
        }
        return out;
    }

    [[nodiscard]] std::string row(const MeterSpan& span, const LimitLines& lines) const {
        const auto& breach = lines.together == nullptr ? span.breach : lines.together->breach;
        std::string bars = bar(lines.reported, "reported", 6);
        bars += bar(lines.estimated, "estimated", 15) + bar(lines.together, "together", 24);
        const std::string cap = fmt::format(
            "<line class=\"cap\" {1} x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y1=\"0\" y2=\"30\"/>", at(1),
            stroke_of("cap"));
        return fmt::format(
            "<div class=\"range-row\"><span>{}</span><svg height=\"30\">{}</svg><span "
            "class=\"says\">{}{}</span></div>\n",
            to_string(span.span),
            bars.empty() ? "<text x=\"0\" y=\"19\" font-size=\"11\">nothing is known</text>"
                         : cap + bars,
            sign_html(sign_of(breach)), breach ? watch::to_string(*breach) : "no verdict");
    }

    const MeterView& m_meter;
    double m_scale;
};

} // namespace

std::string ranges_html(const MeterView& meter) {
    return Plot(meter).draw();
}

} // namespace halflight::edition
