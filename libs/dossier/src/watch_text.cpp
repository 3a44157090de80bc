// SPDX-License-Identifier: Apache-2.0
#include "watch_text.hpp"

#include "halflight/base/text.hpp"
#include "halflight/sources/wfp_prices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace halflight::dossier {
namespace {

using measures::Declaration;
using watch::Crisis;
using watch::Policy;
using watch::PriceTable;

constexpr std::string_view prices_folder = "prices/";

/// Which keys of a table name and describe it; all others are its form's business.
struct Shape {
    std::string_view what; ///< "monitor"
    std::string_view id = "id";
    std::string_view form = "form"; ///< empty: it has none
};

class WatchLoader {
  public:
    WatchLoader(const TomlFile& file, const Files& files, Loading& loading)
        : m_file(file), m_files(files), m_loading(loading), m_plan(loading.out.plan) {}

    void load() {
        TableReader root(m_file, m_file.root, m_file.name, {m_file.name, 1, 1}, m_loading.report);
        if (root.has("early_days")) {
            m_plan.backtest_early_days =
                static_cast<int>(std::min<std::uint64_t>(root.natural("early_days"), longest_days));
        }
        read_policy(root);
        m_plan.monitors = declarations(root, {.what = "monitor"});
        m_plan.meters = declarations(root, {.what = "meter", .form = ""});
        m_plan.board = declarations(root, {.what = "board", .id = "cell", .form = ""});
        m_plan.deliver = declarations(root, {.what = "deliver", .form = "kind"});
        for (const toml::table* entry : root.tables("crisis")) {
            read_crisis(*entry);
        }
        for (const toml::table* entry : root.tables("prices")) {
            read_prices(*entry);
        }
        root.finish();
        add_other_prices();
        for (const auto* const list : {&m_plan.monitors, &m_plan.meters}) {
            std::ranges::for_each(*list, [this](const Declaration& one) { own_policy(one); });
        }
    }

  private:
    static constexpr std::uint64_t longest_days = 36'525;

    Report& report() { return m_loading.report; }

    static int days(TableReader& table, std::string_view key, int fallback) {
        return table.has(key)
                   ? static_cast<int>(std::min<std::uint64_t>(table.natural(key), longest_days))
                   : fallback;
    }

    void read_policy(TableReader& root) {
        const toml::table* const entry = root.table("policy");
        if (entry == nullptr) {
            return;
        }
        TableReader table(m_file, *entry, "[policy]", report());
        m_plan.policy.pending_days = days(table, "pending_days", 0);
        m_plan.policy.recovering_days = days(table, "recovering_days", 0);
        m_plan.policy.silent_days = days(table, "silent_days", 0);
        table.finish();
    }

    /// Without those that have no id, which has been told: what they gave could not be named.
    std::vector<Declaration> declarations(TableReader& root, const Shape& shape) {
        std::vector<Declaration> out;
        for (const toml::table* entry : root.tables(shape.what)) {
            if (Declaration one = declaration(*entry, shape); !one.id.empty()) {
                out.push_back(std::move(one));
            }
        }
        return out;
    }

    Declaration declaration(const toml::table& entry, const Shape& shape) {
        TableReader table(m_file, entry, fmt::format("[[{}]]", shape.what), report());
        Declaration out;
        out.id = table.required_text(shape.id);
        if (!shape.form.empty()) {
            out.form = table.required_text(shape.form);
        }
        out.title = table.text("title");
        out.place = table.place();
        if (!out.id.empty() && !is_name(out.id)) {
            m_loading.bad_name(shape.what, out.id, table.place_of(shape.id));
        }
        for (const auto& [key, node] : entry) {
            const std::string name(key.str());
            if (name != shape.id && name != shape.form && name != "title") {
                out.parameters.emplace(name, parameter_of(m_file, name, node, report()));
            }
        }
        return out;
    }

    /// Days that a monitor sets for itself; the others are those of [policy].
    void own_policy(const Declaration& declaration) {
        Policy policy = m_plan.policy;
        bool own = false;
        for (const auto& [name, member] : {std::pair{"pending_days", &Policy::pending_days},
                                           std::pair{"recovering_days", &Policy::recovering_days},
                                           std::pair{"silent_days", &Policy::silent_days}}) {
            const auto found = declaration.parameters.find(name);
            if (found == declaration.parameters.end()) {
                continue;
            }
            const auto days = days_in(found->second);
            if (!days) {
                report().error(FaultCode::wrong_type, found->second.place,
                               fmt::format("{} is not a number of days", in_quotes(name)),
                               "write a whole number from 0 on");
                continue;
            }
            policy.*member = *days;
            own = true;
        }
        if (own) {
            m_plan.policies[declaration.id] = policy;
        }
    }

