// SPDX-License-Identifier: Apache-2.0
// Flows that look as if they were booked under the wrong one of two partners with similar names.
#include "halflight/measures/mirror.hpp"
#include "mirror_support.hpp"
#include "trade_support.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

namespace halflight::measures {

namespace {

constexpr std::array parameters = {
    ParameterInfo{"flows",
                  "trade with the partner by product, LABEL = KEY; one series for all goods "
                  "where products are not known",
                  true, true},
    ParameterInfo{"other",
                  "the same reporter's trade with the partner it may be mixed up with, with "
                  "the same labels",
                  true, true},
    ParameterInfo{"past", "how many earlier periods make the profile to expect; 5 where absent"},
    ParameterInfo{"least", "fewest earlier periods to judge by; 2 where absent"},
    ParameterInfo{"threshold", "score above which a flow comes on the review list; 1 where absent"},
    ParameterInfo{"decided",
                  "what reviewers decided: \"2008 = accept: who, when and why\" for a "
                  "mix-up, reject for a flow that is right",
                  false, true},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

struct Decision {
    bool mixed_up = false;
    std::string words;
};

struct Observed {
    Period period;
    Profile profile;
    std::vector<Value> values;
    bool known = false;
};

class MixUpForm {
  public:
    MixUpForm(const View& view, Arguments& arguments) : m_view(view), m_arguments(arguments) {}

    Table run() {
        read();
        if (m_arguments.failed() || m_flows.empty()) {
            return {};
        }
        m_table.columns = {{"total", "Trade", m_unit.text},
                           {"own_likeness", "Likeness to its own past", "ratio"},
                           {"other_likeness", "Likeness to the other partner", "ratio"},
                           {"profile", "Part of the score from products", "ratio"},
                           {"own_distance", "Orders of magnitude from its own past", "ratio"},
                           {"other_distance", "Orders of magnitude from the other", "ratio"},
                           {"size", "Part of the score from size", "ratio"},
                           {"score", "Score", "ratio"},
                           {"flagged", "Above the threshold (1 yes, 0 no)", "ratio"},
                           {"review", "Waits for review (1 yes, 0 no)", "ratio"}};
        m_table.assumptions = {fmt::format(
            "A score above {} comes on the review list; periods that reviewers called mixed up are "
            "no past to expect.",
            format_number(m_threshold))};
        for (const Period& period : m_arguments.periods(m_flows.front().second)) {
            const Observed now = observe(m_flows, period);
            if (now.known) {
                add_row(now);
                m_past.push_back(now);
            }
        }
        for (const auto& [period, decision] : m_decided) {
            m_table.notes.push_back(
                fmt::format("{}: decided: {} ({}).", to_string(period),
                            decision.mixed_up ? "a mix-up" : "right as reported", decision.words));
        }
        return std::move(m_table);
    }

  private:
    void read() {
        m_flows = m_arguments.labelled_series("flows");
        m_other = m_arguments.labelled_series("other");
        m_window = m_arguments.number("past", 5);
        m_least = m_arguments.number("least", 2);
        m_threshold = m_arguments.number("threshold", 1);
        if (!(m_least >= 1) || !(m_window >= m_least)) {
            m_arguments.fault("past", "needs at least as many periods as 'least', and that one",
                              "write past = 5 and least = 2");
        }
        if (!std::ranges::equal(m_flows, m_other, {}, &Labelled::first, &Labelled::first)) {
            m_arguments.fault("other", "its labels are not those of 'flows', in the same order",
                              "write \"HS27 = ...\" in both lists");
        }
        if (!m_flows.empty()) {
            m_unit = m_view.unit(m_flows.front().second);
            check_units(m_view, m_arguments, "flows", m_flows, m_unit);
            check_units(m_view, m_arguments, "other", m_other, m_unit);
        }
        read_decisions();
    }

    void read_decisions() {
        for (const std::string& item : m_arguments.texts("decided")) {
            const auto pair = split_label(item);
            const auto period = pair ? parse_period(pair->first) : parse_period("");
            const std::string_view said = pair ? std::string_view(pair->second) : "";
            const std::size_t colon = std::min(said.find(':'), said.size());
            const std::string_view word = trim(said.substr(0, colon));
            const std::string_view why =
                colon < said.size() ? trim(said.substr(colon + 1)) : std::string_view{};
            if (!period || (word != "accept" && word != "reject") || why.empty()) {
                m_arguments.fault("decided", fmt::format("'{}' is no decision", shorten(item)),
                                  "write \"2008 = accept: initials, date and why\"");
            } else if (!m_decided.emplace(*period, Decision{word == "accept", std::string(why)})
                            .second) {
                m_arguments.fault("decided", fmt::format("{} is decided twice", to_string(*period)),
                                  "keep one decision");
            }
        }
    }

    Observed observe(const std::vector<Labelled>& series, const Period& period) const {
        Observed out;
        out.period = period;
        out.profile.total = Interval::point(0);
        out.known = true;
        for (const auto& [label, index] : series) {
            Value value = flow_in(m_view, index, period, m_unit);
            const Interval box = intersect(value.bounds, Interval::at_least(0));
            out.known = out.known && value.basis <= Basis::bounded && box.bounded();
            out.profile.products.push_back(box);
            out.profile.total = out.profile.total + box;
            out.values.push_back(std::move(value));
        }
        out.known = out.known && out.profile.total.hi > 0;
        return out;
    }

    /// The latest known periods before this one that nobody called mixed up.
    std::vector<Observed> usable_past() const {
        std::vector<Observed> out;
        for (const Observed& past : std::ranges::reverse_view(m_past)) {
            const auto decided = m_decided.find(past.period);
            const bool wrong = decided != m_decided.end() && decided->second.mixed_up;
            if (!wrong && static_cast<double>(out.size()) < m_window) {
                out.push_back(past);
            }
        }
        return out;
    }

    void add_row(const Observed& now) {
        const std::vector<Observed> past = usable_past();
        const Observed other = observe(m_other, now.period);
        std::vector<Value> from = now.values;
        std::vector<Profile> profiles;
        for (const Observed& before : past) {
            from.insert(from.end(), before.values.begin(), before.values.end());
            profiles.push_back(before.profile);
        }
        from.insert(from.end(), other.values.begin(), other.values.end());
        Row row;
        row.period = now.period;
        row.values = {combine(now.profile.total, sum_of_points(now.values), "sum of the products",
                              now.values)};
        const bool judged = static_cast<double>(past.size()) >= m_least && other.known;
        if (!judged) {
            const Value none = cannot_tell(Missing::not_collected, Interval::all(), "", from);
            row.values.resize(m_table.columns.size(), none);
            m_table.notes.push_back(
                fmt::format("{}: not judged, {}.", to_string(now.period),
                            other.known ? "too few earlier periods are known"
                                        : "the flow of the other partner is not known"));
        } else {
            add_score(row, mix_up(now.profile, profiles, other.profile), from);
        }
        m_table.rows.push_back(std::move(row));
    }

    void add_score(Row& row, const MixUp& found, const std::vector<Value>& from) {
        const Interval flagged =
            three_valued(found.score.lo > m_threshold, found.score.hi <= m_threshold);
        const bool decided = m_decided.contains(*row.period);
        const Interval review = decided ? Interval::point(0) : flagged;
        const std::string score = fmt::format("{} from products + {} from size",
                                              in_words(found.profile), in_words(found.size));
        const bool products = m_flows.size() > 1;
        const auto add = [&](const Interval& bounds, std::string formula) {
            row.values.push_back(combine(bounds, std::nullopt, std::move(formula), from));
        };
        const auto of_products = [&](const Interval& bounds, std::string formula) {
            row.values.push_back(products ? combine(bounds, std::nullopt, std::move(formula), from)
                                          : missing_value(Missing::not_collected));
        };
        of_products(found.own_likeness, "sum of the smaller shares, now and in its past");
        of_products(found.other_likeness, "sum of the smaller shares, now and of the other");
        of_products(found.profile, fmt::format("{} - {}", in_words(found.other_likeness),
                                               in_words(found.own_likeness)));
        add(found.own_distance, "|log10(total / geometric mean of its past)|");
        add(found.other_distance, "|log10(total / total of the other)|");
        add(found.size,
            fmt::format("{} - {}", in_words(found.own_distance), in_words(found.other_distance)));
        add(found.score, score);
        add(flagged, fmt::format("{} above {}", in_words(found.score), format_number(m_threshold)));
        add(review, decided ? "decided" : "flagged and not decided");
        if (review.hi > 0) {
            m_table.notes.push_back(
                fmt::format("Review {}: {} a mix-up, score {} ({}).", to_string(*row.period),
                            review.lo > 0 ? "looks like" : "may be", in_words(found.score), score));
        }
    }

    const View& m_view;
    Arguments& m_arguments;
    Table m_table;
    std::vector<Labelled> m_flows;
    std::vector<Labelled> m_other;
    Unit m_unit;
    double m_window = 5;
    double m_least = 2;
    double m_threshold = 1;
    std::map<Period, Decision> m_decided;
    std::vector<Observed> m_past;
};

Table evaluate_mix_up(const View& view, Arguments& arguments) {
    return MixUpForm(view, arguments).run();
}

} // namespace

Form mix_up_form() {
    return {"mix-up",
            "Flows that may be booked under the wrong partner",
            "score = (likeness to the other - likeness to the own past) + (|log10(total / typical "
            "past)| - |log10(total / other)|); likeness = sum over products of the smaller share",
            "Finger and Kreinin 1979, Economic Journal 89 (likeness of profiles)",
            parameters,
            evaluate_mix_up};
}

} // namespace halflight::measures
