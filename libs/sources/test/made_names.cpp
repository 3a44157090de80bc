// SPDX-License-Identifier: Apache-2.0
#include "made_names.hpp"

#include "halflight/base/random.hpp"
#include "halflight/watch/romanise.hpp"

#include <algorithm>
#include <string_view>

namespace halflight::sources::test {

namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view text) {
    Parts made;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        made.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return made;
}

/// Surnames as often as the census of 2015 has them, in rough hundredths.
const Parts korean_surnames = parts_of("김 김 김 김 김 김 김 김 김 김 김 김 김 김 김 김 김 김 김 "
                                       "김 김 리 리 리 리 리 리 리 리 리 리 리 리 리 리 "
                                       "박 박 박 박 박 박 박 박 최 최 최 최 최 정 정 정 정 강 강 "
                                       "조 조 윤 윤 장 장 임 임 한 오 서 신 권 황 안 "
                                       "송 전 홍 유 고 문 양 손 배 백 허 남 심 노 하 곽 성 차 주 "
                                       "우 구 민 류 나 진 지 엄 채 원 천 방 공 현 함 변 "
                                       "염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 왕 금 옥");
const Parts korean_syllables = parts_of("가 강 건 경 고 관 광 구 국 권 규 균 근 금 기 길 나 남 내 "
                                        "누 다 단 달 대 덕 도 동 두 라 란 래 련 렬 령 록 룡 "
                                        "리 린 림 만 명 모 무 문 미 민 백 범 별 병 보 복 봉 빈 사 "
                                        "산 삼 상 새 생 서 석 선 설 섭 성 세 소 송 수 숙 순 "
                                        "승 시 식 신 심 아 안 애 양 언 연 열 영 예 옥 완 용 우 욱 "
                                        "운 웅 원 월 유 윤 율 은 을 의 이 익 인 일 자 장 재 "
                                        "전 정 제 조 종 주 준 중 지 진 찬 창 채 천 철 춘 충 치 태 "
                                        "택 평 필 하 학 한 해 향 혁 현 형 혜 호 홍 화 환 회 "
                                        "효 훈 휘 희");
const Parts common_syllables =
    parts_of("영 철 성 일 명 광 수 남 호 혁 국 진 학 정 철 성 용 춘 만 경 동 룡 금 은 희 순");
const Parts russian_first = parts_of("Александр Сергей Дмитрий Алексей Андрей Владимир Николай "
                                     "Михаил Евгений Иван Павел Юрий Виктор Олег Игорь "
                                     "Константин Роман Антон Максим Артём Борис Вячеслав Григорий "
                                     "Денис Егор Кирилл Леонид Матвей Пётр Степан "
                                     "Тимофей Фёдор Ярослав Анатолий Валерий Геннадий");
const Parts russian_last = parts_of("Иванов Смирнов Кузнецов Попов Васильев Петров Соколов "
                                    "Михайлов Новиков Фёдоров Морозов Волков Алексеев "
                                    "Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов "
                                    "Андреев Макаров Никитин Захаров Зайцев "
                                    "Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев "
                                    "Кузьмин Фролов Александров Дмитриев Королёв "
                                    "Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов "
                                    "Ковалёв Белов Медведев Антонов Тарасов Жуков "
                                    "Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов "
                                    "Осипов Сидоров Матвеев Титов Марков Миронов "
                                    "Щербаков Юдин Цветков Хохлов");
const Parts chinese_surnames = parts_of(
    "王 李 張 劉 陳 楊 趙 黃 周 吳 徐 孫 胡 朱 高 林 何 郭 馬 羅 梁 宋 鄭 謝 韓 唐 馮 于 董 蕭 程 "
    "曹 袁 鄧 許 傅 "
    "沈 曾 彭 呂 蘇 盧 蔣 蔡 賈 丁 魏 薛 葉 閻 余 潘 杜 戴 夏 鍾 汪 田 任 姜 范 方 石 姚 譚");
