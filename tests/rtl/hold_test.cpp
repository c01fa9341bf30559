// The benches see a register that does not keep what it holds for as long as it must: the first
// held cycle shows only whether it keeps anything.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/rtl/bench.hpp"

namespace denim::test {
namespace {

// What a register holds changes in the second cycle in a row in which it should be kept.
struct Unsteady {
  std::string leaf;
  std::string block;   // of the register, up to its condition
  std::string enable;  // of it
  std::string register_name;
  Settings settings = {};
};

const std::vector<Unsteady> unsteady{
    {"denim_tail_shift", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "quotient_q"},
    {"denim_tail_shift", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "up_q"},
    {"denim_tail_saturate", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "data_q"},
    {"denim_pipeline_data", "\n      always_ff @(posedge clk_i) begin\n        if (load_i[s])",
     "load_i[s]", "data_q"},
    {"denim_ram_registered",
     "\n  always @(posedge clk_i) begin\n    if (write_i) begin\n      words_q",
     "(enable_i && read_i)", "read_q"},
    {"denim_delay_line", "\n    always_ff @(posedge clk_i) begin\n", "enable_i", "data_q"},
    {"denim_demm_end", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "end_q"},
    {"denim_demm_lane", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "adds_value_q"},
    {"denim_demm_lane",
     "\n    always_ff @(posedge clk_i) begin\n      if",
     "enable_i",
     "values_q",
     {{"Delay", 2}}},
    {"denim_accumulator_address", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "stages_q"},
    {"denim_accumulator_address", "\n  always_ff @(posedge clk_i) begin\n", "enable_i",
     "forward_q"},
    {"denim_accumulator_pipeline", "\n  always_ff @(posedge clk_i) begin\n", "enable_i",
     "stages_q"},
    {"denim_accumulator_pipeline", "\n  always_ff @(posedge clk_i) begin\n", "enable_i", "again_q"},
    {"denim_accumulator_pipeline", "\n  always_ff @(posedge clk_i) begin\n", "enable_i",
     "forward_q"},
    {"denim_output_stage", "\n  always_ff @(posedge clk_i) begin\n", "load_o", "row_q"},
    {"denim_nm_token", "\n    always_ff @(posedge clk_i) begin\n", "enable_i", "token_q"},
    {"denim_nm_busy", "\n    always_ff @(posedge clk_i) begin\n", "enable_i", "busy_q"},
};

std::string unsteady_text(const Unsteady& bug, const std::string& text) {
  const std::size_t at = text.find(bug.block);
  if (at == std::string::npos || text.find(bug.block, at + 1) != std::string::npos) return {};
  const std::size_t begin = text.find("begin\n", at) + 6;
  return std::string(text)
      .insert(begin, "    held_q <= !" + bug.enable + ";\n    if (held_q && !" + bug.enable +
                         ") begin\n      " + bug.register_name + " <= ~" + bug.register_name +
                         ";\n    end\n")
      .insert(at + 1, "  logic held_q;\n");
}

TEST_CASE("a register that does not keep what it holds makes its bench fail", "[rtl][bench]") {
  for (const Unsteady& bug : unsteady) {
    CAPTURE(bug.leaf, bug.register_name);
    const std::string text = unsteady_text(bug, text_of(project / leaf_file(bug.leaf).file));
    INFO("where the leaf no longer has that block once, name it anew");
    REQUIRE(text != "");
    const ScratchFolder folder;
    const Bench bench(bug.leaf, folder.write(bug.leaf + ".sv", text).string(), bug.settings);
    INFO("the bug must be one that tools accept: " << bench.complaint());
    REQUIRE(bench.built());
    CHECK(bench.run(0).checks == 0);
  }
}

}  // namespace
}  // namespace denim::test
