// SPDX-License-Identifier: Apache-2.0
// Form "meter": deliveries added up month by month against a yearly cap, a plot for each supplier.
#include "figure_canvas.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{
        "cumulated", "deliveries since January by month, MEASURE/COLUMN or MEASURE/LABEL/COLUMN",
        true, true},
    measures::ParameterInfo{"delivered", "deliveries of each month, in the same order", true, true},
    measures::ParameterInfo{"cap", "id of the statement of the cap in a year", true},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of a plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
};

constexpr std::string_view band_colour = "#56b4e9";
constexpr std::string_view sum_colour = "#0072b2";
constexpr std::string_view range_colour = "#4d96c4"; // the sum's over the band's

struct Cap {
    double amount = 0;
    Period period;
};

int year_of(const Period& month) {
    return to_civil(month.first).year;
}

/// What statements about one month report.
struct Report {
    bool any = false;      ///< there is one, if only of a member of a group
    bool complete = false; ///< of the supplier itself, or of every member
    Interval amount = Interval::point(0);
    std::optional<double> point = 0;
};

using Reports = std::map<Period, Report>;

Report of_value(const measures::Value& value) {
    return {true, true, value.bounds, value.point};
}

/// A month counts as reported where a statement is about this very month, in whatever unit.
class Reporting {
  public:
    explicit Reporting(const Publication& publication)
        : m_ledger(publication.analysed.dossier.ledger), m_report(publication.analysed.report) {
        for (ledger::SeriesIndex i = 0; i < m_ledger.series().size(); ++i) {
            ledger::SeriesKey key = m_ledger.series()[i];
            m_by_text.emplace(m_ledger.key_text(key), i);
            key.unit = {};
            m_by_quantity[key].push_back(i);
        }
    }

    [[nodiscard]] Reports of(const Line& delivered) const {
        Reports out;
        for (const Datum& month : delivered.data) {
            if (month.period) {
                out[*month.period] = of_month(month, delivered.unit);
            }
        }
        return out;
    }

  private:
    [[nodiscard]] Report of_month(const Datum& month, const std::string& unit) const {
        if (month.value->basis == measures::Basis::reported) {
            return of_value(*month.value);
        }
        Report out;
        for (const std::string& cell : month.value->cells) {
            const std::size_t at = cell.rfind('@');
            const auto found = m_by_text.find(cell.substr(0, at));
            if (found == m_by_text.end() || cell.substr(at + 1) != to_string(*month.period)) {
                continue;
            }
            const auto members = members_of(found->second);
            if (is_reported(found->second, *month.period) &&
                (month.value->cells.size() == 1 || !members.empty())) {
                return of_value(*month.value);
            }
            if (!members.empty()) {
                out = of_members(members, month, unit);
            }
        }
        return out;
    }

    /// A group whose members report is known as far as they do.
    [[nodiscard]] Report of_members(const std::vector<ledger::SeriesIndex>& members,
                                    const Datum& month, const std::string& unit) const {
        Report out;
        out.complete = true;
        const auto wanted = parse_unit(unit);
        for (const ledger::SeriesIndex member : members) {
            const reason::Cell* const cell = m_report.find(member, *month.period);
            const bool reported = is_reported(member, *month.period);
            out.complete = out.complete && reported;
            if (!reported || cell == nullptr || !wanted) {
                continue;
            }
            const Unit& own = m_ledger.unit_of(m_ledger.series()[member]);
            out.any = true;
            out.amount = out.amount + convert(cell->bounds, own, *wanted);
            const auto printed = measures::printed_value(m_ledger, *cell);
            out.point = out.point && printed
                            ? std::optional(*out.point +
                                            convert(Interval::point(*printed), own, *wanted).lo)
                            : std::nullopt;
        }
        return out;
    }

    /// The suppliers that a group is made of; none for a single one.
    [[nodiscard]] std::vector<ledger::SeriesIndex> members_of(ledger::SeriesIndex series) const {
        std::vector<ledger::SeriesIndex> out;
        ledger::SeriesKey key = m_ledger.series()[series];
        const auto group = m_ledger.codes.areas.find(m_ledger.text(key.counterpart));
        if (group == m_ledger.codes.areas.end() || !group->second.complete) {
            return out;
        }
        const std::set<std::string> parts(group->second.parts.begin(), group->second.parts.end());
        for (ledger::SeriesIndex i = 0; i < m_ledger.series().size(); ++i) {
            ledger::SeriesKey other = m_ledger.series()[i];
            const bool is_part = parts.contains(std::string(m_ledger.text(other.counterpart)));
            other.counterpart = key.counterpart;
            if (is_part && other == key) {
                out.push_back(i);
            }
        }
        return out;
    }

