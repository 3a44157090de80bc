// SPDX-License-Identifier: Apache-2.0
// How the residual of a border table can be read: each reading beside the others, without a winner.
#include "halflight/measures/labour.hpp"
#include "labour_border_parameters.hpp"
#include "labour_parts.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::measures {

namespace {

constexpr std::array reading_parameters = {
    total_info,
    named_info,
    stated_info,
    frequency_info,
    from_info,
    to_info,
    periods_info,
    ParameterInfo{"trips", "entries of one worker in a period, [low, high]; 1 where not given",
                  false, true},
    ParameterInfo{"hidden_text", "what the reading of hidden workers says"},
    ParameterInfo{"study", "series of the code for study that the table may leave out"},
    ParameterInfo{"work", "series of the code for work that the table may leave out"},
    ParameterInfo{"students", "statement of the stock of students"},
    ParameterInfo{"codes_text", "what the reading of codes left out says"},
    ParameterInfo{"troops", "soldiers who may have entered in a period, [low, high]", false, true},
    ParameterInfo{"troops_since", "first period in which soldiers can have entered"},
    ParameterInfo{"troops_text", "what the reading of troops says"},
    ParameterInfo{"repeat_trips", "entries of one person in a period, [low, high]", false, true},
    ParameterInfo{"repeat_persons", "statement of how many persons may go back and forth"},
    ParameterInfo{"repeat_text", "what the reading of repeat entries says"},
};

struct Readings {
    Interval trips = Interval::point(1);
    std::optional<ledger::SeriesIndex> study;
    std::optional<ledger::SeriesIndex> work;
    std::optional<ledger::ClaimIndex> students;
    bool troops = false;
    Interval soldiers = Interval::at_least(0);
    std::optional<Period> troops_since;
    bool repeat = false;
    Interval repeat_trips = Interval::point(1);
    std::optional<ledger::ClaimIndex> repeat_persons;
};

/// A stock counted once stands for every period of its calendar year.
Value stock_in(const View& view, std::optional<ledger::ClaimIndex> claim, const Period& period) {
    if (!claim) {
        return missing_like(missing_value(Missing::not_collected));
    }
    const Period at = view.ledger().claims()[*claim].period;
    const bool same_year =
        !at.open_start() && to_civil(at.first).year == to_civil(period.first).year;
    return same_year ? view.claim(*claim) : missing_like(missing_value(Missing::not_collected));
}

Value over_persons(const Value& entries, const Value& persons, const Interval& bounds) {
    if (entries.basis == Basis::missing || persons.basis == Basis::missing) {
        return missing_like(entries.basis == Basis::missing ? entries : persons);
    }
    const auto point = from_points(
        [](const auto& p) { return p[1] > 0 ? std::optional(p[0] / p[1]) : std::nullopt; },
        {entries, persons});
    return combine(bounds, point, fmt::format("{} / {}", words(entries), words(persons)),
                   {entries, persons});
}

/// Columns: residual, offered, fits, left, workers, trips.
Row reading_row(const Period& period, std::string label, std::string name, const Value& residual,
                const Value& offered, const Interval& fits, const Value& workers,
                const Value& trips) {
    const std::string words_of_both = fmt::format("{} against {}", words(offered), words(residual));
    Value fit = combine(fits, std::nullopt, words_of_both, {residual, offered});
    if (fits.is_point()) {
        fit.point = fits.lo;
    }
    const Interval rest = intersect(residual.bounds - offered.bounds, Interval::at_least(0));
    const bool none_left = rest.empty();
    Value left =
        combine(none_left ? Interval::point(0) : rest,
                from_points([](const auto& p) { return std::optional(std::max(0.0, p[0] - p[1])); },
                            {residual, offered}),
                fmt::format("{} - {}", words(residual), words(offered)), {residual, offered});
    if (residual.basis == Basis::missing) {
        fit = missing_like(residual, Interval::closed(0, 1));
        left = missing_like(residual);
    }
    return {period,
            std::move(label),
            std::move(name),
            {residual, offered, modelled(fit), modelled(left), workers, trips}};
}

Value workers_of(const Value& residual, const Interval& trips, const std::string& formula) {
    if (residual.basis == Basis::missing) {
        return missing_like(residual);
    }
    const Interval bounds = entries_to_persons(residual.bounds, trips);
    const auto point = trips.is_point() && residual.point
                           ? std::optional(*residual.point / trips.lo)
                           : std::nullopt;
    return modelled(combine(bounds, point, formula, {residual}));
}

Row hidden_row(const Readings& readings, const Period& period, const Value& residual) {
    const Value any = declared(Interval::at_least(0));
    return reading_row(period, "hidden-workers", "Hidden workers", residual, any,
                       may_equal(any.bounds, residual.bounds),
                       workers_of(residual, readings.trips,
                                  fmt::format("{} / {}", words(residual), words(readings.trips))),
                       not_applicable());
}

Row codes_row(const View& view, const Readings& readings, const Period& period,
              const Value& residual) {
    const Value study = view.cell(*readings.study, period);
    const Value work = view.cell(*readings.work, period);
    const Value students = stock_in(view, readings.students, period);
    const CodesLeftOut found =
        codes_left_out(residual.bounds, study.bounds, work.bounds, students.bounds, readings.trips);
    const bool unknown = study.basis == Basis::missing && work.basis == Basis::missing;
    const Value offered =
        unknown ? missing_like(study)
                : combine(found.offered,
                          from_points([](const auto& p) { return std::optional(p[0] + p[1]); },
                                      {study, work}),
                          fmt::format("{} + {}", words(study), words(work)), {study, work});
    Value workers = combine(found.workers, std::nullopt,
                            fmt::format("from {} / ({}) to ({} + {}) / ({}) - {}", words(work),
                                        words(readings.trips), words(study), words(work),
                                        words(readings.trips), words(students)),
                            {residual, study, work, students});
    if (unknown || residual.basis == Basis::missing) {
        workers = missing_like(residual.basis == Basis::missing ? residual : study);
    }
    const bool impossible = found.workers == Interval::all();
    return reading_row(period, "codes-left-out", "Study and work left out of the table", residual,
                       offered, found.fits,
                       impossible ? not_applicable({residual, study, work}) : modelled(workers),
                       over_persons(study, students, found.trips));
}

Row troops_row(const Readings& readings, const Period& period, const Value& residual) {
    const bool too_early = readings.troops_since && period.end <= readings.troops_since->first;
    const Value offered = declared(too_early ? Interval::point(0) : readings.soldiers);
    Value workers = modelled(combine(Interval::point(0), 0.0, "none of the residual", {residual}));
    return reading_row(period, "troops", "Troops", residual, offered,
                       may_equal(offered.bounds, residual.bounds), workers, not_applicable());
}

Row repeat_row(const View& view, const Readings& readings, const Period& period,
               const Value& residual) {
    const Value persons = stock_in(view, readings.repeat_persons, period);
    const Interval bounds = persons.bounds * readings.repeat_trips;
    const Value offered =
        persons.basis == Basis::missing
            ? declared(Interval::at_least(0))
            : modelled(combine(bounds, std::nullopt,
                               fmt::format("{} x {}", words(persons), words(readings.repeat_trips)),
                               {persons}));
    return reading_row(
        period, "repeat-entries", "Repeat entries", residual, offered,
        may_equal(offered.bounds, residual.bounds),
        workers_of(residual, readings.repeat_trips,
                   fmt::format("{} / {}", words(residual), words(readings.repeat_trips))),
        over_persons(residual, persons, residual.bounds / persons.bounds));
}

bool at_least_one(Arguments& arguments, std::string_view name, const Interval& trips) {
    if (trips.lo >= 1) {
        return true;
    }
    arguments.fault(name, "a person who entered has entered at least once",
                    "write numbers from 1 up");
    return false;
}

std::optional<Readings> readings_of(Arguments& arguments) {
    Readings out;
    out.trips = arguments.interval("trips", out.trips);
    out.study = arguments.series("study");
    out.work = arguments.series("work");
    out.students = arguments.claim("students");
    out.troops = arguments.has("troops") || arguments.has("troops_since");
    out.soldiers = arguments.interval("troops", out.soldiers);
    out.troops_since = arguments.period("troops_since");
    out.repeat = arguments.has("repeat_trips");
    out.repeat_trips = arguments.interval("repeat_trips", out.repeat_trips);
    out.repeat_persons = arguments.claim("repeat_persons");
    if (out.study.has_value() != out.work.has_value()) {
        arguments.fault(out.study ? "study" : "work", "'study' and 'work' go together",
                        "name both series or none");
    }
    if (out.soldiers.lo < 0) {
        arguments.fault("troops", "there are no fewer than 0 soldiers", "write numbers from 0 up");
    }
    const bool sound = at_least_one(arguments, "trips", out.trips) &&
                       at_least_one(arguments, "repeat_trips", out.repeat_trips);
    return sound && !arguments.failed() ? std::optional(out) : std::nullopt;
}

void add_texts(Arguments& arguments, const Readings& readings, Table& table) {
    const auto add = [&](std::string_view label, std::string_view parameter,
                         std::string_view fallback) {
        table.notes.push_back(fmt::format("{}: {}", label, arguments.text(parameter, fallback)));
    };
    add("hidden-workers", "hidden_text", "every entry of the residual is a worker's.");
    if (readings.study) {
        add("codes-left-out", "codes_text",
            "the table leaves out the codes for study and work, and the residual is their sum.");
        table.assumptions.emplace_back(
            "A stock counted once stands for its calendar year, and each "
            "of the students counted entered at least once.");
    }
    if (readings.troops) {
        add("troops", "troops_text", "the residual is soldiers, so that none of it is workers.");
    }
    if (readings.repeat) {
        add("repeat-entries", "repeat_text", "few persons enter again and again.");
    }
    table.assumptions.push_back(
        fmt::format("A worker enters {} times in a period.", words(readings.trips)));
}

Table evaluate_readings(const View& view, Arguments& arguments) {
    Table table;
    const auto border = border_table(view, arguments);
    const auto readings = readings_of(arguments);
    if (!border || !readings) {
        return table;
    }
    const std::string unit = view.unit(border->total).text;
    table.columns = {{"residual", "Residual", unit},
                     {"offered", "Entries that the reading offers", unit},
                     {"fits", "Fits (1 yes, 0 no)", "ratio"},
                     {"left", "Left to explain", unit},
                     {"workers", "Workers implied", unit},
                     {"trips", "Entries a person that it needs", "ratio"}};
    for (const Period& period : arguments.periods(border->total)) {
        const Value residual = border_row(view, *border, period).amount;
        table.rows.push_back(hidden_row(*readings, period, residual));
        if (readings->study) {
            table.rows.push_back(codes_row(view, *readings, period, residual));
        }
        if (readings->troops) {
            table.rows.push_back(troops_row(*readings, period, residual));
        }
        if (readings->repeat) {
            table.rows.push_back(repeat_row(view, *readings, period, residual));
        }
    }
    add_texts(arguments, *readings, table);
    return table;
}

constexpr std::array all_forms = {
    Form{"residual-readings", "The residual as each reading has it",
         "residual against what the reading offers: any number of workers; study + work; troops; "
         "persons x entries a person",
         "competing hypotheses side by side; no winner is declared", reading_parameters,
         evaluate_readings},
};

} // namespace

std::span<const Form> reading_forms() {
    return all_forms;
}

} // namespace halflight::measures
