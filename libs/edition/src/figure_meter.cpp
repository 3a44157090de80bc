// SPDX-License-Identifier: Apache-2.0
// Form "meter": deliveries added up month by month against a yearly cap, a plot for each supplier.
#include "figure_meter_plot.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{
        "cumulated", "deliveries since January by month, MEASURE/COLUMN or MEASURE/LABEL/COLUMN",
        true, true},
    measures::ParameterInfo{"delivered", "deliveries of each month, in the same order", true, true},
    measures::ParameterInfo{"reported", "what the months reported since January add up to", true,
                            true},
    measures::ParameterInfo{"reports", "whether the month is reported: 1, 0, or in part", true,
                            true},
    measures::ParameterInfo{"cap", "id of the statement of the cap in a year", true},
    measures::ParameterInfo{"from", "first period"},
    measures::ParameterInfo{"to", "last period"},
    measures::ParameterInfo{"frequency", "A, S, Q or M: only rows of one such period"},
    measures::ParameterInfo{"events", "ids of events.csv", false, true},
    measures::ParameterInfo{"event_kinds", "kinds of events.csv", false, true},
    measures::ParameterInfo{"height", "pixels of a plot"},
    measures::ParameterInfo{"caption", "what to beware of"},
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

double highest(const std::vector<Supplier>& suppliers) {
    double high = 0;
    for (const Supplier& supplier : suppliers) {
        for (const Line* const line : {&supplier.cumulated, &supplier.reported}) {
            for (const Datum& datum : line->data) {
                high =
                    datum.missing() ? high : std::max(high, position(*datum.value, {1, ""}).high);
            }
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
    const auto reports = std::ranges::count_if(supplier.reports.data, [](const Datum& month) {
        return !month.missing() && month.value->bounds == Interval::point(1);
    });
    return fmt::format(" {}: {} of {} months reported;{}", supplier.cumulated.name, reports,
                       supplier.reports.data.size(),
                       crossed.empty() ? " no total is bounded." : crossed);
}

/// One line of each kind for each supplier.
std::vector<Supplier> suppliers_of(FigureArguments& arguments) {
    const std::vector<Line> cumulated = arguments.lines("cumulated");
    std::vector<Supplier> out(cumulated.size());
    std::vector<Line> amounts = cumulated;
    const auto fill = [&](std::string_view name, Line Supplier::* member, bool is_amount) {
        const std::vector<Line> lines = arguments.lines(name);
        if (!arguments.failed() && lines.size() != cumulated.size()) {
            arguments.fault(name, "there are more or fewer lines than in 'cumulated'",
                            "name the same suppliers in the same order");
            return;
        }
        for (std::size_t i = 0; i < lines.size() && i < out.size(); ++i) {
            out[i].*member = lines[i];
        }
        if (is_amount) {
            amounts.insert(amounts.end(), lines.begin(), lines.end());
        }
    };
    for (std::size_t i = 0; i < cumulated.size(); ++i) {
        out[i].cumulated = cumulated[i];
    }
    fill("delivered", &Supplier::delivered, true);
    fill("reported", &Supplier::reported, true);
    fill("reports", &Supplier::reports, false);
    arguments.check("cumulated", amounts);
    return out;
}

std::optional<TimeAxis> axis_of(FigureArguments& arguments,
                                const std::vector<Supplier>& suppliers) {
    std::vector<Line> lines;
    for (const Supplier& supplier : suppliers) {
        lines.push_back(supplier.cumulated);
        lines.push_back(supplier.delivered);
    }
    const auto axis = time_axis(lines);
    if (!arguments.failed() && !axis) {
        arguments.empty("cumulated", "no row has a period");
    }
    return axis;
}

Sketch draw_meter(FigureArguments& arguments) {
    Sketch sketch;
    const std::vector<Supplier> suppliers = suppliers_of(arguments);
    const auto events = arguments.events();
    const int height = arguments.height(130);
    const auto axis = axis_of(arguments, suppliers);
    if (arguments.failed()) {
        return sketch;
    }
    const std::string& unit = suppliers.front().cumulated.unit;
    const auto cap = cap_of(arguments, unit);
    if (!cap) {
        return sketch;
    }
    sketch.statements.push_back(arguments.text("cap"));
    sketch.alternative =
        fmt::format("Deliveries since January by month, in {}, against a cap of {} {}.", unit,
                    format_number(cap->amount), unit);
    const double top = std::max(highest(suppliers), cap->amount);
    const Scale scale = scale_of(top, unit);
    const MeterFrame frame{*axis, scale, *cap,
                           nice_range(0, top * 1.04 / scale.factor, true).second, height};
    Key key;
    Json panels = Json::array();
    for (const Supplier& supplier : suppliers) {
        const bool first = &supplier == &suppliers.front();
        panels.push_back(draw_supplier(frame, supplier,
                                       first ? events : std::vector<const dossier::Event*>{}, key,
                                       &supplier == &suppliers.back()));
        sketch.alternative += words(supplier, cap->amount);
        // Not `reports`: a page needs no evidence panel to say that there is evidence.
        for (const Line* const line :
             {&supplier.cumulated, &supplier.delivered, &supplier.reported}) {
            account(sketch, *line);
        }
    }
    sketch.spec = {{"vconcat", std::move(panels)}};
    return sketch;
}

} // namespace

FigureForm meter_form() {
    return {"meter", "Deliveries against a yearly cap", parameters, draw_meter};
}

} // namespace halflight::edition
