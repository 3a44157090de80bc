// SPDX-License-Identifier: Apache-2.0
#include "enterprise_tables.hpp"

#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace halflight::inquiry {
namespace {

using studies::CounterfactualMethod;
using studies::EnterpriseStudy;
using studies::MethodResult;

/// Of factors learnt anew without each cluster.
constexpr const char* wide =
    "; it is wide rather than narrow, since the factors are learnt anew without each cluster";
constexpr const char* formula =
    "mean light of the treated after the treatment, less what factors or weights learned from the "
    "others and from the time before say that it would have been";

std::string method_name(CounterfactualMethod method) {
    switch (method) {
    case CounterfactualMethod::gsynth:
        return "generalized synthetic control";
    case CounterfactualMethod::interactive_effects:
        return "interactive fixed effects";
    case CounterfactualMethod::matrix_completion:
        return "matrix completion";
    case CounterfactualMethod::synthetic_did:
        return "synthetic difference in differences";
    case CounterfactualMethod::difference_in_differences:
        return "difference in differences";
    }
    return "";
}

std::vector<std::string> notes_of(const MethodResult& result) {
    std::vector<std::string> notes;
    std::ranges::transform(result.warnings, std::back_inserter(notes), words_of);
    notes.push_back(fmt::format("the interval holds {}{}",
                                result.speaks_of == studies::SpeaksOf::these_units
                                    ? "the effect on these enterprises"
                                    : "the mean effect in places like these",
                                result.factors_learnt_anew ? wide : ""));
    if (!result.track_record.empty()) {
        notes.push_back(result.track_record);
    }
    return notes;
}

class Maker {
  public:
    Maker(Asked& asked, const EnterpriseStudy& study, const studies::EnterpriseSpec& spec,
          const std::string& unit)
        : m_asked(asked), m_study(study), m_spec(spec), m_unit(unit) {}

    std::vector<measures::Table> run() { return {averages(), about(), observed(), path()}; }

  private:
    TableMaker table(std::string_view part, std::string_view words) {
        const measures::Declaration& declaration = m_asked.declaration();
        TableMaker out(declaration.id + std::string(part), "enterprise",
                       declaration.title + std::string(words));
        out.formula(formula)
            .citation("Xu (2017); Bai (2009); Athey et al. (2021); Arkhangelsky et al. (2021)")
            .assume(fmt::format("without the treatment in {}, {} would have gone on to follow the "
                                "factors that it shared with the others before",
                                to_string(m_spec.treatment), m_study.group))
            .assume("the others were not affected by it");
        if (const std::string caution = m_asked.text("caution"); !caution.empty()) {
            out.note(caution);
        }
        note_warnings(out, m_study.warnings);
        return out;
    }

    template <class Row>
    void each_method(TableMaker& out, Row row) {
        for (const MethodResult& result : m_study.methods) {
            const std::string label(to_string(result.method));
            if (!result.refused.empty()) {
                out.note(fmt::format("{}: {}", method_name(result.method), result.refused));
                continue;
            }
            row(label, result);
        }
    }

    measures::Table averages() {
        TableMaker out = table("", "");
        out.column("average", "Average effect on the treated", m_unit)
            .column("p", "p-value", "1")
            .column("detectable", "Least effect found with power 0.8", m_unit)
            .column("clusters", "Clusters that hold the treated", "1")
            .column("treated", "Treated enterprises", "1")
            .column("controls", "Controls", "1");
        each_method(out, [&](const std::string& label, const MethodResult& result) {
            out.row(std::nullopt, label, method_name(result.method),
                    {estimate(result.average), plain(result.average.p_value),
                     plain(result.detectable), plain(static_cast<double>(m_study.treated_clusters)),
                     plain(static_cast<double>(m_study.treated)),
                     plain(static_cast<double>(m_study.controls))},
                    notes_of(result));
        });
        return out.take();
    }

    measures::Table about() {
        TableMaker out = table(".about", ", diagnostics");
        out.column("pre-rmse", "Fit before the treatment: root mean square of the gap", m_unit)
            .column("factors", "Factors", "1")
            .column("bounds", "Average, whatever lies below the floor", m_unit)
            .column("band", "The same with its error", m_unit)
            .column("placebo-time", "Effect in the last periods before the treatment", m_unit)
            .column("placebo-time-p", "p-value of it", "1")
            .column("placebo-place-p", "Rank among groups of controls", "1");
        const std::vector<std::string> none;
        const std::vector<std::string> tried{
            "bounds over the corners that were tried, not over all values"};
        each_method(out, [&](const std::string& label, const MethodResult& result) {
            out.row(std::nullopt, label, method_name(result.method),
                    {plain(result.pre_rmse), plain(static_cast<double>(result.factors)),
                     between(result.low, stats::undefined, result.high),
                     between(result.band_low, stats::undefined, result.band_high),
                     estimate(result.placebo_time), plain(result.placebo_time.p_value),
                     plain(result.placebo_place_p)},
                    result.exact_bounds ? none : tried);
        });
        return out.take();
    }

    measures::Table observed() {
        TableMaker out = table(".observed", ", observed");
        out.column("light", "Mean light of " + m_study.group, m_unit);
        for (std::size_t t = 0; t < m_study.periods.size(); ++t) {
            out.row(m_study.periods[t], "", "",
                    {between(m_study.observed_low.at(t), m_study.observed.at(t),
                             m_study.observed_high.at(t))});
        }
        return out.take();
    }

    measures::Table path() {
        TableMaker out = table(".path", ", by period");
        out.note("where a method fails stands beside its average, " + m_asked.declaration().id +
                 "/METHOD/average");
        out.column("counterfactual", "Light without the treatment", m_unit)
            .column("gap", "Observed less that", m_unit)
            .column("cumulative", "Sum of the gap since the treatment", m_unit);
        for (std::size_t t = 0; t < m_study.periods.size(); ++t) {
            each_path(out, t);
        }
        return out.take();
    }

    void each_path(TableMaker& out, std::size_t t) {
        for (const MethodResult& result : m_study.methods) {
            if (result.counterfactual.empty()) {
                continue;
            }
            const std::size_t before = m_study.periods.size() - result.gap.size();
            const bool after = t >= before;
            const bool band = result.counterfactual_low.size() > t;
            const double no = stats::undefined;
            out.row(m_study.periods[t], std::string(to_string(result.method)),
                    method_name(result.method),
                    {between(band ? result.counterfactual_low[t] : no, result.counterfactual[t],
                             band ? result.counterfactual_high.at(t) : no),
                     after ? estimate(result.gap[t - before])
                           : plain(m_study.observed[t] - result.counterfactual[t]),
                     after && t - before < result.cumulative.size()
                         ? estimate(result.cumulative[t - before])
                         : plain(no)});
        }
    }

    Asked& m_asked;
    const EnterpriseStudy& m_study;
    const studies::EnterpriseSpec& m_spec;
    const std::string& m_unit;
};

} // namespace

std::vector<measures::Table> enterprise_tables(Asked& asked, const EnterpriseStudy& study,
                                               const studies::EnterpriseSpec& spec,
                                               const std::string& unit) {
    return Maker(asked, study, spec, unit).run();
}

} // namespace halflight::inquiry