    static std::optional<int> days_in(const measures::Parameter& parameter) {
        if (parameter.list || parameter.items.size() != 1) {
            return std::nullopt;
        }
        const std::string& text = parameter.items.front().text;
        int value = -1;
        const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool whole = fault == std::errc() && stop == text.data() + text.size();
        return whole && value >= 0 && value <= static_cast<int>(longest_days) ? std::optional(value)
                                                                              : std::nullopt;
    }

    void check_source(TableReader& table, std::string_view key, const std::string& id) {
        if (!id.empty() && !m_loading.ledger().find_source(id)) {
            m_loading.unknown_source(id, table.place_of(key));
        }
    }

    /// Either its own dates, or one crisis for each event of a kind.
    void read_crisis(const toml::table& entry) {
        TableReader table(m_file, entry, "[[crisis]]", report());
        Crisis crisis;
        crisis.id = table.required_text("id");
        crisis.title = table.text("title");
        crisis.monitors = table.texts("monitors");
        crisis.source = table.text("source");
        crisis.place = table.place();
        check_source(table, "source", crisis.source);
        if (table.has("event_kind")) {
            add_events(table, crisis);
        } else {
            add_dated(table, std::move(crisis));
        }
        table.finish();
    }

    void add_dated(TableReader& table, Crisis crisis) {
        const auto onset = table.date("onset");
        const auto end = table.date("end");
        crisis.peak = table.date("peak");
        if (!onset || !end) {
            if (!table.has("onset") || !table.has("end")) {
                table.missing(table.has("onset") ? "end" : "onset");
            }
            return;
        }
        if (*end < *onset || (crisis.peak && (*crisis.peak < *onset || *crisis.peak > *end))) {
            report().error(FaultCode::period_reversed, table.place_of("end"),
                           fmt::format("crisis {}: its onset, peak and end are not in order",
                                       in_quotes(crisis.id)),
                           "write onset <= peak <= end");
            return;
        }
        crisis.span = from_to(*onset, *end);
        m_plan.crises.push_back(std::move(crisis));
    }

    void add_events(TableReader& table, const Crisis& crisis) {
        const std::string kind = table.text("event_kind");
        const int lasts = days(table, "lasts_days", 0);
        bool any = false;
        for (const Event& event : m_loading.out.events) {
            if (event.kind != kind) {
                continue;
            }
            Crisis one = crisis;
            one.id = fmt::format("{}/{}", crisis.id, event.id);
            one.title = event.label;
            one.source = event.source;
            one.span = {event.period.first, {event.period.end.days + lasts}};
            m_plan.crises.push_back(std::move(one));
            any = true;
        }
        if (!any) {
            report().error(FaultCode::unknown_word, table.place_of("event_kind"),
                           fmt::format("no event is of the kind {}", in_quotes(kind)),
                           "write a kind that stands in events.csv");
        }
    }

    void read_prices(const toml::table& entry) {
        TableReader table(m_file, entry, "[[prices]]", report());
        const std::string name = std::string(prices_folder) + table.required_text("file");
        const std::string id = table.text("id");
        const std::string area = table.text("area");
        const std::string source = table.text("source");
        const int lag = days(table, "lag_days", PriceTable{}.lag_days);
        check_source(table, "source", source);
        if (!area.empty() && !m_loading.is_area(area)) {
            m_loading.unknown_area("area", area, table.place_of("area"));
        }
        const auto text = m_files.find(name);
        if (text == m_files.end()) {
            report().error(FaultCode::missing_file, table.place_of("file"),
                           fmt::format("there is no file {}", in_quotes(name)),
                           "name a CSV file of the folder prices");
        } else {
            add_prices(*text, id);
            PriceTable& added = m_plan.prices.back();
            added.area = area;
            added.source = source;
            added.lag_days = lag;
        }
        table.finish();
    }

    void add_prices(const Files::value_type& file, const std::string& id) {
        auto read = sources::read_wfp_prices(file.second, {.file = file.first, .id = id});
        m_loading.out.diagnostics.append(std::move(read.diagnostics));
        read.table.synthetic = m_loading.out.manifest.synthetic;
        m_plan.prices.push_back(std::move(read.table));
        m_read.insert(file.first);
    }

    void add_other_prices() {
        for (const auto& file : m_files) {
            const bool ours = file.first.starts_with(prices_folder) && file.first.ends_with(".csv");
            if (ours && !m_read.contains(file.first)) {
                add_prices(file, "");
            }
        }
    }

    const TomlFile& m_file;
    const Files& m_files;
    Loading& m_loading;
    watch::Plan& m_plan;
    std::set<std::string, std::less<>> m_read;
};

} // namespace

void load_watch(const TomlFile& file, const Files& files, Loading& loading) {
    WatchLoader(file, files, loading).load();
}

} // namespace halflight::dossier
