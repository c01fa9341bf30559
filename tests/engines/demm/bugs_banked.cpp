// Bugs in engines with a banked memory, read at once or by a register, and in the registers of a
// deeper pipeline. Where a leaf or what the generator writes changes, its lines here are to follow.
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/text_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

const NamedSpec at_once =
    demm_named("bugs_banked",
               "n = 4\nm = 12\ncolumns = 2\nrows = 12\nsegments = 4\noverlap = true\n"
               "memory = \"banked\"\nmultiply_registers = 2\nsum_levels = 1\n");

const Bug bugs_at_once[]{
    {"a row is written to another bank", "memory", "bank_i («write_addr_i[2:1]»)",
     "write_addr_i[3:2]", Found::always},
    {"a row is written to another word of its bank", "memory",
     "addr_i ({«write_addr_i[4:3]», write_addr_i[0]})", "write_addr_i[3:2]", Found::always},
    {"the copy is not in the word of a bank", "memory",
     "addr_i ({write_addr_i[4:3], «write_addr_i[0]»})", "1'b0", Found::always},
    {"a port asks the bank of another port", "memory", "bank_i («read_addr_1_i[2:1]»)",
     "read_addr_0_i[2:1]", Found::always},
    {"a port asks the same bank always", "memory", "bank_i («read_addr_2_i[2:1]»)", "2'd1",
     Found::always},
    {"a port reads the word of another port", "memory",
     "addr_i ({«read_addr_2_i[4:3]», read_addr_2_i[0]})", "read_addr_1_i[4:3]", Found::always},
    {"a port reads the other copy", "memory", "addr_i ({read_addr_3_i[4:3], «read_addr_3_i[0]»})",
     "!read_addr_3_i[0]", Found::always},
    {"a port takes the word of its own number's bank", "memory",
     "u_port_3 ( .words_i (words), .read_addr_i («read_addr_3_i[2:1]»)", "2'd3", Found::always},
    {"a port takes the word of another port's bank", "memory",
     "u_port_0 ( .words_i (words), .read_addr_i («read_addr_0_i[2:1]»)", "read_addr_1_i[2:1]",
     Found::always},
    {"a bank answers to another number", "denim_bank_request", "(«bank_i == BankWidth'(Bank)»)",
     "bank_i == BankWidth'(Bank + 1)", Found::always},
    {"a port that does not read asks for a bank", "top", "read_3_i («gen_lane[3].read»)", "1'b1",
     Found::always},
    {"a lane behind the last segment asks for a bank", "denim_demm_lane",
     "read_o = «used_q && !beyond_q»", "1'b1", Found::always},
    {"of two groups of ports the second's word is lost", "denim_bank_merge",
     "addr_o = «first_addr_i | second_addr_i»", "first_addr_i", Found::always},
    {"of two groups of ports the first does not ask", "denim_bank_merge",
     "hit_o = «first_hit_i || second_hit_i»", "second_hit_i", Found::malformed},
    {"two groups of ports that ask are no conflict", "denim_bank_merge",
     "|| («first_hit_i && second_hit_i»)", "1'b0", Found::malformed},
    {"a conflict in the first group is lost", "denim_bank_merge", "clash_o = «first_clash_i» ||",
     "1'b0", Found::malformed},
    {"a conflict in the second group is lost", "denim_bank_merge", "|| «second_clash_i» ||", "1'b0",
     Found::malformed},
    {"the conflicts of a bank are lost", "memory", "conflict_o[b] = «clash_0_3»",
     "clash_0_3 && (b != 2)", Found::malformed},
    {"conflicts are not reported", "top", "set_i («error_bank_conflict»)", "N'(0)",
     Found::malformed},
    {"one port is enough for a conflict", "denim_bank_merge", "|| («first_hit_i && second_hit_i»)",
     "first_hit_i", Found::always},
    {"the second register of a product moves while the pipeline waits", "top",
     "u_product ( .clk_i (clk_i), .enable_i («enable»)", "1'b1", Found::under_stalls},
    {"the second register of a product moves only with the first", "top",
     "u_product ( .clk_i (clk_i), .enable_i («enable»)", "multiply", Found::malformed},
    {"a register between adders moves while the pipeline waits", "top",
     "gen_level_1_1 logic [SumWidth-1:0] sum_q; denim_register #( .Width (SumWidth) ) u_sum ( "
     ".clk_i (clk_i), .enable_i («enable»)",
     "1'b1", Found::under_stalls},
    {"a register between adders is passed by", "top",
     "gen_prefix_2_2 logic [SumWidth-1:0] sum; denim_add #( .Width (SumWidth) ) u_sum ( .a_i "
     "(«gen_level_1_1[c].sum_q»)",
     "gen_prefix_1_1[c].sum", Found::always},
    {"the register behind the subtraction moves while the pipeline waits", "top",
     "u_sum_q ( .clk_i (clk_i), .enable_i («enable»)", "1'b1", Found::under_stalls},
    {"the register behind the subtraction is passed by", "top", "sum_i («sum_q»)", "sum",
     Found::always},
    {"an end picks a sum by the wrong bit", "top",
     "u_pick_0_3 ( .second_i («sum_ends[e*AEndWidth+1]»)", "sum_ends[e*AEndWidth]", Found::always},
    {"the results of two banks change places", "top",
     "«gen_segment[3].next[c*AccWidth +: AccWidth]»", "gen_segment[2].next[c*AccWidth +: AccWidth]",
     Found::always},
    {"rows are not forgotten when their tile is released", "denim_demm_tile",
     "if («leaving_q && enable_i») begin", "1'b0", Found::malformed},
    {"b waits a cycle for nothing", "denim_demm_tile", "&& «((ReadLatency != 0) || !enable_i)»",
     "1'b1", Found::by_cycles},
};

