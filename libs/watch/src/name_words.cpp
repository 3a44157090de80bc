// SPDX-License-Identifier: Apache-2.0
#include "name_words.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace halflight::watch {

namespace {

/// The word, then the spellings that mean it.
constexpr std::string_view spellings[] = {
    "company co coy hoesa hwesa kompaniya",
    "corporation corp cooperation",
    "limited ltd ltda",
    "incorporated inc",
    "jointventure jv",
    "shipping shpg haeun",
    "trading muyok muyeok",
    "bank unhaeng eunhaeng banking",
    "international intl",
    "department dept",
    "technology technologies tech",
    "center centre",
    "defense defence",
    "korea korean dprk dprkn choson chosun joson joseon kore",
    "ooo llc",
    "and und",
    "number no nr",
    "muhammad mohammed mohammad muhammed mohamed mohamad muhamad mohd mohammod mohamet muhammet",
    "ahmad ahmed ahmet",
    "hussein husayn hussain husain husein hossein",
    "abdul abdel abdal abdoul abd abdol",
    "abu abou",
    "bin ibn ben",
    "al el ul ur ud",
    "sheikh shaykh sheik shekh cheikh",
    "haji hajji hadji haj hajj alhaj alhajj",
    "mullah mulla molla",
    "maulavi mawlawi maulawi mawlavi maulvi moulavi molvi",
    "sayyid sayed syed sayyed"};

constexpr std::string_view light_words =
    "company corporation limited incorporated jointventure ooo plc pte pty gmbh ag sa sarl srl spa "
    "bv nv oy ab as asa jsc pjsc ojsc cjsc oao zao pao ao tov llp lp kg fze fzco fzc sdn bhd "
    "mr mrs ms miss dr prof professor eng engineer sir col colonel lt capt captain maj brig "
    "sheikh haji mullah maulavi qari hafiz akhund ustad alim general gen "
    "al bin bint abu of the and for de la le du des der den van von di da in on at to a "
    "number";

constexpr std::string_view remark_words =
    "previously listed as formerly former known combat name nom de guerre alias original script "
    "martyrs born alternate spelling variant name";

constexpr double light = 0.15;

template <class Visit>
void each_word(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) {
            visit(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

const std::unordered_map<std::string_view, std::string_view>& canonical_table() {
    static const auto made = [] {
        std::unordered_map<std::string_view, std::string_view> rows;
        for (const auto line : spellings) {
            const auto word = line.substr(0, line.find(' '));
            each_word(line, [&](std::string_view spelling) { rows.emplace(spelling, word); });
        }
        return rows;
    }();
    return made;
}

std::unordered_set<std::string_view> words_of(std::string_view text) {
    std::unordered_set<std::string_view> made;
    each_word(text, [&](std::string_view word) { made.insert(word); });
    return made;
}

} // namespace

std::string_view canonical_word(std::string_view word) noexcept {
    const auto found = canonical_table().find(word);
    return found == canonical_table().end() ? word : found->second;
}

double word_weight(std::string_view canonical) noexcept {
    static const auto table = words_of(light_words);
    return table.contains(canonical) ? light : 1.0;
}

bool is_remark(const std::vector<std::string>& words) {
    static const auto table = words_of(remark_words);
    return std::ranges::all_of(words, [](const auto& word) { return table.contains(word); });
}

} // namespace halflight::watch
