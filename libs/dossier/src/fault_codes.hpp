// SPDX-License-Identifier: Apache-2.0
// The stable table of what can be wrong with a dossier's text. A code that stood in a release keeps
// its meaning: add at the end of a block, never renumber.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace halflight::dossier {

enum class FaultCode : std::uint8_t {
    // S: syntax and shape of one file
    toml_syntax,
    invalid_utf8,
    toml_too_large,
    toml_too_deep,
    unknown_key,
    wrong_type,
    missing_key,
    bad_date,
    unknown_word,
    bad_id,
    csv_syntax,
    no_header,
    unknown_column,
    duplicate_column,
    missing_column,
    ragged_row,
    missing_field,
    bad_value,
    bad_period,
    bad_quote,
    out_of_range,
    missing_file,
    more_faults,
    unknown_file,
    // R: what names and numbers refer to
    duplicate_id,
    unknown_indicator,
    unknown_area,
    unknown_dims,
    unknown_source,
    unknown_unit,
    unit_mismatch,
    period_reversed,
    known_since_range,
    withdrawn_early,
    bad_credibility,
    unknown_kind,
    negative_value,
    no_whole_number,
    unknown_origin,
    origin_cycle,
    bad_reliability,
    unknown_code,
    part_cycle,
    bad_conversion,
    empty_verdict,
    unknown_relation,
    unknown_claim,
    code_taken,
    rule_cycle,
    unknown_series,
    indicator_taken,
    no_panel,
    other_panel,
    made_rasters,
    no_vintage,
    no_study,
    other_study,
    not_run,
    study_remark,
    bad_hs,
    count_
};

struct FaultTitle {
    FaultCode fault;
    std::string_view code;
    std::string_view title;
};

