// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/country_spec.hpp - all that a made country depends on.
#pragma once

#include "halflight/base/period.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::simulate {

/// A calendar month, 1 to 12.
[[nodiscard]] Period month_of(int year, int month) noexcept;

/// What an industry belongs to. Heavy industry and munitions are those whose exposure studies ask
/// for.
enum class Group : unsigned char { heavy, munitions, light, other };
inline constexpr std::array<Group, 4> groups{Group::heavy, Group::munitions, Group::light,
                                             Group::other};
/// One number for each group, in the order of `groups`.
using ByGroup = std::array<double, groups.size()>;
[[nodiscard]] constexpr std::size_t index_of(Group group) noexcept {
    return static_cast<std::size_t>(group);
}
[[nodiscard]] std::string_view to_string(Group group) noexcept;

/// What the effects of the treatment are counted in.
enum class EffectUnit : unsigned char {
    relative, ///< of the light of an enterprise at activity 1: 0.3 is 30 percent
    radiance, ///< nW/cm2/sr, summed over the cells that the enterprise lights
};
[[nodiscard]] std::string_view to_string(EffectUnit unit) noexcept;

struct Industry {
    std::string code;
    std::string name;
    Group group = Group::other;
    double share = 0;               ///< of enterprises, relative to the sum over industries
    std::optional<double> effect{}; ///< none: that of its group
    bool operator==(const Industry&) const = default;
};
/// Twelve industries, some in each group.
[[nodiscard]] std::vector<Industry> usual_industries();

