// SPDX-License-Identifier: Apache-2.0
// Form "scatter": change against exposure, a point a place, with the line that a study fitted.
#include "figure_frame.hpp"
#include "report_number.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::edition {

namespace {

using measures::Row;
using measures::Table;

constexpr std::array parameters = {
    measures::ParameterInfo{"studies", "ids of studies of design county, a plot each", true, true},
    measures::ParameterInfo{"same_axes", "true where all plots share their axes"},
    measures::ParameterInfo{"height", "pixels of a plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

constexpr double gutter = 72; // ticks of the plot at the right
constexpr std::size_t most_plots = 6;
constexpr double least_size = 12;
constexpr double most_size = 150;

struct Place {
    Datum exposure;
    Datum change;
    std::optional<Datum> mentions;
    [[nodiscard]] bool drawn() const { return !exposure.missing() && !change.missing(); }
};

/// One study: its places, the line, how sure its slope is.
struct Cloud {
    const Table* table = nullptr;
    const Table* about = nullptr;
    const Table* places = nullptr;
    std::vector<Place> all;
    double mean = 0; ///< of the exposures that are drawn
    Extent x;
    Extent y;

    [[nodiscard]] const Row& first() const { return table->rows.front(); }
    [[nodiscard]] Datum slope() const { return *datum_of(*table, first(), "slope"); }
    [[nodiscard]] std::optional<double> intercept() const {
        return about->rows.empty()
                   ? std::nullopt
                   : datum_of(*about, about->rows.front(), "intercept")->value->point;
    }
    [[nodiscard]] bool fitted() const { return intercept() && slope().value->point; }
    /// Of the line that has `slope` and goes through the point of means.
    [[nodiscard]] double line(double exposure, double slope_at) const {
        return *intercept() + *slope().value->point * mean + slope_at * (exposure - mean);
    }
    [[nodiscard]] double line(double exposure) const {
        return line(exposure, *slope().value->point);
    }
};

double best(const Datum& datum) {
    return position(*datum.value, {1, ""}).best();
}

void measure(Cloud& cloud) {
    double sum = 0;
    double count = 0;
    for (const Row& row : cloud.places->rows) {
        cloud.all.push_back({*datum_of(*cloud.places, row, "exposure"),
                             *datum_of(*cloud.places, row, "change"),
                             datum_of(*cloud.places, row, "mentions")});
        const Place& place = cloud.all.back();
        if (place.drawn()) {
            cloud.x.add(*place.exposure.value);
            cloud.y.add(*place.change.value);
            sum += best(place.exposure);
            ++count;
        }
    }
    cloud.mean = count > 0 ? sum / count : 0;
}

std::optional<Cloud> cloud_of(FigureArguments& arguments, const std::string& study) {
    constexpr std::string_view design = "county";
    Cloud cloud;
    cloud.table = study_table(arguments, "studies", study, "", {"slope", "p"}, design);
    cloud.about = study_table(arguments, "studies", study, ".about", {"intercept"}, design);
    cloud.places =
        study_table(arguments, "studies", study, ".places", {"exposure", "change"}, design);
    if (arguments.failed()) {
        return std::nullopt;
    }
    measure(cloud);
    if (!cloud.x.any() || cloud.table->rows.empty()) {
        arguments.empty("studies", fmt::format("no place of '{}' has exposure and change", study));
        return std::nullopt;
    }
    return cloud;
}

/// "2 places without value: not collected".
std::string left_out(const Cloud& cloud) {
    std::map<std::string, int> reasons;
    for (const Place& place : cloud.all) {
        if (!place.drawn()) {
            ++reasons[in_words(
                (place.change.missing() ? place.change : place.exposure).value->missing)];
        }
    }
    std::vector<std::string> words;
    for (const auto& [reason, count] : reasons) {
        words.push_back(fmt::format("{} not drawn: {}", count, reason));
    }
    return fmt::format("{}", fmt::join(words, "; "));
}

std::string slope_words(const Cloud& cloud) {
    return fmt::format("slope {}; {}",
                       estimate_words(*cloud.slope().value, unit_of(*cloud.table, "slope")),
                       p_words(*datum_of(*cloud.table, cloud.first(), "p")->value));
}

std::string places_words(const Cloud& cloud) {
    const auto drawn = std::ranges::count_if(cloud.all, &Place::drawn);
    const std::string rest = left_out(cloud);
    return fmt::format("{} places{}{}; {}", drawn, rest.empty() ? "" : ", ", rest,
                       name_of(cloud.first()));
}

class Scatter {
  public:
    Scatter(const Cloud& cloud, Frame frame) : m_cloud(cloud), m_frame(frame) {}

    void draw(Json& layers, Key& key) const {
        const std::string unit = unit_of(*m_cloud.places, "change");
        draw_frame(layers, m_frame, {"exposure", in_unit("change", unit), true});
        if (m_cloud.fitted()) {
            line_layers(layers, key);
        }
        point_layers(layers, key);
    }

  private:
    [[nodiscard]] double y(double value) const { return m_frame.py(held(value, m_frame.y).at); }
    [[nodiscard]] double x(double value) const { return m_frame.px(held(value, m_frame.x).at); }

    void line_layers(Json& layers, Key& key) const {
        const Datum slope = m_cloud.slope();
        const Interval& bounds = slope.value->bounds;
        if (bounds.bounded() && !bounds.is_point()) {
            pixel_area(layers, band(bounds), colour(0), 0.18);
            key.add({"lines that the interval of the slope allows, through the point of means",
                     "M-1,-.7L1,.1V.7L-1,-.1Z", "#c5dbe9", "transparent", 1, 1});
        }
        Json mark = study_tip("fitted line, slope", slope, unit_of(*m_cloud.table, "slope"));
        mark["stroke"] = colour(0);
        mark["px"] = m_frame.left;
        mark["py"] = y(m_cloud.line(m_frame.x.first));
        mark["px2"] = m_frame.right();
        mark["py2"] = y(m_cloud.line(m_frame.x.second));
        pixel_rules(layers, Json::array({mark}), 2);
        key.add({"fitted line", "M-1,0H1", "transparent", std::string(colour(0)), 2, 0});
    }

    [[nodiscard]] Json band(const Interval& bounds) const {
        constexpr int steps = 48;
        Json values = Json::array();
        for (int i = 0; i <= steps; ++i) {
            const double at = m_frame.x.first + (m_frame.x.second - m_frame.x.first) * i / steps;
            values.push_back({{"px", m_frame.px(at)},
                              {"py", y(m_cloud.line(at, bounds.lo))},
                              {"py2", y(m_cloud.line(at, bounds.hi))}});
        }
        return values;
    }

    [[nodiscard]] double most_mentions() const {
        double most = 0;
        for (const Place& place : m_cloud.all) {
            most = place.mentions && !place.mentions->missing()
                       ? std::max(most, best(*place.mentions))
                       : most;
        }
        return most;
    }

    void point_layers(Json& layers, Key& key) const {
        const double most = most_mentions();
        Json points = Json::array();
        Json whiskers = Json::array();
        for (const Place& place : m_cloud.all) {
            if (place.drawn()) {
                points.push_back(point(place, most, key));
                add_whiskers(place, points.back(), whiskers, key);
            }
        }
        // Small ones last, so that none lies hidden.
        std::stable_sort(points.begin(), points.end(),
                         [](const Json& a, const Json& b) { return a["size"] > b["size"]; });
        pixel_rules(layers, whiskers, 1, 0.3);
        pixel_points(layers, points);
        if (most > 0) {
            key.add({fmt::format("place; the largest has {} mentions", format_number(most)),
                     "circle", "#ffffff", std::string(grey), 1.3, 0});
        }
    }

    [[nodiscard]] Json point(const Place& place, double most, Key& key) const {
        Json mark = study_tip(place.change.row, place.change, unit_of(*m_cloud.places, "change"));
        mark["value"] = fmt::format(
            "change {}; exposure {}{}", mark["value"].get<std::string>(),
            estimate_words(*place.exposure.value, "1"),
            place.mentions ? "; mentions " + estimate_words(*place.mentions->value, "1") : "");
        mark["px"] = x(best(place.exposure));
        mark["py"] = y(best(place.change));
        const bool counted = most > 0 && place.mentions && !place.mentions->missing();
        mark["size"] =
            counted ? std::max(least_size, most_size * best(*place.mentions) / most) : 40.0;
        mark["shape"] = "circle";
        const bool is_model = place.change.value->basis == measures::Basis::modelled ||
                              place.exposure.value->basis == measures::Basis::modelled;
        mark["fill"] = is_model ? std::string_view("#ffffff") : grey;
        mark["stroke"] = place.change.value->disputed ? ink : grey;
        if (is_model) {
            key.add({"rests on a model", "circle", "#ffffff", std::string(ink), 1.4, 1});
        }
        return mark;
    }

    void add_whiskers(const Place& place, Json mark, Json& whiskers, Key& key) const {
        const Position across = position(*place.exposure.value, {1, ""});
        const Position up = position(*place.change.value, {1, ""});
        const auto add = [&](double px, double py, double px2, double py2) {
            mark["px"] = px;
            mark["py"] = py;
            mark["px2"] = px2;
            mark["py2"] = py2;
            whiskers.push_back(mark);
            key.interval();
        };
        if (across.wide(m_frame.x.second - m_frame.x.first)) {
            add(x(across.low), mark["py"], x(across.high), mark["py"]);
        }
        const double at = x(across.best());
        if (up.wide(m_frame.y.second - m_frame.y.first)) {
            add(at, y(up.low), at, y(up.high));
        }
    }

    const Cloud& m_cloud;
    Frame m_frame;
};

void share_axes(const std::vector<Cloud>& clouds, std::vector<Frame>& frames) {
    for (std::size_t i = 0; i < clouds.size(); ++i) {
        frames[0].x = {std::min(frames[0].x.first, frames[i].x.first),
                       std::max(frames[0].x.second, frames[i].x.second)};
        frames[0].y = {std::min(frames[0].y.first, frames[i].y.first),
                       std::max(frames[0].y.second, frames[i].y.second)};
    }
    for (Frame& frame : frames) {
        frame.x = frames[0].x;
        frame.y = frames[0].y;
    }
}

/// Heads of a row of plots: as many lines as the longest needs.
std::vector<std::string> heads(const Cloud& cloud, double width) {
    std::vector<std::string> lines = {
        cut(cloud.table->title, static_cast<std::size_t>(width / 6.4))};
    for (const std::string& words : {slope_words(cloud), places_words(cloud)}) {
        for (std::string& line : wrapped(words, width)) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

/// Plots in rows of two, each below its words.
class Sheet {
  public:
    Sheet(const std::vector<Cloud>& clouds, int height, bool same)
        : m_clouds(clouds), m_frames(clouds.size()) {
        const double width = clouds.size() == 1 ? plot_width : (plot_width - gutter) / 2;
        double top = 0;
        for (std::size_t i = 0; i < clouds.size(); i += 2) {
            std::size_t lines = 0;
            for (std::size_t j = i; j < std::min(i + 2, clouds.size()); ++j) {
                m_heads.push_back(heads(clouds[j], width + 40));
                lines = std::max(lines, m_heads.back().size());
            }
            const double below = head_line * static_cast<double>(lines) + 24;
            for (std::size_t j = i; j < std::min(i + 2, clouds.size()); ++j) {
                m_frames[j] = {j == i ? 0 : width + gutter,
                               top + below,
                               width,
                               static_cast<double>(height),
                               clouds[j].x.range(false),
                               clouds[j].y.range(true)};
                m_tops.push_back(top + 8);
            }
            top += below + height + frame_foot + 16;
        }
        m_height = top - 16;
        if (same) {
            share_axes(clouds, m_frames);
        }
    }

    Json draw() const {
        Json layers = Json::array();
        Key key;
        for (std::size_t i = 0; i < m_clouds.size(); ++i) {
            head_words(layers, m_heads[i], m_frames[i].left - 40, m_tops[i]);
            Scatter(m_clouds[i], m_frames[i]).draw(layers, key);
        }
        key.draw(layers, m_height + 12);
        return panel(std::move(layers), plot_width, static_cast<int>(m_height));
    }

  private:
    const std::vector<Cloud>& m_clouds;
    std::vector<Frame> m_frames;
    std::vector<std::vector<std::string>> m_heads;
    std::vector<double> m_tops;
    double m_height = 0;
};

void tell(Sketch& sketch, const Cloud& cloud) {
    for (const std::string_view column : {"slope", "p"}) {
        account(sketch, line_of_one(*cloud.table, cloud.first(), column, ""));
    }
    for (const Row& row : cloud.about->rows) {
        account(sketch, line_of_one(*cloud.about, row, "intercept", ""));
    }
    for (const Row& row : cloud.places->rows) {
        for (const std::string_view column : {"exposure", "change", "mentions"}) {
            account(sketch, line_of_one(*cloud.places, row, column, ""));
        }
    }
    sketch.alternative += fmt::format(
        " {}: {} ({}), {}; {}.", cloud.table->title, slope_words(cloud),
        apart_from_zero(*cloud.slope().value) ? "told from zero" : "not told from zero",
        places_words(cloud),
        cloud.fitted() ? "the line and the lines that its slope's interval allows are drawn"
                       : "no line, as the study gives no slope with an intercept");
}

Sketch draw_scatter(FigureArguments& arguments) {
    Sketch sketch;
    const bool same = arguments.flag("same_axes", false);
    std::vector<Cloud> clouds;
    static_cast<void>(arguments.tables("studies"));
    const auto studies = arguments.texts("studies");
    if (!arguments.failed() && studies.size() > most_plots) {
        arguments.fault("studies", fmt::format("{} plots do not fit in one figure", studies.size()),
                        fmt::format("name at most {}", most_plots));
    }
    const int height = arguments.height(studies.size() == 1 ? 300 : 220);
    for (const std::string& study : studies) {
        if (!arguments.failed()) {
            if (auto cloud = cloud_of(arguments, study)) {
                clouds.push_back(std::move(*cloud));
            }
        }
    }
    if (arguments.failed()) {
        return sketch;
    }
    sketch.alternative = "Change in light against exposure, a point a place.";
    for (const Cloud& cloud : clouds) {
        tell(sketch, cloud);
    }
    sketch.spec = Sheet(clouds, height, same).draw();
    return sketch;
}

} // namespace

FigureForm scatter_form() {
    return {"scatter", "Change against exposure, place by place", parameters, draw_scatter};
}

} // namespace halflight::edition
