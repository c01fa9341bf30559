// Bugs in the leaves of `nm_array` and in what the generator emits.
#include <fmt/format.h>

#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/engines/nm_array/catalogue.hpp"
#include "tests/engines/nm_array/specs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;
using ir::Expr;
using ir::Value;

namespace {

// Several patterns; weights move on while the next ones load; activations and sums are skewed.
const NamedSpec overlapped = nm_named("bugs_overlapped",
                                      "n = 4\nm = 3\npatterns = [\"1:3\", \"2:3\"]\n"
                                      "pe_rows = 5\npe_cols = 2\nrows = 9\nread_latency = 1\n");

const std::vector<LeafBug> tiles{
    {"a tile overwrites the one that waits", "denim_nm_tile", "a_ready_o = «!whole_q» &&", "1'b1",
     Found::always},
    {"rows do not wait for waves", "denim_nm_tile", "&& «!held» &&", "1'b1", Found::always},
    {"every row waits for the last", "denim_nm_tile", "&& «!held» &&", "busy_i == Rows'(0)",
     Found::by_cycles},
    {"a row waits for the one before it", "denim_nm_tile", "(«busy_i & awaited»)",
     "(busy_i << 1) & awaited", Found::always},
    {"a row that is not there waits for nothing", "denim_nm_tile",
     "in_range ? row_bit : «first_row»", "'0", Found::malformed},
    {"a row that is not there is no error", "denim_nm_tile", "row_error_o = load_o && «!in_range»",
     "1'b0", Found::malformed},
    {"a row named twice is no error", "denim_nm_tile", "twice_error_o = «(load_row_o & loaded_q)»",
     "load_row_o & ~load_row_o", Found::malformed},
    {"rows are remembered from tile to tile", "denim_nm_tile", "whole_q <= 1'b1; loaded_q <= «'0»",
     "loaded_q", Found::always},
    {"rows are forgotten at once", "denim_nm_tile", "loaded_q <= «loaded_q | load_row_o»",
     "load_row_o", Found::malformed},
    {"waves do not wait for a tile", "denim_nm_tile", "b_ready_o = («whole_q || used_q»)", "1'b1",
     Found::always},
    {"a wave waits for the next tile", "denim_nm_tile", "b_ready_o = («whole_q || used_q»)",
     "whole_q", Found::always},
    {"waves enter while the others wait", "denim_nm_tile", "(whole_q || used_q) && «enable_i»",
     "1'b1", Found::under_stalls},
    {"each wave takes weights along", "denim_nm_tile", "? «begins» : accept_o && b_release_i",
     "accept_o", Found::always},
    {"a tile is never released", "denim_nm_tile", "(Overlap != 0) && «!b_release_i»", "1'b1",
     Found::always},
    {"each wave releases", "denim_nm_tile", "(Overlap != 0) && «!b_release_i»", "1'b0",
     Found::always},
    {"a wave has the next tile's pattern", "denim_nm_tile", "used_q ? «used_pattern_q»",
     "whole_pattern_q", Found::always},
    {"the first wave has the last tile's pattern", "denim_nm_tile", ": «whole_pattern_q»;",
     "used_pattern_q", Found::always},
    {"a wave has the next tile's first", "denim_nm_tile", "used_q ? «used_first_q»",
     "whole_first_q", Found::always},
    {"a wave has the next tile's last", "denim_nm_tile", "used_q ? «used_last_q»", "whole_last_q",
     Found::always},
};

const std::vector<LeafBug> ways{
    {"places are free when a wave is on its way", "denim_nm_busy", "start_i ? «{Last{1'b1}}»",
     "places[Last-1:0]", Found::always},
    {"a place waits only for the first of two waves", "denim_nm_busy", "start_i ? «{Last{1'b1}}»",
     "(busy_q == Last'(0)) ? {Last{1'b1}} : places[Last-1:0]", Found::always},
    {"places become free while waves wait", "denim_nm_busy", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"a place is free a cycle early", "denim_nm_busy", "places[«First» +: Last-First+1]",
     "First == 0 ? 0 : First - 1", Found::always},
    {"weights swap while waves wait", "denim_nm_token", "& «{(Last - First + 1) {enable_i}}»",
     "{(Last - First + 1) {1'b1}}", Found::under_stalls},
    {"the pulse moves on while waves wait", "denim_nm_token", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"a pulse is lost when another sets out", "denim_nm_token", "token_q <= «token[Last-1:0]»",
     "start_i ? Last'(1) : token[Last-1:0]", Found::always},
};

const std::vector<LeafBug> results{
    {"a result that nobody takes is lost", "denim_output_stage", "«!valid_q || c_ready_i»",
     "!valid_q || c_ready_i || valid_q", Found::under_stalls},
    {"waves do not wait for a result", "denim_output_stage", "«!emits || free»",
     "!emits || free || emits", Found::under_stalls},
    {"waves wait for c although there is no result", "denim_output_stage", "«!emits || free»",
     "free", Found::by_waiting},
};

const Expr r = Expr::name("r");
const Expr c = Expr::name("c");
const Expr pe_columns = Expr::name("PeCols");

// The sum of the PE of a row in column c.
Value sum_of_row(const Expr& row) {
  return net("sum").in_turn("gen_column", c).in_turn("gen_row", row);
}

const std::vector<Mutation> ways_of_weights{
    {"weights are never cleared",
     each({"top: gen_row.row_values.clear", "top: gen_row.row_indices.clear"},
          in("pulse", zero()))},
    {"weights are loaded always",
     each({"top: gen_row.row_values.enable", "top: gen_row.row_values.clear",
           "top: gen_row.row_indices.enable", "top: gen_row.row_indices.clear"},
          in("load_row", ones()))},
    {"a position beyond the block is no error",
     {{"top: gen_entry.error_a_index_range", zero()}},
     Found::malformed},
    {"a weight whose position is beyond the block counts",
     {{"top: gen_entry.values", part(0, ones())}},
     Found::malformed},
    {"a position that is not taken is an error",
     {{"top: gen_entry.error_a_index_range", in("load", ones())}}},
    {"the last position is beyond the block", {{"top: gen_entry.in_block", part(0, plus(1))}}},
};

const std::vector<Mutation> wires{
    {"rows are cleared a cycle early",
     {{"top: gen_row.row_values.clear", in("pulse", at("r", r - 1))}}},
    {"rows are cleared with the first",
     {{"top: gen_row.row_values.clear", in("pulse", at("r", 0))}}},
    {"positions are cleared with the first row's",
     {{"top: gen_row.row_indices.clear", in("pulse", at("r", 0))}}},
    {"positions swap a cycle late",
     {{"top: gen_row.gen_column.u_pe.swap_indices_i", at("c", c + 1)}}},
    {"values swap with the positions",
     {{"top: gen_row.gen_column.u_pe.swap_values_i", at("c", c - 1)}}},
    {"all columns swap with the first",
     {{"top: gen_row.gen_column.u_pe.swap_values_i", at("c", 0)}}},
    {"the activations are those of the row's first column",
     {{"top: gen_row.gen_column.u_pe.activations_i", at("c", 0)}}},
    {"the first row's pattern is always the first",
     {{"top: gen_row.entering", when("r", 0, in("pattern", zero()))}}},
    {"the last row's pattern is always the last",
     {{"top: gen_row.entering", when("r", 1, in("pattern", ones()))}}},
    {"multipliers take the first pattern's block",
     {{"top: gen_row.entering", part(0, part(0, zero()))}}},
    {"the patterns' blocks change places", {{"top: gen_row.entering", part(2, swapped(1, 2))}}},
    {"multipliers take a block too many", {{"top: gen_row.entering", part(1, part(1, on(1)))}}},
    {"activations are not skewed", {{"top: gen_row.gen_column.u_pe.activations_i", at("r", 0)}}},
    // Of a row that begins later than the first; then of all.
    {"skewed activations move on while waves wait",
     {{"top: gen_row.line.enable", when("r", 1, ones())}},
     Found::under_stalls},
    {"activations move on while waves wait",
     {{"top: gen_row.line.enable", ones()}},
     Found::under_stalls},
    {"all rows get the first one's activations", {{"top: gen_row.window", at("r", 0)}}},
    {"sums are not brought together in time",
     {{"top: gen_sum.next", in("gen_total.total", put(sum_of_row(Expr::name("PeRows") - 1)))}}},
    {"sums move on while they wait for their neighbours",
     {{"top: gen_total.u_deskew.enable_i", ones()}},
     Found::under_stalls},
    {"a column has another one's weights",
     {{"top: gen_row.gen_column.u_pe.values_i", at("c", pe_columns - 1 - c)}}},
    {"a column has another one's positions",
     {{"top: gen_row.gen_column.u_pe.indices_i", at("c", pe_columns - 1 - c)}}},
    {"the sums of the wave before are not forwarded",
     {{"top: held", in("forward", zero())}},
     Found::malformed},
    {"sums are always forwarded", {{"top: held", in("forward", ones())}}},
    {"accumulators are never overwritten", {{"top: gen_sum.next", in("first", zero())}}},
    {"accumulators are always overwritten", {{"top: gen_sum.next", in("first", ones())}}},
    {"each wave gives a result", {{"top: u_accumulator_address.last_i", ones()}}},
    {"an accumulator that is not there is no error",
     {{"top: error_o.value", in("error_b_row_range", zero())}},
     Found::malformed},
    {"errors of positions are not reported",
     {{"top: error_o.value", in("error_a_index_range", zero())}},
     Found::malformed},
};

// The first of what a PE is shown, before it takes it.
Value shown(const char* port, const char* width) { return net(port).slice(0, Expr::name(width)); }
Value product(int multiplier) {
  return ir::extend_signed(net(fmt::format("product_{}", multiplier)), Expr::name("TotalWidth"));
}

const std::vector<Mutation> pes{
    {"multipliers take another one's block", {{"pe: block_1", on(1)}}},
    {"a multiplier takes another one's position", {{"pe: factor_2.value", part(0, on(1))}}},
    {"positions are the next tile's",
     {{"pe: factor_0.value", part(0, put(shown("indices_i", "IndexWidth")))}}},
    {"weights are the next tile's",
     {{"pe: product_0.value", in("values", put(shown("values_i", "AWidth")))}}},
    {"an activation is chosen anew while waves wait",
     {{"pe: factor_1.enable", ones()}},
     Found::under_stalls},
    {"a product moves on while waves wait",
     {{"pe: product_2.enable", ones()}},
     Found::under_stalls},
    {"a product is left out, another taken twice",
     {{"pe: total.value", in("product_2", put(net("product_3")))}}},
    {"the products' sum moves on while waves wait",
     {{"pe: total.enable", ones()}},
     Found::under_stalls},
    {"the register behind the products is passed by",
     {{"pe: sum_o.value", in("total", put(product(0) + product(1) + (product(2) + product(3))))}}},
    {"the sum from above is lost", {{"pe: sum_o.value", in("sum_i", zero())}}},
    {"a sum moves on while waves wait", {{"pe: sum_o.enable", ones()}}, Found::under_stalls},
    {"a weight is taken as unsigned", each({"pe: product_0.value", "pe: product_1.value",
                                            "pe: product_2.value", "pe: product_3.value"},
                                           part(0, as_unsigned()))},
};

const Unreported positions_a_cycle_early{
    "top: gen_row.row_indices.clear: pulse[r + PeCols] is the next one",
    "there is none behind the last row's, so it is the one before; then the last PE of the row "
    "takes the positions, and no PE needs them longer"};
// A position beside a weight that is zero chooses what is multiplied by zero.
const std::string beside_zeros = "the weights beside them are zero then";
const Unreported positions_stay{"top: gen_row.row_indices.clear is never set", beside_zeros};
const Unreported positions_stay_with_next{
    "top: gen_row.row_indices.clear: load_row[r] is the next one", beside_zeros};
const std::vector<Unreported> unreported{accept_and_used, enable_and_read, positions_a_cycle_early,
                                         positions_stay, positions_stay_with_next};

// One pattern; all PEs of a row get their activations at once, and sums go through a tree.
const NamedSpec serial = nm_named("bugs_serial",
                                  "n = 2\nm = 3\npe_rows = 5\npe_cols = 2\nrows = 3\n"
                                  "overlap = false\nflow = \"broadcast\"\n");

const std::vector<LeafBug> serial_leaves{
    {"rows load while a wave is in the array", "denim_nm_tile", "&& «!held» &&", "1'b1",
     Found::always},
    {"rows load while the waves that they wait for stand still", "denim_nm_tile",
     "((Overlap != 0) || «enable_i»)", "1'b1", Found::under_stalls},
    {"rows wait for the first wave, not the last", "denim_nm_tile",
     "? begins : «accept_o && b_release_i»", "begins", Found::always},
    {"the pulse that clears comes while waves wait", "denim_nm_token",
     "& «{(Last - First + 1) {enable_i}}»", "{(Last - First + 1) {1'b1}}", Found::under_stalls},
    {"places become free while waves wait", "denim_nm_busy", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"an accumulator's number comes a cycle early", "denim_accumulator_address",
     "({«stages_q», claimed", "{stages_q[Stages*StageWidth-1:RowWidth], row_i}", Found::always},
};

const std::vector<Mutation> serial_mutations{
    {"weights are loaded only when there is nothing to clear",
     each({"top: gen_row.row_values.clear", "top: gen_row.row_indices.clear"},
          in("load_row", zero()))},
    {"weights are never cleared",
     each({"top: gen_row.row_values.clear", "top: gen_row.row_indices.clear"},
          in("pulse", zero()))},
    {"the weights are cleared with the wave",
     {{"top: gen_row.row_values.clear", in("pulse", put(net("array_busy")))}}},
    {"the last row is not loaded",
     each({"top: gen_row.row_values.enable", "top: gen_row.row_values.clear"},
          when("r", 4, in("load_row", zero())))},
    {"positions are loaded with any row",
     each({"top: gen_row.row_indices.enable", "top: gen_row.row_indices.clear"},
          in("load_row", put(ir::any(net("load_row")))))},
    {"activations move on while waves wait",
     {{"top: gen_row.line.enable", ones()}},
     Found::under_stalls},
    {"a row is left out of the tree",
     {{"top: gen_total.part_0_3_2.value", part(0, part(0, zero()))}}},
    {"a row passes a register of the tree by",
     {{"top: gen_total.total.value", in("part_4_4_2", put(sum_of_row(4)))}}},
    {"the tree moves on while waves wait",
     {{"top: gen_total.part_0_3_2.enable", ones()}},
     Found::under_stalls},
    {"the root of the tree moves on while waves wait",
     {{"top: gen_total.total.enable", ones()}},
     Found::under_stalls},
    {"a multiplier takes another one's position", {{"pe: factor_0.value", part(0, on(1))}}},
    {"an activation is chosen anew while waves wait",
     {{"pe: factor_0.enable", ones()}},
     Found::under_stalls},
};

// Sums that pass from row to row, one a multiplier.
const NamedSpec chains = nm_named("bugs_chains",
                                  "n = 3\nm = 3\npe_rows = 4\npe_cols = 2\nrows = 4\n"
                                  "reduction = \"chain\"\n");

const std::vector<Mutation> chain_mutations{
    {"the sum from above is lost", {{"pe: chain_1.value", in("sum_i", zero())}}},
    {"a multiplier adds to the sum of another", {{"pe: chain_2.value", part(0, on(-1))}}},
    {"a product is added twice, another never",
     {{"pe: chain_0.value", in("product_0", put(net("product_1")))}}},
    {"a product is taken as unsigned", {{"pe: chain_2.value", part(1, as_unsigned())}}},
    {"a sum moves on while waves wait", {{"pe: chain_0.enable", ones()}}, Found::under_stalls},
    {"a product moves on while waves wait",
     {{"pe: product_1.enable", ones()}},
     Found::under_stalls},
    {"the first row does not begin with zeros",
     {{"top: gen_row.gen_column.gen_first.above", ones()}}},
    {"a chain is left out", {{"top: gen_total.part_0_1_1.value", part(1, zero())}}},
    {"the sum of the chains is lost", {{"top: gen_total.chains.value", zero()}}},
    {"the tree moves on while waves wait",
     {{"top: gen_total.part_0_1_1.enable", ones()}},
     Found::under_stalls},
    {"the sum of the chains moves on while waves wait",
     {{"top: gen_total.chains.enable", ones()}},
     Found::under_stalls},
};

// The catalogue, and random beats: only there does a wave follow one of its own accumulator.
std::vector<HandJob> malformed_jobs(const spec::Spec& spec) {
  std::vector<HandJob> jobs = jobs_of(nm_array_catalogue(spec));
  for (std::uint64_t seed = 0; seed < 10; ++seed) jobs.push_back(nm_array_random_job(spec, seed));
  return jobs;
}

template <class Item>
std::vector<Item> together(const std::initializer_list<std::vector<Item>>& lists) {
  std::vector<Item> all;
  for (const std::vector<Item>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace

TEST_CASE("nm_array: each bug put into an array whose tiles overlap is found", "[nm_array][bugs]") {
  const spec::Spec spec = overlapped.spec();
  check_bugs(
      spec, {together({tiles, ways, results}), together({ways_of_weights, wires, pes}), unreported},
      jury_of(spec, malformed_jobs(spec)));
}

TEST_CASE("nm_array: each bug put into a serial array with trees is found", "[nm_array][bugs]") {
  const spec::Spec spec = serial.spec();
  check_bugs(spec, {serial_leaves, serial_mutations, {accept_and_used, positions_stay}},
             jury_of(spec, malformed_jobs(spec)));
}

TEST_CASE("nm_array: each bug put into an array of chains is found", "[nm_array][bugs]") {
  const spec::Spec spec = chains.spec();
  check_bugs(spec,
             {{},
              chain_mutations,
              {accept_and_used, positions_a_cycle_early, positions_stay, positions_stay_with_next}},
             jury_of(spec, malformed_jobs(spec)));
}