/// The specification of a country. Light is radiance in nW/cm2/sr of a cell; the light of a source
/// is that summed over the cells that it lights. Activity is 1 in an ordinary month.
struct CountrySpec {
    std::uint64_t seed = 1;
    // Where and when.
    int provinces = 10;
    int counties = 200;
    int enterprises = 3000;
    Period first_month = month_of(2012, 4);
    int months = 150;
    Period treatment = month_of(2023, 7); ///< its first month
    int tile_h = 14;          ///< the grid begins at the north-western corner of this tile of
    int tile_v = 4;           ///< 10 by 10 degrees, counted from 180 west and 90 north
    int grid_width = 2400;    ///< cells of 1/240 degree
    int grid_height = 2400;   ///< likewise
    double land_share = 0.65; ///< of the grid, about; less where counties are few
    // Industries and what the treatment does to them.
    std::vector<Industry> industries = usual_industries();
    EffectUnit effect_unit = EffectUnit::relative;
    double effect = 1;                 ///< multiplies all effects; 0: none planted
    ByGroup effects{0.15, 0.30, 0, 0}; ///< in full
    double effect_at_once = 0.5;       ///< share of it in the month of the treatment
    int ramp_months = 12;              ///< months until it is there in full
    // What moves activity anyway.
    int factors = 3;              ///< common to all enterprises
    double factor_strength = 0.1; ///< standard deviation of activity that one factor gives
    double loading_mean = 1;      ///< of the first factor; 0 for the others
    double loading_spread = 0.5;  ///< standard deviation between enterprises
    ByGroup loadings{0, 0, 0,
                     0};        ///< added to the first loading of a group: no group is like another
    double specialisation = 1;  ///< how unlike the mix of groups is between counties
    double exposure_trend = 0;  ///< growth of town light over all months, by standard deviation
                                ///< of the county's share of heavy industry and munitions
    double trend_spread = 0.05; ///< growth that has nothing to do with it, between counties
    double season = 0.08;       ///< half the way from summer to winter
    double rationing = 0.15;    ///< loss in the month of the worst shortage of power
    double closure = 0.15;      ///< loss while the border is closed, where it is near
    Period closure_first = month_of(2020, 1);
    Period closure_last = month_of(2023, 8);
    double own_noise = 0.1;       ///< of an enterprise's own, standard deviation
    double own_persistence = 0.6; ///< from month to month
    // Light as it leaves the ground.
    double enterprise_light = 60; ///< mean over enterprises
    double light_spread = 1;      ///< standard deviation of its logarithm
    double town_light = 1500;     ///< of all towns of a county, mean
    double background = 0.15;     ///< of a cell, mean
    double border_glow = 12;      ///< brightest cell of the foreign city at the border, last month
    double buffer_m = 1000;       ///< round an enterprise: what is taken as its place
    // What the sensor makes of it.
    double point_spread = 1;      ///< standard deviation, in cells
    double cloud_gaps = 0.03;     ///< share of cells that nobody saw in a month
    double summer_gaps = 0.4;     ///< the same in June and July; May and August lie between
    int cloud_cells = 40;         ///< how far clouds reach, in cells
    double noise = 0.1;           ///< standard deviation, at 8 clear observations
    double noise_relative = 0.03; ///< and in proportion to the light
    double floor = 0.5;           ///< values below it are set to 0; 0: none
    double drift = 0.03;          ///< change of the calibration from the first month to the last
    double step = 0.01;           ///< to which values are rounded; 0: not at all
    // What newspapers write.
    int mention_first_year = 2010;
    int mention_last_year = 2022;
    double mention_rate = 1.0; ///< reports on an ordinary enterprise in a year
    double mention_size = 0.5; ///< reports grow with light to this power
    double placeless = 0.05;   ///< share of enterprises whose place nobody tells
    // What a partner counts at its border, by quarter.
    double border_entries = 1500;            ///< of the country's people, in an ordinary quarter
    int border_others = 3;                   ///< other nationalities in the same table
    double entries_rise = 1;                 ///< growth of study and work by the treatment
    int moved_purposes = 1;                  ///< recorded under another code; 0: none
    Period purpose_move = month_of(2019, 7); ///< since the first quarter that begins then or
                                             ///< later; outside the months: never
    // What partners report of trade.
    double trade_imports = 400;  ///< of the country, million USD in an ordinary year
    double trade_exports = 150;  ///< likewise, valued FOB
    double cif_margin = 0.08;    ///< (CIF - FOB) / FOB, mean over months
    double cif_spread = 0.02;    ///< its standard deviation
    int mixup_months = 6;        ///< of each partner, booked under a wrong name
    double mixup_share = 0.3;    ///< of the namesake's trade in such a month
    double trade_missing = 0.04; ///< share of months that are never published
    double trade_late = 0.08;    ///< share that comes half a year late
    // Prices in a market.
    int price_crises = 2;        ///< at most; no more than fit
    int crisis_months = 9;       ///< from its onset until prices are as before
    double crisis_size = 0.8;    ///< jump of the logarithm of the rice price
    double price_noise = 0.04;   ///< standard deviation of logarithms, by month
    double price_missing = 0.03; ///< share that nobody collected
    // Where the leader is reported to have been.
    double visit_rate = 1.5;    ///< in a month, mean over classes
    double visit_rise = 3;      ///< by which visits to munitions plants multiply;
                                ///< 1: they do not
    int visit_lead = 0;         ///< months by which that precedes the treatment
    int visit_delay = 3;        ///< most days from visit to report; least is 1
    double visit_undated = 0.5; ///< share of reports that do not say when it was
    double visit_gaps = 0.08;   ///< share of months that the archive lacks
    // Refined petroleum that partners deliver and report.
    double oil_cap = 500'000;            ///< barrels a year that are allowed
    double oil_before = 0.7;             ///< delivered while reported, of the cap
    double oil_after = 2;                ///< delivered after, of the cap
    Period oil_stop = month_of(2023, 2); ///< first month without a report
    double oil_error = 0.2;              ///< half width of the later estimate, relative
    // What the press prints of workers abroad.
    int press_stories = 24;         ///< each on a month of its own
    double press_copies = 3;        ///< of a dispatch, mean
    double press_uncited = 0.2;     ///< share of stories with copies that hide their
                                    ///< origin
    double press_independent = 0.4; ///< share of the other stories that somebody
                                    ///< counted as well
    double press_slips = 0.1;       ///< share of copies that print a wrong number
                                    ///< first and take it back
    double press_wrong = 0.1;       ///< share of dispatches that err themselves
    // Growth by sector as an office publishes it, and electricity.
    double growth_error = 0.8;     ///< percentage points by which the first release errs, standard
                                   ///< deviation; the revision leaves a third
    double growth_flattered = 1.5; ///< points by which the total of one year, drawn, is better than
                                   ///< its sectors make it; 0: none
    double electricity = 15'000;   ///< GWh in an ordinary year
    double electricity_noise = 0.02; ///< standard deviation of logarithms, by month

    bool operator==(const CountrySpec&) const = default;
};

/// Refuses what no country can be made of, in one sentence: a number out of its range, no county,
/// more counties than the grid has room for, fewer counties than provinces, fewer enterprises than
/// industries, an industry without a share or a code, or named twice, a treatment outside the
/// months (or, where an effect is planted, in the first), an effect on a group that no industry
/// belongs to, mentions that end before they begin.
void require_sound(const CountrySpec& spec);

/// Reads a specification in TOML: keys are the names of the fields, months are texts ("2023-07"),
/// industries `[[industry]]` with code, name, group, share and effect, numbers by group the tables
/// `[effects]` and `[loadings]`. What is not written keeps its default; written industries take the
/// place of the usual ones. Throws Error(parse) with every fault, a line each: "NAME:LINE:COLUMN:
/// message"; an unknown key with the nearest that is known. Then `require_sound`.
[[nodiscard]] CountrySpec read_spec(std::string_view toml, const std::string& name);

/// The specification as TOML that `read_spec` reads back to an equal one.
[[nodiscard]] std::string to_toml(const CountrySpec& spec);

} // namespace halflight::simulate
