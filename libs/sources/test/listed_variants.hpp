// SPDX-License-Identifier: Apache-2.0
// Listed names of the DPRK's programme in other spellings, written by hand from the rules of each
// system. The names themselves are public: resolutions 1695 to 2397.
#pragma once

#include <string_view>

namespace halflight::sources::test {

struct Variant {
    std::string_view spelling;
    std::string_view entry;
    std::string_view system;
};

inline constexpr Variant variants[] = {
    {"윤호진", "KPi.001", "Hangul"},
    {"I Jeseon", "KPi.002", "Revised"},
    {"Lee Je-seon", "KPi.002", "usual in the South"},
    {"황석화", "KPi.003", "Hangul"},
    {"Hwang Seok-hwa", "KPi.003", "Revised"},
    {"Ли Хон Соп", "KPi.004", "Russian"},
    {"Yi Hongsŏp", "KPi.004", "McCune-Reischauer"},
    {"한유로", "KPi.005", "Hangul"},
    {"Baek Chang-ho", "KPi.006", "Revised"},
    {"Jang Myeongjin", "KPi.007", "Revised"},
    {"Na Gyeong-su", "KPi.008", "Revised"},
    {"Ra Kyŏng-su", "KPi.008", "McCune-Reischauer"},
    {"Ким Гван Иль", "KPi.009", "Russian"},
    {"Gim Gwang-il", "KPi.009", "Revised"},
    {"Yeon Jeong-nam", "KPi.010", "Revised"},
    {"Go Cheol-jae", "KPi.011", "Revised"},
    {"Moon Jeong-cheol", "KPi.012", "usual in the South"},
    {"Чхве Чхун Сик", "KPi.013", "Russian"},
    {"Choi Seong-il", "KPi.014", "usual in the South"},
    {"Хён Гван Иль", "KPi.015", "Russian"},
    {"Chang Pŏm-su", "KPi.016", "McCune-Reischauer"},
    {"Chang Yong-sŏn", "KPi.017", "McCune-Reischauer"},
    {"Jeon Myeong-guk", "KPi.018", "Revised"},
    {"姜文吉", "KPi.019", "hanja"},
    {"Gang Mun-gil", "KPi.019", "Revised"},
    {"Gang Ryong", "KPi.020", "Revised"},
    {"Gim Jeong-jong", "KPi.021", "Revised"},
    {"Ким Дон Мён", "KPi.023", "Russian"},
    {"김영철", "KPi.024", "Hangul"},
    {"Ким Ён Чхоль", "KPi.024", "Russian"},
    {"Kim Yŏng-ch'ŏl", "KPi.024", "McCune-Reischauer"},
    {"Ko T'ae-hun", "KPi.025", "McCune-Reischauer"},
    {"리만건", "KPi.026", "Hangul"},
    {"Lee Man-geon", "KPi.026", "usual in the South"},
    {"Yoo Cheol-woo", "KPi.028", "usual in the South"},
    {"Пак Чхун Иль", "KPi.029", "Russian"},
    {"Park Chun-il", "KPi.029", "usual in the South"},
    {"Son Jeong-hyeok", "KPi.031", "Revised"},
    {"Gim Segeon", "KPi.032", "Revised"},
    {"Ли Вон Хо", "KPi.033", "Russian"},
    {"金鐵三", "KPi.035", "hanja"},
    {"김철삼", "KPi.035", "Hangul"},
    {"Kim Seok-cheol", "KPi.036", "Revised"},
    {"장창하", "KPi.037", "Hangul"},
    {"Чо Чхун Рён", "KPi.038", "Russian"},
    {"Jo Chun-ryong", "KPi.038", "Revised"},
    {"Cho Yŏn-jun", "KPi.041", "McCune-Reischauer"},
    {"Чхве Хви", "KPi.042", "Russian"},
    {"Choi Hwi", "KPi.042", "usual in the South"},
    {"Kim Gyeong-ok", "KPi.045", "Revised"},
    {"Min Byeong-cheol", "KPi.047", "Revised"},
    {"Пэк Се Бон", "KPi.048", "Russian"},
    {"Baek Se-bong", "KPi.048", "Revised"},
    {"Park Do-chun", "KPi.050", "usual in the South"},
    {"리재일", "KPi.051", "Hangul"},
    {"Lee Jae-il", "KPi.051", "usual in the South"},
    {"Ли Су Ён", "KPi.052", "Russian"},
    {"朝鮮聯合機械貿易會社", "KPe.016", "traditional characters"},
    {"沈忠国际海运有限公司", "KPe.073", "simplified characters"},
    {"长安海连技术有限公司", "KPe.055", "simplified characters"},
    {"조선대성은행", "KPe.035", "Hangul"},
    {"Chosŏn Taesŏng Ŭnhaeng", "KPe.035", "McCune-Reischauer"},
    {"T'anch'ŏn Commercial Bank", "KPe.003", "McCune-Reischauer"},
    {"Namch'ŏn'gang Trading Co.", "KPe.004", "McCune-Reischauer"},
    {"Amnokgang Development Banking Corp.", "KPe.009", "Revised"},
};

} // namespace halflight::sources::test
