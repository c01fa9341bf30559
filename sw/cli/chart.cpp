#include "sw/cli/chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/cli/table.hpp"

namespace denim::cli {

namespace {

// All in pixels. No font is known here: the widths of texts are the widest that are likely.
constexpr double margin = 16;
constexpr double bar_room = 420;
constexpr double bar_height = 20;
constexpr double bar_step = 32;
constexpr double label_size = 13;  // of a font, as in the style sheet
constexpr double small_size = 12;
constexpr double title_size = 16;
constexpr double head_height = 68;
constexpr double note_step = 18;

double width_in(double size, const std::string& text) {
  return 0.62 * size * static_cast<double>(width_of(text));
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;  // XML has no others
    }
  }
  return result;
}

// The background is painted, so that the chart is legible on any page.
constexpr std::string_view style = R"(  <style>
    .page { fill: #ffffff; }
    .bar { fill: #3b5b8c; }
    .axis { stroke: #5d6b78; stroke-width: 1.6; }
    .reference { stroke: #5d6b78; stroke-width: 1.2; stroke-dasharray: 4 4; }
    text { font: 13px sans-serif; fill: #1d2733; }
    .title { font-size: 16px; font-weight: 600; }
    .small { font-size: 12px; fill: #44525f; }
    .label { text-anchor: end; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #14191f; }
      .bar { fill: #7fa3dc; }
      .axis { stroke: #98a6b3; }
      .reference { stroke: #98a6b3; }
      text { fill: #e8edf2; }
      .small { fill: #b4bfca; }
    }
  </style>
)";

}  // namespace

std::string BarChart::to_svg() const {
  double labels = 0;
  double texts = 0;
  double longest = 0;
  std::string spoken;
  for (const Bar& bar : bars) {
    labels = std::max(labels, width_in(label_size, bar.label));
    texts = std::max(texts, width_in(label_size, bar.text));
    longest = std::max({longest, bar.value, reference});
    spoken += fmt::format("{}{}: {}", spoken.empty() ? "" : "; ", bar.label, bar.text);
  }
  double words = std::max(width_in(title_size, title), width_in(small_size, subtitle));
  for (const std::string& note : notes) {
    words = std::max(words, width_in(small_size, note));
    spoken += ". " + note;
  }
  const double left = margin + labels + 8;
  const double width = std::max(left + bar_room + 8 + texts, margin + words) + margin;
  const double height = head_height + bar_step * static_cast<double>(bars.size()) + margin / 2 +
                        note_step * static_cast<double>(notes.size());

  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
      "width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" aria-labelledby=\"title desc\">\n"
      "  <title id=\"title\">{2}</title>\n"
      "  <desc id=\"desc\">{3}. {4}</desc>\n{5}"
      "  <rect class=\"page\" width=\"{0:.0f}\" height=\"{1:.0f}\"/>\n"
      "  <text class=\"title\" x=\"{6:.0f}\" y=\"28\">{2}</text>\n"
      "  <text class=\"small\" x=\"{6:.0f}\" y=\"48\">{3}</text>\n",
      width, height, escaped(title), escaped(subtitle), escaped(spoken), style, margin);
  double top = head_height;
  for (const Bar& bar : bars) {
    const double length = longest == 0 ? 0 : bar_room * bar.value / longest;
    const double baseline = top + bar_height / 2 + 4.5;
    svg += fmt::format(
        "  <text class=\"label\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>\n"
        "  <rect class=\"bar\" x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\"/>\n"
        "  <text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
        left - 8, baseline, escaped(bar.label), left, top, length, bar_height, left + length + 8,
        baseline, escaped(bar.text));
    top += bar_step;
  }
  const double bottom = top - bar_step + bar_height + 6;
  if (reference > 0 && longest > 0) {
    svg += fmt::format(
        "  <line class=\"reference\" x1=\"{0:.1f}\" y1=\"{1:.0f}\" x2=\"{0:.1f}\" "
        "y2=\"{2:.0f}\"/>\n",
        left + bar_room * reference / longest, head_height - 6, bottom);
  }
  for (std::size_t i = 0; i < notes.size(); ++i) {
    svg += fmt::format("  <text class=\"small\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n", margin,
                       bottom + note_step * static_cast<double>(i + 1), escaped(notes[i]));
  }
  svg += fmt::format(
      "  <line class=\"axis\" x1=\"{0:.0f}\" y1=\"{1:.0f}\" x2=\"{0:.0f}\" "
      "y2=\"{2:.0f}\"/>\n</svg>\n",
      left, head_height - 6, bottom);
  return svg;
}

}  // namespace denim::cli
