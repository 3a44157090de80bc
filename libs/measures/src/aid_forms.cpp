// SPDX-License-Identifier: Apache-2.0
// Aid by stage, and who gave it.
#include "families.hpp"
#include "halflight/measures/aid.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

constexpr ParameterInfo names_info{"names", "what readers see for each, in the same order", false,
                                   true};

using Labelled = std::vector<std::pair<std::string, ledger::SeriesIndex>>;

// ---- stages

constexpr std::array stage_parameters = {
    ParameterInfo{"stages",
                  "series of request, pledge, commitment and delivery, each as LABEL = KEY", true,
                  true},
    names_info,
    ParameterInfo{"reference", "label of the stage against which the others are set"},
    ParameterInfo{"reference_period", "period of that stage"},
};

/// What is on record: the cell, or, for a request or a target, which bound no cell, the statement.
Value record(const View& view, ledger::SeriesIndex series, const Period& period) {
    Value value = view.cell(series, period);
    const reason::Cell* const cell = view.report().find(series, period);
    if (value.basis != Basis::missing || cell == nullptr) {
        return value;
    }
    std::vector<Value> statements;
    Interval all = Interval::none();
    for (const ledger::ClaimIndex claim : cell->claims) {
        if (view.ledger().claims()[claim].has_value()) {
            statements.push_back(view.claim(claim));
            all = hull(all, statements.back().bounds);
        }
    }
    if (statements.size() == 1) {
        value = statements.front();
        value.cells = {view.key(series) + "@" + to_string(period)};
        return value;
    }
    return statements.empty() ? value
                              : combine(all, std::nullopt, "hull of the statements", statements);
}

/// What the others are set against; none where not asked for.
struct Reference {
    Value value;
    std::string label;
    Period period;
};

std::optional<Reference> reference_of(const View& view, Arguments& arguments,
                                      const Labelled& stages) {
    const auto period = arguments.period("reference_period");
    if (arguments.has("reference") != arguments.has("reference_period")) {
        arguments.fault(arguments.has("reference") ? "reference" : "reference_period",
                        "'reference' and 'reference_period' go together", "give both or none");
    }
    if (!arguments.has("reference") || arguments.failed()) {
        return std::nullopt;
    }
    const std::string label = arguments.text("reference");
    const auto found = std::ranges::find(stages, label, &Labelled::value_type::first);
    if (found == stages.end()) {
        arguments.fault("reference", fmt::format("there is no stage '{}'", label),
                        "name the label of one of the stages");
        return std::nullopt;
    }
    return Reference{converted(record(view, found->second, *period), view.unit(found->second),
                               view.unit(stages.front().second)),
                     label, *period};
}

Value share_of_reference(const Value& amount, const Reference& reference) {
    if (amount.basis == Basis::missing || reference.value.basis == Basis::missing) {
        return missing_like(amount.basis == Basis::missing ? amount : reference.value);
    }
    return combine(scale(stage_ratio(amount.bounds, reference.value.bounds), percent),
                   from_points(
                       [](const auto& p) {
                           return p[1] > 0 ? std::optional(percent * p[0] / p[1]) : std::nullopt;
                       },
                       {amount, reference.value}),
                   fmt::format("{} / {}", words(amount), words(reference.value)),
                   {amount, reference.value});
}

Table evaluate_stages(const View& view, Arguments& arguments) {
    Table table;
    const Labelled stages = arguments.labelled_series("stages");
    const std::vector<std::string> names = reader_names(view, arguments, "stages", stages);
    if (stages.empty() || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(stages.front().second);
    for (const auto& [label, series] : stages) {
        if (!same_dimension(arguments, "stages", view.unit(series), unit)) {
            return table;
        }
    }
    const auto reference = reference_of(view, arguments, stages);
    if (arguments.failed()) {
        return table;
    }
    table.columns = {{"amount", "Amount", unit.text}};
    if (reference) {
        table.columns.push_back(
            {"share",
             fmt::format("Part of '{}' of {}", reference->label, to_string(reference->period)),
             "percent"});
    }
    std::set<std::pair<Period, std::size_t>> records;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        for (const Period& period : view.periods(stages[i].second)) {
            records.emplace(period, i);
        }
    }
    for (const auto& [period, i] : records) {
        const auto& [label, series] = stages[i];
        const Value amount = converted(record(view, series, period), view.unit(series), unit);
        Row row{period, column_id(label), names[i], {amount}};
        if (reference) {
            const bool itself = label == reference->label;
            row.values.push_back(itself ? not_applicable({amount})
                                        : share_of_reference(amount, *reference));
        }
        table.rows.push_back(std::move(row));
    }
    table.assumptions.emplace_back("Each stage is a record of its own: stages are not added.");
    return table;
}

