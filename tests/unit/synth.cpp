// The parts of a synthesis flow that are no tool's: names, areas of a library, cells, pages.
#include <fstream>
#include <string>

#include "gen/bundle/bundle.hpp"
#include "sw/synth/error.hpp"
#include "sw/synth/harness.hpp"
#include "sw/synth/hierarchy.hpp"
#include "sw/synth/liberty.hpp"
#include "sw/synth/target.hpp"
#include "sw/synth/tools.hpp"
#include "tests/bench/support/section.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::synth {
namespace {

TEST_CASE("a cell belongs to the innermost instance on its path", "[synth]") {
  const spec::Spec spec = spec::Spec::load("demm_2_8_4");
  const ir::Design design = bundle::design(spec);
  const Hierarchy hierarchy(design);
  const auto text = [&](const std::string& path) {
    const Place place = hierarchy.place(path, "demm_2_8_4");
    return place.instance + " | " + place.module + " | " + place.name;
  };
  CHECK(text("sum_q") == " | demm_2_8_4 | sum_q");
  CHECK(text("gen_lane[1].u_lane.index_q_LUT4_Z") ==
        "gen_lane[1].u_lane | denim_demm_lane | index_q_LUT4_Z");
  CHECK(text("gen_lane[1].gen_column[0].product") ==
        " | demm_2_8_4 | gen_lane[1].gen_column[0].product");
  CHECK(text("u_tile.gen_copy[1].full_q") == "u_tile | denim_demm_tile | gen_copy[1].full_q");
}

TEST_CASE("areas of a library's cells are read, and only those", "[synth]") {
  const test::ScratchFolder folder;
  const auto areas = [&](const std::string& text) {
    return cell_areas(folder.write("cells.lib", text));
  };
  const auto all = areas(
      "library (\"lib } name\") { // a comment {\n"
      "  default_area : 7; /* cell(NO) { area : 1; } */\n"
      "  cell (\"A\") { pin (X) { area : 9; } area : 1.25; }\n"
      "  cell(B){area:\"2e1\";}\n"
      "  wire_load(W) { area : 3; }\n"
      "}\n");
  CHECK(all == std::map<std::string, double>{{"A", 1.25}, {"B", 20}});
  CHECK_REFUSED(areas("library(x) { cell(A) { area : much; } }"), "cells.lib", "cell A", "much");
  CHECK_REFUSED(areas("module m; endmodule"), "cells.lib", "no cell with an area");
  CHECK_REFUSED(cell_areas(folder.path() / "none.lib"), "none.lib", "cannot be read");
}

TEST_CASE("a cell that a target does not know is never passed over", "[synth]") {
  Area area;
  count(area, target("xc7"), "RAMB36E1", 3);
  count(area, target("xc7"), "RAM64M", 2);
  count(area, target("ecp5"), "TRELLIS_DPR16X4", 2);
  CHECK(area.rams == 6);
  CHECK(area.ram_luts == 2 * 4 + 2 * 6);
  CHECK_REFUSED(count(area, target("xc7"), "SB_LUT4", 5), "5 × SB_LUT4", "xc7");
}

TEST_CASE("a complaint is a tool's errors, or its last words", "[synth]") {
  sim::Outcome outcome;
  outcome.output = "one\ntwo\nERROR: three\nfour\nERROR: five\nsix\n";
  CHECK(complaint(outcome) == "ERROR: three\nERROR: five");
  outcome.output = "1\n2\n\n3\n4\n5\n";
  CHECK(complaint(outcome) == "2\n3\n4\n5");
  outcome.output = std::string(1000, 'x');
  CHECK(complaint(outcome) == std::string(300, 'x') + " …");
}

TEST_CASE("a harness has a register for every bit of an engine", "[synth]") {
  ir::Interface engine;
  engine.name = "engine";
  engine.parameters = {{"Width", 5, false, ""}};
  engine.ports = {{"clk_i", ir::Direction::in, 1, ""},
                  {"a_i", ir::Direction::in, ir::Expr::name("Width"), ""},
                  {"b_i", ir::Direction::in, 1, ""},
                  {"c_o", ir::Direction::out, ir::Expr::name("Width") * 2, ""}};
  const std::string text = harness(engine);
  for (const char* part :
       {"logic [6:0] given_q", "logic [10:0] result, result_q, folded_q", ".clk_i(clk_i)",
        ".a_i(given_q[4:0])", ".b_i(given_q[5:5])", ".c_o(result[9:0])"})
    CHECK_THAT(text, ContainsSubstring(part));
}

TEST_CASE("a bench replaces its own section of a page", "[synth]") {
  const std::string page = "# Page\n\ntext\n";
  const std::string first = bench::with_section(page, "x", "## X\n");
  CHECK(first == page + "\n<!-- begin x -->\n## X\n<!-- end x -->\n");
  const std::string both = bench::with_section(first, "y", "## Y\n");
  CHECK(bench::with_section(both, "x", "## Z\n") ==
        page +
            "\n<!-- begin x -->\n## Z\n<!-- end x -->\n\n<!-- begin y -->\n## Y\n<!-- end y -->\n");
  CHECK(page + bench::sections_of(both) == both);
  CHECK(bench::one_level_down("# A\n\n## B\n#c\n") == "## A\n\n### B\n##c\n");
}

}  // namespace
}  // namespace denim::synth
