// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/poisson.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "linear_parts.hpp"
#include "parameters.hpp"
#include "poisson_parts.hpp"

namespace halflight::stats {

namespace {

using detail::PoissonEnd;
using detail::PoissonRows;
using detail::Sample;

void check(const PoissonData& data, const PoissonSpec& spec) {
    const std::size_t rows = data.outcome.size();
    detail::check_level(spec.level);
    detail::check_finite(data.outcome, "outcome");
    double events = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (data.outcome[i] < 0) {
            refuse(fmt::format("the outcome in row {} is {}: a Poisson model needs outcomes that "
                               "are not negative",
                               i + 1, data.outcome[i]));
        }
        events += data.outcome[i];
    }
    if (!(events > 0)) {
        refuse(fmt::format("the outcome is zero in all {} rows: a Poisson model needs some events",
                           rows));
    }
    detail::check_finite(data.regressors, rows, "the regressors");
    if (!data.offset.empty()) {
        detail::check_rows("the offset", data.offset.size(), rows);
        detail::check_finite(data.offset, "offset");
    }
    detail::check_weights(data.weights, rows);
    detail::check_effects(data.effects, rows);
    detail::check_structure(data.structure, rows);
}

/// What each level of each effect with an intercept still has. First in a byte a level, which
/// settles most samples in one pass; counts only where some level must go.
class LevelCounts {
  public:
    LevelCounts(const Sample& sample, const PoissonData& data, std::span<const double> y)
        : m_levels(sample.levels()), m_y(y), m_keep(y.size(), true) {
        for (const FixedEffect& effect : data.effects) {
            m_counts.push_back(effect.intercept);
        }
    }

    /// No level is without events, nor, where `singletons` count, with one row alone.
    [[nodiscard]] bool all_inform(bool singletons) const {
        for (std::size_t q = 0; q < m_levels.size(); ++q) {
            if (m_counts[q] && !informs(m_levels[q], singletons)) {
                return false;
            }
        }
        return true;
    }

    void count() {
        for (const detail::Levels& levels : m_levels) {
            auto& of = m_left.emplace_back(levels.count());
            for (std::size_t i = 0; i < m_y.size(); ++i) {
                Left& left = of[levels.of_row[i]];
                ++left.rows;
                left.events += m_y[i] > 0 ? 1U : 0U;
            }
        }
    }

    std::size_t drop_empty() {
        std::size_t dropped = 0;
        for (std::size_t q = 0; q < m_levels.size(); ++q) {
            const auto is_empty = [](const Left& left) {
                return left.rows > 0 && left.events == 0;
            };
            if (!m_counts[q] || std::ranges::none_of(m_left[q], is_empty)) {
                continue;
            }
            for (std::size_t i = 0; i < m_y.size(); ++i) {
                if (m_keep[i] && m_left[q][m_levels[q].of_row[i]].events == 0) {
                    drop(i);
                    ++dropped;
                }
            }
        }
        return dropped;
    }

    std::size_t drop_singletons() {
        std::size_t dropped = 0;
        for (std::size_t before = dropped + 1; before != dropped && some_alone();) {
            before = dropped;
            for (std::size_t i = 0; i < m_y.size(); ++i) {
                if (m_keep[i] && alone(i)) {
                    drop(i);
                    ++dropped;
                }
            }
        }
        return dropped;
    }

    [[nodiscard]] const std::vector<bool>& keep() const { return m_keep; }

  private:
    struct Left {
        std::uint32_t rows = 0;
        std::uint32_t events = 0; ///< rows with some
    };

    [[nodiscard]] bool informs(const detail::Levels& levels, bool singletons) const {
        constexpr unsigned char one = 1;
        constexpr unsigned char more = 2;
        constexpr unsigned char event = 4;
        std::vector<unsigned char> has(levels.count(), 0);
        for (std::size_t i = 0; i < m_y.size(); ++i) {
            unsigned char& of = has[levels.of_row[i]];
            of = static_cast<unsigned char>(of | ((of & one) != 0 ? more : one) |
                                            (m_y[i] > 0 ? event : 0));
        }
        return std::ranges::all_of(has, [&](unsigned char of) {
            return (of & event) != 0 && (!singletons || (of & more) != 0);
        });
    }

