// SPDX-License-Identifier: Apache-2.0
// Every span of a cap, judged.
#include "halflight/watch/meter.hpp"

#include "halflight/base/text.hpp"
#include "halflight/measures/oil.hpp"
#include "meter_rate.hpp"
#include "meter_reading.hpp"
#include "meter_spans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace halflight::watch {

namespace {

using measures::View;

void sort_once(std::vector<std::string>& ids) {
    std::ranges::sort(ids);
    const auto again = std::ranges::unique(ids);
    ids.erase(again.begin(), again.end());
}

bool fits(const View& view, const MeterSeries& series, const Rule& rule) {
    return std::ranges::any_of(series.reported, [&](const ReportedSeries& reported) {
        return view.unit(reported.series).same_dimension(rule.cap->unit);
    });
}

class Meter {
  public:
    Meter(const View& view, const RuleBook& book, const MeterSpec& spec, Date day, Diagnostics& out)
        : m_view(view), m_book(book), m_spec(spec), m_day(day), m_out(out),
          m_series(find_series(view, spec, out)) {}

    std::vector<CapYear> years() {
        const Rule* const rule = rule_that_fits();
        if (rule == nullptr) {
            return {};
        }
        check_limit(*rule);
        std::vector<CapYear> out;
        for (const CapDays& days : cap_days(m_book, *rule, m_spec.from, m_day)) {
            if (days.rule == nullptr) {
                out.push_back(without_rule(*rule, days.span));
            } else if (auto year = judged(*days.rule, days.span)) {
                out.push_back(std::move(*year));
            }
        }
        return out;
    }

  private:
    void fault(std::string_view code, halflight::Severity severity, std::string message,
               std::string hint, const Place& place) {
        m_out.add({severity,
                   std::string(code),
                   "meter",
                   fmt::format("meter '{}': {}", m_spec.id, message),
                   place,
                   {},
                   std::move(hint)});
    }

    /// The meter's rule, or the same cap in the unit that its series have.
    const Rule* rule_that_fits() {
        const Rule* const named = m_book.find(m_spec.rule);
        if (named == nullptr || !named->cap) {
            fault("W021", halflight::Severity::error,
                  fmt::format("'{}' is no rule with a cap", shorten(m_spec.rule)),
                  "name the id of a rule of kind \"cap\"", m_spec.place);
            return nullptr;
        }
        if (m_series.reported.empty()) {
            return nullptr;
        }
        for (const Rule& rule : m_book.rules) {
            const bool same =
                &rule == named || (rule.cap && (rule.cap->alternative_of == named->id ||
                                                named->cap->alternative_of == rule.id));
            if (same && fits(m_view, m_series, rule)) {
                return &rule;
            }
        }
        if (const Rule* const other = m_book.find(named->cap->lower_of);
            other != nullptr && other->cap && fits(m_view, m_series, *other)) {
            return named;
        }
        fault("W025", halflight::Severity::error,
              fmt::format("no reported series is in {}, the unit of the cap of '{}', nor in that "
                          "of an alternative",
                          named->cap->unit.text, named->id),
              "name series in the unit of the cap, or give the cap in theirs as another rule with "
              "alternative_of",
              m_spec.place);
        return nullptr;
    }

    /// The limit of the rule and the one that a statement gives are written down twice.
    void check_limit(const Rule& rule) {
        if (rule.cap->claim.empty()) {
            return;
        }
        const auto index = m_view.ledger().find_claim(rule.cap->claim);
        if (!index) {
            fault("W023", halflight::Severity::error,
                  fmt::format("the cap of '{}' names the statement '{}', which does not exist",
                              rule.id, shorten(rule.cap->claim)),
                  "name the id of a claim of this dossier", rule.place);
            return;
        }
        const measures::Value value = m_view.claim(*index);
        const Unit& unit = m_view.unit(m_view.ledger().claims()[*index].series);
        const bool known = value.basis != measures::Basis::missing;
        if (known && (!unit.same_dimension(rule.cap->unit) ||
                      !convert(value.bounds, unit, rule.cap->unit).contains(rule.cap->limit))) {
            fault("W026", halflight::Severity::warning,
                  fmt::format("the cap of '{}' is {} {}, which the statement '{}' does not say",
                              rule.id, format_number(rule.cap->limit), rule.cap->unit.text,
                              rule.cap->claim),
                  "mend the one that is wrong", rule.place);
        }
    }

