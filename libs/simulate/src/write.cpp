// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/write.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "part.hpp"
#include "rasters.hpp"
#include "studies_part.hpp"
#include "truth_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halflight::simulate {

namespace fs = std::filesystem;

namespace {

constexpr const char* seal_name = "sealed.sha256";

/// The folder without a slash at the end, so that there is a name beside it.
fs::path plain(const fs::path& folder) {
    fs::path path = fs::absolute(folder).lexically_normal();
    path = path.has_filename() ? path : path.parent_path();
    if (!path.has_filename()) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is no folder that can be made; name another", folder.string()));
    }
    return path;
}

fs::path truth_beside(const fs::path& folder) {
    return folder.parent_path() / (folder.filename().string() + ".truth.json");
}

/// A seal names a hash and a truth, as we write it.
bool is_ours(const fs::path& folder) {
    const fs::path seal = folder / seal_name;
    if (!fs::is_regular_file(fs::symlink_status(seal))) {
        return false;
    }
    const std::string text = io::read_file(seal);
    const std::size_t digits = text.find_first_not_of("0123456789abcdef");
    constexpr std::size_t sha256_digits = 64;
    return digits == sha256_digits && text.substr(digits).starts_with("  ../") &&
           text.ends_with(".truth.json\n");
}

void require_free(const fs::path& folder, const fs::path& truth) {
    const fs::file_status status = fs::symlink_status(folder);
    const bool ours = fs::is_directory(status) && is_ours(folder);
    if (fs::exists(status) && !ours && !(fs::is_directory(status) && fs::is_empty(folder))) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is there already and holds what this command did not write; "
                                "choose another name",
                                folder.string()));
    }
    if (fs::exists(fs::symlink_status(truth)) &&
        (!fs::is_regular_file(fs::symlink_status(truth)) ||
         io::read_file(truth).find(truth_format) == std::string::npos)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{} is there already and is no truth of a made country; choose "
                                "another name for the folder",
                                truth.string()));
    }
}

std::string dossier_head(const CountrySpec& spec) {
    return fmt::format("# A made country: nothing in this folder was observed.\n"
                       "title = \"A made country, seed {}\"\narea = \"MADE\"\n"
                       "partners = [\"PARTNER_N\", \"PARTNER_E\"]\nlanguages = [\"en\"]\n"
                       "seed = {}\nsynthetic = true\n",
                       spec.seed, spec.seed);
}

std::string sources_head(const std::string& truth_sha256) {
    return fmt::format("[source.made-lights]\npublisher = \"halflight simulate\"\n"
                       "title = \"Night lights of a made country\"\nlanguage = \"en\"\n"
                       "licence = \"none needed: made\"\nredistribute = true\nreliability = \"F\"\n"
                       "synthetic = true\n"
                       "note = \"the truth stands sealed beside the folder: sha256 {}\"\n",
                       truth_sha256);
}

/// Everything but rasters; the truth is the last.
struct Texts {
    std::vector<TextFile> files;
    std::string truth;
    std::string sha256;
    std::size_t claims = 0;
};

Texts make_texts(const Scene& scene, const WriteSpec& spec, const std::string& truth_name) {
    const Country& country = scene.country();
    nlohmann::ordered_json truth = truth_json(country, make_truth(scene, spec.jobs));
    std::string dossier = dossier_head(country.spec);
    std::string sources;
    std::string codes;
    Texts texts;
    std::vector<PartMaker> makers(part_makers().begin(), part_makers().end());
    if (spec.lights) {
        makers.push_back(studies_part); // on panels of lights
    }
    for (const PartMaker maker : makers) {
        Part part = maker(country);
        std::ranges::move(part.files, std::back_inserter(texts.files));
        dossier += part.dossier;
        sources += part.sources;
        codes += part.codes;
        texts.claims += part.claims;
        if (!part.truth_key.empty()) {
            truth["observed"][part.truth_key] = std::move(part.truth);
        }
    }
    texts.truth = truth.dump(1) + '\n';
    texts.sha256 = sha256(texts.truth);
    texts.files.push_back({"dossier.toml", dossier + (spec.lights ? lights_tables(country) : "")});
    texts.files.push_back({"sources.toml", sources_head(texts.sha256) + sources});
    texts.files.push_back({"codes.toml", codes});
    texts.files.push_back({seal_name, fmt::format("{}  ../{}\n", texts.sha256, truth_name)});
    std::ranges::sort(texts.files, {}, &TextFile::name);
    return texts;
}

