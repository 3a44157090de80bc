// SPDX-License-Identifier: Apache-2.0
// Shares of partners in trade.
#include "halflight/measures/trade.hpp"
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::measures {

namespace {

constexpr std::array partner_parameters = {
    ParameterInfo{"flows", "trade with each partner, LABEL = KEY", true, true},
    ParameterInfo{"total", "all trade, as another compiler publishes it"},
    ParameterInfo{"unreported",
                  "trade with partners not listed: [low, high] in the unit of the "
                  "first series; anything where absent",
                  false, true},
    ParameterInfo{"caps", "the most that a partner's flow can be, LABEL = NUMBER", false, true},
    ParameterInfo{"published", "shares that are published as such, LABEL = KEY", false, true},
    ParameterInfo{"model", "how to fill flows that nobody reports: last-observed"},
    ParameterInfo{"multiples", "of the last reported flow, for the model: [low, high]", false,
                  true},
    ParameterInfo{"fill", "labels of the partners that the model fills; all where absent", false,
                  true},
    ParameterInfo{"others_percent",
                  "share of partners not listed under the model: [low, high] in percent", false,
                  true},
    ParameterInfo{"show", "labels of the partners to show; all where absent", false, true},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

/// All that one period knows.
struct Flows {
    std::vector<Value> each;
    std::optional<Value> total;
    Interval unlisted = Interval::at_least(0);
};

Interval rest_of(const Flows& flows, std::size_t partner) {
    Interval rest = flows.unlisted;
    for (std::size_t i = 0; i < flows.each.size(); ++i) {
        rest = i == partner ? rest : rest + flows.each[i].bounds;
    }
    return rest;
}

std::vector<Value> inputs(const Flows& flows) {
    std::vector<Value> all = flows.each;
    if (flows.total) {
        all.push_back(*flows.total);
    }
    return all;
}

std::string words_for_share(const Flows& flows, std::size_t partner) {
    const std::string part = in_words(flows.each[partner]);
    if (flows.total) {
        return fmt::format("{} / {}", part, in_words(*flows.total));
    }
    std::string whole = part;
    for (std::size_t i = 0; i < flows.each.size(); ++i) {
        whole += i == partner ? "" : fmt::format(" + {}", in_words(flows.each[i]));
    }
    if (!(flows.unlisted == Interval::point(0))) {
        whole += fmt::format(" + {} of partners not listed", in_words(flows.unlisted));
    }
    return fmt::format("{} / ({})", part, whole);
}

Value share_value(const Flows& flows, std::size_t partner) {
    const Interval bounds = share(flows.each[partner].bounds, rest_of(flows, partner),
                                  flows.total ? flows.total->bounds : Interval::all());
    const std::vector<Value> from = inputs(flows);
    const std::string formula = words_for_share(flows, partner);
    const Interval whole_range = Interval::closed(0, percent);
    if (bounds.empty()) {
        return cannot_tell(Missing::not_applicable, whole_range, formula, from);
    }
    if (bounds.lo <= 0 && bounds.hi >= 1) {
        return cannot_tell(Missing::not_collected, whole_range, formula, from);
    }
    const bool closed_sum = flows.unlisted == Interval::point(0);
    const bool open_sum = !flows.total && !flows.unlisted.bounded();
    std::optional<double> whole = closed_sum ? sum_of_points(flows.each) : std::nullopt;
    whole = flows.total ? flows.total->point : whole;
    Value out = combine(in_percent(bounds), ratio_in_percent(flows.each[partner].point, whole),
                        formula, from);
    out.basis = open_sum ? std::max(out.basis, Basis::bounded) : out.basis;
    return out;
}

class PartnerShare {
  public:
    PartnerShare(const View& view, Arguments& arguments) : m_view(view), m_arguments(arguments) {}

    Table run() {
        read();
        if (m_arguments.failed() || m_flows.empty()) {
            return std::move(m_table);
        }
        add_columns();
        for (const Period& period : m_arguments.periods(m_flows.front().second)) {
            add_rows(period);
        }
        return std::move(m_table);
    }

  private:
    void read() {
        m_flows = m_arguments.labelled_series("flows");
        m_published = m_arguments.labelled_series("published");
        m_total = m_arguments.series("total");
        if (m_flows.empty()) {
            return;
        }
        m_unit = m_view.unit(m_flows.front().second);
        check_units(m_view, m_arguments, "flows", m_flows, m_unit);
        if (m_total) {
            check_units(m_view, m_arguments, "total", std::array{Labelled{"total", *m_total}},
                        m_unit);
        }
        m_unlisted = m_arguments.interval("unreported", Interval::at_least(0));
        if (m_unlisted.lo < 0) {
            m_arguments.fault("unreported", "a flow cannot be negative", "write [0, 1000000]");
        }
        m_caps = labelled_numbers(m_arguments, "caps", m_flows);
        m_multiples = m_arguments.interval("multiples", Interval::closed(0.5, 2));
        m_model = m_arguments.text("model");
        if (!m_model.empty() && m_model != "last-observed") {
            m_arguments.fault("model", fmt::format("there is no model '{}'", shorten(m_model)),
                              "write model = \"last-observed\"");
        }
        if (m_multiples.lo < 0) {
            m_arguments.fault("multiples", "a flow cannot be negative", "write [0.5, 2]");
        }
        read_others();
        check_labels("fill");
        check_labels("show");
        read_shown();
    }

    void read_others() {
        if (!m_arguments.has("others_percent")) {
            return;
        }
        m_others = m_arguments.interval("others_percent", Interval::point(0));
        if (m_others->lo < 0 || m_others->hi > percent) {
            m_arguments.fault("others_percent", "a share lies between 0 and 100", "write [0, 5]");
        }
        if (m_total) {
            m_arguments.fault("others_percent", "the total says already what others hold",
                              "leave 'total' or 'others_percent' out");
        }
    }

    void check_labels(std::string_view name) {
        for (const std::string& label : m_arguments.texts(name)) {
            if (std::ranges::find(m_flows, label, &Labelled::first) == m_flows.end()) {
                m_arguments.fault(name, fmt::format("there is no flow '{}'", shorten(label)),
                                  "use a label of 'flows'");
            }
        }
    }

    void read_shown() {
        const std::vector<std::string> wanted = m_arguments.texts("show");
        for (std::size_t i = 0; i < m_flows.size(); ++i) {
            if (wanted.empty() || std::ranges::count(wanted, m_flows[i].first) > 0) {
                m_shown.push_back(i);
            }
        }
    }

    void add_columns() {
        m_table.columns = {{"flow", "Trade", m_unit.text},
                           {"share", "Share, worst-case bounds", "percent"}};
        if (!m_published.empty()) {
            m_table.columns.push_back(
                {"published", "Share by what is published of shares", "percent"});
        }
        if (has_model()) {
            m_table.columns.push_back({"modelled", "Share under the model", "percent"});
            add_model_assumptions();
        }
        for (const auto& [label, cap] : m_caps) {
            m_table.assumptions.push_back(
                fmt::format("The flow of {} is at most {} {} where nobody reports it.", label,
                            format_number(cap), m_unit.text));
        }
        if (m_arguments.has("unreported")) {
            m_table.assumptions.push_back(fmt::format("Trade with partners not listed is {} {}.",
                                                      in_words(m_unlisted), m_unit.text));
        }
    }

    [[nodiscard]] bool has_model() const { return !m_model.empty() || m_others.has_value(); }

    void add_model_assumptions() {
        if (!m_model.empty()) {
            const std::vector<std::string> only = m_arguments.texts("fill");
            m_table.assumptions.push_back(fmt::format(
                "Model last-observed: where nobody reports the flow of {}, it lies between {} and "
                "{} times the last one reported.",
                only.empty() ? "a partner" : fmt::format("{}", fmt::join(only, ", ")),
                format_number(m_multiples.lo), format_number(m_multiples.hi)));
        }
        if (m_others) {
            m_table.assumptions.push_back(
                fmt::format("Under the model, partners not listed hold {} percent of all trade.",
                            in_words(*m_others)));
        }
    }

    Flows flows_in(const Period& period) {
        Flows flows;
        flows.unlisted = m_unlisted;
        for (const auto& [label, series] : m_flows) {
            Value value = flow_in(m_view, series, period, m_unit);
            const auto cap =
                std::ranges::find(m_caps, label, &std::pair<std::string, double>::first);
            if (cap != m_caps.end() && value.basis >= Basis::bounded) {
                const Interval within = intersect(value.bounds, Interval::closed(0, cap->second));
                value.bounds = within.empty() ? value.bounds : within;
                value.point = point_within(value.bounds, value.point);
                value.basis = Basis::modelled; // rests on the cap from here on
                value.missing = Missing::none;
            }
            flows.each.push_back(std::move(value));
        }
        if (m_total) {
            flows.total = flow_in(m_view, *m_total, period, m_unit);
        }
        return flows;
    }

    /// The last reported flow before `period`, times the multiples.
    std::optional<Value> last_observed(std::size_t partner, const Period& period,
                                       const Value& known) {
        const ledger::SeriesIndex series = m_flows[partner].second;
        std::vector<Period> before = m_view.periods(series, frequency_of(period));
        std::ranges::reverse(before);
        for (const Period& past : before) {
            const Value value = flow_in(m_view, series, past, m_unit);
            if (past.first < period.first && value.basis <= Basis::derived) {
                const Interval taken = intersect(value.bounds * m_multiples, known.bounds);
                if (taken.empty()) {
                    m_table.notes.push_back(fmt::format(
                        "{}: what is known of {} lies outside the model's range; it is kept.",
                        to_string(period), m_flows[partner].first));
                    return std::nullopt;
                }
                return modelled(combine(taken, std::nullopt,
                                        fmt::format("{} times {} of {}", in_words(m_multiples),
                                                    in_words(value), to_string(past)),
                                        {value, known}));
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool fills(const std::string& label) {
        const std::vector<std::string> only = m_arguments.texts("fill");
        return only.empty() || std::ranges::count(only, label) > 0;
    }

    Flows filled(const Flows& flows, const Period& period) {
        Flows out = flows;
        for (std::size_t i = 0; i < out.each.size(); ++i) {
            if (out.each[i].basis >= Basis::bounded && fills(m_flows[i].first)) {
                if (auto value = last_observed(i, period, out.each[i])) {
                    out.each[i] = std::move(*value);
                }
            }
        }
        return out;
    }

    /// Share among the listed partners, less what the others are assumed to hold.
    Value modelled_share(const Flows& flows, const Period& period, std::size_t partner) {
        Flows taken = m_model.empty() ? flows : filled(flows, period);
        if (!m_others) {
            return share_value(taken, partner);
        }
        taken.unlisted = Interval::point(0);
        Value listed = share_value(taken, partner);
        if (listed.basis == Basis::missing) {
            return listed;
        }
        const Interval kept = Interval::point(1) - scale(*m_others, 1 / percent);
        return modelled(combine(
            listed.bounds * kept, std::nullopt,
            fmt::format("{}, less {} percent of others", listed.formula, in_words(*m_others)),
            {listed}));
    }

    /// The share itself where it is published, else what the shares of the others leave.
    Value by_published(std::size_t partner, const Period& period) {
        std::vector<Value> others;
        double taken = 0;
        std::string words = "100";
        for (const auto& [label, series] : m_published) {
            Value value = m_view.cell(series, period);
            const Interval ratio =
                convert(value.bounds, m_view.unit(series), parse_unit("percent").value());
            if (label == m_flows[partner].first) {
                if (value.basis != Basis::missing) {
                    return value;
                }
                continue;
            }
            taken += std::max(0.0, ratio.lo);
            words += fmt::format(" - {}", in_words(Interval::point(ratio.lo)));
            others.push_back(std::move(value));
        }
        if (taken > percent) {
            return cannot_tell(Missing::not_applicable, Interval::closed(0, percent), words,
                               others);
        }
        const Interval left = Interval::closed(0, percent - taken);
        if (taken <= 0) {
            return cannot_tell(Missing::not_published, left, words, others);
        }
        Value out = combine(left, std::nullopt, "at most " + words, others);
        out.basis = std::max(out.basis, Basis::bounded);
        return out;
    }

    void add_rows(const Period& period) {
        const Flows flows = flows_in(period);
        if (std::ranges::none_of(flows.each, worth_a_row)) {
            return;
        }
        for (const std::size_t partner : m_shown) {
            Row row;
            row.period = period;
            row.label = m_flows[partner].first;
            row.name = row.label;
            row.values = {flows.each[partner], share_value(flows, partner)};
            if (row.values.back().missing == Missing::not_applicable) {
                m_table.notes.push_back(fmt::format(
                    "{}: the flows of the partners exceed the total: no share can be told.",
                    to_string(period)));
            }
            if (!m_published.empty()) {
                row.values.push_back(by_published(partner, period));
            }
            if (has_model()) {
                row.values.push_back(modelled_share(flows, period, partner));
            }
            m_table.rows.push_back(std::move(row));
        }
    }

    const View& m_view;
    Arguments& m_arguments;
    Table m_table;
    std::vector<Labelled> m_flows;
    std::vector<Labelled> m_published;
    std::optional<ledger::SeriesIndex> m_total;
    Unit m_unit;
    Interval m_unlisted;
    Interval m_multiples;
    std::optional<Interval> m_others;
    std::vector<std::pair<std::string, double>> m_caps;
    std::string m_model;
    std::vector<std::size_t> m_shown;
};

Table evaluate_partner_share(const View& view, Arguments& arguments) {
    return PartnerShare(view, arguments).run();
}

constexpr std::array all = {
    Form{
        "partner-share", "Shares of partners in trade",
        "flow / (flow + flows of all other partners); a flow that nobody reports takes every value "
        "that it may have",
        "Manski 1989, Journal of Human Resources 24; Manski 2003, Partial Identification of "
        "Probability Distributions",
        partner_parameters, evaluate_partner_share},
};

} // namespace

std::span<const Form> share_forms() {
    return all;
}

} // namespace halflight::measures