const Parts chinese_given =
    parts_of("偉 芳 娜 敏 靜 強 磊 洋 艷 勇 軍 杰 娟 濤 超 明 剛 平 輝 鵬 華 飛 鑫 波 斌 宇 浩 凱 "
             "健 俊 帆 帥 旭 寧 龍 林 歡 "
             "陽 建 亮 成 峰 建國 志強 曉東 海燕 麗華 國強 文博 子涵 雨欣 宇軒 浩然 思遠 嘉怡 俊杰 "
             "天佑 春梅 秀英 玉蘭 桂芳 "
             "建平 永強 金鳳 德明 世杰 家豪 志明 美玲 淑芬 雅婷 怡君 冠宇 承翰 柏翰");
const Parts english_first =
    parts_of("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William "
             "Barbara Richard Susan Joseph "
             "Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty "
             "Anthony Margaret Mark Sandra "
             "Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol "
             "Kevin Amanda Brian "
             "Dorothy George Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Sharon "
             "Jeffrey Laura Ryan "
             "Cynthia Jacob Kathleen Gary Amy Nicholas Angela Eric Emma Neil");
const Parts english_last = parts_of("Smith Johnson Williams Brown Jones Garcia Miller Davis "
                                    "Rodriguez Martinez Hernandez Lopez Gonzalez Wilson "
                                    "Anderson Thomas Taylor Moore Jackson Martin Lee Perez "
                                    "Thompson White Harris Sanchez Clark Ramirez Lewis "
                                    "Robinson Walker Young Allen King Wright Scott Torres Nguyen "
                                    "Hill Flores Green Adams Nelson Baker Hall Rivera "
                                    "Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner "
                                    "Diaz Parker Cruz Edwards Collins Reyes Stewart "
                                    "Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan "
                                    "Cooper Peterson Bailey Reed Kelly Howard Ramos Kim "
                                    "Cox Ward Richardson Watson Brooks Chavez Wood James Bennett "
                                    "Gray Mendoza Ruiz Hughes Price Alvarez Castillo "
                                    "Sanders Patel Myers Long Ross Foster Jimenez Daniels");

class Draw {
  public:
    Draw(std::uint64_t seed, std::uint64_t index) : m_random(seed, index) {}
    std::string one_of(const Parts& parts) {
        return std::string(parts[m_random.below(m_next++, parts.size())]);
    }
    std::uint64_t below(std::uint64_t bound) { return m_random.below(m_next++, bound); }

  private:
    Random m_random;
    std::uint64_t m_next = 0;
};

std::string korean(Draw& draw) {
    const std::string name = draw.one_of(korean_surnames) + " " + draw.one_of(korean_syllables) +
                             draw.one_of(korean_syllables);
    switch (draw.below(4)) {
    case 0:
        return name;
    case 1:
        return watch::romanise_hangul(name, watch::Romanisation::revised);
    case 2:
        return watch::romanise_hangul(name, watch::Romanisation::mccune_reischauer);
    default:
        return watch::romanise_hangul(name, watch::Romanisation::dprk);
    }
}

std::string russian(Draw& draw) {
    const std::string name = draw.one_of(russian_first) + " " + draw.one_of(russian_last);
    return draw.below(2) == 0 ? name : watch::romanise_passport(name);
}

} // namespace

std::vector<MadeName> made_names(std::size_t count, std::uint64_t seed) {
    std::vector<MadeName> made;
    for (std::size_t i = 0; i < count; ++i) {
        Draw draw(seed, i);
        switch (i % 4) {
        case 0:
            made.push_back({korean(draw), "Korean"});
            break;
        case 1:
            made.push_back({russian(draw), "Russian"});
            break;
        case 2:
            made.push_back({draw.one_of(chinese_surnames) + draw.one_of(chinese_given), "Chinese"});
            break;
        default:
            made.push_back(
                {draw.one_of(english_first) + " " + draw.one_of(english_last), "English"});
        }
    }
    return made;
}

std::vector<std::string> common_korean_names(std::size_t count, std::uint64_t seed) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        Draw draw(seed, i);
        const std::string name = draw.one_of(korean_surnames) + " " +
                                 draw.one_of(common_syllables) + draw.one_of(common_syllables);
        made.push_back(watch::romanise_hangul(name, watch::Romanisation::dprk));
    }
    return made;
}

} // namespace halflight::sources::test