inline constexpr std::array fault_titles = {
    FaultTitle{FaultCode::toml_syntax, "S001", "A TOML statement breaks the grammar"},
    FaultTitle{FaultCode::invalid_utf8, "S002", "Bytes that are not UTF-8"},
    FaultTitle{FaultCode::toml_too_large, "S003", "A TOML file over 8 MiB"},
    FaultTitle{FaultCode::toml_too_deep, "S004", "TOML nested too deeply"},
    FaultTitle{FaultCode::unknown_key, "S005", "A key that the table does not have"},
    FaultTitle{FaultCode::wrong_type, "S006", "A value of the wrong type"},
    FaultTitle{FaultCode::missing_key, "S007", "A key that must be there"},
    FaultTitle{FaultCode::bad_date, "S008", "A date that cannot be read"},
    FaultTitle{FaultCode::unknown_word, "S009", "A word outside its list"},
    FaultTitle{FaultCode::bad_id, "S010", "A name with characters that names cannot have"},
    FaultTitle{FaultCode::csv_syntax, "S011", "A CSV record breaks RFC 4180"},
    FaultTitle{FaultCode::no_header, "S012", "A CSV file without a header line"},
    FaultTitle{FaultCode::unknown_column, "S013", "A column that claims do not have"},
    FaultTitle{FaultCode::duplicate_column, "S014", "A column given twice"},
    FaultTitle{FaultCode::missing_column, "S015", "A column that must be there"},
    FaultTitle{FaultCode::ragged_row, "S016", "A row with more or fewer fields than the header"},
    FaultTitle{FaultCode::missing_field, "S017", "An empty field that must be filled"},
    FaultTitle{FaultCode::bad_value, "S018", "A number that cannot be read"},
    FaultTitle{FaultCode::bad_period, "S019", "A period that cannot be read"},
    FaultTitle{FaultCode::bad_quote, "S020", "A quotation that is not a fingerprint"},
    FaultTitle{FaultCode::out_of_range, "S021", "A number outside its range"},
    FaultTitle{FaultCode::missing_file, "S022", "A file that must be there"},
    FaultTitle{FaultCode::more_faults, "S023", "More faults than are shown"},
    FaultTitle{FaultCode::unknown_file, "S024", "A file that is not read"},
    FaultTitle{FaultCode::duplicate_id, "R001", "An id given twice"},
    FaultTitle{FaultCode::unknown_indicator, "R002", "An indicator that codes.toml does not have"},
    FaultTitle{FaultCode::unknown_area, "R003", "An area that is neither a country nor a group"},
    FaultTitle{FaultCode::unknown_dims, "R004",
               "A dimension or code that codes.toml does not have"},
    FaultTitle{FaultCode::unknown_source, "R005", "A source that sources.toml does not have"},
    FaultTitle{FaultCode::unknown_unit, "R006", "A unit that is not known"},
    FaultTitle{FaultCode::unit_mismatch, "R007", "A unit that does not convert to the indicator's"},
    FaultTitle{FaultCode::period_reversed, "R008", "A period that ends before it starts"},
    FaultTitle{FaultCode::known_since_range, "R009", "A statement known before 1900"},
    FaultTitle{FaultCode::withdrawn_early, "R010", "A statement withdrawn before it was known"},
    FaultTitle{FaultCode::bad_credibility, "R011", "A credibility outside 1 to 6"},
    FaultTitle{FaultCode::unknown_kind, "R012", "A kind of claim that does not exist"},
    FaultTitle{FaultCode::negative_value, "R013", "A value below zero of what cannot be negative"},
    FaultTitle{FaultCode::no_whole_number, "R014", "No whole number inside the value of a count"},
    FaultTitle{FaultCode::unknown_origin, "R015", "An origin that sources.toml does not have"},
    FaultTitle{FaultCode::origin_cycle, "R016", "Sources that repeat each other in a circle"},
    FaultTitle{FaultCode::bad_reliability, "R017", "A reliability outside A to F"},
    FaultTitle{FaultCode::unknown_code, "R018", "A code that its list does not have"},
    FaultTitle{FaultCode::part_cycle, "R019",
               "Codes that contain or stand for each other in a circle"},
    FaultTitle{FaultCode::bad_conversion, "R020", "A conversion that cannot be used"},
    FaultTitle{FaultCode::empty_verdict, "R021", "A verdict on nothing"},
    FaultTitle{FaultCode::unknown_relation, "R022", "A relation that relations.toml does not have"},
    FaultTitle{FaultCode::unknown_claim, "R023", "A claim that no file has"},
    FaultTitle{FaultCode::code_taken, "R024", "A group named like a country"},
    FaultTitle{FaultCode::rule_cycle, "R025", "Indicators defined by each other in a circle"},
    FaultTitle{FaultCode::unknown_series, "R026", "A series key that cannot be resolved"},
    FaultTitle{FaultCode::indicator_taken, "R027", "An indicator declared elsewhere as well"},
    FaultTitle{FaultCode::no_panel, "R028", "A panel of night lights that cannot be made"},
    FaultTitle{FaultCode::other_panel, "R029", "A panel that was made for another table"},
    FaultTitle{FaultCode::made_rasters, "R030", "Made rasters under a source that says observed"},
    FaultTitle{FaultCode::no_vintage, "R031", "Rasters that do not say when they were produced"},
    FaultTitle{FaultCode::no_study, "R032", "A study that gives no result"},
    FaultTitle{FaultCode::other_study, "R033",
               "A result of a study that was made for another text"},
    FaultTitle{FaultCode::not_run, "R034", "A study that has not been run"},
    FaultTitle{FaultCode::study_remark, "R035", "What a reader of a study must know"},
    FaultTitle{FaultCode::bad_hs, "R036", "An HS code that does not exist"},
};

namespace detail {
consteval bool in_order() {
    for (std::size_t i = 0; i < fault_titles.size(); ++i) {
        if (static_cast<std::size_t>(fault_titles[i].fault) != i) {
            return false;
        }
    }
    return fault_titles.size() == static_cast<std::size_t>(FaultCode::count_);
}
} // namespace detail
static_assert(detail::in_order(), "fault_titles must list every FaultCode once, in order");

/// "S001".
[[nodiscard]] constexpr std::string_view code_text(FaultCode fault) noexcept {
    return fault_titles[static_cast<std::size_t>(fault)].code;
}

} // namespace halflight::dossier
