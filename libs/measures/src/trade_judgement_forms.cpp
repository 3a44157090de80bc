// SPDX-License-Identifier: Apache-2.0
// Is it a record? Was the target reached?
#include "halflight/measures/trade.hpp"
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr std::array superlative_parameters = {
    ParameterInfo{"series", "what is called a record", true},
    ParameterInfo{"candidates", "the periods called a record", true, true},
    ParameterInfo{"since", "first period to compare with", true},
    ParameterInfo{"until", "last period to compare with; the candidate where absent"},
    ParameterInfo{"direction", "largest or smallest; largest where absent"},
};

struct Compared {
    std::vector<Period> periods;
    std::vector<Value> values;
};

/// All periods of the candidate's frequency in the range, the candidate left out.
Compared others_of(const View& view, ledger::SeriesIndex series, const Period& candidate,
                   const Period& range) {
    Compared out;
    for (const Period& period : units_inside(range, frequency_of(candidate))) {
        if (!(period == candidate)) {
            out.periods.push_back(period);
            out.values.push_back(flow_in(view, series, period, view.unit(series)));
        }
    }
    return out;
}

Compared known_of(const Compared& all) {
    Compared out;
    for (std::size_t i = 0; i < all.values.size(); ++i) {
        if (all.values[i].basis != Basis::missing && all.values[i].bounds.bounded()) {
            out.periods.push_back(all.periods[i]);
            out.values.push_back(all.values[i]);
        }
    }
    return out;
}

Superlative judged(const Value& own, const Compared& others, bool largest) {
    return superlative(own.bounds, boxes_of(others.values), largest);
}

std::vector<Value> with(const Value& own, const Compared& others) {
    std::vector<Value> all = {own};
    all.insert(all.end(), others.values.begin(), others.values.end());
    return all;
}

std::string_view verdict(const Interval& holds) {
    if (holds.lo == 1) {
        return "certain";
    }
    return holds.hi == 0 ? "refuted" : "possible";
}

class SuperlativeForm {
  public:
    SuperlativeForm(const View& view, Arguments& arguments)
        : m_view(view), m_arguments(arguments) {}

    Table run() {
        const auto series = m_arguments.series("series");
        const auto since = m_arguments.period("since");
        const auto until = m_arguments.period("until");
        const std::vector<Period> candidates = m_arguments.period_list("candidates");
        const std::string direction = m_arguments.text("direction", "largest");
        if (direction != "largest" && direction != "smallest") {
            m_arguments.fault("direction", fmt::format("'{}' is no direction", shorten(direction)),
                              "write largest or smallest");
        }
        if (!series || !since || m_arguments.failed()) {
            return {};
        }
        m_series = *series;
        m_largest = direction == "largest";
        Table table;
        table.columns = {{"value", "Value", m_view.unit(m_series).text},
                         {"record", "Record among all periods (1 yes, 0 no)", "ratio"},
                         {"published", "Record among published periods (1 yes, 0 no)", "ratio"},
                         {"margin", "Margin to the runner-up", m_view.unit(m_series).text}};
        for (const Period& candidate : candidates) {
            add_row(table, candidate, {since->first, until ? until->end : candidate.end});
        }
        return table;
    }

  private:
    void add_row(Table& table, const Period& candidate, const Period& range) {
        if (frequency_of(candidate) == Frequency::none || range.end <= range.first ||
            range.open_start() || range.open_end()) {
            m_arguments.fault("candidates",
                              fmt::format("'{}' cannot be compared with others of its length",
                                          to_string(candidate)),
                              "name a year, quarter or month that ends after 'since' begins");
            return;
        }
        const Value own = flow_in(m_view, m_series, candidate, m_view.unit(m_series));
        const Compared all = others_of(m_view, m_series, candidate, range);
        const Compared known = known_of(all);
        table.rows.push_back({candidate, "", "", values(own, all, known)});
        add_note(table, own, known, candidate, all.values.size());
    }

    [[nodiscard]] std::vector<Value> values(const Value& own, const Compared& all,
                                            const Compared& known) const {
        const bool sure = own.basis != Basis::missing;
        const Interval either = Interval::closed(0, 1);
        const auto judgement = [&](const Compared& others) {
            const std::string words =
                fmt::format("{} against {} periods", in_words(own), others.values.size());
            const std::vector<Value> from = with(own, others);
            return sure && !others.values.empty()
                       ? combine(judged(own, others, m_largest).holds, std::nullopt, words, from)
                       : cannot_tell(Missing::not_collected, either, words, from);
        };
        const Superlative found = judged(own, known, m_largest);
        const auto best =
            found.runner_up ? std::optional(known.values[*found.runner_up]) : std::nullopt;
        const bool points = best && own.point && best->point;
        const std::vector<Value> from = with(own, known);
        Value margin =
            sure && best ? combine(found.margin,
                                   points ? std::optional(*own.point - *best->point) : std::nullopt,
                                   fmt::format("{} - {}", in_words(own), in_words(*best)), from)
                         : cannot_tell(Missing::not_collected, Interval::all(), "", from);
        return {own, judgement(all), judgement(known), std::move(margin)};
    }

