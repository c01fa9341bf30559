// Tables, charts, figures and numbers as people read them.
#include <cmath>
#include <regex>

#include "sw/cli/chart.hpp"
#include "sw/cli/figures.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/table.hpp"
#include "tests/catch.hpp"

namespace denim::cli {
namespace {

using enum Table::Align;

const Table table{"A | title",
                  {{"name", left}, {"cycles"}, {"×", left}},
                  {{"über", "1 234", "a"}, {"x_y*", "5", ""}},
                  {"a note"}};

TEST_CASE("a table has columns as wide as they must be", "[cli][table]") {
  CHECK(table.to_text() ==
        "A | title\n"
        "name  cycles  ×\n"
        "über   1 234  a\n"
        "x_y*       5\n"
        "a note\n");
}

TEST_CASE("a table as Markdown says the same", "[cli][table]") {
  CHECK(table.to_markdown() ==
        "## A \\| title\n"
        "\n"
        "| name | cycles | × |\n"
        "| --- | ---: | --- |\n"
        "| über | 1 234 | a |\n"
        "| x_y\\* | 5 |  |\n"
        "\n"
        "a note\n");
  CHECK(Table{"_a_ <b> `c` #1 & d_e ~ [f](g) \\", {}, {}, {}}.to_markdown().starts_with(
      "## \\_a\\_ \\<b\\> \\`c\\` \\#1 \\& d_e \\~ \\[f\\](g) \\\\\n"));
}

/// The values of an attribute, in order, of the elements that begin with `start`.
std::vector<double> values(const std::string& svg, const std::string& start,
                           const std::string& name) {
  const std::regex attribute("<" + start + "[^>]* " + name + "=\"([0-9.]+)\"");
  std::vector<double> result;
  for (std::sregex_iterator at(svg.begin(), svg.end(), attribute), end; at != end; ++at) {
    result.push_back(std::stod((*at)[1]));
  }
  return result;
}

TEST_CASE("the bars of a chart are as long as their values", "[cli][chart]") {
  const BarChart chart{
      "Speed", "of <all> & \"more\"", {{"a&b", 4, "4 ×"}, {"c", 1, "1 ×"}, {"none", 0, "–"}}};
  const std::string svg = chart.to_svg();
  INFO(svg);
  const auto bars = values(svg, "rect class=\"bar\"", "width");
  REQUIRE(bars.size() == 3);
  CHECK(bars[0] == Approx(4 * bars[1]));
  CHECK(bars[1] > 10);
  CHECK(bars[2] == 0);
  const auto tops = values(svg, "rect class=\"bar\"", "y");
  const auto heights = values(svg, "rect class=\"bar\"", "height");
  for (std::size_t i = 1; i < tops.size(); ++i) CHECK(tops[i] > tops[i - 1] + heights[i - 1]);

  // All that is written lies on the page.
  const auto widths = values(svg, "svg", "width");
  REQUIRE(widths.size() == 1);
  const auto lefts = values(svg, "rect class=\"bar\"", "x");
  CHECK(lefts[0] + bars[0] < widths[0]);
  CHECK(tops.back() + heights.back() < values(svg, "svg", "height")[0]);

  // Escaped, told to readers of the screen, and legible in the dark.
  for (const char* part : {"of &lt;all&gt; &amp; &quot;more&quot;", ">a&amp;b</text>",
                           "<title id=\"title\">Speed</title>", "a&amp;b: 4 ×; c: 1 ×; none: –",
                           "role=\"img\"", "@media (prefers-color-scheme: dark)"}) {
    CHECK_THAT(svg, ContainsSubstring(part));
  }
  CHECK(svg.find("<all>") == std::string::npos);
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("a chart shows a reference and tells its notes", "[cli][chart]") {
  const std::string note = "not <all> have as many";
  const BarChart plain{"t", "s", {{"a", 4, "4"}, {"b", 0.5, "0.5"}}};
  const BarChart chart{"t", "s", plain.bars, 1, {note, note}};
  const std::string svg = chart.to_svg();
  const auto lines = values(svg, "line class=\"reference\"", "x1");
  REQUIRE(lines.size() == 1);
  const auto lefts = values(svg, "rect class=\"bar\"", "x");
  const auto bars = values(svg, "rect class=\"bar\"", "width");
  CHECK(lines[0] == Approx(lefts[0] + bars[0] / 4).margin(0.2));
  CHECK(values(plain.to_svg(), "line class=\"reference\"", "x1").empty());
  CHECK(values(svg, "svg", "height")[0] > values(plain.to_svg(), "svg", "height")[0] + 2 * 12);
  CHECK_THAT(svg, ContainsSubstring(">not &lt;all&gt; have as many</text>"));
}

TEST_CASE("a chart has room for long names, and none breaks it", "[cli][chart]") {
  const std::string name(100, 'm');
  const std::string svg = BarChart{"t", "s", {{name, 1, "1 ×"}}}.to_svg();
  // A letter m is most of an em wide; 13 pixels are an em.
  CHECK(values(svg, "rect class=\"bar\"", "x")[0] > 100 * 0.6 * 13);
  CHECK(values(BarChart{"t", "s", {{"a", 0, "–"}}}.to_svg(), "rect class=\"bar\"", "width")[0] ==
        0);
  CHECK_THAT((BarChart{"a\x01z", "s", {}}.to_svg()), ContainsSubstring(">a z<"));
}

/// Relative luminance contrast (WCAG 2) of two colours #rrggbb.
double contrast(const std::string& one, const std::string& other) {
  const auto luminance = [](const std::string& colour) {
    const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double c = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
      sum += weights[i] * (c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const double a = luminance(one);
  const double b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST_CASE("a chart is legible in light and dark", "[cli][chart]") {
  const std::string svg = BarChart{"t", "s", {{"a", 1, "1"}}}.to_svg();
  const auto dark_begin = svg.find("@media");
  for (const bool dark : {false, true}) {
    CAPTURE(dark);
    const std::string style = dark ? svg.substr(dark_begin) : svg.substr(0, dark_begin);
    const auto colour = [&](const std::string& rule) {
      std::smatch found;
      const std::regex pattern("\\n +" + rule + " \\{[^}]*(?:fill|stroke): (#[0-9a-f]{6})");
      REQUIRE(std::regex_search(style, found, pattern));
      return found[1].str();
    };
    const std::string page = colour("\\.page");
    CHECK(contrast(page, colour("text")) > 7);
    CHECK(contrast(page, colour("\\.small")) > 4.5);
    CHECK(contrast(page, colour("\\.bar")) > 3);
    CHECK(contrast(page, colour("\\.axis")) > 3);
  }
}

TEST_CASE("figures add up to those of a model", "[cli][figures]") {
  Figures one;
  one.multipliers = 8;
  one.cycles = 100;
  one.products_useful = 400;
  one.macs_dense = 1600;
  one.b_bits = 50;
  one.nonzeros = 40;
  one.dropped = 10;
  CHECK(one.utilisation() == 0.5);
  CHECK(one.speed_up() == 2);
  CHECK(one.speed_up_over(300) == 3);
  CHECK(one.b_bits_per_cycle() == 0.5);
  CHECK(one.dropped_share() == 0.25);

  Figures other = one;
  other.cycles = 300;
  other.cycles_model = 1;
  other.products_useful = 80;
  other.macs_dense = 0;
  other.a_bytes = 2;
  other.b_bits = 350;
  other.nonzeros = 10;
  other.mismatches = 3;
  other.failed = 1;
  Figures sum;
  sum += one;
  sum += other;
  CHECK(sum.multipliers == 8);
  CHECK(sum.cycles == 400);
  CHECK(sum.cycles_model == 1);
  CHECK(sum.utilisation() == 480.0 / 3200);
  CHECK(sum.speed_up() == 0.5);
  CHECK(sum.a_bytes == 2);
  CHECK(sum.b_bits_per_cycle() == 1);
  CHECK(sum.dropped_share() == 0.4);
  CHECK(sum.mismatches == 3);
  CHECK(sum.failed == 1);

  CHECK(Figures().utilisation() == 0);
  CHECK(Figures().speed_up_over(5) == 0);
}

TEST_CASE("what is no UTF-8 is found", "[cli][output]") {
  for (const char* text :
       {"", "abc", "ä", "×–…", "\U0001f600", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK_FALSE(not_utf8(text));
  }
  for (const char* text :
       {"ab\xff", "ab\xc3", "ab\xc3(", "ab\x80", "ab\xc0\xaf", "ab\xe0\x80\xaf", "ab\xed\xa0\x80",
        "ab\xf4\x90\x80\x80", "ab\xf0\x80\x80\x80", "ab\xe2\x82"}) {
    CHECK(not_utf8(text) == 2);
  }
}

}  // namespace
}  // namespace denim::cli