// ---- donors

constexpr std::array donor_parameters = {
    ParameterInfo{"donors", "contributions, each as KEY or LABEL = KEY", true, true},
    names_info,
    ParameterInfo{"total", "series of what all donors gave", true},
    ParameterInfo{"frequency", "A, S, Q or M"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true}};

Value donor_share(const Value& donor, const Value& total, const Interval& share) {
    if (donor.basis == Basis::missing || total.basis == Basis::missing) {
        return missing_like(donor.basis == Basis::missing ? donor : total, scale(share, percent));
    }
    return combine(scale(share, percent),
                   from_points(
                       [](const auto& p) {
                           return p[1] > 0 ? std::optional(percent * p[0] / p[1]) : std::nullopt;
                       },
                       {donor, total}),
                   fmt::format("{} / {}", words(donor), words(total)), {donor, total});
}

Value others_value(const std::vector<Value>& donors, const Value& total, const Interval& others) {
    if (total.basis == Basis::missing || others.empty()) {
        return total.basis == Basis::missing ? missing_like(total) : not_applicable({total});
    }
    std::vector<Value> from = donors;
    from.push_back(total);
    std::optional<double> point = total.point;
    std::vector<std::string> terms = {words(total)};
    for (const Value& donor : donors) {
        point = point && donor.point ? std::optional(*point - *donor.point) : std::nullopt;
        terms.push_back(words(donor));
    }
    return combine(others, point, fmt::format("{}", fmt::join(terms, " - ")), from);
}

Table evaluate_donors(const View& view, Arguments& arguments) {
    Table table;
    const Labelled series = arguments.labelled_series("donors");
    const std::vector<std::string> names = reader_names(view, arguments, "donors", series);
    const auto total = arguments.series("total");
    if (series.empty() || !total || arguments.failed()) {
        return table;
    }
    const Unit& unit = view.unit(*total);
    for (const auto& [label, index] : series) {
        if (!same_dimension(arguments, "donors", view.unit(index), unit)) {
            return table;
        }
    }
    table.columns = {{"amount", "Amount", unit.text}, {"share", "Share in the total", "percent"}};
    for (const Period& period : arguments.periods(*total)) {
        std::vector<Value> donors;
        std::vector<Interval> bounds;
        for (const auto& [label, index] : series) {
            donors.push_back(converted(view.cell(index, period), view.unit(index), unit));
            bounds.push_back(donors.back().bounds);
        }
        const Value whole = view.cell(*total, period);
        const DonorShares found = donor_shares(bounds, whole.bounds);
        for (std::size_t i = 0; i < series.size(); ++i) {
            table.rows.push_back({period,
                                  column_id(series[i].first),
                                  names[i],
                                  {donors[i], donor_share(donors[i], whole, found.shares[i])}});
        }
        const Value others = others_value(donors, whole, found.others);
        table.rows.push_back({period,
                              "others",
                              "All others",
                              {others, others.basis == Basis::missing && found.others.empty()
                                           ? not_applicable({whole})
                                           : donor_share(others, whole, found.others_share)}});
        if (!found.agrees) {
            table.notes.push_back(
                fmt::format("{}: the donors named gave more than the total.", to_string(period)));
        }
    }
    return table;
}

constexpr std::array all_forms = {
    Form{"aid-stages", "Request, pledge, commitment and delivery side by side",
         "the records themselves; stage / reference", "OECD DAC reporting directives",
         stage_parameters, evaluate_stages},
    Form{"donor-share", "Shares of donors in all aid", "donor / total; others = total - donors",
         "identity", donor_parameters, evaluate_donors},
};

} // namespace

std::span<const Form> aid_forms() {
    return all_forms;
}

} // namespace halflight::measures
