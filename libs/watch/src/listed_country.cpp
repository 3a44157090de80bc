// SPDX-License-Identifier: Apache-2.0
// Spellings of the states that stand on lists or are asked for most.
#include "halflight/watch/listed.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <map>

namespace halflight::watch {

namespace {

/// One state a line: codes of ISO 3166, the usual name, other spellings.
constexpr std::string_view states = R"(
AF AFG afghanistan
AE ARE united arab emirates|uae
AL ALB albania
AM ARM armenia
AT AUT austria
AU AUS australia
AZ AZE azerbaijan
BA BIH bosnia and herzegovina|bosnia
BD BGD bangladesh
BE BEL belgium
BG BGR bulgaria
BY BLR belarus
CA CAN canada
CD COD democratic republic of the congo|dr congo|drc
CF CAF central african republic|car
CG COG congo|republic of the congo
CH CHE switzerland
CN CHN china|peoples republic of china|prc
CU CUB cuba
CY CYP cyprus
CZ CZE czechia|czech republic
DE DEU germany
DK DNK denmark
DZ DZA algeria
EG EGY egypt
ER ERI eritrea
ES ESP spain
ET ETH ethiopia
FI FIN finland
FR FRA france
GB GBR united kingdom|united kingdom of great britain and northern ireland|great britain|uk|british|britain
GE GEO georgia
GR GRC greece
GW GNB guinea bissau|guineabissau
HK HKG hong kong|hong kong sar|hong kong china
HT HTI haiti
HU HUN hungary
ID IDN indonesia
IL ISR israel
IN IND india
IQ IRQ iraq
IR IRN iran|iran islamic republic of|islamic republic of iran
IT ITA italy
JO JOR jordan
JP JPN japan
KE KEN kenya
KG KGZ kyrgyzstan
KH KHM cambodia
KP PRK north korea|democratic peoples republic of korea|dprk|korea democratic peoples republic of
KR KOR south korea|republic of korea|korea republic of|rok
KW KWT kuwait
KZ KAZ kazakhstan
LA LAO laos|lao peoples democratic republic
LB LBN lebanon
LK LKA sri lanka
LR LBR liberia
LY LBY libya|libyan arab jamahiriya
MA MAR morocco
MH MHL marshall islands
ML MLI mali
MM MMR myanmar|burma
MN MNG mongolia
MR MRT mauritania
MT MLT malta
MY MYS malaysia
NA NAM namibia
NG NGA nigeria
NL NLD netherlands
NO NOR norway
OM OMN oman
PA PAN panama
PH PHL philippines
PK PAK pakistan
PL POL poland
PS PSE palestine|state of palestine
PT PRT portugal
QA QAT qatar
RO ROU romania
RS SRB serbia
RU RUS russia|russian federation
RW RWA rwanda
SA SAU saudi arabia
SD SDN sudan
SE SWE sweden
SG SGP singapore
SN SEN senegal
SO SOM somalia
SS SSD south sudan
SY SYR syria|syrian arab republic
TD TCD chad
TH THA thailand
TJ TJK tajikistan
TM TKM turkmenistan
TN TUN tunisia
TR TUR turkey|türkiye|turkiye
TT TTO trinidad and tobago
TW TWN taiwan|taiwan province of china
TZ TZA tanzania|united republic of tanzania
UA UKR ukraine
UG UGA uganda
US USA united states|united states of america
UZ UZB uzbekistan
VN VNM vietnam|viet nam
YE YEM yemen
ZA ZAF south africa
ZW ZWE zimbabwe
)";

/// Lower case, words parted by one blank, no punctuation.
std::string plain(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool kept = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (kept) {
            made += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (c != '\'' && c != '.' && !made.empty() && made.back() != ' ') {
            made += ' ';
        }
    }
    return std::string(trim(made));
}

const std::map<std::string, std::string, std::less<>>& table() {
    static const auto made = [] {
        std::map<std::string, std::string, std::less<>> rows;
        for (const auto line : split(states, '\n')) {
            if (line.empty()) {
                continue;
            }
            const std::string code(line.substr(3, 3));
            rows.emplace(plain(line.substr(0, 2)), code);
            rows.emplace(plain(code), code);
            for (const auto name : split(line.substr(7), '|')) {
                rows.emplace(name, code);
            }
        }
        return rows;
    }();
    return made;
}

std::string code_of(std::string_view name) {
    std::string text = plain(name);
    // The list writes typographic apostrophes in "People’s" at times.
    for (auto at = text.find("\xE2\x80\x99"); at != std::string::npos;
         at = text.find("\xE2\x80\x99")) {
        text.erase(at, 3);
    }
    const auto found = table().find(text);
    return found == table().end() ? "" : found->second;
}

} // namespace

bool known_country(std::string_view name) {
    return !code_of(name).empty();
}

CountryAgreement same_country(std::string_view one, std::string_view other) {
    const std::string a = code_of(one);
    const std::string b = code_of(other);
    if (a.empty() || b.empty()) {
        return plain(one) == plain(other) && !plain(one).empty() ? CountryAgreement::agrees
                                                                 : CountryAgreement::unknown;
    }
    return a == b ? CountryAgreement::agrees : CountryAgreement::differs;
}

} // namespace halflight::watch
