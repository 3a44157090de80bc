// SPDX-License-Identifier: Apache-2.0
// Korean readings of the Han characters that names and firms are mostly made of, traditional and
// simplified; each row is a reading and its characters.
#include "halflight/watch/romanise.hpp"

#include "romanise_text.hpp"

#include <map>

namespace halflight::watch {

namespace {

// clang-format off
constexpr std::u32string_view readings = 
    U"가家佳嘉加可賈贾 각珏覺觉 간幹簡干简 갑甲 강姜康強江剛綱鋼降强刚纲钢 개介開蓋开盖 "
    U"건建健乾虔 걸傑杰 검儉劍俭剑 격格 견堅甄見坚见 겸謙兼谦 "
    U"경京景慶敬庚經卿瓊璟鏡警競更庆经琼镜竞 계季桂啓癸界契启 고高古固顧顾 곡谷曲 곤坤昆 "
    U"공公孔工功共恭 곽郭 관寬觀官關冠管館宽观关馆 광光廣匡洸鑛广 교教敎喬橋校乔桥 "
    U"구九具丘久求球邱區区 국國局菊国 군君軍群军 권權勸权劝 궁弓宮宫 귀貴贵 규圭奎規珪揆规 "
    U"균均鈞钧 극極克极 근根勤近槿瑾 금錦琴今锦 기基起氣奇琪其騎箕紀記杞技機气骑纪记机 길吉 "
    U"나那 낙諾诺 남南男 내內乃内 녀女 년年 노努 능能 다多 단丹段檀端團团 달達达 "
    U"담談潭谈 당唐堂黨党 대大代臺台對对 덕德悳 도道度都島圖陶導岛图导 독獨独 돈敦 "
    U"동東同童洞銅棟东铜栋 두斗頭杜头 득得 등登 라羅罗 락洛樂乐 란蘭兰 량良亮梁 "
    U"려呂麗吕丽 련蓮連聯莲连联 렬烈列 령令玲領靈领灵 례禮礼 로盧魯路勞卢鲁劳 록祿綠禄绿 "
    U"룡龍龙 류柳劉流刘 륜倫輪伦轮 률律 륭隆 릉陵 리李理利里 린麟 림林臨临 립立 마馬马 "
    U"만萬滿晩万满 말末 매梅 맹孟 면勉 명明名命銘鳴铭鸣 모毛模 목木睦牧 묵默 "
    U"무武茂務舞貿务贸 문文門汶门 미美米 민民敏珉閔旻闵 박朴博 반潘班 방方房芳邦 배裵裴培 "
    U"백白伯百 범凡範范 법法 변卞邊边 별別别 병炳秉丙兵柄 보寶普甫輔保宝辅 복福復卜复 "
    U"본本 봉鳳奉峰峯逢凤 부富夫副部 북北 비飛飞 빈彬斌賓宾 사史四士社思 산山產产 삼三森 "
    U"상相尚尙祥常商上象 새璽玺 생生 서徐西書瑞序书 석石錫碩奭席昔锡硕 선善宣先仙鮮璇鲜 "
    U"설雪薛 섭燮 성成星聖誠城盛性聲省晟圣诚声 세世細细 소小蘇昭素苏 손孫孙 송宋松頌颂 "
    U"쇠釗钊 수秀洙壽水守樹銖修隨首寿树铢随 숙淑肅肃 순順淳舜純顺纯 숭崇 습習习 "
    U"승承勝昇丞胜升 시時始詩时诗 식植式湜息 신申新信辛愼臣神 실實实 심沈心深 쌍雙双 "
    U"아亞雅亚 안安 암岩 애愛爱 양楊陽洋杨阳 어魚鱼 억億亿 언彦 엄嚴严 업業业 여汝 "
    U"연延淵姸渊 열悅悦 염廉 엽燁葉烨叶 영英永榮映泳寧瑛暎荣宁 예芮藝艺 오吳五午吴 "
    U"옥玉鈺钰 온溫温 완完 왕王 외外 요堯尧 용勇容鏞用镛 우禹宇雨友右祐佑 욱旭昱煜郁 "
    U"운雲運云运 웅雄熊 원元原源遠媛院远 월月 위魏偉衛威伟卫 유兪庾裕有維维 육陸陆 "
    U"윤尹允潤润 율栗 은恩銀殷垠银 을乙 음陰阴 응應应 의義儀毅义仪 이二伊 익益翼 "
    U"인仁寅人印 일一日 임任壬 자子慈 작爵 장張章蔣莊長將壯場璋张蒋庄长将壮场 "
    U"재在才宰載財材再载财 전全田錢前電傳钱电传 점點点 정鄭丁正定政貞廷靜珽晶程郑贞静 "
    U"제諸濟第帝诸济 조趙曺曹祖朝造赵 종鐘鍾宗種钟种 좌左 주朱周主柱珠宙 "
    U"준俊準濬峻駿遵准浚骏 중中重仲 지池智志地芝 진陳秦晉珍鎭進眞真振陈晋进 집集 차車车 "
    U"찬贊燦讚赞灿 창昌蒼倉苍仓 채蔡采 천千天川泉 철哲鐵喆徹铁彻 청清靑青 초楚草初 촌村 "
    U"총總总 최崔 추秋 춘春 충忠 치致治 칠七 탁卓 탄灘炭滩 탈脫脱 태太泰 택澤泽 토土 "
    U"통通統统 특特 판判 팔八 패貝贝 편片 평平 포浦 표表 풍豊風风 필弼必 하河夏賀贺 "
    U"학學鶴学鹤 한韓漢翰韩汉 함咸 해海 행幸行 향香鄕 허許许 헌憲獻宪献 혁赫革奕 "
    U"현玄賢鉉現顯炫贤铉现显 형亨衡炯瑩馨莹 혜惠慧 호浩鎬虎湖好昊皓镐 홍洪弘鴻紅鸿红 "
    U"화華和花火化华 환煥桓環歡焕环欢 활活 황黃黄 회會会 효孝曉晓 후厚後后 훈勳薰訓勛勋训 "
    U"훤喧 휘輝徽辉 휴休 흑黑 흠欽钦 흥興兴 희熙姬喜希羲 김金 ";
// clang-format on

const std::map<char32_t, char32_t>& table() {
    static const auto made = [] {
        std::map<char32_t, char32_t> rows;
        char32_t reading = 0;
        for (const char32_t point : readings) {
            if (is_hangul(point)) {
                reading = point;
            } else if (point != U' ') {
                rows.emplace(point, reading);
            }
        }
        return rows;
    }();
    return made;
}

} // namespace

std::string korean_reading(std::string_view han) {
    const std::u32string points = code_points_of(han);
    std::string made;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto found = table().find(points[i]);
        if (found == table().end()) {
            return "";
        }
        // 金 is 김 as a surname and 금 in any other place.
        append_utf8(made, i > 0 && points[i] == U'金' ? U'금' : found->second);
    }
    return made;
}

} // namespace halflight::watch
