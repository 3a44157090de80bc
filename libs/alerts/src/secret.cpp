// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/channel.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace halflight::alerts {

namespace {

std::string variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string without_end(std::string text) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    text.erase(last == std::string::npos ? 0 : last + 1);
    return text;
}

} // namespace

std::filesystem::path secrets_folder() {
    if (const std::string own = variable("HALFLIGHT_SECRETS"); !own.empty()) {
        return own;
    }
    const std::string config = variable("XDG_CONFIG_HOME");
    return (config.empty() ? std::filesystem::path(variable("HOME")) / ".config"
                           : std::filesystem::path(config)) /
           "halflight" / "secrets";
}

std::string read_secret(const Secret& secret, const std::filesystem::path& folder) {
    if (!secret.named()) {
        return "";
    }
    std::string value = without_end(secret.file.empty() ? variable(secret.variable.c_str())
                                                        : io::read_file(folder / secret.file));
    if (value.empty()) {
        throw Error(ErrorCode::io,
                    secret.file.empty()
                        ? fmt::format("the variable {} is empty; set it", secret.variable)
                        : fmt::format("the secret {} is empty", (folder / secret.file).string()));
    }
    return value;
}

} // namespace halflight::alerts
