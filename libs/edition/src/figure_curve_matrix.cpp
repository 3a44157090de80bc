// SPDX-License-Identifier: Apache-2.0
#include "figure_curve_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

using measures::Row;
using measures::Table;

constexpr double option_row = 14;
constexpr double choice_row = 17;
constexpr double choice_gap = 5;
constexpr std::string_view prefix = "choice-";

/// "Q4 2019" of the row named "earlier = Q4 2019".
std::string option_name(const Row& row, const std::string& choice) {
    const std::string head = choice + " = ";
    const std::string& name = name_of(row);
    return name.starts_with(head) ? name.substr(head.size()) : name;
}

/// The number of the option, counted from 1; 0 for none.
std::size_t option_of(const Table& specifications, const Row& row, const std::string& column) {
    const auto datum = datum_of(specifications, row, column);
    const bool said =
        datum && !datum->missing() && datum->value->point && *datum->value->point >= 1;
    return said ? static_cast<std::size_t>(std::llround(*datum->value->point)) : 0;
}

std::vector<CurveOption> options_of(const Table& options, const std::string& choice) {
    std::vector<CurveOption> out;
    for (const Row& row : options.rows) {
        const std::size_t dot = row.label.rfind('.');
        if (dot != std::string::npos && row.label.substr(0, dot) == choice) {
            out.push_back({option_name(row, choice),
                           *datum_of(options, row, "median"),
                           datum_of(options, row, "significant"),
                           {}});
        }
    }
    return out;
}

/// Words cut to the room that they have.
std::string fitted(const std::string& text, double room) {
    std::size_t most = text.size();
    std::string out = text;
    while (most > 1 && text_width(out) > room) {
        out = cut(text, --most);
    }
    return out;
}

constexpr double half = 4.5; ///< of the height of a tick
constexpr double column = 2; ///< pixels that share a block where specifications are narrower

/// Ticks as one outline around the middle of a row, neighbours as one block: a page holds a few
/// shapes a row and not one for each specification.
std::string ticks(const CurveOption& option, const Frame& frame) {
    const std::size_t count = option.taken.size();
    const double room = frame.width / static_cast<double>(count);
    const double gap = room > 2 ? room * 0.25 : 0;
    std::string path;
    for (std::size_t i = 0; i < count; ++i) {
        if (!option.taken[i]) {
            continue;
        }
        const std::size_t first = i;
        while (i + 1 < count && option.taken[i + 1]) {
            ++i;
        }
        path += fmt::format("M{:.1f},{}V{}H{:.1f}V{}Z",
                            slot_left(frame, first, count) - frame.left + gap, -half, half,
                            slot_left(frame, i + 1, count) - frame.left - gap, -half);
    }
    return path;
}

/// Blocks as high as the share of the specifications there that take the option.
std::string shares(const CurveOption& option, const Frame& frame) {
    const std::size_t count = option.taken.size();
    std::string path;
    std::size_t from = 0;
    for (double left = 0; left < frame.width; left += column) {
        const double right = std::min(left + column, frame.width);
        std::size_t end = from;
        std::size_t taken = 0;
        while (end < count && slot_left(frame, end + 1, count) - frame.left <= right + 1e-9) {
            taken += option.taken[end] ? 1U : 0U;
            ++end;
        }
        if (taken > 0) {
            const double height =
                2 * half * static_cast<double>(taken) / static_cast<double>(end - from);
            path += fmt::format("M{:.1f},{:.1f}V{}H{:.1f}V{:.1f}Z", left, half - height, half,
                                right, half - height);
        }
        from = end;
    }
    return path;
}

Json mark_of(const CurveChoice& choice, const CurveOption& option, const std::string& unit) {
    Json mark =
        study_tip(fmt::format("{} = {}: median", choice.name, option.name), option.median, unit);
    if (option.significant && !option.significant->missing()) {
        mark["value"] = fmt::format("{}; told from zero: {}", mark["value"].get<std::string>(),
                                    percent_words(*option.significant));
    }
    return mark;
}

std::string percent(const std::optional<Datum>& datum) {
    return datum && !datum->missing() ? percent_words(*datum) : std::string();
}

std::string median_words(const Datum& median) {
    return median.missing() || !median.value->point ? std::string("none")
                                                    : fmt::format("{:.2g}", *median.value->point);
}

/// The layers of the matrix while its rows are set.
class Matrix {
  public:
    Matrix(const Frame& frame, const MatrixColumns& columns, const std::string& unit)
        : m_frame(frame), m_columns(columns), m_unit(unit) {}

    void head(double y) {
        text(m_numbers, "median", m_columns.median, y);
        text(m_numbers, "\u2260 0", m_columns.share, y);
    }

