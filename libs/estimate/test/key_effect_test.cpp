// SPDX-License-Identifier: Apache-2.0
// key_effect_test.cpp - a key that has no effect beside the others is refused; every key that acts
// under another names a key and words that are there.
#include "halflight/estimate/method.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"

namespace halflight::estimate {
namespace {

std::string fault(std::string_view method, std::string_view toml) {
    try {
        (void)read_settings(toml, "s.toml", find_method(method).fields);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::parse);
        return error.what();
    }
    return "";
}

bool refuses(std::string_view method, const std::string& toml, const std::string& key) {
    return fault(method, toml).find("'" + key + "' has no effect with ") != std::string::npos;
}

TEST(KeyEffect, APenaltyStandsWithItsRuleOnly) {
    EXPECT_EQ(fault("segments", "series = 'n'\npenalty = 5.0"),
              "s.toml:2:11: 'penalty' has no effect with penalty_rule = mbic; it acts only with "
              "penalty_rule = given: set that, or leave 'penalty' out");
    EXPECT_EQ(fault("segments", "series = 'n'\npenalty_rule = 'given'"),
              "s.toml: the key 'penalty' is needed with penalty_rule = given: That gain itself.");
    EXPECT_EQ(fault("segments", "series = 'n'\npenalty_rule = 'given'\npenalty = 5"), "");
}

TEST(KeyEffect, ModelsOfErrorsReadTheirOwnKeys) {
    const std::string model = "outcome = 'y'\nregressors = ['x']\n";
    EXPECT_EQ(fault("least-squares", model + "errors = 'hc1'\nclusters = ['u']"),
              "s.toml:4:12: 'clusters' has no effect with errors = hc1; it acts only with errors = "
              "auto or clustered: set that, or leave 'clusters' out");
    const std::string clustered = model + "clusters = ['u']\n";
    EXPECT_EQ(fault("least-squares", clustered), "");
    EXPECT_TRUE(refuses("least-squares", clustered + "lags = 2", "lags"));
    EXPECT_TRUE(refuses("poisson", clustered + "cutoff_km = 50", "cutoff_km"));
    const std::string conley =
        model + "errors = 'conley'\nlatitude = 'lat'\nlongitude = 'lon'\ncutoff_km = 50\n";
    EXPECT_EQ(fault("least-squares", conley), "");
    EXPECT_TRUE(refuses("least-squares", conley + "lags = 3", "lags"));
    EXPECT_NE(fault("least-squares", model + "errors = 'conley'").find("'cutoff_km' is needed"),
              std::string::npos);
}

TEST(KeyEffect, WhatAnotherKeyLeavesOutIsRefused) {
    const std::string panel = "outcome = 'y'\ntreatment = 'd'\n";
    EXPECT_TRUE(refuses("matrix-completion", panel + "lambda = 1\nfolds = 3", "folds"));
    EXPECT_FALSE(refuses("matrix-completion", panel + "folds = 3", "folds"));
    EXPECT_TRUE(refuses("gsynth", panel + "draws = 50", "draws"));
    EXPECT_TRUE(refuses("gsynth", panel + "cross_validate = false\ngain = 0.1", "gain"));
    EXPECT_TRUE(refuses("synthetic", panel + "ridge = 1", "ridge"));
    EXPECT_TRUE(refuses("cusum", "series = 'n'\nfirst = 9\nsize = 2", "size"));
    EXPECT_TRUE(refuses("ears", "series = 'n'\nconvention = 'surveillance'", "convention"));
    EXPECT_TRUE(
        refuses("farrington", "series = 'n'\nvariant = 'original'\nseasons = 4", "seasons"));
    EXPECT_TRUE(refuses("farrington", "series = 'n'\ntrend = false\ntrend_p = 0.1", "trend_p"));
    EXPECT_TRUE(refuses("breaks", "outcome = 'y'\nbreaks = 2\ncriterion = 'lwz'", "criterion"));
    EXPECT_FALSE(refuses("breaks", "outcome = 'y'\nbreaks = 2\nmost = 4", "most"));
}

TEST(KeyEffect, EveryConditionNamesAKeyOfItsMethodAndItsWords) {
    for (const Method& method : methods()) {
        for (const Field& field : method.fields) {
            EXPECT_FALSE(field.needed_under && field.under.empty()) << field.name;
            for (const Under& under : field.under) {
                const auto other = std::ranges::find(method.fields, under.key, &Field::name);
                ASSERT_NE(other, method.fields.end()) << method.name << " " << field.name;
                std::vector<std::string_view> words = {"given", "not given"};
                if (other->type == FieldType::choice) {
                    words = other->choices;
                } else if (other->type == FieldType::flag) {
                    words = {"true", "false"};
                }
                EXPECT_FALSE(under.words.empty());
                for (const std::string_view word : under.words) {
                    EXPECT_NE(std::ranges::find(words, word), words.end())
                        << method.name << " " << field.name << " " << word;
                }
            }
        }
    }
}

TEST(KeyEffect, ADefaultMayStandAnywhere) {
    std::size_t written = 0;
    for (const Method& method : methods()) {
        for (const Field& field : method.fields) {
            const std::string value = field.type == FieldType::choice
                                          ? "'" + std::string(field.choices.front()) + "'"
                                          : std::string(field.fallback);
            if (!field.under.empty() && !value.empty()) {
                const std::string name(field.name);
                EXPECT_FALSE(refuses(method.name, name + " = " + value, name)) << method.name;
                ++written;
            }
        }
    }
    EXPECT_GT(written, 20U);
}

TEST(KeyEffect, AChoiceMayBeWrittenWithUnderscores) {
    for (const char* word : {"negative_binomial", "negative-binomial"}) {
        const Settings settings = read_settings(std::string("series = 'n'\nmodel = '") + word + "'",
                                                "s.toml", find_method("change-date").fields);
        EXPECT_EQ(settings.text("model"), "negative-binomial");
    }
}

TEST(KeyEffect, ABareTextIsAListOfOne) {
    const Settings settings = read_settings("outcome = 'y'\nregressors = 'x'", "s.toml",
                                            find_method("least-squares").fields);
    EXPECT_EQ(settings.list("regressors"), std::vector<std::string>{"x"});
}

TEST(KeyEffect, ZeroIsNotAboveZero) {
    EXPECT_EQ(fault("matrix-completion", "outcome = 'y'\ntreatment = 'd'\nlambda = 0"),
              "s.toml:3:10: 'lambda' is 0; it must be above 0");
    EXPECT_NE(describe(find_method("matrix-completion")).find("lambda (number; above 0)"),
              std::string::npos);
    EXPECT_NE(describe(find_method("segments"))
                  .find("penalty (number; at least 0; needed with penalty_rule = given)"),
              std::string::npos);
}

} // namespace
} // namespace halflight::estimate