    [[nodiscard]] CapYear without_rule(const Rule& rule, const Period& span) const {
        CapYear year;
        year.meter = m_spec.id;
        year.span = span;
        year.judged = span;
        year.day = m_day;
        year.unit = rule.cap->unit.text;
        CapLine line;
        line.basis = "reported";
        line.missing = fmt::format("not applicable: {} begins on {}", rule.citation(),
                                   to_string(rule.force.first));
        year.lines.push_back(std::move(line));
        return year;
    }

    /// None while no month is due.
    std::optional<CapYear> judged(const Rule& rule, const Period& span) {
        CapYear year;
        year.meter = m_spec.id;
        year.rule = &rule;
        year.span = span;
        year.day = m_day;
        year.limit = rule.cap->limit;
        year.unit = rule.cap->unit.text;
        year.doubt = doubt_of(rule, [this](std::string_view id) { return is_quoted(id); });
        if (!add_lines(rule, year)) {
            return std::nullopt;
        }
        if (const Rule* const other = m_book.find(rule.cap->lower_of); other && other->cap) {
            add_partner(*other, year);
        }
        const CapLine* const both = year.line("together");
        year.reliability = reliability_of(m_view, both->claims, m_day);
        year.synthetic = std::ranges::any_of(both->claims, [this](const std::string& id) {
            const auto index = m_view.ledger().find_claim(id);
            return index && m_view.claim(*index).synthetic;
        });
        return year;
    }

    [[nodiscard]] bool is_quoted(std::string_view id) const {
        const auto index = m_view.ledger().find_claim(id);
        return index && !m_view.ledger().claims()[*index].quote.empty() &&
               !m_view.claim(*index).claims.empty();
    }

    /// The last month that is due, or reported by all before it is; none for none.
    [[nodiscard]] std::optional<std::size_t> last_due(const Deliveries& deliveries,
                                                      int due_days) const {
        std::optional<std::size_t> last;
        for (std::size_t m = 0; m < deliveries.months().size(); ++m) {
            const Date end = deliveries.months()[m].end;
            const bool due = end.days + due_days <= m_day.days;
            if (due || (end <= m_day && is_known(deliveries, m))) {
                last = m;
            }
        }
        return last;
    }

    bool add_lines(const Rule& rule, CapYear& year) {
        const auto deliveries = deliveries_in(m_view, m_series, year.span, *rule.cap);
        if (!deliveries) {
            return add_unknown(rule, year);
        }
        const auto last = last_due(*deliveries, rule.cap->due_days);
        if (!last) {
            return false;
        }
        if (year.judged == Period{}) {
            year.judged = {year.span.first, deliveries->months()[*last].end};
        }
        add_volumes(rule, *deliveries, *last, year);
        if (year.rule == &rule) {
            add_crossing(*deliveries, *last, year);
            project(*deliveries, *last, year);
            add_capacity(rule, year);
        }
        return true;
    }

    /// A cap in a unit in which nothing is reported.
    bool add_unknown(const Rule& rule, CapYear& year) {
        if (year.rule == &rule) {
            year.judged = {year.span.first, std::min(year.span.end, m_day)};
        }
        CapLine line;
        line.basis = "together";
        line.breach = Breach::possible;
        line.missing = fmt::format("nothing is reported in {}", rule.cap->unit.text);
        line.rule = &rule;
        year.lines.push_back(std::move(line));
        return true;
    }

    void add_partner(const Rule& other, CapYear& year) {
        if (!add_lines(other, year)) {
            add_unknown(other, year);
        }
    }

