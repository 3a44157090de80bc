// SPDX-License-Identifier: Apache-2.0
// fixest_expected.hpp - what fixest 0.14.2 and conleyreg 0.1.8 (R) return; calls stand beside.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace halflight::stats::fixest {

using Named = std::vector<std::pair<std::string, double>>;

// feols(y ~ x1 + i(period, treat, 5) | id + period, base_did, vcov = ~id)
inline const Named event_coef{{"x1", 0.973490151260742},
                              {"period::1:treat", -1.40304548628388},
                              {"period::2:treat", -1.24751078444385},
                              {"period::3:treat", -0.273205962244887},
                              {"period::4:treat", -1.79572056399201},
                              {"period::6:treat", 0.784452028314083},
                              {"period::7:treat", 3.59889733159794},
                              {"period::8:treat", 3.81176621201594},
                              {"period::9:treat", 4.73142620090947},
                              {"period::10:treat", 6.60622884191604}};

// feols(y ~ x1 + i(period, treat, 5) | id + period, base_did, vcov = ~id)
inline const Named event_se{{"x1", 0.0456783117646607},
                            {"period::1:treat", 1.11026662290526},
                            {"period::2:treat", 1.09314456341768},
                            {"period::3:treat", 1.10693505776096},
                            {"period::4:treat", 1.08797376536688},
                            {"period::6:treat", 1.02838807490319},
                            {"period::7:treat", 1.10156341443934},
                            {"period::8:treat", 1.24750196577476},
                            {"period::9:treat", 1.09711264934702},
                            {"period::10:treat", 1.12049429944555}};

// feols(y ~ x1 + i(period, treat, 5) | id + period, base_did, vcov = ~id)
inline const Named event_p{{"x1", 2.66470943954503e-40},
                           {"period::1:treat", 0.209083513602522},
                           {"period::2:treat", 0.256328981994586},
                           {"period::3:treat", 0.80552586191482},
                           {"period::4:treat", 0.101769363784926},
                           {"period::6:treat", 0.447262481705366},
                           {"period::7:treat", 0.00146086732582213},
                           {"period::8:treat", 0.00283661110288687},
                           {"period::9:treat", 3.60413162550231e-05},
                           {"period::10:treat", 4.40307389294286e-08}};

inline constexpr double event_r2_within = 0.389628121368503;
inline constexpr double event_loglik = -2984.58781679891;
// feols(y ~ x1 + treat:post | id + period, base_did, vcov = ~id)
inline const Named twfe_coef{{"x1", 0.972165776578515}, {"treat:post", 4.85064514323404}};

// feols(y ~ x1 + treat:post | id + period, base_did, vcov = ~id)
inline const Named twfe_se{{"x1", 0.0459721989522978}, {"treat:post", 0.455222045942342}};

// feols(y ~ x1 + treat:post | id + period, base_did, vcov = ~id)
inline const Named twfe_p{{"x1", 5.22693015154373e-40}, {"treat:post", 1.66756778663957e-18}};

// feols(y ~ x1 + treated | id + year, treated: year >= year_treated, vcov = ~id)
inline const Named stagg_coef{{"x1", 1.01833210055868}, {"treated", -3.6831014467459}};

// feols(y ~ x1 + treated | id + year, treated: year >= year_treated, vcov = ~id)
inline const Named stagg_se{{"x1", 0.0324162535074642}, {"treated", 0.361071075898408}};

// feols(y ~ x1 + treated | id + year, treated: year >= year_treated, vcov = ~id)
inline const Named stagg_p{{"x1", 1.21197308959624e-51}, {"treated", 6.89580230593139e-17}};

inline constexpr double stagg_r2_within = 0.623424825667896;
inline constexpr double stagg_loglik = -1799.85691353787;