const NamedSpec registered =
    demm_named("bugs_banked_registered",
               "n = 4\nm = 8\ncolumns = 2\nrows = 6\nsegments = 2\n"
               "memory = \"banked\"\nread_latency = 1\nmultiply_registers = 0\n"
               "sum_levels = 2\n");

const Bug bugs_registered[]{
    {"a port takes the bank that it asks for next", "memory",
     "u_port_0 ( .words_i (words), .read_addr_i («bank_0»)", "read_addr_0_i[1:0]", Found::always},
    {"the bank that a port has asked for changes while the pipeline waits", "memory",
     "u_bank_1 ( .clk_i (clk_i), .enable_i («enable_i»)", "1'b1", Found::under_stalls},
    {"banks are read while the pipeline waits", "memory",
     "enable_i («enable_i»), .read_i (hit_0_3)", "1'b1", Found::under_stalls},
    {"a bank is not read for the second group of ports", "denim_bank_merge",
     "hit_o = «first_hit_i || second_hit_i»", "first_hit_i", Found::always},
    {"a port reads another bank", "memory", "bank_i («read_addr_3_i[1:0]»)", "~read_addr_3_i[1:0]",
     Found::always},
    {"b does not wait for a registered read", "denim_demm_tile",
     "&& «((ReadLatency != 0) || !enable_i)»", "!enable_i", Found::always},
    {"rows are forgotten before the beat that releases has read them", "denim_demm_tile",
     "if («leaving_q && enable_i») begin", "accept_o && a_release_i", Found::always},
    {"a factor is taken as unsigned", "denim_product", "* «Width'($signed(b_i))»", "Width'(b_i)",
     Found::always},
    {"the value of A moves while the pipeline waits", "denim_demm_lane",
     "values_q <= '0; end else if («enable_i») begin", "1'b1", Found::under_stalls},
    {"a row that is absent counts", "denim_demm_lane", "adds = used_q && !beyond_q && «present»",
     "1'b1", Found::malformed},
    {"an absent row is no error", "denim_demm_lane",
     "absent_error_o = used_q && !beyond_q && «!present»", "1'b0", Found::malformed},
    {"an accumulator's sums are kept where they are not its own", "denim_accumulator_address",
     "forward_q <= «written»", "written || forward_q", Found::always},
};

}  // namespace

TEST_CASE("demm: each bug put into an engine with banks is found", "[demm][bugs]") {
  check_bugs(at_once, bugs_at_once, jobs_of(packed_catalogue(at_once.spec())));
}

TEST_CASE("demm: each bug put into an engine with banks and registered reads is found",
          "[demm][bugs]") {
  check_bugs(registered, bugs_registered, jobs_of(packed_catalogue(registered.spec())));
}