    [[nodiscard]] bool is_reported(ledger::SeriesIndex series, const Period& month) const {
        ledger::SeriesKey key = m_ledger.series()[series];
        key.unit = {};
        return std::ranges::any_of(m_by_quantity.at(key), [&](ledger::SeriesIndex one) {
            const reason::Cell* const cell = m_report.find(one, month);
            return cell != nullptr && cell->status == reason::CellStatus::reported;
        });
    }

    const ledger::Ledger& m_ledger;
    const reason::Report& m_report;
    std::map<std::string, ledger::SeriesIndex, std::less<>> m_by_text;
    std::map<ledger::SeriesKey, std::vector<ledger::SeriesIndex>> m_by_quantity;
};

/// The months reported, added up from January; months without a report add nothing. They are part
/// of all that was delivered since then, so at most that.
std::map<Period, measures::Value> reported_sums(const Reports& reports, const Line& cumulated) {
    std::map<Period, Interval> all;
    for (const Datum& month : cumulated.data) {
        if (month.period && month.value != nullptr && !month.value->disputed) {
            all[*month.period] = month.value->bounds;
        }
    }
    std::map<Period, measures::Value> sums;
    measures::Value sum;
    int year = 0;
    for (const auto& [month, report] : reports) {
        if (year_of(month) != year) {
            sum.bounds = Interval::point(0);
            sum.point = 0;
            year = year_of(month);
        }
        if (report.any) {
            sum.bounds = sum.bounds + report.amount;
            sum.point = sum.point && report.point ? std::optional(*sum.point + *report.point)
                                                  : std::nullopt;
        }
        sums[month] = sum;
        const auto total = all.find(month);
        const Interval within = total == all.end()
                                    ? sum.bounds
                                    : intersect(sum.bounds, Interval::at_most(total->second.hi));
        sums[month].bounds = within.empty() ? sum.bounds : within;
    }
    return sums;
}

/// One supplier: what was added up and what each month reports.
struct Supplier {
    Line cumulated;
    Line delivered;
    Reports reports;
};

class Meter {
  public:
    Meter(TimeAxis axis, Scale scale, Cap cap, double high, int height)
        : m_axis(axis), m_scale(std::move(scale)), m_cap(cap), m_high(high), m_height(height) {}

    Json draw(const Supplier& supplier, const std::vector<const dossier::Event*>& events, Key& key,
              bool last) const {
        Json layers = Json::array();
        draw_events(layers, events, m_axis, m_height, key);
        year_lines(layers);
        band(layers, supplier.cumulated, key);
        reported(layers, supplier, key);
        cap_line(layers, key);
        crossings(layers, supplier.cumulated, key);
        const double below = draw_gaps(layers, gaps(supplier.delivered), m_height, key);
        if (last) {
            key.draw(layers, m_height + below + m_axis.label_height());
        }
        Json y = value_axis("y", 0, m_high, m_scale.unit);
        y["axis"]["tickCount"] = 4;
        set_axes(layers, m_axis.channel(static_cast<int>(below)), y);
        Json out = panel(std::move(layers), plot_width, m_height);
        out["title"] = supplier.cumulated.name;
        return out;
    }

  private:
    void year_lines(Json& layers) const {
        Json values = Json::array();
        for (const Period& year : units_inside({m_axis.first, m_axis.end}, Frequency::annual)) {
            values.push_back({{"x", instant(year.first)}, {"top", 0}, {"bottom", m_height}});
        }
        if (!values.empty()) {
            layers.push_back(layer(values, {{"type", "rule"}, {"color", "#cccccc"}},
                                   {{"x", field("x", "temporal")},
                                    {"y", pixels("top")},
                                    {"y2", {{"field", "bottom"}}}}));
        }
    }