// feols(y ~ x1 | id + period, base_did); K.fixef|G.adj|G.df
inline constexpr double grid_coef = 0.977899691740022;
struct GridRow {
    std::string key;
    Named errors;
};
inline const std::vector<GridRow> grid{
    {"none|TRUE|min",
     {{"iid", 0.044648830865937},
      {"hc1", 0.0460779599509725},
      {"cl_id", 0.0455745906785184},
      {"cl_2way", 0.0341612647066646},
      {"cl_period", 0.0351772315896905}}},
    {"none|TRUE|conventional",
     {{"iid", 0.044648830865937},
      {"hc1", 0.0460779599509725},
      {"cl_id", 0.0455745906785184},
      {"cl_2way", 0.0345152508984911},
      {"cl_period", 0.0351772315896905}}},
    {"none|FALSE|min",
     {{"iid", 0.044648830865937},
      {"hc1", 0.0460779599509725},
      {"cl_id", 0.0453631065180003},
      {"cl_2way", 0.0324082212674952},
      {"cl_period", 0.0333720520807943}}},
    {"none|FALSE|conventional",
     {{"iid", 0.044648830865937},
      {"hc1", 0.0460779599509725},
      {"cl_id", 0.0453631065180003},
      {"cl_2way", 0.0324082212674952},
      {"cl_period", 0.0333720520807943}}},
    {"nonnested|TRUE|min",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0457872590788868},
      {"cl_2way", 0.0341771057762416},
      {"cl_period", 0.0370819671931532}}},
    {"nonnested|TRUE|conventional",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0457872590788868},
      {"cl_2way", 0.0345312561165544},
      {"cl_period", 0.0370819671931532}}},
    {"nonnested|FALSE|min",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0455747880527172},
      {"cl_2way", 0.0324232494256261},
      {"cl_period", 0.0351790429350016}}},
    {"nonnested|FALSE|conventional",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0455747880527172},
      {"cl_2way", 0.0324232494256261},
      {"cl_period", 0.0351790429350016}}},
    {"full|TRUE|min",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0482665172943493},
      {"cl_2way", 0.0361790473422344},
      {"cl_period", 0.0372550237229322}}},
    {"full|TRUE|conventional",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0482665172943493},
      {"cl_2way", 0.0365539422210557},
      {"cl_period", 0.0372550237229322}}},
    {"full|FALSE|min",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0480425415276083},
      {"cl_2way", 0.0343224579529566},
      {"cl_period", 0.0353432187744215}}},
    {"full|FALSE|conventional",
     {{"iid", 0.0472860761902357},
      {"hc1", 0.0487996187733232},
      {"cl_id", 0.0480425415276083},
      {"cl_2way", 0.0343224579529566},
      {"cl_period", 0.0353432187744215}}},
    {"K.adj=FALSE|G.adj=FALSE",
     {{"iid", 0.044648830865937},
      {"hc1", 0.0460566226217659},
      {"cl_id", 0.0453631065180003},
      {"cl_2way", 0.0324082212674952}}},
};
// the same: vcov = NW(lag) ~ id + period, DK(lag) ~ period
inline const Named serial{{"NW_lag2", 0.0505874194754854},
                          {"DK_lag2", 0.017899581176681},
                          {"NW_default", 0.0512957731099777},
                          {"DK_default", 0.0242166246792836}};

// feols(depth~mag,quakes); vcov=conley(d km,distance=triangular|spherical)~lat+long
inline const Named quakes_coef{{"(Intercept)", 881.625023570166}, {"mag", -123.42092103934}};

// feols(depth~mag,quakes); vcov=conley(d km,distance=triangular|spherical)~lat+long
inline const Named quakes_constant{
    {"50km_triangular", 98.188633130478},    {"50km_spherical", 98.3507973878185},
    {"100km_triangular", 108.955014251481},  {"100km_spherical", 108.722895398806},
    {"200km_triangular", 128.161957995589},  {"200km_spherical", 128.306772561636},
    {"500km_triangular", 82.3394840743567},  {"500km_spherical", 81.4407055540548},
    {"1000km_triangular", 1.16970511490606}, {"1000km_spherical", 1.09729991283943}};

// feols(depth~mag,quakes); vcov=conley(d km,distance=triangular|spherical)~lat+long
inline const Named quakes_mag{
    {"50km_triangular", 18.7292544006978},   {"50km_spherical", 18.7781110182531},
    {"100km_triangular", 19.241951014242},   {"100km_spherical", 19.1847924534728},
    {"200km_triangular", 22.8938002247063},  {"200km_spherical", 22.9064402204242},
    {"500km_triangular", 14.8284339989743},  {"500km_spherical", 14.6278565674675},
    {"1000km_triangular", 10.6885326445077}, {"1000km_spherical", 10.7673072718681}};

// the same with vcov = "hc1"
inline const Named quakes_hc1{{"(Intercept)", 73.6621554166439}, {"mag", 15.992175804552}};

// feols(depth ~ mag | cut(stations, 5), quakes), conley(100), conley(200)
inline constexpr double quakes_fe_coef = -261.271419446267;
// as above
inline const Named quakes_fe{{"a100", 49.7940573213863}, {"a200", 58.3733944163309}};

// conleyreg(y~x1|id+t,dist_cutoff,lag_cutoff,unit='id',time='t',lat,lon,kernel)
inline const Named conleyreg{
    {"bartlett_d50_lag0", 0.0194506442779309},  {"bartlett_d50_lag3", 0.0191846501320845},
    {"bartlett_d150_lag0", 0.0192787178054811}, {"bartlett_d150_lag3", 0.0190103182005787},
    {"bartlett_d300_lag0", 0.0192422292162821}, {"bartlett_d300_lag3", 0.0189733134448315},
    {"uniform_d50_lag0", 0.0195697518150303},   {"uniform_d50_lag3", 0.0193053988294924},
    {"uniform_d150_lag0", 0.0190251017416676},  {"uniform_d150_lag3", 0.0187530726587588},
    {"uniform_d300_lag0", 0.0183669756492402},  {"uniform_d300_lag3", 0.0180850499685145}};

inline constexpr double conleyreg_coef = 0.798335335925995;
// fixest's conley(d) on the panel
inline const Named panel_default{
    {"d50", 0.0212767719906617}, {"d150", 0.0180586151806164}, {"d300", 0.0158601771693458}};

// the same with ssc(K.adj = FALSE, G.adj = FALSE)
inline const Named panel_plain{
    {"d50", 0.0207380320914371}, {"d150", 0.0176013608317514}, {"d300", 0.0154585885141848}};

} // namespace halflight::stats::fixest