    [[nodiscard]] bool some_alone() const {
        for (std::size_t q = 0; q < m_levels.size(); ++q) {
            if (m_counts[q] && std::ranges::find(m_left[q], 1U, &Left::rows) != m_left[q].end()) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool alone(std::size_t row) const {
        for (std::size_t q = 0; q < m_levels.size(); ++q) {
            if (m_counts[q] && m_left[q][m_levels[q].of_row[row]].rows == 1) {
                return true;
            }
        }
        return false;
    }

    void drop(std::size_t row) {
        m_keep[row] = false;
        for (std::size_t q = 0; q < m_levels.size(); ++q) {
            Left& left = m_left[q][m_levels[q].of_row[row]];
            --left.rows;
            left.events -= m_y[row] > 0 ? 1U : 0U;
        }
    }

    std::span<const detail::Levels> m_levels;
    std::span<const double> m_y;
    std::vector<bool> m_keep;
    std::vector<bool> m_counts = {}; ///< by effect: has an intercept
    std::vector<std::vector<Left>> m_left = {};
};

/// Singletons and levels without events, each of which may make the other.
void drop_uninformative(Sample& sample, const PoissonData& data, const PoissonSpec& spec,
                        PoissonFit& fit) {
    const std::vector<double> some =
        sample.all() ? std::vector<double>() : sample.take(data.outcome);
    const std::span<const double> y = sample.all() ? data.outcome : std::span<const double>(some);
    LevelCounts counts(sample, data, y);
    if (counts.all_inform(spec.drop_singletons)) {
        return;
    }
    counts.count();
    for (bool again = true; again;) {
        const std::size_t empty = counts.drop_empty();
        const std::size_t lone = spec.drop_singletons ? counts.drop_singletons() : 0;
        fit.separated += empty;
        fit.singletons += lone;
        again = empty + lone > 0;
    }
    sample.keep_only(counts.keep());
    if (sample.size() == 0) {
        refuse("no row is left: each was alone in a level of a fixed effect or in one without "
               "events; use coarser effects");
    }
}

PoissonRows rows_of(const Sample& sample, const PoissonData& data, bool constant) {
    PoissonRows made{.y = sample.take(data.outcome), .dimensions = sample.dimensions()};
    Matrix ones(constant ? sample.size() : 0, constant ? 1 : 0);
    std::fill(ones.data(), ones.data() + ones.rows() * ones.cols(), 1.0);
    made.x = detail::beside(ones.view(), sample.take(data.regressors.values).view());
    made.offset =
        data.offset.empty() ? std::vector<double>(sample.size(), 0.0) : sample.take(data.offset);
    made.weights = data.weights.empty() ? std::vector<double>() : sample.take(data.weights);
    return made;
}

void note(PoissonFit& fit, std::string code, std::string text) {
    fit.warnings.push_back({.code = std::move(code), .text = std::move(text)});
}

void note_drops(PoissonFit& fit) {
    if (fit.singletons > 0) {
        note(fit, "singletons_dropped",
             fmt::format("{} rows alone in a level of a fixed effect were left out, {} remain",
                         fit.singletons, fit.observations));
    }
    if (fit.separated > 0) {
        note(fit, "separated",
             fmt::format("{} rows without events are separated (their mean tends to zero whatever "
                         "the other coefficients) and were left out, {} remain",
                         fit.separated, fit.observations));
    }
}

double log_factorials(const PoissonRows& rows) {
    std::vector<double> known;
    double sum = 0;
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        const double y = rows.y[i];
        const bool small = y < 1000 && y == std::floor(y);
        while (small && static_cast<double>(known.size()) <= y) {
            known.push_back(log_gamma(static_cast<double>(known.size()) + 1));
        }
        sum += (rows.weights.empty() ? 1.0 : rows.weights[i]) *
               (small ? known[static_cast<std::size_t>(y)] : log_gamma(y + 1));
    }
    return sum;
}

void tell_likelihood(PoissonFit& fit, const PoissonRows& rows, const PoissonEnd& end) {
    double exposure = 0;
    double events = 0;
    double own = 0;
    double shared = 0;
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        const double w = rows.weights.empty() ? 1.0 : rows.weights[i];
        exposure += w * std::exp(rows.offset[i]);
        events += w * rows.y[i];
        own += w * (rows.y[i] * end.predictor[i] - end.mean[i]);
        shared += w * rows.y[i] * rows.offset[i];
    }
    const double constant = log_factorials(rows);
    fit.log_likelihood = own - constant;
    const double null = shared + events * std::log(events / exposure) - events - constant;
    fit.pseudo_r2 = 1 - fit.log_likelihood / null;
}

void tell(PoissonFit& fit, const Sample& sample, const PoissonRows& rows, PoissonEnd& end,
          const PoissonData& data, const PoissonSpec& spec, bool constant) {
    std::vector<std::string> names;
    if (constant) {
        names.emplace_back("(Intercept)");
    }
    names.insert(names.end(), data.regressors.names.begin(), data.regressors.names.end());
    for (std::size_t c = 0; c < names.size(); ++c) {
        if (!std::ranges::binary_search(end.kept, c)) {
            fit.collinear.push_back(names[c]);
        } else if (!constant || c > 0) {
            fit.kept.push_back(c - (constant ? 1U : 0U));
        }
    }
    std::vector<double> residuals(rows.y.size());
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        residuals[i] = rows.y[i] - end.mean[i];
    }
    const Matrix scores = detail::scores_of(end.design.view(), residuals, rows.weights);
    const ErrorModel model = spec.covariance.model;
    if (model == ErrorModel::hc2 || model == ErrorModel::hc3) {
        refuse("HC2 and HC3 errors are not offered for Poisson models; use HC1 or clusters");
    }
    const Sandwich sandwich{.bread = end.bread.view(),
                            .scores = scores.view(),
                            .leverage = {},
                            .dispersion = 1,
                            .effects = {}};
    fit.covariance =
        detail::covariance(sandwich, rows.dimensions, sample.structure(), spec.covariance);
    for (std::size_t j = 0; j < end.kept.size(); ++j) {
        fit.coefficients.push_back(with_interval(names[end.kept[j]], end.slopes[j],
                                                 std::sqrt(fit.covariance.values(j, j)),
                                                 Reference::normal, 0, spec.level));
    }
    if (!fit.collinear.empty()) {
        note(fit, "collinear",
             fmt::format("left out because the columns before them{} explain them: {}",
                         rows.dimensions.empty() ? "" : " and the fixed effects",
                         fmt::join(fit.collinear, ", ")));
    }
    fit.warnings.insert(fit.warnings.end(), fit.covariance.warnings.begin(),
                        fit.covariance.warnings.end());
    tell_likelihood(fit, rows, end);
    fit.residuals = sample.ascending(std::move(residuals));
    fit.fitted = sample.ascending(std::move(end.mean));
    fit.rows = sample.ascending_rows();
}

