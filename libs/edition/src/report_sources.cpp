// SPDX-License-Identifier: Apache-2.0
#include "report_sources.hpp"
#include "halflight/base/text.hpp"

#include "report_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using ledger::Source;

std::string repeats(const Source& source) {
    return source.origin.empty() || source.origin == source.id ? std::string() : source.origin;
}

std::string html_of(const Source& source) {
    std::string out =
        fmt::format("<span class=\"publisher\">{}</span>",
                    escape_html(source.publisher.empty() ? source.id : source.publisher));
    if (!source.title.empty()) {
        out += fmt::format(", <cite>{}</cite>", escape_html(source.title));
    }
    if (source.date) {
        out += ", " + to_string(*source.date);
    }
    const std::string address = escape_html(web_address(source.url));
    if (!address.empty()) {
        out += fmt::format(", <a class=\"url\" href=\"{}\" rel=\"noreferrer\">{}</a>", address,
                           address);
    }
    out += fmt::format(". <span class=\"grade\">Reliability {}</span> <code>{}</code>",
                       source.reliability, escape_html(source.id));
    if (source.synthetic) {
        out += " <span class=\"synthetic\">synthetic</span>";
    }
    return out;
}

} // namespace

std::string source_anchor(std::string_view id) {
    return "src-" + anchor(id).substr(2);
}

std::string_view web_address(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://") ? url : std::string_view();
}

const Source* SourceList::find(std::string_view id) const {
    const auto index = m_ledger->find_source(id);
    return index ? &m_ledger->sources()[*index] : nullptr;
}

std::size_t SourceList::number(std::string_view id) {
    if (const auto found = m_numbers.find(id); found != m_numbers.end()) {
        return found->second;
    }
    if (find(id) == nullptr) {
        return 0;
    }
    m_order.emplace_back(id);
    m_numbers.emplace(id, m_order.size());
    return m_order.size();
}

std::string SourceList::cite(std::span<const std::string> ids) {
    std::vector<std::pair<std::size_t, std::string_view>> cited;
    for (const std::string& id : ids) {
        if (const std::size_t number = this->number(id)) {
            cited.emplace_back(number, id);
        }
    }
    std::ranges::sort(cited);
    const auto repeated = std::ranges::unique(cited);
    cited.erase(repeated.begin(), repeated.end());
    std::string out;
    for (const auto& [number, id] : cited) {
        out += fmt::format("{}<a href=\"#{}\" role=\"doc-noteref\" aria-label=\"source {}\">{}</a>",
                           out.empty() ? "" : ", ", source_anchor(id), number, number);
    }
    return out.empty() ? out : fmt::format("<sup class=\"cites\">[{}]</sup>", out);
}

std::vector<std::string> SourceList::behind(std::span<const std::string> statements) const {
    std::vector<std::string> ids;
    for (const std::string& statement : statements) {
        const auto claim = m_ledger->find_claim(statement);
        if (!claim) {
            continue;
        }
        const std::string& id = m_ledger->sources()[m_ledger->claims()[*claim].source].id;
        if (std::ranges::find(ids, id) == ids.end()) {
            ids.push_back(id);
        }
    }
    return ids;
}

std::string SourceList::html() {
    std::string out = "<ol class=\"source-list\">\n";
    // What a listed source repeats is listed too, so the list may grow while it is written.
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        const std::string id = m_order[i];
        const Source* const source = find(id);
        if (source == nullptr) {
            continue;
        }
        out += fmt::format("<li id=\"{}\" value=\"{}\">{}", source_anchor(id), i + 1,
                           html_of(*source));
        if (const std::string origin = repeats(*source); number(origin) > 0) {
            out += fmt::format("; repeats <a href=\"#{}\">source {}</a>", source_anchor(origin),
                               number(origin));
        }
        out += "</li>\n";
    }
    return m_order.empty() ? "<p>The report rests on no source.</p>\n" : out + "</ol>\n";
}

std::string SourceList::describe(std::string_view id) const {
    const Source* const source = find(id);
    if (source == nullptr) {
        return std::string(id);
    }
    std::string out = escape_markdown(source->publisher.empty() ? source->id : source->publisher);
    if (!source->title.empty()) {
        out += fmt::format(", *{}*", escape_markdown(source->title));
    }
    if (source->date) {
        out += ", " + to_string(*source->date);
    }
    const std::string_view address = web_address(source->url);
    if (!address.empty() && address.find_first_of(" <>\n\r") == std::string_view::npos) {
        out += fmt::format(", <{}>", address);
    }
    out += fmt::format(", reliability {}", source->reliability);
    if (const std::string origin = repeats(*source); !origin.empty()) {
        out += ", repeats " + escape_markdown(origin);
    }
    return source->synthetic ? out + ", synthetic" : out;
}

std::string SourceList::markdown() const {
    std::string out;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        out += fmt::format("{}. {}\n", i + 1, describe(m_order[i]));
    }
    return out.empty() ? "The report rests on no source.\n" : out;
}

} // namespace halflight::edition