    /// All that the published totals leave open, from the start of each year. Where there is no
    /// upper bound the band ends and a line goes on along the lower one.
    void band(Json& layers, const Line& line, Key& key) const {
        Json values = Json::array();
        Json lower = Json::array();
        Json arrows = Json::array();
        int part = 0;
        bool rising = false;
        const auto start = [&](const Period& month) {
            const Period year = period_at(month.first, Frequency::annual);
            ++part;
            rising = false;
            values.push_back({{"x", instant(year.first)}, {"y", 0}, {"y2", 0}, {"part", part}});
        };
        for (const Datum& datum : line.data) {
            const bool known = datum.period && !datum.missing();
            const bool first = known && to_civil(datum.period->first).month == 1;
            if (first) {
                start(*datum.period);
            }
            if (known) {
                const Position at = position(*datum.value, m_scale);
                Json mark = tip(line.name + ", since January", datum, line.unit);
                mark["x"] = instant(*datum.period, 1);
                mark["y"] = at.low;
                mark["y2"] = at.high;
                mark["stroke"] = std::string(sum_colour);
                mark["up"] = true;
                if (at.rises && to_civil(datum.period->first).month == 12) {
                    arrows.push_back(mark);
                }
                part += at.rises != rising ? 1 : 0;
                if (at.rises && !rising && !values.empty() &&
                    to_civil(datum.period->first).month > 1) {
                    lower.push_back({{"x", instant(datum.period->first)},
                                     {"y", values.back()["y"]},
                                     {"part", part}});
                }
                rising = at.rises;
                mark["part"] = part;
                (at.rises ? lower : values).push_back(std::move(mark));
            }
        }
        if (values.empty()) {
            return;
        }
        key.add({"sum since January: interval that the evidence allows", "square",
                 std::string(band_colour), "transparent", 1, 0});
        layers.push_back(layer(values,
                               {{"type", "area"},
                                {"color", band_colour},
                                {"stroke", band_colour},
                                {"strokeWidth", 1},
                                {"opacity", 0.6}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"detail", field("part", "nominal")}}));
        if (!lower.empty()) {
            key.add({"lower bound only", "M-1,0H-.4M0,0H.6", "transparent",
                     std::string(band_colour), 2, 0});
            layers.push_back(layer(lower,
                                   {{"type", "line"},
                                    {"color", band_colour},
                                    {"strokeWidth", 1.6},
                                    {"strokeDash", {4, 3}}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"detail", field("part", "nominal")}}));
        }
        // Something to hover on.
        layers.push_back(layer(values, {{"type", "rule"}, {"strokeWidth", 6}, {"opacity", 0}},
                               {{"x", field("x", "temporal")},
                                {"y", field("y")},
                                {"y2", {{"field", "y2"}}},
                                {"tooltip", tip_channel()}}));
        arrow_layers(layers, arrows, key);
    }

    /// A line where the sum is exact, a band where reports give intervals (of what was weighed, in
    /// barrels), its lower edge alone where one has no upper bound.
    void reported(Json& layers, const Supplier& supplier, Key& key) const {
        Json lines = Json::array();
        Json bands = Json::array();
        Json open = Json::array();
        Json points = Json::array();
        const auto sums = reported_sums(supplier.reports, supplier.cumulated);
        std::map<int, bool> any;
        for (const auto& [month, report] : supplier.reports) {
            any[year_of(month)] = any[year_of(month)] || report.any;
        }
        int part = 0;
        Json* shape = &lines;
        Json before;
        for (const Datum& month : supplier.delivered.data) {
            if (!month.period || !any[year_of(*month.period)]) {
                continue;
            }
            if (to_civil(month.period->first).month == 1 || before.is_null()) {
                before = {{"x", instant(month.period->first)}, {"y", 0}, {"y2", 0}};
                shape = nullptr;
            }
            const Position at = position(sums.at(*month.period), m_scale);
            Json* const wanted = at.rises ? &open : at.wide(m_high) ? &bands : &lines;
            if (wanted != shape) {
                shape = wanted;
                before["part"] = ++part;
                shape->push_back(before);
            }
            const bool exact = shape == &lines;
            Json next = {{"x", instant(*month.period, 1)},
                         {"y", exact ? at.best() : at.low},
                         {"y2", exact ? at.best() : at.high},
                         {"part", part}};
            shape->push_back(next);
            if (supplier.reports.at(*month.period).any) {
                Json mark =
                    tip(supplier.delivered.name + ", in the month", month, supplier.delivered.unit);
                mark.update(next);
                points.push_back(std::move(mark));
            }
            before = std::move(next);
        }
        reported_layers(layers, lines, bands, open, key);
        if (!points.empty()) {
            for (const char* const end : {"y", "y2"}) {
                layers.push_back(layer(points,
                                       {{"type", "point"},
                                        {"filled", true},
                                        {"size", 12},
                                        {"color", sum_colour},
                                        {"opacity", 1}},
                                       {{"x", field("x", "temporal")},
                                        {"y", field(end)},
                                        {"tooltip", tip_channel()}}));
            }
        }
    }

    static void reported_layers(Json& layers, const Json& lines, const Json& bands,
                                const Json& open, Key& key) {
        const Json x = field("x", "temporal");
        const Json detail = field("part", "nominal");
        if (!bands.empty()) {
            key.add({"sum of the months reported: interval", "square", std::string(range_colour),
                     std::string(sum_colour), 1.2, 0});
            layers.push_back(layer(
                bands, {{"type", "area"}, {"color", sum_colour}, {"opacity", 0.45}},
                {{"x", x}, {"y", field("y")}, {"y2", {{"field", "y2"}}}, {"detail", detail}}));
            for (const char* const end : {"y", "y2"}) {
                layers.push_back(
                    layer(bands, {{"type", "line"}, {"color", sum_colour}, {"strokeWidth", 1}},
                          {{"x", x}, {"y", field(end)}, {"detail", detail}}));
            }
        }
        if (!lines.empty()) {
            key.add({"sum of the months reported", "M-1,0H1", "transparent",
                     std::string(sum_colour), 2.4, 0});
            layers.push_back(layer(lines,
                                   {{"type", "line"}, {"color", sum_colour}, {"strokeWidth", 2}},
                                   {{"x", x}, {"y", field("y")}, {"detail", detail}}));
        }
        if (!open.empty()) {
            key.add({"sum of the months reported: lower bound only", "M-1,0H-.4M0,0H.6",
                     "transparent", std::string(sum_colour), 2, 0});
            layers.push_back(layer(open,
                                   {{"type", "line"},
                                    {"color", sum_colour},
                                    {"strokeWidth", 1.6},
                                    {"strokeDash", {4, 3}}},
                                   {{"x", x}, {"y", field("y")}, {"detail", detail}}));
        }
    }

    void cap_line(Json& layers, Key& key) const {
        const Date from = std::max(m_axis.first, m_cap.period.first);
        const Date to = std::min(m_axis.end, m_cap.period.end);
        if (to <= from) {
            return;
        }
        key.add({"cap in a year", "M-1,0H1", "transparent", std::string(emphasis), 2.4, 0});
        layers.push_back(layer(
            {{{"x", instant(from)}, {"x2", instant(to)}, {"y", m_cap.amount / m_scale.factor}}},
            {{"type", "rule"}, {"color", emphasis}, {"strokeWidth", 2}},
            {{"x", field("x", "temporal")}, {"x2", {{"field", "x2"}}}, {"y", field("y")}}));
    }

    /// The month by whose end the cap has been passed for certain, or can have been.
    void crossings(Json& layers, const Line& line, Key& key) const {
        const double cap = m_cap.amount / m_scale.factor;
        Json values = Json::array();
        std::map<std::pair<int, bool>, bool> seen;
        for (const Datum& datum : line.data) {
            if (!datum.period || datum.missing() || !m_cap.period.contains(*datum.period)) {
                continue;
            }
            const Position at = position(*datum.value, m_scale);
            for (const bool certain : {true, false}) {
                const bool above = certain ? at.low > cap : at.high > cap || at.rises;
                bool& done = seen[{year_of(*datum.period), certain}];
                if (!above || done) {
                    continue;
                }
                done = true;
                const std::string words = certain ? "cap passed for certain by the end of the month"
                                                  : "cap may have been passed";
                Json mark = tip(fmt::format("{}, {}", line.name, words), datum, line.unit);
                mark["x"] = instant(*datum.period, 1);
                mark["y"] = cap;
                mark["shape"] = certain ? "triangle-up" : "triangle-down";
                mark["fill"] = certain ? std::string(emphasis) : std::string("#ffffff");
                mark["stroke"] = std::string(ink);
                values.push_back(std::move(mark));
                key.add({words, certain ? "triangle-up" : "triangle-down",
                         certain ? std::string(emphasis) : std::string("#ffffff"), std::string(ink),
                         1.2, 1});
            }
        }
        if (!values.empty()) {
            layers.push_back(layer(values, {{"type", "point"}, {"size", 70}, {"opacity", 1}},
                                   {{"x", field("x", "temporal")},
                                    {"y", field("y")},
                                    {"shape", literal("shape")},
                                    {"fill", literal("fill")},
                                    {"stroke", literal("stroke")},
                                    {"tooltip", tip_channel()}}));
        }
    }

    [[nodiscard]] static std::vector<Gap> gaps(const Line& delivered) {
        std::vector<Gap> out;
        for (const Datum& month : delivered.data) {
            if (month.period && month.missing()) {
                out.push_back({*month.period, month.value->missing, delivered.name, month.number, 0,
                               std::string(grey)});
            }
        }
        return out;
    }

    TimeAxis m_axis;
    Scale m_scale;
    Cap m_cap;
    double m_high;
    int m_height;
};

