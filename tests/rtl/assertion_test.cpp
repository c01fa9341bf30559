// The assertions of leaves: each of them reports what it is there for, and none reports anything of
// a leaf that has not been reset.
//
// That they are silent about sound leaves is what the benches see, whose output they would spoil,
// and every run of an engine, which ends at one.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gen/catalog/catalog.hpp"
#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

const std::vector<Break> breaks{
    {"denim_ram_registered",
     "32'(write_addr_i) < Depth",
     In::bench,
     "write_addr_i = AddrWidth'(random_below(few))",
     "write_addr_i = AddrWidth'(random_below(8))",
     {{"Depth", 5}}},
    {"denim_ram_registered", "read_addr_i != write_addr_i", In::bench,
     "if (write_i && enable_i && read_i && write_addr_i === read_addr_i)", "if (1'b0)"},
    {"denim_accumulator_address",
     "32'(read_row_o) < Rows",
     In::leaf,
     "claimed && in_range, first_i",
     "claimed, first_i",
     {{"Rows", 5}}},
    {"denim_accumulator_address",
     "32'(row_o) < Rows",
     In::leaf,
     "claimed && in_range, first_i",
     "claimed, first_i",
     {{"Rows", 5}}},
    {"denim_accumulator_pipeline",
     "32'(read_row_o) < Rows",
     In::leaf,
     "claimed && in_range, first_i",
     "claimed, first_i",
     {{"Rows", 5}}},
    {"denim_accumulator_pipeline",
     "32'(row_o) < Rows",
     In::leaf,
     "claimed && in_range, first_i",
     "claimed, first_i",
     {{"Rows", 5}}},
    {"denim_output_stage", "!c_valid_o || c_ready_i", In::leaf, "free = !valid_q || c_ready_i",
     "free = 1'b1"},
    {"denim_stage", "assert (valid_o)", In::leaf, "(last && ready_i)", "last"},
    {"denim_pipeline", "assert (valid_o)", In::leaf, "load_o | (valid_q & ~ready)", "load_o"},
    {"denim_serialiser", "data_o == held_data_q", In::leaf, "free = !busy_q || (ready_i && last_o)",
     "free = !busy_q || last_o"},
    {"denim_demm_rows",
     "32'(row_i) < Depth",
     In::bench,
     "row_i = RowWidth'(random_below(Depth));",
     "row_i = RowWidth'(random_below(8));",
     {{"Depth", 5}}},
    {"denim_fork", "assert (valid_i)", In::bench, "valid_i = waits || chance(offer)",
     "valid_i = chance(offer)"},
    {"denim_fork", "assert (first_valid_o)", In::leaf, "first_done_q || first_ready_i;", "1'b1;"},
    {"denim_fork", "assert (second_valid_o)", In::leaf, "second_done_q || second_ready_i;",
     "1'b1;"},
    {"denim_axi_lite", "assert (b_valid_o)", In::leaf, "(b_valid_q && !b_ready_i)", "1'b0"},
    {"denim_axi_lite", "assert (r_valid_o)", In::leaf, "(r_valid_q && !r_ready_i)", "1'b0"},
    {"denim_demm_lane",
     "32'(index_o) < Depth",
     In::leaf,
     "in_range = 32'(index_i) < Depth",
     "in_range = 1'b1",
     {{"Depth", 5}}},
    {"denim_demm_tile", "!full_q[b_copy_q]", In::leaf, "!full_q[b_copy_q] && !held", "!held"},
    {"denim_demm_tile", "leaving_copy_q != b_copy_q", In::leaf, "!full_q[b_copy_q] && !held",
     "!full_q[b_copy_q]"},
    {"denim_demm_tile",
     "leaving_copy_q != b_copy_q",
     In::leaf,
     "b_copy_q) && ((ReadLatency != 0) || !enable_i)",
     "b_copy_q) && !enable_i",
     {{"ReadLatency", 1}}},
    {"denim_nm_tile", "(load_row_o & busy_i)", In::leaf, "!whole_q && !held", "!whole_q"},
    {"denim_nm_tile", "(load_row_o & busy_i)", In::leaf, "!whole_q && !held", "!held"},
    {"denim_tail_saturate", "quotient_i[InWidth-1] || !negative", In::bench,
     "if (value == {1'b0, {(InWidth - 1) {1'b1}}} && up)", "if (1'b0)"},
};

