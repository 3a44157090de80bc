// SPDX-License-Identifier: Apache-2.0
// Every name inside codes.toml must exist, and nothing may be defined by itself. What does not hold
// is reported and taken out, so that the analysis meets only sound code lists.
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace halflight::dossier {
namespace {

using ledger::Code;
using ledger::Dimension;
using ledger::Indicator;

class CodeChecker {
  public:
    explicit CodeChecker(Loading& loading) : m_loading(loading), m_codes(loading.ledger().codes) {}

    void check() {
        for (auto& [id, dimension] : m_codes.dimensions) {
            check_dimension(dimension);
        }
        check_areas();
        for (auto& [id, indicator] : m_codes.indicators) {
            check_indicator(indicator);
        }
        check_sum_cycles();
    }

  private:
    using Edges = std::vector<std::vector<std::size_t>>;

    void unknown_code(const Place& owner, std::string message, const std::string& word,
                      std::span<const std::string_view> known) {
        const Place place = m_loading.place_in(owner, word);
        m_loading.report.error(FaultCode::unknown_code, place, std::move(message),
                               m_loading.report.full(place.file)
                                   ? ""
                                   : suggest(word, known, "define the code, or take the name out"));
    }

    void check_dimension(Dimension& dimension) {
        std::vector<std::string_view> known;
        for (const Code& code : dimension.codes) {
            known.emplace_back(code.id);
        }
        const std::unordered_set<std::string_view> ids(known.begin(), known.end());
        const auto exists = [&ids](std::string_view code) { return ids.contains(code); };
        const auto check_name = [&](std::string& name, const Place& place, std::string_view what) {
            if (!name.empty() && !exists(name)) {
                unknown_code(place,
                             fmt::format("{} names {}, which dimension {} does not have", what,
                                         in_quotes(name), in_quotes(dimension.id)),
                             name, known);
                name.clear();
            }
        };
        check_name(dimension.default_code, dimension.place, "default");
        for (Code& code : dimension.codes) {
            check_name(code.residual_of, code.place,
                       fmt::format("residual_of of code {}", in_quotes(code.id)));
            check_name(code.read_as, code.place,
                       fmt::format("read_as of code {}", in_quotes(code.id)));
            for (std::string& part : code.parts) {
                check_name(part, code.place, fmt::format("parts of code {}", in_quotes(code.id)));
            }
            drop_empty(code);
        }
        check_code_cycles(dimension, known);
    }

    /// A list that lost a part is no longer all there is.
    static void drop_empty(Code& code) {
        if (std::erase(code.parts, std::string{}) > 0) {
            code.complete = false;
        }
    }

    void check_code_cycles(Dimension& dimension, const std::vector<std::string_view>& known) {
        Edges parts(known.size());
        Edges read_as(known.size());
        std::vector<std::string> labels(known.begin(), known.end());
        std::vector<Place> places;
        TextMap<std::size_t> index;
        for (std::size_t i = 0; i < known.size(); ++i) {
            index.emplace(known[i], i);
        }
        for (std::size_t i = 0; i < known.size(); ++i) {
            const Code& code = dimension.codes[i];
            places.push_back(code.place);
            for (const std::string& part : code.parts) {
                parts[i].push_back(index.find(part)->second);
            }
            if (!code.read_as.empty()) {
                read_as[i].push_back(index.find(code.read_as)->second);
            }
        }
        for (const std::size_t last :
             m_loading.report_cycles(FaultCode::part_cycle, "codes contain each other in a circle",
                                     "take one of the parts out", parts, labels, places)) {
            dimension.codes[last].parts.clear();
            dimension.codes[last].complete = false;
        }
        for (const std::size_t last : m_loading.report_cycles(
                 FaultCode::part_cycle, "codes are read as each other in a circle",
                 "take one read_as out", read_as, labels, places)) {
            dimension.codes[last].read_as.clear();
        }
    }

    void check_areas() {
        Edges edges(m_codes.areas.size());
        std::vector<std::string> labels;
        std::vector<Place> places;
        TextMap<std::size_t> index;
        for (const auto& [id, area] : m_codes.areas) {
            index.emplace(id, labels.size());
            labels.push_back(id);
            places.push_back(area.place);
        }
        for (auto& [id, area] : m_codes.areas) {
            for (std::string& part : area.parts) {
                if (const auto group = index.find(part); group != index.end()) {
                    edges[index.find(id)->second].push_back(group->second);
                } else if (!m_loading.is_area(part)) {
                    unknown_code(area.place,
                                 fmt::format("parts of area {} name {}, which is neither a country "
                                             "nor a group",
                                             in_quotes(id), in_quotes(part)),
                                 part, m_loading.names.areas());
                    part.clear();
                }
            }
            drop_empty(area);
        }
        for (const std::size_t last :
             m_loading.report_cycles(FaultCode::part_cycle, "areas contain each other in a circle",
                                     "take one of the parts out", edges, labels, places)) {
            Code& area = m_codes.areas.find(labels[last])->second;
            area.parts.clear();
            area.complete = false;
        }
    }

    bool known_indicator(const std::string& id, const Place& owner) {
        if (m_loading.is_indicator(id)) {
            return true;
        }
        m_loading.unknown_indicator(id, m_loading.place_in(owner, id));
        return false;
    }

    void check_indicator(Indicator& indicator) {
        const std::size_t erased = std::erase_if(indicator.sum_of, [&](const std::string& id) {
            return !known_indicator(id, indicator.place);
        });
        if (erased > 0) {
            indicator.sum_of.clear(); // half a sum says nothing
        }
        if (!indicator.growth_of.empty() &&
            !known_indicator(indicator.growth_of, indicator.place)) {
            indicator.growth_of.clear();
        }
        if (indicator.share_of && !check_share(*indicator.share_of, indicator.place)) {
            indicator.share_of.reset();
        }
        if (!indicator.mean_over.empty() && !m_codes.dimensions.contains(indicator.mean_over)) {
            m_loading.report.error(
                FaultCode::unknown_dims, m_loading.place_in(indicator.place, indicator.mean_over),
                fmt::format("mean_over of {} names {}, which is not a dimension",
                            in_quotes(indicator.id), in_quotes(indicator.mean_over)),
                suggest(indicator.mean_over, m_loading.names.dimensions(),
                        "define the dimension, or take mean_over out"));
            indicator.mean_over.clear();
        }
        check_conversions(indicator);
    }

    bool check_share(ledger::ShareRule& share, const Place& place) {
        bool sound = !share.part.empty() && !share.whole.empty();
        sound = (share.part.empty() || known_indicator(share.part, place)) && sound;
        sound = (share.whole.empty() || known_indicator(share.whole, place)) && sound;
        const std::pair<std::string_view, const std::string*> areas[] = {
            {"whole_area", &share.whole_area}, {"whole_counterpart", &share.whole_counterpart}};
        for (const auto& [what, code] : areas) {
            if (!code->empty() && !m_loading.is_area(*code)) {
                m_loading.unknown_area(what, *code, m_loading.place_in(place, *code));
                sound = false;
            }
        }
        // Checked only: the default code is written out here on purpose, so the text stays as it
        // is.
        if (const auto dims = canonical_dims(share.whole_dims, m_codes); !dims) {
            m_loading.report.error(
                FaultCode::unknown_dims, m_loading.place_in(place, share.whole_dims),
                "whole_dims: " + dims.fault().message,
                dims.fault().hint.empty() ? "write dimension=code, both of codes.toml"
                                          : dims.fault().hint);
            sound = false;
        }
        return sound;
    }

    void check_conversions(Indicator& indicator) {
        std::erase_if(indicator.conversions, [&](const ledger::ConversionRule& rule) {
            bool sound = true;
            for (const Unit* unit : {&rule.from, &rule.to}) {
                const bool own =
                    std::any_of(indicator.units.begin(), indicator.units.end(),
                                [unit](const Unit& u) { return u.same_dimension(*unit); });
                if (!own) {
                    m_loading.report.error(
                        FaultCode::bad_conversion, m_loading.place_in(indicator.place, unit->text),
                        fmt::format("a conversion of {} uses {}, which is not one of its units",
                                    in_quotes(indicator.id), in_quotes(unit->text)),
                        fmt::format("add \"{}\" to units", unit->text));
                    sound = false;
                }
            }
            if (!rule.source.empty() && !m_loading.ledger().find_source(rule.source)) {
                m_loading.unknown_source(rule.source,
                                         m_loading.place_in(indicator.place, rule.source));
            }
            return !sound;
        });
    }

    void check_sum_cycles() {
        Edges edges(m_codes.indicators.size());
        std::vector<std::string> labels;
        std::vector<Place> places;
        TextMap<std::size_t> index;
        for (const auto& [id, indicator] : m_codes.indicators) {
            index.emplace(id, labels.size());
            labels.push_back(id);
            places.push_back(indicator.place);
        }
        for (const auto& [id, indicator] : m_codes.indicators) {
            for (const std::string& part : indicator.sum_of) {
                edges[index.find(id)->second].push_back(index.find(part)->second);
            }
        }
        for (const std::size_t last : m_loading.report_cycles(
                 FaultCode::rule_cycle, "indicators are sums of each other in a circle",
                 "take one of them out of sum_of", edges, labels, places)) {
            m_codes.indicators.find(labels[last])->second.sum_of.clear();
        }
    }

    Loading& m_loading;
    ledger::CodeLists& m_codes;
};

} // namespace

void check_codes(Loading& loading) {
    CodeChecker(loading).check();
}

} // namespace halflight::dossier