std::optional<Cap> cap_of(FigureArguments& arguments, const std::string& unit) {
    const ledger::Ledger& ledger = arguments.publication().analysed.dossier.ledger;
    const auto claim = ledger.find_claim(arguments.text("cap"));
    if (!claim) {
        arguments.fault("cap", "there is no such statement",
                        "name the id of a row of claims/*.csv");
        return std::nullopt;
    }
    const ledger::Claim& stated = ledger.claims()[*claim];
    const Unit& own = ledger.unit_of(ledger.series()[stated.series]);
    const auto wanted = parse_unit(unit);
    if (!stated.has_value() || !stated.bounds.is_point() || !wanted ||
        !own.same_dimension(*wanted)) {
        arguments.fault("cap", "a cap is one amount in the unit of the deliveries",
                        "name a statement whose value is exact: \"=500,000\"");
        return std::nullopt;
    }
    return Cap{convert(stated.bounds, own, *wanted).lo, stated.period};
}

double highest(const std::vector<Supplier>& suppliers, const Scale& scale) {
    double high = 0;
    for (const Supplier& supplier : suppliers) {
        for (const Datum& datum : supplier.cumulated.data) {
            if (!datum.missing()) {
                high = std::max(high, position(*datum.value, scale).high);
            }
        }
        for (const auto& [month, sum] : reported_sums(supplier.reports, supplier.cumulated)) {
            high = std::max(high, position(sum, scale).high);
        }
    }
    return high;
}

