// SPDX-License-Identifier: Apache-2.0
// Pieces of pictures that all forms share: axes, events, marks for what is missing, the key, words.
// Whatever must not overlap is placed here, with the widths of Liberation Sans, Arial and
// Helvetica.
#pragma once

#include "figure_parts.hpp"

#include <array>
#include <set>

namespace halflight::edition {

inline constexpr int plot_width = 544;
inline constexpr int font_size = 12;
inline constexpr int small_font = 11;
inline constexpr std::string_view ink = "#222222";
inline constexpr std::string_view grey = "#6b6b6b";
/// Of the residual, the reported sum, whatever a figure is about. Not among the category colours.
inline constexpr std::string_view emphasis = "#d55e00";

/// Category colours (Okabe and Ito 2008, darkest first where neighbours would be alike).
[[nodiscard]] std::string_view colour(std::size_t index);
/// Shape of points, so that lines differ without colour.
[[nodiscard]] std::string_view point_shape(std::size_t index);
/// Pixels that a text takes.
[[nodiscard]] double text_width(std::string_view text, int size = small_font);
/// At most so many characters, an ellipsis for what does not fit.
[[nodiscard]] std::string cut(std::string_view text, std::size_t most);
/// Words in lines that are at most `width` pixels wide.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double width,
                                               int size = small_font);

/// Large numbers are drawn in thousands, millions or billions of their unit.
struct Scale {
    double factor = 1;
    std::string unit; ///< "million USD"
};
[[nodiscard]] Scale scale_of(double largest, const std::string& unit);

/// Where a value stands, in units of the scale.
struct Position {
    double low = 0; ///< finite: an open side ends at the other
    double high = 0;
    std::optional<double> at; ///< printed value, if there is one
    bool rises = false;       ///< no upper bound
    bool falls = false;       ///< no lower bound
    /// Where to draw one mark for it; never a number to print.
    [[nodiscard]] double best() const {
        return at ? *at : rises ? low : falls ? high : (low + high) / 2;
    }
    /// An interval that an eye can see on an axis that long.
    [[nodiscard]] bool wide(double axis) const { return high - low > axis * 0.012; }
};
[[nodiscard]] Position position(const measures::Value& value, const Scale& scale);

/// "3,765 persons", "3,760 to 3,770 persons", "not published".
[[nodiscard]] std::string value_words(const measures::Value& value, const std::string& unit);

/// The fields of a mark that its tooltip shows: name, period, value, basis, number.
[[nodiscard]] Json tip(const std::string& name, const Datum& datum, const std::string& unit);
[[nodiscard]] Json tip_channel();

// ---- the key
// -------------------------------------------------------------------------------------

/// An entry below the plot: a symbol and words.
struct KeyEntry {
    std::string words;
    std::string shape; ///< name or SVG path
    std::string fill;  ///< colour or "transparent"
    std::string stroke;
    double width = 1.2;
    int group = 0; ///< 0 categories, 1 signs, 2 missing, 3 events: the order in the key
};

/// The signs that a figure uses, each once, in order of first use.
class Key {
  public:
    void add(KeyEntry entry);
    void missing(Missing reason);
    void interval();
    void range(); ///< an interval without a printed value
    void open_side();
    void modelled();
    void disputed();
    void event();
    /// Layers that draw it `top` pixels below the upper edge of the plot and from `left` pixels of
    /// its left edge, in as many lines as needed.
    void draw(Json& layers, double top, double left = -44) const;

  private:
    std::vector<KeyEntry> m_entries;
};

[[nodiscard]] std::string_view missing_shape(Missing reason);

// ---- time
// ----------------------------------------------------------------------------------------

/// Days from `first` to `end` across the plot.
struct TimeAxis {
    Date first;
    Date end;
    int width = plot_width;
    Frequency finest = Frequency::none; ///< of the periods; no finer ticks are set
    [[nodiscard]] double pixel(Date date) const;
    /// Pixels that ticks and labels take below the plot.
    [[nodiscard]] double label_height() const;
    /// The channel: scale and labels; `offset` pixels below the plot.
    [[nodiscard]] Json channel(int offset, bool labels = true) const;
};
[[nodiscard]] std::optional<TimeAxis> time_axis(const std::vector<Line>& lines);
/// Milliseconds since 1970-01-01, as the scale has it; `share` of a period from its first day.
[[nodiscard]] double instant(Date date);
[[nodiscard]] double instant(const Period& period, double share);

/// Rules with labels above the plot, staggered so that none overlaps another or its rule. Returns
/// the height that the labels take.
double draw_events(Json& layers, const std::vector<const dossier::Event*>& events,
                   const TimeAxis& axis, int height, Key& key);

/// The values that are missing, in rows of marks below the plot. Returns the height of the rows.
struct Gap {
    Period period;
    Missing reason = Missing::not_collected;
    std::string name; ///< of what is missing
    std::string number;
    std::size_t row = 0;
    std::string stroke;
};
double draw_gaps(Json& layers, const std::vector<Gap>& gaps, int height, Key& key);

// ---- layers
// --------------------------------------------------------------------------------------

/// {"data":{"values":[...]},"mark":...,"encoding":...}
[[nodiscard]] Json layer(Json values, Json mark, Json encoding);
/// A field of pixels: no scale, no axis.
[[nodiscard]] Json pixels(std::string_view field);
[[nodiscard]] Json field(std::string_view name, std::string_view type = "quantitative");
/// The vertical channel: title with unit, grouped thousands, from `low` to `high`.
[[nodiscard]] Json value_axis(std::string_view name, double low, double high,
                              std::string_view title);
/// Rounded bounds of an axis that holds both and, where `zero`, 0.
[[nodiscard]] std::pair<double, double> nice_range(double low, double high, bool zero);
/// The scales and axes that all layers share, from fields "x" and "y"; `y` may be null.
void set_axes(Json& layers, const Json& x, const Json& y);
/// Vertical whiskers from "y" to "y2" at the time "x", in the colour "stroke".
void whisker_layers(Json& layers, const Json& values);
/// Arrows at "y", upwards or downwards ("up"), for a side without a bound.
void arrow_layers(Json& layers, const Json& values, Key& key);
/// Words with a white rim, so that rules behind them do not cut them.
void rimmed_text(Json& layers, const Json& values, Json mark, const Json& encoding);
/// A field whose values are taken as they are: colours, shapes, widths.
[[nodiscard]] Json literal(std::string_view name, std::string_view type = "nominal");
[[nodiscard]] Json panel(Json layers, int width, int height);

/// A letter for each line, from its name where it can be; the last line chooses first.
[[nodiscard]] std::vector<std::string> letters_of(const std::vector<Line>& lines);

/// "Study: 12 values from 2018-Q1 to 2024-Q4; largest 3,765 persons in 2024-Q3; 4 not published."
[[nodiscard]] std::string words_of(const Line& line);

} // namespace halflight::edition
