// SPDX-License-Identifier: Apache-2.0
// adh_test.cpp - against ShiftShareSE and bartik.weight on the data of Autor, Dorn and Hanson.
#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "adh_expected.hpp"
#include "gpss_expected.hpp"
#include "halflight/stats/rotemberg.hpp"
#include "halflight/stats/shift_share.hpp"
#include "halflight/stats/shock_level.hpp"
#include "reference_table.hpp"

namespace halflight::stats {
namespace {

class Adh : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const TextTable table = read_table("adh_reg.csv");
        if (table.empty()) {
            return;
        }
        for (const auto& [name, cells] : table) {
            s_columns[name] = numbers(cells);
        }
        const std::size_t n = s_columns["IV"].size();
        const auto lines = lines_of("adh_W.csv.gz");
        s_shares = Matrix(n, fields_of(lines.front()).size());
        for (std::size_t i = 0; i < n; ++i) {
            const auto row = numbers(fields_of(lines[i + 1]));
            for (std::size_t k = 0; k < row.size(); ++k) {
                s_shares(i, k) = row[k];
            }
        }
        for (const double sic : numbers(read_table("adh_sic.csv").at("sic"))) {
            s_sectors.push_back(static_cast<int>(std::floor(sic / 10)));
        }
        for (const double state : s_columns["statefip"]) {
            s_states.push_back(static_cast<int>(state));
        }
        make_controls(n);
    }
    static void make_controls(std::size_t n) {
        std::set<double> divisions(s_columns["division"].begin(), s_columns["division"].end());
        divisions.erase(divisions.begin());
        const std::vector<std::string> names = {
            "t2",          "l_shind_manuf_cbp", "l_sh_popedu_c",   "l_sh_popfborn",
            "l_sh_empl_f", "l_sh_routine33",    "l_task_outsource"};
        s_controls = Matrix(n, names.size() + divisions.size());
        for (std::size_t c = 0; c < names.size(); ++c) {
            std::ranges::copy(s_columns[names[c]], s_controls.column(c).begin());
        }
        std::size_t c = names.size();
        for (const double division : divisions) {
            for (std::size_t i = 0; i < n; ++i) {
                s_controls(i, c) = s_columns["division"][i] == division ? 1 : 0;
            }
            ++c;
        }
    }
    void SetUp() override {
        if (s_shares.empty()) {
            GTEST_SKIP() << "no " << reference_file("adh_reg.csv") << ": set HALFLIGHT_SHARED";
        }
    }
    static ShiftShareData data(const adh::Case& wanted) {
        ShiftShareData made{.outcome = s_columns[wanted.outcome],
                            .treatment = {},
                            .shares = s_shares.view(),
                            .shocks = {},
                            .instrument = s_columns["IV"],
                            .controls = s_controls.view(),
                            .weights = {},
                            .region_clusters = s_states,
                            .sector_clusters = {},
                            .periods = {}};
        if (wanted.instrumented) {
            made.treatment = s_columns["shock"];
        }
        if (wanted.weighted) {
            made.weights = s_columns["weights"];
        }
        if (wanted.clustered) {
            made.sector_clusters = s_sectors;
        }
        return made;
    }
    inline static std::map<std::string, std::vector<double>> s_columns;
    inline static Matrix s_shares;
    inline static Matrix s_controls;
    inline static std::vector<int> s_sectors;
    inline static std::vector<int> s_states;
};

double relative(double have, double want) {
    return std::isnan(want) ? 0 : std::abs(have - want) / std::abs(want);
}

// p-values are 2 (1 - F) in the package, so that small ones carry rounding of 1e-16 there.
double p_difference(double have, double want) {
    return std::isnan(want) ? 0 : std::abs(have - want) / std::max(want, 1e-8);
}

TEST_F(Adh, AgreesWithShiftShareSE) {
    for (const adh::Case& wanted : adh::cases) {
        const ShiftShareSpec spec{.share_sums = ShareSums::as_given,
                                  .null_value = wanted.null_value,
                                  .level = wanted.level};
        const ShiftShareFit fit = fit_shift_share(data(wanted), spec);
        const std::array<const Coefficient*, 5> have = {&fit.homoskedastic, &fit.robust,
                                                        &fit.clustered, &fit.akm, &fit.akm0};
        EXPECT_LT(relative(fit.estimate, wanted.estimate), 1e-7) << wanted.name;
        for (std::size_t e = 0; e < have.size(); ++e) {
            const double worst = std::max({relative(have[e]->std_error, wanted.std_error[e]),
                                           relative(have[e]->low, wanted.low[e]),
                                           relative(have[e]->high, wanted.high[e])});
            EXPECT_LT(worst, 1e-7) << wanted.name << " " << have[e]->name;
            EXPECT_LT(p_difference(have[e]->p_value, wanted.p_value[e]), 1e-7)
                << wanted.name << " " << have[e]->name;
        }
    }
}