std::string words(const Supplier& supplier, double cap) {
    std::string crossed;
    for (const Datum& datum : supplier.cumulated.data) {
        const bool ends = datum.period && to_civil(datum.period->first).month == 12;
        if (ends && !datum.missing()) {
            const Position at = position(*datum.value, {1, ""});
            crossed += fmt::format(" {}: {}{}.", year_of(*datum.period),
                                   value_words(*datum.value, supplier.cumulated.unit),
                                   at.low > cap                ? ", above the cap"
                                   : at.high > cap || at.rises ? ", perhaps above the cap"
                                                               : "");
        }
    }
    const auto reports = std::ranges::count_if(
        supplier.reports, [](const auto& month) { return month.second.complete; });
    return fmt::format(" {}: {} of {} months reported;{}", supplier.cumulated.name, reports,
                       supplier.delivered.data.size(),
                       crossed.empty() ? " no total is bounded." : crossed);
}

Sketch draw_meter(FigureArguments& arguments) {
    Sketch sketch;
    const std::vector<Line> cumulated = arguments.lines("cumulated");
    const std::vector<Line> delivered = arguments.lines("delivered");
    std::vector<Line> all = cumulated;
    all.insert(all.end(), delivered.begin(), delivered.end());
    arguments.check("cumulated", all);
    const auto events = arguments.events();
    const int height = arguments.height(130);
    if (!arguments.failed() && cumulated.size() != delivered.size()) {
        arguments.fault("delivered", "there are more or fewer lines than in 'cumulated'",
                        "name the same suppliers in the same order");
    }
    const auto axis = time_axis(all);
    if (!arguments.failed() && !axis) {
        arguments.empty("cumulated", "no row has a period");
    }
    if (arguments.failed()) {
        return sketch;
    }
    const auto cap = cap_of(arguments, all.front().unit);
    if (!cap) {
        return sketch;
    }
    std::vector<Supplier> suppliers;
    const Reporting reporting(arguments.publication());
    for (std::size_t i = 0; i < cumulated.size(); ++i) {
        suppliers.push_back({cumulated[i], delivered[i], reporting.of(delivered[i])});
        account(sketch, cumulated[i]);
        account(sketch, delivered[i]);
    }
    sketch.statements.push_back(arguments.text("cap"));
    sketch.alternative = fmt::format(
        "Deliveries since January by month, in {}, against a cap of {}.", all.front().unit,
        fmt::format("{} {}", format_number(cap->amount), all.front().unit));
    const double top = std::max(highest(suppliers, {1, ""}), cap->amount);
    const Scale scale = scale_of(top, all.front().unit);
    const Meter meter(*axis, scale, *cap, nice_range(0, top * 1.04 / scale.factor, true).second,
                      height);
    Key key;
    Json panels = Json::array();
    for (std::size_t i = 0; i < suppliers.size(); ++i) {
        panels.push_back(meter.draw(suppliers[i],
                                    i == 0 ? events : std::vector<const dossier::Event*>{}, key,
                                    i + 1 == suppliers.size()));
        sketch.alternative += words(suppliers[i], cap->amount);
    }
    sketch.spec = {{"vconcat", std::move(panels)}};
    return sketch;
}

} // namespace

FigureForm meter_form() {
    return {"meter", "Deliveries against a yearly cap", parameters, draw_meter};
}

} // namespace halflight::edition
