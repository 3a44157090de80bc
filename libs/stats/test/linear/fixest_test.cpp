// SPDX-License-Identifier: Apache-2.0
// fixest_test.cpp - against package fixest 0.14.2 and conleyreg 0.1.8 (R).
#include <cmath>
#include <optional>

#include <gtest/gtest.h>

#include "fixest_expected.hpp"
#include "halflight/stats/linear.hpp"
#include "shared_table.hpp"

namespace halflight::stats {
namespace {

using fixest::Named;

constexpr double digits = 1e-7;

/// Columns of doubles and codes that LinearData can look at.
struct Frame {
    Table table = {};
    std::vector<double> design = {};
    std::vector<std::string> names = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> time = {};

    void add(const std::string& name, const std::vector<double>& column) {
        names.push_back(name);
        design.insert(design.end(), column.begin(), column.end());
    }
    [[nodiscard]] Columns columns() const {
        return {.values = {.data = design.data(),
                           .rows = design.size() / names.size(),
                           .cols = names.size()},
                .names = names};
    }
};

Frame frame(const std::string& file, const std::string& unit, const std::string& time) {
    Frame made{.table = read_table(file)};
    if (!made.table.empty() && !unit.empty()) {
        made.unit = codes(made.table[unit]);
        made.time = codes(made.table[time]);
    }
    return made;
}

LinearData two_way(const Frame& from, const std::string& outcome) {
    LinearData data;
    data.outcome = from.table.at(outcome);
    data.regressors = from.columns();
    data.effects = {{.name = "id", .codes = from.unit}, {.name = "period", .codes = from.time}};
    data.structure.clusters = {{.name = "id", .codes = from.unit}};
    return data;
}

LinearSpec clustered() {
    LinearSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    spec.covariance.small_sample = SmallSample::fixest();
    spec.drop_singletons = false;
    return spec;
}

double worst(const LinearFit& fit, const Named& want, double Coefficient::* field) {
    double most = 0;
    EXPECT_EQ(fit.coefficients.size(), want.size());
    for (std::size_t j = 0; j < std::min(want.size(), fit.coefficients.size()); ++j) {
        EXPECT_EQ(fit.coefficients[j].name, want[j].first);
        const double have = fit.coefficients[j].*field;
        most = std::max(most, std::abs(have / want[j].second - 1));
    }
    return most;
}

void expect_fit(const LinearFit& fit, const Named& slopes, const Named& errors, const Named& p) {
    EXPECT_LT(worst(fit, slopes, &Coefficient::estimate), digits);
    EXPECT_LT(worst(fit, errors, &Coefficient::std_error), digits);
    EXPECT_LT(worst(fit, p, &Coefficient::p_value), 100 * digits); // of numbers as small as 1e-72
    EXPECT_TRUE(fit.converged);
}

class BaseDid : public testing::Test {
  protected:
    void SetUp() override {
        m_frame = frame("fixest_base_did.csv", "id", "period");
        if (m_frame.table.empty()) {
            GTEST_SKIP() << "no reference data in " << shared_reference()
                         << ": set HALFLIGHT_SHARED";
        }
        m_frame.add("x1", m_frame.table["x1"]);
    }
    Frame m_frame = {};
};

TEST_F(BaseDid, EventStudy) {
    for (int period = 1; period <= 10; ++period) {
        if (period == 5) {
            continue;
        }
        std::vector<double> column;
        for (std::size_t i = 0; i < m_frame.time.size(); ++i) {
            column.push_back(m_frame.time[i] == period ? m_frame.table["treat"][i] : 0.0);
        }
        m_frame.add("period::" + std::to_string(period) + ":treat", column);
    }
    const LinearFit fit = least_squares(two_way(m_frame, "y"), clustered());
    expect_fit(fit, fixest::event_coef, fixest::event_se, fixest::event_p);
    EXPECT_NEAR(fit.r2_within, fixest::event_r2_within, digits);
    EXPECT_NEAR(fit.log_likelihood, fixest::event_loglik, digits * 3000);
    EXPECT_EQ(fit.effect_levels, (std::vector<std::size_t>{108, 10}));
}

TEST_F(BaseDid, TreatedAfter) {
    std::vector<double> column;
    for (std::size_t i = 0; i < m_frame.time.size(); ++i) {
        column.push_back(m_frame.table["treat"][i] * m_frame.table["post"][i]);
    }
    m_frame.add("treat:post", column);
    expect_fit(least_squares(two_way(m_frame, "y"), clustered()), fixest::twfe_coef,
               fixest::twfe_se, fixest::twfe_p);
}

struct GridCase {
    std::string name;
    ErrorModel model = ErrorModel::clustered;
    bool by_unit = false;
    bool by_time = false;
};

SmallSample parse_rule(const std::string& key) {
    SmallSample rule = SmallSample::fixest();
    if (key.starts_with("K.adj=FALSE")) {
        return SmallSample::none();
    }
    rule.effects = key.starts_with("none")   ? EffectCount::none
                   : key.starts_with("full") ? EffectCount::full
                                             : EffectCount::nested;
    rule.adjust_clusters = key.find("|TRUE|") != std::string::npos;
    rule.cluster_factor =
        key.ends_with("conventional") ? ClusterFactor::conventional : ClusterFactor::min;
    return rule;
}

TEST_F(BaseDid, EverySmallSampleConvention) {
    const std::vector<GridCase> cases{{"iid", ErrorModel::homoskedastic},
                                      {"hc1", ErrorModel::hc1},
                                      {"cl_id", ErrorModel::clustered, true, false},
                                      {"cl_period", ErrorModel::clustered, false, true},
                                      {"cl_2way", ErrorModel::clustered, true, true}};
    double most = 0;
    for (const fixest::GridRow& row : fixest::grid) {
        for (const auto& [name, want] : row.errors) {
            for (const GridCase& one : cases) {
                if (one.name != name) {
                    continue;
                }
                LinearSpec spec = clustered();
                spec.covariance.model = one.model;
                spec.covariance.small_sample = parse_rule(row.key);
                LinearData data = two_way(m_frame, "y");
                data.structure.clusters.clear();
                if (one.by_unit) {
                    data.structure.clusters.push_back({"id", m_frame.unit});
                }
                if (one.by_time) {
                    data.structure.clusters.push_back({"period", m_frame.time});
                }
                const Coefficient have = least_squares(data, spec).coefficients[0];
                const double off = std::abs(have.std_error / want - 1);
                EXPECT_LT(off, digits) << row.key << " " << name;
                EXPECT_NEAR(have.estimate, fixest::grid_coef, digits);
                most = std::max(most, off);
            }
        }
    }
    RecordProperty("worst", std::to_string(std::log10(most)));
}

TEST_F(BaseDid, SerialCorrelation) {
    for (const auto& [name, want] : fixest::serial) {
        LinearSpec spec = clustered();
        spec.covariance.model =
            name.starts_with("NW") ? ErrorModel::newey_west : ErrorModel::driscoll_kraay;
        if (name.ends_with("lag2")) {
            spec.covariance.lags = 2;
        }
        LinearData data = two_way(m_frame, "y");
        data.structure.unit = m_frame.unit;
        data.structure.time = m_frame.time;
        const double have = least_squares(data, spec).coefficients[0].std_error;
        EXPECT_LT(std::abs(have / want - 1), digits) << name << " " << have / want;
    }
}

TEST(BaseStagg, TwoWay) {
    Frame data = frame("fixest_base_stagg.csv", "id", "year");
    if (data.table.empty()) {
        GTEST_SKIP() << "no reference data in " << shared_reference() << ": set HALFLIGHT_SHARED";
    }
    data.add("x1", data.table["x1"]);
    std::vector<double> treated;
    for (std::size_t i = 0; i < data.time.size(); ++i) {
        treated.push_back(data.time[i] >= data.table["year_treated"][i] ? 1.0 : 0.0);
    }
    data.add("treated", treated);
    const LinearFit fit = least_squares(two_way(data, "y"), clustered());
    expect_fit(fit, fixest::stagg_coef, fixest::stagg_se, fixest::stagg_p);
    EXPECT_NEAR(fit.r2_within, fixest::stagg_r2_within, digits);
    EXPECT_NEAR(fit.log_likelihood, fixest::stagg_loglik, digits * 3000);
}

class Quakes : public testing::Test {
  protected:
    void SetUp() override {
        m_frame = frame("quakes.csv", "", "");
        if (m_frame.table.empty()) {
            GTEST_SKIP() << "no reference data in " << shared_reference()
                         << ": set HALFLIGHT_SHARED";
        }
        m_frame.add("mag", m_frame.table["mag"]);
        m_data.outcome = m_frame.table["depth"];
        m_data.regressors = m_frame.columns();
        m_data.structure.latitude = m_frame.table["lat"];
        m_data.structure.longitude = m_frame.table["long"];
    }
    [[nodiscard]] LinearFit conley(double cutoff, Distance distance) const {
        LinearSpec spec;
        spec.covariance.model = ErrorModel::conley;
        spec.covariance.conley.cutoff_km = cutoff;
        spec.covariance.conley.distance = distance;
        return least_squares(m_data, spec);
    }
    Frame m_frame = {};
    LinearData m_data = {};
};

TEST_F(Quakes, ConleyAsFixest) {
    for (std::size_t c = 0; c < fixest::quakes_mag.size(); ++c) {
        const std::string& key = fixest::quakes_mag[c].first;
        const Distance distance =
            key.ends_with("triangular") ? Distance::triangular : Distance::spherical_fixest;
        const LinearFit fit = conley(std::stod(key), distance);
        EXPECT_LT(worst(fit, fixest::quakes_coef, &Coefficient::estimate), digits);
        EXPECT_NEAR(fit.coefficients[0].std_error / fixest::quakes_constant[c].second, 1, digits)
            << key;
        EXPECT_NEAR(fit.coefficients[1].std_error / fixest::quakes_mag[c].second, 1, digits) << key;
    }
}

TEST_F(Quakes, Hc1) {
    const LinearFit fit = least_squares(m_data, {});
    EXPECT_LT(worst(fit, fixest::quakes_hc1, &Coefficient::std_error), digits);
}

// R's cut(x, 5): five classes of equal width, closed on the right.
TEST_F(Quakes, ConleyWithAnEffect) {
    const std::vector<double>& stations = m_frame.table["stations"];
    const auto [low, high] = std::minmax_element(stations.begin(), stations.end());
    std::vector<std::int32_t> classes;
    for (const double s : stations) {
        const double place = (s - *low) / ((*high - *low) / 5);
        classes.push_back(std::max(1, static_cast<int>(std::ceil(place))));
    }
    m_data.effects = {{.name = "stations", .codes = classes}};
    for (const auto& [key, want] : fixest::quakes_fe) {
        const LinearFit fit = conley(std::stod(key.substr(1)), Distance::triangular);
        EXPECT_NEAR(fit.coefficients[0].estimate / fixest::quakes_fe_coef, 1, digits);
        EXPECT_NEAR(fit.coefficients[0].std_error / want, 1, digits) << key;
    }
}

class ConleyPanel : public testing::Test {
  protected:
    void SetUp() override {
        m_frame = frame("conley_panel_sim.csv", "id", "t");
        if (m_frame.table.empty()) {
            GTEST_SKIP() << "no reference data in " << shared_reference()
                         << ": set HALFLIGHT_SHARED";
        }
        m_frame.add("x1", m_frame.table["x1"]);
        m_data = two_way(m_frame, "y");
        m_data.structure.unit = m_frame.unit;
        m_data.structure.time = m_frame.time;
        m_data.structure.latitude = m_frame.table["lat"];
        m_data.structure.longitude = m_frame.table["lon"];
    }
    Frame m_frame = {};
    LinearData m_data = {};
};

TEST_F(ConleyPanel, AsConleyreg) {
    for (const auto& [key, want] : fixest::conleyreg) {
        LinearSpec spec;
        spec.covariance.model = ErrorModel::conley_panel;
        spec.covariance.small_sample = SmallSample::none();
        ConleySpec& conley = spec.covariance.conley;
        conley.cutoff_km = std::stod(key.substr(key.find("_d") + 2));
        conley.lags = key.ends_with("lag3") ? 3 : 0;
        conley.kernel = key.starts_with("bartlett") ? Kernel::bartlett : Kernel::uniform;
        const Coefficient have = least_squares(m_data, spec).coefficients[0];
        EXPECT_NEAR(have.estimate / fixest::conleyreg_coef, 1, digits);
        EXPECT_NEAR(have.std_error / want, 1, digits) << key;
    }
}

TEST_F(ConleyPanel, AsFixestWhichIgnoresTime) {
    for (std::size_t c = 0; c < fixest::panel_default.size(); ++c) {
        LinearSpec spec;
        spec.covariance.model = ErrorModel::conley;
        spec.covariance.conley.cutoff_km = std::stod(fixest::panel_default[c].first.substr(1));
        spec.covariance.conley.distance = Distance::triangular;
        const double adjusted = least_squares(m_data, spec).coefficients[0].std_error;
        EXPECT_NEAR(adjusted / fixest::panel_default[c].second, 1, digits);
        spec.covariance.small_sample = SmallSample::none();
        const double plain = least_squares(m_data, spec).coefficients[0].std_error;
        EXPECT_NEAR(plain / fixest::panel_plain[c].second, 1, digits);
    }
}

} // namespace
} // namespace halflight::stats