    void choice(const CurveChoice& choice, double y) {
        const std::string explained = percent(choice.explained);
        text(m_heads, choice.name, m_columns.labels, y);
        if (!explained.empty()) {
            text(m_explained, fmt::format("explains {} of the variance", explained), m_frame.left,
                 y);
        }
    }

    void option(const CurveChoice& choice, const CurveOption& option, double y) {
        text(m_names, fitted(option.name, m_frame.left - m_columns.labels - 20),
             m_columns.labels + 8, y);
        text(m_numbers, median_words(option.median), m_columns.median, y);
        text(m_numbers, percent(option.significant), m_columns.share, y);
        m_rows.push_back({{"px", m_frame.left},
                          {"py", y},
                          {"px2", m_frame.right()},
                          {"py2", y},
                          {"stroke", "#eeeeee"}});
        Json mark = mark_of(choice, option, m_unit);
        mark["px"] = m_frame.left;
        mark["py"] = y;
        mark["path"] = in_shares(m_frame, option.taken.size()) ? shares(option, m_frame)
                                                               : ticks(option, m_frame);
        m_ticks.push_back(std::move(mark));
    }

    void draw(Json& layers) const {
        pixel_rules(layers, m_rows, option_row - 2);
        // A symbol of 4 square pixels is drawn as its path says, a pixel a unit.
        layers.push_back(layer(m_ticks,
                               {{"type", "point"},
                                {"size", 4},
                                {"fill", "#444444"},
                                {"strokeWidth", 0},
                                {"opacity", 1}},
                               {{"x", pixels("px")},
                                {"y", pixels("py")},
                                {"shape", literal("path")},
                                {"tooltip", tip_channel()}}));
        pixel_words(layers, m_heads, "left", "bold");
        pixel_words(layers, m_explained, "left", "normal", grey);
        pixel_words(layers, m_names, "left");
        pixel_words(layers, m_numbers, "right");
    }

  private:
    static void text(Json& where, const std::string& words, double x, double y) {
        if (!words.empty()) {
            where.push_back({{"words", words}, {"px", x}, {"py", y}});
        }
    }

    const Frame& m_frame;
    MatrixColumns m_columns;
    const std::string& m_unit;
    Json m_heads = Json::array();
    Json m_explained = Json::array();
    Json m_names = Json::array();
    Json m_numbers = Json::array();
    Json m_rows = Json::array();
    Json m_ticks = Json::array();
};

} // namespace

bool in_shares(const Frame& frame, std::size_t count) {
    return frame.width < static_cast<double>(count);
}

std::string percent_words(const Datum& datum) {
    const double share = 100 * datum.value->point.value_or(0);
    return share > 0 && share < 0.5 ? "< 1 %" : fmt::format("{:.0f} %", share);
}

double slot_left(const Frame& frame, std::size_t index, std::size_t count) {
    return frame.left + frame.width * static_cast<double>(index) /
                            static_cast<double>(std::max<std::size_t>(1, count));
}

std::vector<CurveChoice> curve_choices(const Table& specifications,
                                       const std::vector<const Row*>& rows, const Table& options,
                                       const Table* choices) {
    std::vector<CurveChoice> out;
    for (const measures::Column& column : specifications.columns) {
        if (!column.id.starts_with(prefix)) {
            continue;
        }
        CurveChoice choice{column.id.substr(prefix.size()), std::nullopt, {}};
        choice.options = options_of(options, choice.name);
        for (const Row* const row : rows) {
            const std::size_t taken = option_of(specifications, *row, column.id);
            for (std::size_t i = 0; i < choice.options.size(); ++i) {
                choice.options[i].taken.push_back(taken == i + 1);
            }
        }
        for (std::size_t i = 0; choices != nullptr && i < choices->rows.size(); ++i) {
            if (choices->rows[i].label == choice.name) {
                choice.explained = datum_of(*choices, choices->rows[i], "explained");
            }
        }
        out.push_back(std::move(choice));
    }
    return out;
}

double matrix_height(const std::vector<CurveChoice>& choices) {
    double height = choice_row;
    for (const CurveChoice& choice : choices) {
        height += choice_row + choice_gap + option_row * static_cast<double>(choice.options.size());
    }
    return height;
}

double draw_matrix(Json& layers, const std::vector<CurveChoice>& choices, const Frame& frame,
                   double top, const MatrixColumns& columns, const std::string& unit) {
    Matrix matrix(frame, columns, unit);
    matrix.head(top + choice_row / 2);
    double y = top + choice_row;
    for (const CurveChoice& choice : choices) {
        matrix.choice(choice, y + choice_row / 2);
        y += choice_row;
        for (const CurveOption& option : choice.options) {
            matrix.option(choice, option, y + option_row / 2);
            y += option_row;
        }
        y += choice_gap;
    }
    matrix.draw(layers);
    return matrix_height(choices);
}

} // namespace halflight::edition
