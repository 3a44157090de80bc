// SPDX-License-Identifier: Apache-2.0
// [[meter]] of watch.toml.
#include "halflight/base/text.hpp"
#include "halflight/measures/oil.hpp"
#include "halflight/watch/meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::watch {

namespace {

using measures::Declaration;
using measures::Item;
using measures::Parameter;

constexpr std::array<std::string_view, 6> known = {"rule",     "reported", "estimated",
                                                   "capacity", "loads",    "from"};
/// Of the alert, read with the plan.
constexpr std::array<std::string_view, 3> policy = {"pending_days", "recovering_days",
                                                    "silent_days"};
constexpr std::string_view is = " = ";

class SpecReader {
  public:
    SpecReader(const Declaration& declaration, Diagnostics& out)
        : m_declaration(declaration), m_out(out) {}

    MeterSpec read() {
        MeterSpec spec;
        spec.id = m_declaration.id;
        spec.place = m_declaration.place;
        unknown_keys();
        for (const Item& item : required("rule")) {
            spec.rule = item.text;
        }
        for (const Item& item : required("reported")) {
            spec.reported.push_back(labelled(item.text));
        }
        for (const Item& item : items("estimated")) {
            spec.estimated.push_back(item.text);
        }
        for (const Item& item : items("capacity")) {
            capacity(item, spec);
        }
        loads(spec);
        for (const Item& item : items("from")) {
            from(item, spec);
        }
        return spec;
    }

  private:
    void fault(std::string_view code, const Place& place, std::string message, std::string hint) {
        m_out.add({halflight::Severity::error,
                   std::string(code),
                   "meter",
                   fmt::format("meter '{}': {}", m_declaration.id, message),
                   place,
                   {},
                   std::move(hint)});
    }

    void unknown_keys() {
        for (const auto& [name, parameter] : m_declaration.parameters) {
            if (std::ranges::find(known, name) != known.end() ||
                std::ranges::find(policy, name) != policy.end()) {
                continue;
            }
            const auto meant = nearest(name, known);
            fault("W020", parameter.place, fmt::format("there is no key '{}'", shorten(name)),
                  meant ? fmt::format("did you mean '{}'?", *meant)
                        : "a meter has rule, reported, estimated, capacity, loads and from");
        }
    }

    [[nodiscard]] std::vector<Item> items(std::string_view name) const {
        const auto found = m_declaration.parameters.find(std::string(name));
        return found == m_declaration.parameters.end() ? std::vector<Item>{} : found->second.items;
    }

    [[nodiscard]] std::vector<Item> required(std::string_view name) {
        std::vector<Item> found = items(name);
        if (found.empty()) {
            fault("W020", m_declaration.place, fmt::format("'{}' is missing", name),
                  name == "rule" ? "write rule = \"...\", the id of a rule with a cap"
                                 : "write reported = [\"SUPPLIER = indicator:area:counterpart\"]");
        }
        return found;
    }

    [[nodiscard]] static std::pair<std::string, std::string> labelled(const std::string& text) {
        const std::size_t at = text.find(is);
        return at == std::string::npos
                   ? std::pair<std::string, std::string>{"", trim(text)}
                   : std::pair<std::string, std::string>{trim(text.substr(0, at)),
                                                         trim(text.substr(at + is.size()))};
    }

    void capacity(const Item& item, MeterSpec& spec) {
        const auto [claim, load] = labelled(item.text);
        const auto share = measures::parse_load(load);
        if (claim.empty() || !share) {
            fault("W024", item.place, fmt::format("'{}' names no load", shorten(item.text)),
                  "write \"CLAIM = 1/2\": the statement and the share laden that it assumes");
            return;
        }
        spec.capacity.push_back({claim, *share});
    }

    void loads(MeterSpec& spec) {
        for (const Item& item : items("loads")) {
            if (measures::parse_load(item.text)) {
                spec.loads.push_back(item.text);
            } else {
                fault("W024", item.place, fmt::format("'{}' is no load", shorten(item.text)),
                      "write a share above 0 and up to 1: \"1/3\" or 0.9");
            }
        }
        if (spec.loads.empty()) {
            spec.loads = {"1/3", "1/2", "9/10"};
        }
    }

    void from(const Item& item, MeterSpec& spec) {
        const auto period = parse_period(item.text);
        if (!period || period->open_start()) {
            fault("W020", item.place, fmt::format("'{}' is no day", shorten(item.text)),
                  "write from = 2018-01-01");
            return;
        }
        spec.from = period->first;
    }

    const Declaration& m_declaration;
    Diagnostics& m_out;
};

} // namespace

MeterSpec meter_spec(const Declaration& declaration, Diagnostics& diagnostics) {
    return SpecReader(declaration, diagnostics).read();
}

} // namespace halflight::watch