    void add_volumes(const Rule& rule, const Deliveries& deliveries, std::size_t last,
                     CapYear& year) const {
        const std::size_t end = deliveries.months().size() - 1;
        // What is known of later months can only add to the lower end.
        const auto volume = [&](auto until) {
            const double lo = until(deliveries, end).lo;
            const double hi = std::max(lo, until(deliveries, last).hi);
            return Interval{lo, hi, false, hi == std::numeric_limits<double>::infinity()};
        };
        const auto line = [&](std::string_view basis, const Interval& bounds) {
            CapLine out;
            out.basis = basis;
            out.volume = bounds;
            out.breach = assess(bounds, rule.cap->limit);
            out.rule = &rule;
            return out;
        };
        CapLine reported = line("reported", volume(reported_until));
        reported.missing = unknown_months(deliveries, last);
        reported.claims = statements(m_view, m_series, year.span);
        CapLine estimated = line("estimated", Interval::at_least(0));
        CapLine together = line("together", volume(together_until));
        together.claims = reported.claims;
        together.missing = std::isfinite(together.volume.hi) ? "" : reported.missing;
        const std::vector<std::size_t> chosen = counted(deliveries, end);
        if (chosen.empty()) {
            estimated.breach.reset();
            estimated.missing = "no estimate is known";
        } else {
            estimated.volume = volume(estimated_until);
            estimated.breach = assess(estimated.volume, rule.cap->limit);
        }
        for (const std::size_t i : chosen) {
            const std::vector<std::string>& ids = deliveries.estimates[i].claims;
            estimated.claims.insert(estimated.claims.end(), ids.begin(), ids.end());
        }
        sort_once(estimated.claims);
        together.claims.insert(together.claims.end(), estimated.claims.begin(),
                               estimated.claims.end());
        sort_once(together.claims);
        year.lines.push_back(std::move(reported));
        year.lines.push_back(std::move(estimated));
        year.lines.push_back(std::move(together));
    }

    static void add_crossing(const Deliveries& deliveries, std::size_t last, CapYear& year) {
        if (year.breach() == Breach::within) {
            return;
        }
        for (std::size_t m = 0; m < deliveries.months().size(); ++m) {
            const Interval sum = together_until(deliveries, m);
            const Period& month = deliveries.months()[m];
            Crossing& crossing = year.crossing;
            if (!crossing.first_possible && m <= last && sum.hi > year.limit) {
                crossing.first_possible = month.first;
            }
            if (!crossing.last_possible && sum.lo > year.limit) {
                crossing.last_possible = Date{month.end.days - 1};
                crossing.first_possible = crossing.first_possible.value_or(month.first);
            }
        }
    }

    void add_capacity(const Rule& rule, CapYear& year) const {
        const std::optional<Capacity>& capacity = m_series.capacity;
        if (!capacity || !year.span.contains(capacity->period) ||
            !m_view.unit(capacity->series).same_dimension(rule.cap->unit)) {
            return;
        }
        const Unit& unit = m_view.unit(capacity->series);
        const auto line = [&](std::string basis, double load) {
            CapLine out;
            out.basis = std::move(basis);
            out.volume = convert(measures::laden_volume(capacity->volume, Interval::point(load)),
                                 unit, rule.cap->unit);
            if (capacity->point) {
                out.point =
                    convert(Interval::point(*capacity->point * load), unit, rule.cap->unit).lo;
            }
            out.claims = capacity->claims;
            sort_once(out.claims);
            out.rule = &rule;
            year.lines.push_back(std::move(out));
        };
        line("tanker capacity", 1);
        for (const std::string& load : m_spec.loads) {
            line(fmt::format("tanker capacity at {}", load), *measures::parse_load(load));
        }
    }

    const View& m_view;
    const RuleBook& m_book;
    const MeterSpec& m_spec;
    Date m_day;
    Diagnostics& m_out;
    MeterSeries m_series;
};

} // namespace

std::vector<CapYear> cap_years(const View& view, const RuleBook& book, const MeterSpec& spec,
                               Date day, Diagnostics& diagnostics) {
    return Meter(view, book, spec, day, diagnostics).years();
}

} // namespace halflight::watch
