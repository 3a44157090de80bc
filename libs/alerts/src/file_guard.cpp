// SPDX-License-Identifier: Apache-2.0
#include "file_guard.hpp"

#include "alert_json.hpp"
#include "halflight/alerts/message.hpp"
#include "halflight/alerts/state.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace halflight::alerts {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view another = "name another file, or move that one away";

/// The last `most` bytes; all where there are fewer, none where it cannot be read.
std::string tail_of(const fs::path& path, std::streamoff most) {
    std::ifstream in(path, std::ios::binary);
    in.seekg(0, std::ios::end);
    const auto size = static_cast<std::streamoff>(in.tellg());
    const std::streamoff taken = std::min(std::max<std::streamoff>(size, 0), most);
    in.seekg(size - taken);
    std::string bytes(static_cast<std::size_t>(taken), '\0');
    in.read(bytes.data(), taken);
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::string head_of(const fs::path& path, std::size_t most) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes(most, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(most));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

bool is_own_line(const std::string& line, std::string_view identity, const Channel& channel) {
    const Json json = Json::parse(line, nullptr, false);
    const auto has = [&](const char* key) { return json.is_object() && json.contains(key); };
    return has("type") && json["type"] == "alert.transition" && has("sequence") &&
           json["sequence"].is_number_integer() && has("id") &&
           json["id"] == message_id(identity, json["sequence"].get<std::int64_t>(), channel.id);
}

/// By its last whole line; a single one that was cut off by how it begins.
bool are_own_lines(const fs::path& path, std::string_view identity, const Channel& channel) {
    constexpr std::streamoff enough = 1 << 20; // no line of ours is nearly as long
    const std::string tail = tail_of(path, enough);
    const std::size_t end = tail.rfind('\n');
    if (end == std::string::npos) {
        if (tail.empty()) {
            return false; // it cannot be read
        }
        const std::string first =
            fmt::format("{{\"type\":\"alert.transition\",\"id\":\"{}.", identity);
        return tail.starts_with(first) || first.starts_with(tail);
    }
    const std::size_t before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
    const std::size_t from = before == std::string::npos ? 0 : before + 1;
    return is_own_line(tail.substr(from, end - from), identity, channel);
}

bool is_own(const fs::path& path, std::string_view identity, const Channel& channel) {
    if (channel.kind == ChannelKind::jsonl) {
        return are_own_lines(path, identity, channel);
    }
    const std::string ours = feed_head(identity, channel.id);
    return head_of(path, ours.size()) == ours;
}

Fault fault_of(const fs::path& path, std::string_view what) {
    return {fmt::format("{} {}, and is not written", path.string(), what), std::string(another), 0};
}

} // namespace

bool is_reserved_name(std::string_view file) {
    // SQLite's and our own beside a state; what a dossier is read from.
    constexpr std::array<std::string_view, 9> ends = {
        "-journal", "-wal", "-shm", ".lock", ".courier", ".sqlite", ".toml", ".csv", ".md"};
    return file.starts_with("state.") ||
           std::ranges::any_of(ends, [file](std::string_view end) { return file.ends_with(end); });
}

std::optional<Fault> file_fault(const Channel& channel, const fs::path& state,
                                std::string_view identity) {
    if (channel.file.empty()) {
        return std::nullopt;
    }
    const fs::path path = state.parent_path() / channel.file;
    std::error_code fault;
    if (path.filename() == state.filename() || fs::equivalent(path, state, fault)) {
        return fault_of(path, "keeps the alerts");
    }
    // What stands beside the state under its own name is the state's, however it ends.
    if (channel.file.starts_with(state.filename().string())) {
        return fault_of(path, "belongs to the state of the alerts");
    }
    const fs::file_status status = fs::symlink_status(path, fault);
    if (!fs::exists(status)) {
        return std::nullopt;
    }
    if (!fs::is_regular_file(status)) {
        return fault_of(path, fs::is_symlink(status) ? "is a link" : "is no plain file");
    }
    if (fs::file_size(path, fault) == 0 || is_own(path, identity, channel)) {
        return std::nullopt;
    }
    return fault_of(path, "holds what this channel of this state did not write");
}

std::map<std::string, std::string> refused_files(std::span<const Channel> channels,
                                                 const fs::path& state, std::string_view identity,
                                                 Diagnostics& diagnostics) {
    std::map<std::string, std::string> refused;
    for (const Channel& channel : channels) {
        const std::optional<Fault> fault = file_fault(channel, state, identity);
        if (!fault) {
            continue;
        }
        refused.emplace(channel.id, fault->message);
        Diagnostic diagnostic;
        diagnostic.code = "W301";
        diagnostic.message = fmt::format("[[deliver]] {}: {}; what it tells waits",
                                         shorten(channel.id), fault->message);
        diagnostic.place = channel.file_place;
        diagnostic.hint = fault->hint;
        diagnostics.add(std::move(diagnostic));
    }
    diagnostics.sort();
    return refused;
}

} // namespace halflight::alerts
