// SPDX-License-Identifier: Apache-2.0
// Results of fixest 0.14.2 on base_stagg, errors clustered by id.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace halflight::stats::fixest {

using Named = std::vector<std::pair<std::string, double>>;

// feols(y ~ x1 + sunab(year_treated, year) | id + year, base_stagg, vcov = ~id)
inline const Named sunab_coef = {
    {"x1", 0.994678310856712},         {"event:-9", 0.351765620919278},
    {"event:-8", -0.0790091350120443}, {"event:-7", 0.101040164192895},
    {"event:-6", -0.0564023865636246}, {"event:-5", -0.295309292423108},
    {"event:-4", -0.303721329280495},  {"event:-3", -0.0883792128881393},
    {"event:-2", 0.0846616233042414},  {"event:0", -5.18820685003403},
    {"event:1", -3.54002789221198},    {"event:2", -2.15548531917631},
    {"event:3", -0.774953722638696},   {"event:4", 1.06885656290629},
    {"event:5", 2.11789308077776},     {"event:6", 4.63147404474518},
    {"event:7", 4.88978791850509},     {"event:8", 6.24362605443894}};
// feols(y ~ x1 + sunab(year_treated, year) | id + year, base_stagg, vcov = ~id)
inline const Named sunab_se = {{"x1", 0.0183781319459925},      {"event:-9", 0.35907322652257},
                               {"event:-8", 0.297470135788231}, {"event:-7", 0.366964639770666},
                               {"event:-6", 0.308916104048457}, {"event:-5", 0.29395431483031},
                               {"event:-4", 0.249112818021624}, {"event:-3", 0.255791144784937},
                               {"event:-2", 0.244276637352184}, {"event:0", 0.221068019719109},
                               {"event:1", 0.212821653487162},  {"event:2", 0.225779369448786},
                               {"event:3", 0.277127264662484},  {"event:4", 0.31035221643318},
                               {"event:5", 0.448123482658092},  {"event:6", 0.460443626152869},
                               {"event:7", 0.339398901994708},  {"event:8", 0.297557204860335}};
// feols(y ~ x1 + sunab(year_treated, year) | id + year, base_stagg, vcov = ~id)
inline const Named sunab_p = {{"x1", 1.18955349959414e-72},      {"event:-9", 0.329774180979382},
                              {"event:-8", 0.791126165084413},   {"event:-7", 0.783659118023427},
                              {"event:-6", 0.85551954729485},    {"event:-5", 0.317664012997428},
                              {"event:-4", 0.225814355616883},   {"event:-3", 0.73048062112796},
                              {"event:-2", 0.729680807917334},   {"event:0", 4.3868367671298e-41},
                              {"event:1", 9.33505404676672e-30}, {"event:2", 1.68954439642135e-15},
                              {"event:3", 0.00626695165923654},  {"event:4", 0.000857829448675165},
                              {"event:5", 8.00976738674901e-06}, {"event:6", 1.37897886399686e-16},
                              {"event:7", 1.58215729407248e-25}, {"event:8", 3.06902355262396e-37}};
// summary(feols(y~x1+sunab(year_treated,year)|id+year,base_stagg),agg='att',vcov=~id)
inline const Named sunab_att_coef = {{"x1", 0.994678310856712}, {"overall", -1.13374944877203}};
// summary(feols(y~x1+sunab(year_treated,year)|id+year,base_stagg),agg='att',vcov=~id)
inline const Named sunab_att_se = {{"x1", 0.0183781319459925}, {"overall", 0.20507049376152}};
// summary(feols(y~x1+sunab(year_treated,year)|id+year,base_stagg),agg='att',vcov=~id)
inline const Named sunab_att_p = {{"x1", 1.18955349959414e-72}, {"overall", 2.88203823556447e-07}};
// summary(the same, agg = "cohort")
inline const Named sunab_cohort_coef = {
    {"x1", 0.994678310856712},       {"cohort:2", 2.4347382387596},
    {"cohort:3", 1.37661018393668},  {"cohort:4", 0.754376272969026},
    {"cohort:5", -2.80795377370758}, {"cohort:6", -2.72257869644209},
    {"cohort:7", -5.07519277344328}, {"cohort:8", -5.09282059702035},
    {"cohort:9", -7.23673019419599}, {"cohort:10", -8.71157532817226}};
// summary(the same, agg = "cohort")
inline const Named sunab_cohort_se = {
    {"x1", 0.0183781319459925},      {"cohort:2", 0.286046378795397},
    {"cohort:3", 0.619741307252387}, {"cohort:4", 0.805495606770633},
    {"cohort:5", 0.386545219803342}, {"cohort:6", 0.595004092030598},
    {"cohort:7", 0.567639754726306}, {"cohort:8", 0.350585600430364},
    {"cohort:9", 0.328854404945563}, {"cohort:10", 0.512805458557779}};
// summary(the same, agg = "cohort")
inline const Named sunab_cohort_p = {
    {"x1", 1.18955349959414e-72},       {"cohort:2", 2.66665471286528e-13},
    {"cohort:3", 0.0287338666276616},   {"cohort:4", 0.351396807532136},
    {"cohort:5", 1.0809718719937e-10},  {"cohort:6", 1.44858061855562e-05},
    {"cohort:7", 3.2825082890416e-14},  {"cohort:8", 9.23944514041644e-26},
    {"cohort:9", 7.39837551505802e-39}, {"cohort:10", 2.1002541028991e-30}};

} // namespace halflight::stats::fixest