WriteReport write_all(const WriteSpec& spec, const Progress& progress) {
    const fs::path folder = plain(spec.folder);
    const fs::path truth = truth_beside(folder);
    require_free(folder, truth);
    const Country country = make_country(spec.country);
    const Scene scene(country);
    const Texts texts = make_texts(scene, spec, truth.filename().string());
    WriteReport report;
    report.country = spec.country;
    report.folder = spec.folder.string();
    report.truth = truth_beside(spec.folder.has_filename() ? spec.folder : folder).string();
    report.truth_sha256 = texts.sha256;
    io::StagedDirectory staged(folder);
    for (const TextFile& file : texts.files) {
        fs::create_directories((staged.path() / file.name).parent_path());
        io::write_new_file(staged.path() / file.name, file.bytes);
        report.files.push_back(file.name);
    }
    if (spec.lights) {
        report.raster_bytes = write_rasters(scene, staged.path(), spec.jobs, progress);
        report.rasters = country.months.size();
    }
    io::write_file(truth, texts.truth);
    staged.commit();
    for (std::size_t e = 0; e < country.enterprises.size(); ++e) {
        ++report.enterprises[index_of(country.group_of(e))];
    }
    report.mentions = country.mentions.size();
    report.claims = texts.claims;
    return report;
}

std::string count(std::size_t number) {
    return format_number(static_cast<double>(number));
}

} // namespace

WriteReport write_country(const WriteSpec& spec, const Progress& progress) {
    require_sound(spec.country);
    try {
        return write_all(spec, progress);
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::io, error.what());
    }
}

std::string to_text(const WriteReport& report) {
    const CountrySpec& spec = report.country;
    const Date last = add_months(spec.first_month.first, spec.months - 1);
    std::string groups_text;
    for (const Group group : groups) {
        groups_text += fmt::format("{}{} {}", groups_text.empty() ? "" : ", ",
                                   count(report.enterprises[index_of(group)]), to_string(group));
    }
    std::string text = fmt::format("{}: a made country, seed {}; all of it is synthetic\n",
                                   report.folder, spec.seed);
    text += fmt::format("  places       {} provinces, {} counties, {} x {} cells of 1/240 degree\n",
                        spec.provinces, spec.counties, spec.grid_width, spec.grid_height);
    text += fmt::format("  time         {} months, {} to {}; treatment in {}\n", spec.months,
                        to_string(spec.first_month), to_string(period_at(last, Frequency::month)),
                        to_string(spec.treatment));
    text += fmt::format("  enterprises  {}: {}\n",
                        count(static_cast<std::size_t>(spec.enterprises)), groups_text);
    text += fmt::format("  press        {} reports, {} to {}\n", count(report.mentions),
                        spec.mention_first_year, spec.mention_last_year);
    text +=
        fmt::format("  tables       {} claims of the border, trade, prices, petroleum and press\n",
                    count(report.claims));
    constexpr double megabyte = 1e6;
    text +=
        report.rasters == 0
            ? "  lights       none were asked for\n"
            : fmt::format(
                  "  lights       {} rasters with their counts, {} MB\n", report.rasters,
                  format_number(std::ceil(static_cast<double>(report.raster_bytes) / megabyte)));
    text += "  files       ";
    for (const std::string& file : report.files) {
        text += ' ' + file;
    }
    return text + fmt::format("\n  truth        {}\n               sha256 {}\n", report.truth,
                              report.truth_sha256);
}

} // namespace halflight::simulate
