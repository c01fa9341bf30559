// Every leaf as its own top through the four tools, silently, at its defaults and at odd sizes.
#include <string>

#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

TEST_CASE("four tools accept every leaf as its own top", "[rtl][lint]") {
  int linted = 0;
  for (const LeafFile& leaf : leaf_files()) {
    CAPTURE(leaf.name);
    const auto& all = settings_of(leaf.name);
    if (leaf.is_package()) continue;  // it comes along with every leaf
    CHECK(all.front().empty());
    for (const Settings& settings : all) {
      CAPTURE(to_text(settings));
      CHECK(lint(leaf.sources(), leaf.name, settings) == "");
      linted++;
    }
  }
  CHECK(linted >= 90);
}

TEST_CASE(
    "each tool notices a width that does not fit, and a tool that is not there, or hangs, fails",
    "[rtl][lint]") {
  const ScratchFolder folder;
  folder.write("leaf.sv",
               "module leaf (\n  input logic [3:0] a_i,\n  output logic [3:0] y_o\n);\n"
               "  assign y_o = ~a_i;\nendmodule\n");
  folder.write("bad.sv",
               "module bad (\n  input logic [4:0] a_i,\n  output logic [3:0] y_o\n);\n"
               "  leaf u_leaf (\n    .a_i(a_i),\n    .y_o(y_o)\n  );\nendmodule\n");
  const Sources sources{folder.path(), {"leaf.sv", "bad.sv"}};
  CHECK(lint({folder.path(), {"leaf.sv"}}, "leaf") == "");
  CHECK(verilator_lint(sources, "bad").complaint() != "");
  CHECK(icarus_lint(sources, "bad").complaint() != "");
  CHECK(yosys_lint(sources, "bad").complaint() != "");

  const Said missing = run({"denim-no-such-tool"});
  CHECK_FALSE(missing.ok());
  CHECK_THAT(missing.complaint(), ContainsSubstring("is denim-no-such-tool installed?"));
  const Said slow = run({"sleep", "60"}, {}, 1);
  CHECK_FALSE(slow.ok());
  CHECK_THAT(slow.complaint(), ContainsSubstring("ended after 1 s"));
}

// IEEE 1800-2017, 9.2.2.4; the other tools, as used here, say nothing.
TEST_CASE("a variable of always_ff that an initial writes too is refused", "[rtl][lint]") {
  const ScratchFolder folder;
  folder.write("twice.sv",
               "module twice (\n  input logic clk_i,\n  input logic d_i,\n  output logic q_o\n);\n"
               "  always_ff @(posedge clk_i) q_o <= d_i;\n  initial q_o = 1'b0;\nendmodule\n");
  const Sources sources{folder.path(), {"twice.sv"}};
  if (const auto said = slang_lint(sources, "twice"))
    CHECK_THAT(said->complaint(), ContainsSubstring("driven by always_ff"));
}

}  // namespace
}  // namespace denim::test