class Gpss : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        const TextTable master = read_table("gpss_adh_master.csv");
        if (master.empty()) {
            return;
        }
        s_outcome = numbers(master.at("d_sh_empl_mfg"));
        s_treatment = numbers(master.at("d_tradeusch_pw"));
        s_weights = numbers(master.at("timepwt48"));
        s_controls = Matrix(s_outcome.size(), gpss::controls.size());
        for (std::size_t c = 0; c < gpss::controls.size(); ++c) {
            std::ranges::copy(numbers(master.at(gpss::controls[c])), s_controls.column(c).begin());
        }
        std::map<std::string, std::size_t> row;
        for (std::size_t i = 0; i < s_outcome.size(); ++i) {
            row[master.at("czone")[i] + "," + master.at("year")[i]] = i;
        }
        read_shares(row);
    }
    void SetUp() override {
        if (s_shares.empty()) {
            GTEST_SKIP() << "no " << reference_file("gpss_adh_master.csv")
                         << ": set HALFLIGHT_SHARED";
        }
    }
    static void read_shares(const std::map<std::string, std::size_t>& row) {
        const TextTable global = read_table("gpss_adh_global.csv");
        s_shocks = numbers(global.at("trade_"));
        std::map<std::string, std::size_t> column;
        for (std::size_t k = 0; k < s_shocks.size(); ++k) {
            column[global.at("year")[k] + "," + global.at("ind")[k]] = k;
        }
        s_columns = column;
        s_shares = Matrix(s_outcome.size(), s_shocks.size());
        const auto lines = lines_of("gpss_adh_local_long.csv.gz");
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const auto f = fields_of(lines[i]);
            s_shares(row.at(f[0] + "," + f[1]), column.at(f[1] + "," + f[2])) = std::stod(f[3]);
        }
    }
    static ShiftShareData data() {
        return {.outcome = s_outcome,
                .treatment = s_treatment,
                .shares = s_shares.view(),
                .shocks = s_shocks,
                .instrument = {},
                .controls = s_controls.view(),
                .weights = s_weights,
                .region_clusters = {},
                .sector_clusters = {},
                .periods = {}};
    }
    inline static std::vector<double> s_outcome;
    inline static std::vector<double> s_treatment;
    inline static std::vector<double> s_weights;
    inline static std::vector<double> s_shocks;
    inline static Matrix s_controls;
    inline static Matrix s_shares;
    inline static std::map<std::string, std::size_t> s_columns;
};

TEST_F(Gpss, AgreesWithBartikWeight) {
    const RotembergFit fit = rotemberg_weights(data(), {.share_sums = ShareSums::as_given}, {});
    double largest = relative(fit.estimate, gpss::estimate);
    largest = std::max(largest, relative(fit.sum_negative, gpss::sum_negative));
    largest = std::max(largest, relative(fit.sum_positive, gpss::sum_positive));
    for (std::size_t i = 0; i < gpss::top.size(); ++i) {
        const auto& want = gpss::top[i];
        const std::size_t k = s_columns.at(std::to_string(want.year) + "," + want.industry);
        EXPECT_EQ(fit.by_weight[i], k);
        largest = std::max(largest, relative(fit.shares[k].shock, want.shock));
        largest = std::max(largest, relative(fit.shares[k].alpha, want.alpha));
        largest = std::max(largest, relative(fit.shares[k].beta, want.beta));
    }
    EXPECT_LT(largest, 1e-7);
    EXPECT_NEAR(fit.sum_negative + fit.sum_positive, 1, 1e-12);
}

// Shares in all periods: the shock-level regression gives the estimate of the regions.
TEST_F(Gpss, TheShockLevelGivesTheRegionalEstimate) {
    ShiftShareData d = data();
    std::vector<int> periods;
    for (std::size_t i = 0; i < s_outcome.size(); ++i) {
        periods.push_back(s_controls(i, 13) > 0 ? 1 : 0);
    }
    d.periods = periods;
    Matrix period(s_shocks.size(), 1);
    for (const auto& [name, k] : s_columns) {
        period(k, 0) = name.starts_with("2000") ? 1 : 0;
    }
    const double regional = fit_shift_share(d, {}).estimate;
    const ShockLevelFit fit = fit_shock_level(d, {.region = {}, .shock_controls = period.view()});
    EXPECT_LT(relative(fit.effect.estimate, regional), 1e-10);
    EXPECT_GT(fit.effect.std_error, 0);
    EXPECT_EQ(fit.unused.size(), 780U - static_cast<std::size_t>(std::ranges::count_if(
                                            fit.outcome, [](double x) { return x == x; })));
}

} // namespace
} // namespace halflight::stats