bool is_assertion(const std::string& line) { return line.find("assert (") != std::string::npos; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// How Icarus names the assertion: file and line. Empty where it is not there exactly once.
std::string place_of(const std::string& assertion, const std::string& leaf_text,
                     const std::string& file) {
  std::string place;
  int number = 0;
  for (const std::string& line : lines_of(leaf_text)) {
    number++;
    if (!is_assertion(line) || line.find(assertion) == std::string::npos) continue;
    if (!place.empty()) return {};
    place = "ERROR: " + file + ":" + std::to_string(number) + ":";
  }
  return place;
}

std::string with_bug(std::string text, const Break& broken) {
  const std::size_t at = text.find(broken.from);
  if (at == std::string::npos || text.find(broken.from, at + 1) != std::string::npos) return {};
  return text.replace(at, broken.from.size(), broken.to);
}

TEST_CASE("each assertion of a leaf reports what it is there for", "[rtl][assertion]") {
  std::set<std::pair<std::string, std::string>> seen;  // leaf, line
  std::vector<Break> all = breaks;
  for (const LeafTests& tests : leaf_tests()) {
    all.insert(all.end(), tests.breaks.begin(), tests.breaks.end());
  }
  for (const Break& broken : all) {
    CAPTURE(broken.leaf, broken.assertion, broken.from, broken.to);
    std::string leaf = text_of(project / leaf_file(broken.leaf).file);
    std::string bench = text_of(project / leaf_file(broken.leaf).bench());
    std::string& text = broken.in == In::leaf ? leaf : bench;
    text = with_bug(text, broken);
    REQUIRE(text != "");

    const ScratchFolder folder;
    const std::string file = folder.write(broken.leaf + ".sv", leaf).string();
    const std::string program = (folder.path() / "bench.vvp").string();
    const std::string top = broken.leaf + "_tb";
    std::vector<std::string> build{"iverilog", "-g2012", "-Itb", "-s", top, "-o", program};
    for (const auto& [name, value] : broken.settings)
      build.push_back("-P" + top + "." + name + "=" + std::to_string(value));
    build.insert(build.end(), {package_file, file, folder.write(top + ".sv", bench).string()});
    REQUIRE(run(std::move(build), project).ok());
    const Said said = run({"vvp", "-n", program, "+ONLY_ASSERTIONS"});
    const std::string place = place_of(broken.assertion, leaf, file);
    REQUIRE(place != "");
    CHECK(said.output.find(place) != std::string::npos);

    for (const std::string& line : lines_of(leaf))
      if (is_assertion(line) && line.find(broken.assertion) != std::string::npos)
        seen.emplace(broken.leaf, line);
  }
  for (const LeafFile& leaf : leaf_files()) {
    for (const std::string& line : lines_of(text_of(project / leaf.file))) {
      if (!is_assertion(line)) continue;
      CAPTURE(leaf.name, line);
      CHECK(seen.contains({leaf.name, line}));
    }
  }
}

// A module that clocks the leaf with inputs of which nothing is known, and with known ones that
// hold still, before it resets the leaf, with inputs unknown and known.
std::string unreset_top(const ir::Leaf& leaf) {
  std::string nets;
  std::string connections;
  std::string unknown;
  std::string random;
  for (const ir::Port& port : leaf.ports) {
    ir::Values values;
    for (const ir::Parameter& parameter : leaf.parameters)
      values[parameter.name] = parameter.value.evaluate(values);
    const std::string width = std::to_string(port.width.evaluate(values));
    nets += "  logic [" + width + "-1:0] " + port.name + ";\n";
    connections +=
        (connections.empty() ? "      ." : ",\n      .") + port.name + "(" + port.name + ")";
    if (port.direction == ir::Direction::out || port.name == "clk_i" || port.name == "rst_ni")
      continue;
    unknown += "    " + port.name + " = 'x;\n";
    random += "    " + port.name + " = {((" + width + " + 31) / 32) {$random(seed)}};\n";
  }
  return "module unreset;\n  int seed;\n" + nets + "\n  " + leaf.name + " u_leaf (\n" +
         connections +
         "\n  );\n\n  task tick;\n    #1 clk_i = 1'b1;\n    #1 clk_i = 1'b0;\n  endtask\n" +
         "  task unknown;\n    begin\n" + unknown + "    end\n  endtask\n" +
         "  task some;\n    begin\n" + random + "    end\n  endtask\n" + R"(
  initial begin
    if (!$value$plusargs("SEED=%d", seed)) $finish;
    clk_i = 1'b0;
    unknown();
    repeat (4) tick();  // even the reset
    rst_ni = 1'b1;
    repeat (4) tick();
    some();
    repeat (4) tick();
    rst_ni = 1'b0;
    unknown();
    repeat (4) tick();
    repeat (50) begin
      some();
      tick();
    end
    $display("end");
  end
endmodule
)";
}

TEST_CASE("no assertion reports anything before reset or in it", "[rtl][assertion]") {
  int tried = 0;
  for (const ir::Leaf* leaf : catalog::leaves()) {
    if (leaf->port("rst_ni") == nullptr) continue;
    CAPTURE(leaf->name);
    const ScratchFolder folder;
    const std::string program = (folder.path() / "unreset.vvp").string();
    const Said built = run({"iverilog", "-g2012", "-s", "unreset", "-o", program, package_file,
                            leaf->file, folder.write("unreset.sv", unreset_top(*leaf)).string()},
                           project);
    REQUIRE(built.complaint() == "");
    for (int seed = 0; seed < 20; seed++) {
      CAPTURE(seed);
      CHECK(run({"vvp", "-n", program, "+SEED=" + std::to_string(seed)}).output == "end\n");
    }
    tried++;
  }
  CHECK(tried >= 10);
}

}  // namespace
}  // namespace denim::test
