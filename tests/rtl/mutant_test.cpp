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
    {"denim_accumulate", "first_i ? sum : held_i + sum", "held_i + sum"},
    {"denim_accumulate", "held_i + sum", "held_i - sum"},
    {"denim_accumulate", "Width'($signed(sum_i))", "Width'(sum_i)"},
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
    {"denim_ram_registered", "if (write_i)", "if (write_i || write_addr_i == 0)"},
    {"denim_ram_registered", "    if (enable_i && read_i) begin", "    if (enable_i) begin"},
    {"denim_ram_registered", "    if (enable_i && read_i) begin", "    if (read_i) begin"},
    {"denim_ram_registered", "read_data_o = read_q", "read_data_o = words_q[read_addr_i]"},
    {"denim_ram_registered", "    read_q = Width'(0);\n", ""},
    {"denim_ram_registered", "enable_i && read_i && write_i", "read_i && write_i"},
    {"denim_ram_registered", "enable_i && read_i && write_i", "enable_i && write_i"},
    {"denim_product", "Width'($signed(b_i))", "Width'(b_i)"},
    {"denim_product", "Width'($signed(a_i))", "Width'(a_i)"},
    {"denim_product", "Width'($signed(a_i)) * Width'($signed(b_i))",
     "Width'({(AWidth + BWidth)'($signed(a_i)) * (AWidth + BWidth)'($signed(b_i))})"},
    {"denim_choose", "second_i ? second_data_i : first_data_i", "first_data_i"},
    {"denim_choose", "second_i ? second_data_i", "!second_i ? second_data_i"},
    {"denim_choose", "second_i ? second_data_i : first_data_i",
     "(second_i ? second_data_i : '0) | first_data_i"},
    {"denim_word_register", "if (enable_i)", "if (1'b1)"},
    {"denim_word_register", "32'(addr_i)", "32'(addr_i ^ 1)"},
    {"denim_word_register", "32'(addr_i)", "32'(addr_i & 3)", {{"Depth", 5}}},
    {"denim_word_register", "data_o = data_q", "data_o = words_i[32'(addr_i)*Width+:Width]"},
    {"denim_bank_request", "read_i && (bank_i", "(bank_i"},
    {"denim_bank_request", "bank_i == BankWidth'(Bank)", "bank_i >= BankWidth'(Bank)"},
    {"denim_bank_request",
     "bank_i == BankWidth'(Bank)",
     "(bank_i % Banks) == BankWidth'(Bank)",
     {{"Bank", 0}, {"Banks", 3}}},
    {"denim_bank_request", "hit_o ? addr_i : '0", "addr_i"},
    {"denim_bank_request", "hit_o ? addr_i : '0", "read_i ? addr_i : '0"},
    {"denim_bank_merge", "first_hit_i || second_hit_i", "first_hit_i"},
    {"denim_bank_merge", "first_addr_i | second_addr_i", "first_addr_i & second_addr_i"},
    {"denim_bank_merge", "first_addr_i | second_addr_i", "second_addr_i"},
    {"denim_bank_merge", " || (first_hit_i && second_hit_i)", ""},
    {"denim_bank_merge", "(first_hit_i && second_hit_i)", "hit_o"},
    {"denim_bank_merge", "first_clash_i || second_clash_i", "first_clash_i"},
    {"denim_bank_merge", "first_clash_i || second_clash_i", "(first_clash_i && second_clash_i)"},
    {"denim_destination", "valid_d = claimed && in_range", "valid_d = claimed", {{"Rows", 5}}},
    {"denim_destination", "claimed = accept_i && used_i", "claimed = accept_i"},
    {"denim_destination", "read_row_o = row_q[(Stages-2)*RowWidth+:RowWidth]",
     "read_row_o = row_q[0+:RowWidth]"},
    {"denim_destination", "!first_q[Stages-2] && !written", "!first_q[Stages-2]"},
    {"denim_destination", "!first_q[Stages-2] && !written", "!written"},
    {"denim_destination", "written = valid_q[Stages-1] && (", "written = ("},
    {"denim_destination", "written = valid_q[Stages-1] && (acc_row_q == read_row_o)",
     "written = valid_q[Stages-1]"},
    {"denim_destination", "forward_q <= written", "forward_q <= 1'b0"},
    {"denim_destination", "forward_q <= written", "forward_q <= written && last_q[Stages-1]"},
    {"denim_destination", "forward_o = forward_q", "forward_o = written"},
    {"denim_destination", "acc_row_q <= read_row_o", "acc_row_q <= row_i"},
    {"denim_destination", "valid_q[Stages-1] && last_q[Stages-1]", "last_q[Stages-1]"},
    {"denim_destination", "first_o = first_q[Stages-1]", "first_o = first_q[Stages-2]"},
    {"denim_destination", "write_o = enable_i && valid_q[Stages-1]", "write_o = valid_q[Stages-1]"},
    {"denim_destination", "valid_q   <= '0;", "valid_q   <= valid_q;"},
    {"denim_destination", "{row_q, row_i}", "{row_q, row_i} & ~((Stages - 1) * RowWidth)'(1)"},
    {"denim_result", "free = !valid_q || c_ready_i", "free = c_ready_i"},
    {"denim_result", "enable_o = !emits || free", "enable_o = free"},
    {"denim_result", "enable_o = !emits || free", "enable_o = 1'b1"},
    {"denim_result", "c_valid_o = valid_q", "c_valid_o = valid_q && c_ready_i"},
    {"denim_result", "load_o = emits && free", "load_o = emits"},
    {"denim_result", "else if (free)", "else if (enable_o)"},
    {"denim_result", "emits = |emit_i", "emits = emit_i[0]", {{"Banks", 2}}},
    {"denim_result", "emits = |emit_i", "emits = ^emit_i", {{"Banks", 4}}},
    {"denim_result", "|(emit_i & (emit_i - Banks'(1)))", "(&emit_i) && Banks > 1", {{"Banks", 4}}},
    {"denim_result", "|(emit_i & (emit_i - Banks'(1)))", "|emit_i"},
    {"denim_result", "int i = Banks - 1; i >= 0; i--", "int i = 0; i < Banks; i++", {{"Banks", 4}}},
    {"denim_result", "int i = Banks - 1;", "int i = Banks - 2;", {{"Banks", 2}}},
    {"denim_result", "* Banks + 32'(bank)", "* Banks", {{"Banks", 2}}},
    {"denim_result",
     "row_i[32'(bank)*BankRowWidth+:BankRowWidth]) * Banks + 32'(bank)",
     "row_i[32'(bank)*BankRowWidth+:BankRowWidth]) + 32'(bank) * BankRows",
     {{"Banks", 2}}},
    {"denim_result", "row_i[32'(bank)*BankRowWidth", "row_i[0", {{"Banks", 2}}},
    {"denim_result", "    if (load_o) begin", "    if (emits) begin"},
    {"denim_result", "      valid_q <= 1'b0;", "      valid_q <= valid_q;"},
    {"denim_demm_tile", "full_q[b_copy_q] && !held", "full_q[b_copy_q]"},
    {"denim_demm_tile", "((ReadLatency != 0) || !enable_i)", "1'b1"},
    {"denim_demm_tile", "((ReadLatency != 0) || !enable_i)", "!enable_i", {{"ReadLatency", 1}}},
    {"denim_demm_tile", "leaving_q && (leaving_copy_q == b_copy_q)", "leaving_q", {{"Copies", 2}}},
    {"denim_demm_tile", "leaving_copy_q == b_copy_q", "a_copy_q == b_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "leaving_copy_q == b_copy_q", "leaving_copy_q != b_copy_q"},
    {"denim_demm_tile", "b_ready_o = !full_q", "b_ready_o = b_valid_i && !full_q"},
    {"denim_demm_tile", "b_ready_o = !full_q[b_copy_q]", "b_ready_o = !(|full_q)", {{"Copies", 2}}},
    {"denim_demm_tile", "a_ready_o = full_q[a_copy_q]", "a_ready_o = full_q[0]", {{"Copies", 2}}},
    {"denim_demm_tile", "a_ready_o = full_q[a_copy_q] && enable_i", "a_ready_o = full_q[a_copy_q]"},
    {"denim_demm_tile", "a_copy_o = a_copy_q", "a_copy_o = leaving_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_o = b_copy_q", "b_copy_o = a_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_o = b_copy_q", "b_copy_o = !a_copy_q", {{"Copies", 2}}},
    {"denim_demm_tile",
     "{leaving_copy_q, !leaving_copy_q}",
     "{!leaving_copy_q, leaving_copy_q}",
     {{"Copies", 2}}},
    {"denim_demm_tile", "{leaving_copy_q, !leaving_copy_q}", "{2'b11}", {{"Copies", 2}}},
    {"denim_demm_tile", "{b_row_i, b_copy_q}", "{b_copy_q, b_row_i}", {{"Copies", 2}}},
    {"denim_demm_tile",
     "a_copy_q         <= (Copies == 2) && !a_copy_q",
     "a_copy_q         <= 1'b0",
     {{"Copies", 2}}},
    {"denim_demm_tile", "b_copy_q         <= (Copies == 2) &&", "b_copy_q         <="},
    {"denim_demm_tile",
     "leaving_copy_q <= a_copy_q;",
     "leaving_copy_q <= a_copy_q ^ (accept_o && a_release_i);",
     {{"Copies", 2}}},
    {"denim_demm_tile", "      if (enable_i) begin", "      if (1'b1) begin"},
    {"denim_demm_tile", "      b_copy_q       <= 1'b0;\n", "", {{"Copies", 2}}},
    {"denim_demm_tile", "if (leaving_q && enable_i)", "if (leaving_q)"},
    {"denim_demm_tile", "write_o = b_accept && in_range", "write_o = b_accept", {{"Depth", 5}}},
    {"denim_demm_tile", "      leaving_q      <= 1'b0;\n", ""},
    {"denim_demm_tile", "      present_q      <= '0;\n    end else", "    end else"},
    {"denim_demm_tile", "present_q[b_bit] <= 1'b1;", "present_q <= Depth'(write_o) << b_row_i;"},
    {"denim_demm_tile", "present_q & ~leaving_mask", "present_q & leaving_mask", {{"Copies", 2}}},
    {"denim_demm_lane", "32'(end_i) > Lane", "32'(end_i) >= Lane"},
    {"denim_demm_lane", "accept_i && (32'", "(32'"},
    {"denim_demm_lane", "in_range = 32'(index_i) < Depth", "in_range = 1'b1", {{"Depth", 5}}},
    {"denim_demm_lane", "in_range ? index_i : '0", "index_i", {{"Depth", 5}}},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "used_q && !beyond_q;"},
    {"denim_demm_lane", "used_q && !beyond_q && present;", "!beyond_q && present;"},
    {"denim_demm_lane", "used_q && !beyond_q && !present;", "used_q && !present;", {{"Depth", 5}}},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = used_q", {{"Depth", 5}}},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = used_d && in_range"},
    {"denim_demm_lane", "read_o = used_q && !beyond_q", "read_o = !beyond_q"},
    {"denim_demm_lane", "(arrived || busy_q)", "arrived"},
    {"denim_demm_lane", "(arrived || busy_q)", "(adds || busy_q)", {{"Delay", 1}}},
    {"denim_demm_lane", "busy_q <= arrived", "busy_q <= adds", {{"Delay", 2}}},
    {"denim_demm_lane", "value = adds ? value_q : '0", "value = value_q", {{"Delay", 1}}},
    {"denim_demm_lane",
     "value_o = values_q[(Delay-1)*Width+:Width]",
     "value_o = values_q[0+:Width]",
     {{"Delay", 2}}},
    {"denim_demm_lane", "arrived = adds_q[Delay-1]", "arrived = adds_q[0]", {{"Delay", 2}}},
    {"denim_demm_lane",
     "end else if (enable_i) begin\n        adds_q",
     "end else begin\n        adds_q",
     {{"Delay", 1}}},
    {"denim_demm_lane", "        adds_q   <= '0;\n", "", {{"Delay", 3}}},
    {"denim_demm_lane", "        values_q <= '0;\n", "", {{"Delay", 3}}},
    {"denim_demm_lane", "if (enable_i && used_d)", "if (used_d)"},
    {"denim_demm_lane", "      used_q  <= 1'b0;", "      used_q  <= used_q;"},
    {"denim_demm_lane", "      busy_q  <= 1'b1;", "      busy_q  <= 1'b0;"},
    {"denim_demm_lane", "      if (used_d) begin", "      if (1'b1) begin"},
    {"denim_demm_end", "32'(end_i) >= Lanes + 1", "32'(end_i) >= Lanes"},
    {"denim_demm_end", "too_far ? CountWidth'(Lanes) : end_i", "end_i"},
    {"denim_demm_end", "too_far ? CountWidth'(Lanes)", "too_far ? CountWidth'(Lanes - 1)"},
    {"denim_demm_end", "accept_i && (too_far", "(too_far"},
    {"denim_demm_end", "(too_far || (end_i < begin_i))", "too_far"},
    {"denim_demm_end", "end_i < begin_i", "end_i <= begin_i"},
    {"denim_demm_end", "end_o = end_q[(EndStages-1)*CountWidth+:CountWidth]",
     "end_o = end_q[0+:CountWidth]"},
    {"denim_demm_end", "      end_q <= '0;\n", ""},
    {"denim_demm_sum", "end_i - begin_i", "end_i + begin_i"},
    {"denim_demm_sum", "end_i - begin_i", "begin_i - end_i"},
    {"denim_demm_sum", "end_i - begin_i", "end_i"},
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