    void add_note(Table& table, const Value& own, const Compared& known, const Period& candidate,
                  std::size_t compared) const {
        const Superlative found = judged(own, known, m_largest);
        if (own.basis == Basis::missing || !found.runner_up) {
            table.notes.push_back(fmt::format("{}: nothing to compare.", to_string(candidate)));
            return;
        }
        table.notes.push_back(fmt::format(
            "{}: {} as the {} of the {} periods that are published; against {} ({}).{}",
            to_string(candidate), verdict(found.holds), m_largest ? "largest" : "smallest",
            known.values.size() + 1, to_string(known.periods[*found.runner_up]),
            in_words(known.values[*found.runner_up]),
            compared > known.values.size()
                ? fmt::format(" {} periods are not published.", compared - known.values.size())
                : ""));
    }

    const View& m_view;
    Arguments& m_arguments;
    ledger::SeriesIndex m_series = 0;
    bool m_largest = true;
};

Table evaluate_superlative(const View& view, Arguments& arguments) {
    return SuperlativeForm(view, arguments).run();
}

// ---- target attainment --------------------------------------------------------------------------

constexpr std::array target_parameters = {
    ParameterInfo{"series", "what the target is about", true},
    ParameterInfo{"target", "claim of the target; it is due when its period ends", true},
    ParameterInfo{"carry", "true: a period without value takes the last one before it, as a model"},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

class TargetForm {
  public:
    TargetForm(const View& view, Arguments& arguments) : m_view(view), m_arguments(arguments) {}

    Table run() {
        const auto series = m_arguments.series("series");
        const auto claim = m_arguments.claim("target");
        m_carry = m_arguments.flag("carry", false);
        if (!series || !claim || m_arguments.failed()) {
            return {};
        }
        const ledger::Claim& stated = m_view.ledger().claims()[*claim];
        const Unit& unit = m_view.unit(*series);
        const Unit& own = m_view.unit(stated.series);
        if (!stated.has_value() || !own.same_dimension(unit)) {
            m_arguments.fault("target", "the claim is no number in the dimension of the series",
                              "name the claim that states the target");
            return {};
        }
        m_target = m_view.claim(*claim);
        m_target.bounds = convert(m_target.bounds, own, unit);
        if (m_target.point) {
            m_target.point = convert(Interval::point(*m_target.point), own, unit).lo;
        }
        m_due = stated.period;
        return table_of(*series, unit);
    }

  private:
    Table table_of(ledger::SeriesIndex series, const Unit& unit) {
        Table table;
        table.columns = {{"value", "Value", unit.text},
                         {"target", "Target", unit.text},
                         {"progress", "Value in percent of the target", "percent"},
                         {"attained", "The same, once the target is due", "percent"},
                         {"multiple", "Target over value", "ratio"}};
        table.notes.push_back(fmt::format("The target of {} {} is due at the end of {}.",
                                          in_words(m_target), unit.text, to_string(m_due)));
        std::optional<std::pair<Period, Value>> last;
        for (const Period& period : m_arguments.periods(series)) {
            const Value value = flow_in(m_view, series, period, unit);
            if (value.basis != Basis::missing && value.bounds.bounded()) {
                last = {period, value};
            }
            const bool carried = value.basis == Basis::missing && m_carry && last &&
                                 period.end >= m_due.end && !m_used;
            table.rows.push_back(row(period, value, carried ? last->second : value, carried));
            if (carried) {
                m_used = true;
                table.assumptions.push_back(
                    fmt::format("{} has no figure; the target is held against the last one before, "
                                "that of {}.",
                                to_string(period), to_string(last->first)));
            }
        }
        return table;
    }

    [[nodiscard]] static Value over(const Value& value, const Value& under, double factor) {
        const std::string words = fmt::format("{} / {}", in_words(value), in_words(under));
        const Interval bounds = scale(value.bounds / under.bounds, factor);
        if (!informative(value) || !informative(under) ||
            (bounds.lo <= 0 && std::isinf(bounds.hi))) {
            return cannot_tell(Missing::not_collected, Interval::at_least(0), words,
                               std::array{value, under});
        }
        const bool points = value.point && under.point && *under.point != 0;
        return combine(bounds,
                       points ? std::optional(factor * *value.point / *under.point) : std::nullopt,
                       words, {value, under});
    }

    [[nodiscard]] Row row(const Period& period, const Value& value, const Value& used,
                          bool carried) const {
        Row out{period, "", "", {value, m_target, over(value, m_target, percent)}};
        if (period.end < m_due.end) {
            Value early = missing_value(Missing::not_applicable);
            early.formula = fmt::format("not due before the end of {}", to_string(m_due));
            out.values.push_back(early);
            out.values.push_back(over(m_target, value, 1));
            return out;
        }
        Value attained = over(used, m_target, percent);
        Value multiple = over(m_target, used, 1);
        out.values.push_back(carried ? modelled(std::move(attained)) : std::move(attained));
        out.values.push_back(carried ? modelled(std::move(multiple)) : std::move(multiple));
        return out;
    }

    const View& m_view;
    Arguments& m_arguments;
    Value m_target;
    Period m_due;
    bool m_carry = false;
    bool m_used = false;
};

Table evaluate_target_attainment(const View& view, Arguments& arguments) {
    return TargetForm(view, arguments).run();
}

constexpr std::array all = {
    Form{"superlative", "Whether a period is the largest or the smallest",
         "certain where the least possible value of the period exceeds the greatest possible value "
         "of every other, refuted where some other cannot be smaller, else possible",
         "identity", superlative_parameters, evaluate_superlative},
    Form{"target-attainment", "Value against a target",
         "value / target; counted as attainment only once the target is due", "identity",
         target_parameters, evaluate_target_attainment},
};

} // namespace

std::span<const Form> judgement_forms() {
    return all;
}

} // namespace halflight::measures
