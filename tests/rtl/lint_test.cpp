// Every leaf as its own top through the three tools, silently, at its defaults and at odd sizes.
#include <string>

#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

TEST_CASE("three tools accept every leaf as its own top", "[rtl][lint]") {
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

}  // namespace
}  // namespace denim::test
