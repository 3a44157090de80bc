// SPDX-License-Identifier: Apache-2.0
// gpss_expected.hpp - results of package bartik.weight 0.1.0, bw() on the data of Autor, Dorn and
// Hanson (2013) as Goldsmith-Pinkham, Sorkin and Swift (2020) use them.
#pragma once

#include <string>
#include <vector>

namespace halflight::stats::gpss {

struct Top {
    int year;
    std::string industry;
    double shock;
    double alpha;
    double beta;
};

inline constexpr double estimate = -0.615423528868732;
inline constexpr double sum_negative = -0.115525739542005;
inline constexpr double sum_positive = 1.115525739542;

inline const std::vector<std::string> controls = {
    "reg_midatl",       "reg_encen",   "reg_wncen",
    "reg_satl",         "reg_escen",   "reg_wscen",
    "reg_mount",        "reg_pacif",   "l_sh_popedu_c",
    "l_sh_popfborn",    "l_sh_empl_f", "l_sh_routine33",
    "l_task_outsource", "t2",          "l_shind_manuf_cbp"};

inline const std::vector<Top> top = {
    {2000, "3571", 189.116687006782, 0.140442248916753, -0.619651123678509},
    {2000, "3944", 320.635732915933, 0.0983046808739268, -0.178584461784814},
    {2000, "3651", 218.215642122419, 0.0550562279718106, -0.146867203580642},
    {2000, "3661", 94.5771326835953, 0.0508127439113281, -0.307743999428867},
    {2000, "3577", 41.6783819669082, 0.0465185647389653, -0.231724485349417},
    {1990, "3651", 43.7882051877064, 0.0457970380820625, 0.827699929671552},
    {2000, "3674", 41.8809917235458, 0.0410954708733123, -0.92603516270697},
    {1990, "3944", 53.2927485310646, 0.037888268093575, -0.078019544569367},
    {2000, "3679", 34.6759302115342, 0.0348466510420806, -0.373498668797461},
    {1990, "3577", 38.7875528477697, 0.0316520438973571, -0.391860771695438},
};

} // namespace halflight::stats::gpss
