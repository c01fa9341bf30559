// The benches bite: each of these bugs, put into a copy of a leaf, makes its bench fail.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/rtl/bench.hpp"

namespace denim::test {
namespace {

struct Mutant {
  std::string leaf;
  std::string from;  // stands in the leaf exactly once
  std::string to;
  Settings settings = {};
};

const std::vector<Mutant> mutants{
    {"denim_pkg", "(count > 1) ? $clog2(count) : 1", "(count > 1) ? $clog2(count + 1) : 1"},
    {"denim_pkg", "(count > 1) ? $clog2(count) : 1", "$clog2(count)"},
    {"denim_multiply", "Width'($signed(b_i))", "Width'(b_i)"},
    {"denim_multiply", "Width'($signed(a_i))", "Width'(a_i)"},
    {"denim_multiply", "if (enable_i)", "if (1'b1)"},
    {"denim_add", "a_i + b_i", "a_i | b_i"},
    {"denim_accumulate", "first_i ? sum_i : held_i + sum_i", "held_i + sum_i"},
    {"denim_accumulate", "held_i + sum_i", "held_i - sum_i"},
    {"denim_register", "if (enable_i)", "if (1'b1)"},
    {"denim_ram", "if (write_i)", "if (write_i || write_addr_i == 0)"},
    {"denim_ram", "= words_q[read_addr_i]",
     "= (write_i && write_addr_i == read_addr_i) ? write_data_i : words_q[read_addr_i]"},
    {"denim_word_bank", "if (write_i)", "if (write_i || write_addr_i == 1)"},
    {"denim_word_bank",
     "write_addr_i == AddrWidth'(i)",
     "(write_addr_i % Depth) == AddrWidth'(i)",
     {{"Depth", 5}}},
    {"denim_word_mux", "32'(read_addr_i)", "32'(read_addr_i & 63)"},
    {"denim_sticky", "(|set_i)", "set_i[0]", {{"Inputs", 2}}},
    {"denim_sticky", "flag_q | (|set_i)", "|set_i"},
    {"denim_demm_tile", "!full_q && (enable_i || !leaving_q)", "!full_q"},
    {"denim_demm_tile", "!full_q && (enable_i || !leaving_q)", "!full_q && !leaving_q"},
    {"denim_demm_tile", "b_ready_o = !full_q", "b_ready_o = b_valid_i && !full_q"},
    {"denim_demm_tile", "if (leaving_q && enable_i)", "if (leaving_q)"},
    {"denim_demm_tile", "write_o = b_accept && in_range", "write_o = b_accept", {{"Depth", 5}}},
    {"denim_demm_tile", "      leaving_q <= 1'b0;\n", ""},
    {"denim_demm_tile", "      present_q <= '0;\n    end else", "    end else"},
    {"denim_demm_tile", "present_q[b_row_i] <= 1'b1;", "present_q <= Depth'(write_o) << b_row_i;"},
    {"denim_demm_lane", "32'(end_i) > Lane", "32'(end_i) >= Lane"},
    {"denim_demm_lane", "in_range = 32'(index_i) < Depth", "in_range = 1'b1", {{"Depth", 5}}},
    {"denim_demm_lane", "in_range ? index_i : '0", "index_i", {{"Depth", 5}}},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "used_q && !beyond_q;"},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "!beyond_q && present;"},
    {"denim_demm_lane", "used_q && !beyond_q && !present;", "used_q && !present;", {{"Depth", 5}}},
    {"denim_demm_lane", "(adds || busy_q)", "adds"},
    {"denim_demm_lane", "      used_q  <= 1'b0;", "      used_q  <= used_q;"},
    {"denim_demm_lane", "      busy_q  <= 1'b1;", "      busy_q  <= 1'b0;"},
    {"denim_demm_lane", "      if (used_d) begin", "      if (1'b1) begin"},
    {"denim_demm_segment", "valid_o = claimed && in_range", "valid_o = claimed", {{"Rows", 5}}},
    {"denim_demm_segment", "32'(end_i) >= Lanes + 1", "32'(end_i) >= Lanes"},
    {"denim_demm_segment", "valid_q[Stages-1] && last_q[Stages-1]", "last_q[Stages-1]"},
    {"denim_demm_segment", "enable_i && valid_q[Stages-1]", "valid_q[Stages-1]"},
    {"denim_demm_segment", "valid_q   <= '0;", "valid_q   <= valid_q;"},
    {"denim_demm_segment", "{row_q, row_i}", "{row_q, row_i} & ~((Stages - 1) * RowWidth)'(1)"},
    {"denim_demm_result", "!valid_q || c_ready_i", "c_ready_i"},
    {"denim_demm_result", "c_valid_o = valid_q", "c_valid_o = valid_q && c_ready_i"},
    {"denim_demm_result", "load_o = enable_o && emit_i", "load_o = emit_i"},
    {"denim_demm_result", "      valid_q <= 1'b0;", "      valid_q <= valid_q;"},
};

// The text of the leaf with the bug, or empty where it does not apply.
std::string mutated(const Mutant& mutant, const std::string& text) {
  const std::size_t at = text.find(mutant.from);
  if (at == std::string::npos || text.find(mutant.from, at + 1) != std::string::npos) return {};
  return std::string(text).replace(at, mutant.from.size(), mutant.to);
}

TEST_CASE("a bug in a leaf makes its bench fail", "[rtl][bench]") {
  for (const LeafFile& leaf : leaf_files()) {
    CAPTURE(leaf.name);
    int count = 0;
    for (const Mutant& mutant : mutants) {
      if (mutant.leaf != leaf.name) continue;
      count++;
      INFO("'" << mutant.from << "' becomes '" << mutant.to << "'");
      const std::string text = mutated(mutant, text_of(project / leaf.file));
      INFO("where the leaf no longer has that text once, choose another bug");
      REQUIRE(text != "");
      const ScratchFolder folder;
      const Bench bench(leaf.name, folder.write(leaf.name + ".sv", text).string(), mutant.settings);
      INFO("the bug must be one that tools accept: " << bench.complaint());
      REQUIRE(bench.built());
      CHECK(bench.run(0).checks == 0);
    }
    INFO("each leaf needs a bug that its bench is tried with");
    CHECK(count > 0);
  }
}

}  // namespace
}  // namespace denim::test
