// SPDX-License-Identifier: Apache-2.0
// Days on which something can change that is known beforehand; the rest shows during the replay.
#include "halflight/watch/backtest.hpp"

#include <algorithm>
#include <set>

namespace halflight::watch {

namespace {

/// Days of a span, each once.
class Days {
  public:
    explicit Days(const BacktestSpec& spec) : m_from(spec.from), m_to(spec.to) {}

    void add(Date day) {
        if (m_from <= day && day <= m_to) {
            m_days.insert(day);
        }
    }
    /// The first day after each unit of the calendar, on which it can be judged.
    void add_units(Frequency frequency) {
        for (Period unit = period_at(m_from, frequency); unit.first <= m_to;
             unit = period_at(unit.end, frequency)) {
            add(unit.first);
        }
    }
    [[nodiscard]] std::vector<Date> take() const { return {m_days.begin(), m_days.end()}; }

  private:
    Date m_from;
    Date m_to;
    std::set<Date> m_days;
};

void add_claims(const ledger::Ledger& ledger, std::set<Frequency>& frequencies, Days& days) {
    for (const ledger::Claim& claim : ledger.claims()) {
        days.add(claim.known_since);
        days.add(claim.withdrawn);
        // A figure of a period that was not over when it was told is judged once that is.
        days.add(claim.period.end);
        frequencies.insert(ledger.indicator_of(ledger.series()[claim.series]).frequency);
    }
}

void add_declared(const Plan& plan, std::set<Frequency>& frequencies) {
    for (const measures::Declaration& declaration : plan.monitors) {
        const auto found = declaration.parameters.find("frequency");
        if (found != declaration.parameters.end()) {
            for (const measures::Item& item : found->second.items) {
                if (const auto frequency = parse_frequency(item.text)) {
                    frequencies.insert(*frequency);
                }
            }
        }
    }
}

/// Rules begin and end, their spans do so on days of their own, and months are due after their
/// end.
void add_caps(const RuleBook& book, const BacktestSpec& spec, Days& days) {
    std::set<int> dues = {0};
    for (const Rule& rule : book.rules) {
        if (rule.cap) {
            dues.insert(rule.cap->due_days);
        }
    }
    const auto add = [&](Date day) {
        for (const int due : dues) {
            days.add({day.days + due});
        }
    };
    const Date earliest{spec.from.days - *dues.rbegin()};
    for (Period month = period_at(earliest, Frequency::month); month.first <= spec.to;
         month = period_at(month.end, Frequency::month)) {
        add(month.first);
    }
    for (const Rule& rule : book.rules) {
        if (rule.force.open_start()) {
            continue;
        }
        int months = 0;
        for (Date day = rule.force.first; day <= spec.to && rule.cap;
             day = add_months(rule.force.first, ++months)) {
            add(day);
        }
        add(rule.force.first);
        add(rule.force.end);
    }
}

} // namespace

std::vector<Date> replay_days(const ledger::Ledger& ledger, const Plan& plan,
                              const BacktestSpec& spec) {
    Days days(spec);
    days.add(spec.from);
    std::set<Frequency> frequencies;
    add_claims(ledger, frequencies, days);
    add_declared(plan, frequencies);
    for (const PriceTable& table : plan.prices) {
        for (const PriceRow& row : table.rows) {
            days.add(known_since(table, row.month));
        }
    }
    days.add_units(Frequency::month); // quarters and years end with months
    for (const Frequency frequency : {Frequency::week, Frequency::day}) {
        if (frequencies.contains(frequency)) {
            days.add_units(frequency);
        }
    }
    add_caps(plan.rules, spec, days);
    return days.take();
}

} // namespace halflight::watch
