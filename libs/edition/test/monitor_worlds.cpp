// SPDX-License-Identifier: Apache-2.0
#include "monitor_worlds.hpp"

#include <fmt/format.h>

namespace halflight::edition::test {

namespace {

constexpr const char* sources = R"([source.customs]
publisher = "Customs"
title = "Monthly deliveries"
reliability = "B"
redistribute = true

[source.guarded]
publisher = "Wire"
title = "An estimate for subscribers"
reliability = "C"
)";

constexpr const char* codes = R"([indicator.oil]
name = "Oil"
type = "flow"
unit = "t"
frequency = "M"

[indicator.oil-estimate]
name = "Oil, estimates"
type = "flow"
unit = "t"

[indicator.harvest]
name = "Harvest"
type = "flow"
unit = "t"
frequency = "A"
)";

constexpr const char* rules = R"([[rule]]
id = "cap"
instrument = "Act 1"
paragraph = "5"
kind = "cap"
direction = "to_area"
from = 2020-01-01
goods = ["oil"]
  [rule.cap]
  limit = 100
  unit = "t"
)";

constexpr const char* watched = R"([[monitor]]
id = "harvest"
form = "threshold"
title = "Harvest"
series = ["harvest:PRK"]
frequency = "A"
below = 50
custom_days = 3650

[[monitor]]
id = "oil-low"
form = "threshold"
title = "Oil"
series = ["oil:PRK:RUS"]
frequency = "M"
below = 1
custom_days = 3650

[[board]]
cell = "food"
title = "Food"
monitors = ["harvest"]

[[board]]
cell = "prices"
title = "Prices"
monitors = []

[[meter]]
id = "oil-cap"
title = "Oil against the cap"
rule = "cap"
reported = ["oil:PRK:RUS"]
estimated = ["oil-estimate:PRK:RUS"]
)";

std::string claims() {
    std::string out = "id,indicator,area,counterpart,start,value,unit,kind,source,known_since\n";
    for (int year = 2020; year <= 2021; ++year) {
        for (int month = 1; month <= 12; ++month) {
            out += fmt::format(
                "M{0}-{1:02},oil,PRK,RUS,{0}-{1:02},={2},t,measured,customs,{3}-{4:02}"
                "-20\n",
                year, month, year == 2020 ? 5 : 12, month == 12 ? year + 1 : year, month % 12 + 1);
        }
    }
    return out + "GUARDED,oil-estimate,PRK,RUS,2020,=130,t,estimate,guarded,2021-06-01\n"
                 "CROP-2020,harvest,PRK,,2020,=60,t,measured,customs,2021-02-01\n"
                 "CROP-2021,harvest,PRK,,2021,=40,t,measured,customs,2022-02-01\n";
}

} // namespace

dossier::Files watched_world() {
    return {{"dossier.toml", "title = \"Watched\"\narea = \"PRK\"\n"},
            {"sources.toml", sources},
            {"codes.toml", codes},
            {"rules/act.toml", rules},
            {"watch.toml", watched},
            {"claims/all.csv", claims()}};
}

} // namespace halflight::edition::test