void check_room(const Sample& sample, const PoissonRows& rows) {
    const double parameters = detail::count_effects(rows.dimensions, {}, EffectCount::full, false);
    if (!(static_cast<double>(sample.size()) > parameters)) {
        refuse(fmt::format("{} rows for {} fixed effects: more rows than parameters are needed",
                           sample.size(), parameters));
    }
}

} // namespace

PoissonFit poisson(const PoissonData& data, const PoissonSpec& spec) {
    check(data, spec);
    PoissonFit fit;
    Sample sample(data.effects, data.structure, data.outcome.size());
    const bool constant =
        spec.intercept &&
        std::ranges::none_of(data.effects, [](const FixedEffect& e) { return e.intercept; });
    drop_uninformative(sample, data, spec, fit);
    PoissonRows rows;
    PoissonEnd end;
    bool unclear = false;
    for (bool again = true; again;) {
        again = false;
        Sample ordered = std::move(sample);
        ordered.arrange();
        rows = rows_of(ordered, data, constant);
        check_room(ordered, rows);
        end = detail::iterate_poisson(rows, spec);
        if (spec.find_separation && (end.suspicious || !end.converged)) {
            const auto keep = detail::not_separated(rows, spec);
            const std::size_t before = ordered.size();
            unclear = !keep;
            if (keep) {
                ordered.keep_only(*keep);
            }
            if (ordered.size() < before) {
                std::vector<std::size_t> left(ordered.rows().begin(), ordered.rows().end());
                std::ranges::sort(left);
                sample = Sample(data.effects, data.structure, data.outcome.size());
                std::vector<bool> stay(data.outcome.size(), false);
                for (const std::size_t row : left) {
                    stay[row] = true;
                }
                sample.keep_only(stay);
                fit.separated += before - sample.size();
                drop_uninformative(sample, data, spec, fit);
                again = true;
            }
        }
        if (!again) {
            fit.observations = ordered.size();
            note_drops(fit);
            fit.deviance = end.deviance;
            fit.iterations = end.iterations;
            fit.converged = end.converged && end.projected;
            for (const detail::Levels& levels : ordered.levels()) {
                fit.effect_levels.push_back(levels.count());
            }
            tell(fit, ordered, rows, end, data, spec, constant);
        }
    }
    if (!fit.converged) {
        note(fit, "not_converged",
             fmt::format("the fit did not settle within {} iterations; allow more, or look for "
                         "separation",
                         fit.iterations));
    }
    if (unclear) {
        note(fit, "separation_unclear",
             "the search for separated rows did not end: coefficients may tend to infinity");
    }
    return fit;
}

} // namespace halflight::stats
