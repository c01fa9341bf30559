// Bugs in the leaves and the generated text of `nm_array`. Where a leaf or what the generator
// writes changes, its lines here are to follow.
#include "tests/engines/frame/text_bugs.hpp"
#include "tests/engines/nm_array/catalogue.hpp"
#include "tests/engines/nm_array/specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// Several patterns; weights move on while the next ones load; activations and sums are skewed.
const NamedSpec overlapped = nm_named("bugs_overlapped",
                                      "n = 4\nm = 3\npatterns = [\"1:3\", \"2:3\"]\n"
                                      "pe_rows = 5\npe_cols = 2\nrows = 9\nread_latency = 1\n");

const Bug tiles[]{
    {"a tile overwrites the one that waits", "denim_nm_tile", "a_ready_o = «!whole_q» &&", "1'b1",
     Found::always},
    {"rows do not wait for waves", "denim_nm_tile", "&& «!held» &&", "1'b1", Found::always},
    {"every row waits for the last", "denim_nm_tile", "&& «!held» &&", "busy_i == Rows'(0)",
     Found::by_cycles},
    {"a row waits for the one before it", "denim_nm_tile", "(«busy_i & awaited»)",
     "(busy_i << 1) & awaited", Found::always},
    {"a row that is not there waits for nothing", "denim_nm_tile",
     "in_range ? row_bit : «Rows'(1)»", "Rows'(0)", Found::malformed},
    {"a row that is not there is no error", "denim_nm_tile", "row_error_o = load_o && «!in_range»",
     "1'b0", Found::malformed},
    {"a row named twice is no error", "denim_nm_tile", "twice_error_o = «(load_row_o & loaded_q)»",
     "load_row_o & ~load_row_o", Found::malformed},
    {"rows are remembered from tile to tile", "denim_nm_tile",
     "whole_q <= 1'b1; loaded_q <= «Rows'(0)»", "loaded_q", Found::always},
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

const Bug ways[]{
    {"places are free when a wave is on its way", "denim_nm_busy", "start_i ? «{Last{1'b1}}»",
     "busy_q << 1", Found::always},
    {"a place waits only for the first of two waves", "denim_nm_busy", "start_i ? «{Last{1'b1}}»",
     "(busy_q == Last'(0)) ? {Last{1'b1}} : busy_q << 1", Found::always},
    {"places become free while waves wait", "denim_nm_busy", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"a place is free a cycle early", "denim_nm_busy", "(«{busy_q, 1'b0} >> First»)",
     "{busy_q, 1'b0} >> (First - 1)", Found::always},
    {"weights swap while waves wait", "denim_nm_token", "& «{(Last - First + 1) {enable_i}}»",
     "{(Last - First + 1) {1'b1}}", Found::under_stalls},
    {"the pulse moves on while waves wait", "denim_nm_token", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"a pulse is lost when another sets out", "denim_nm_token", "token_q <= «token[Last-1:0]»",
     "start_i ? Last'(1) : token[Last-1:0]", Found::always},
    {"weights are never cleared", "denim_nm_weights", "end else if («clear_i») begin", "1'b0",
     Found::always},
    {"weights are loaded always", "denim_nm_weights", "end else if («load_i») begin", "1'b1",
     Found::always},
    {"a position beyond the block is no error", "denim_nm_entry",
     "range_error_o = valid_i && «!in_range»", "1'b0", Found::malformed},
    {"a weight whose position is beyond the block counts", "denim_nm_entry",
     "in_range ? value_i : «Width'(0)»", "value_i", Found::malformed},
    {"a position that is not taken is an error", "denim_nm_entry",
     "range_error_o = «valid_i» && !in_range", "1'b1", Found::always},
    {"the last position is beyond the block", "denim_nm_entry", "«32'(index_i) < Block»",
     "32'(index_i) + 1 < Block", Found::always},
};

const Bug wires[]{
    {"rows are cleared a cycle early", "top",
     "u_values ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i (load_row[r]), .clear_i "
     "(«pulse[r+PeCols]»)",
     "pulse[r+PeCols-1]", Found::always},
    {"rows are cleared with the first", "top",
     "u_values ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i (load_row[r]), .clear_i "
     "(«pulse[r+PeCols]»)",
     "pulse[PeCols]", Found::always},
    {"positions are cleared with the first row's", "top",
     "u_indices ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i (load_row[r]), .clear_i "
     "(«pulse[r+PeCols]»)",
     "pulse[PeCols]", Found::always},
    {"positions swap a cycle late", "top", "swap_indices_i («pulse[c+r]»)", "pulse[c+r+1]",
     Found::always},
    {"values swap with the positions", "top", "swap_values_i («pulse[c+r+1]»)", "pulse[c+r]",
     Found::always},
    {"all columns swap with the first", "top", "swap_values_i («pulse[c+r+1]»)", "pulse[r+1]",
     Found::always},
    {"the pattern is that of the row's first column", "top",
     "pattern_taps[«c*APatternWidth+r*APatternWidth» +:", "r*APatternWidth", Found::always},
    {"the pattern is that of the first row", "top",
     "pattern_taps[«c*APatternWidth+r*APatternWidth» +:", "c*APatternWidth", Found::always},
    {"the pattern moves on while waves wait", "top",
     "u_pattern ( .clk_i (clk_i), .rst_ni (rst_ni), .enable_i («enable»)", "1'b1",
     Found::under_stalls},
    {"activations are not skewed", "top",
     "u_line ( .clk_i (clk_i), .rst_ni (rst_ni), .enable_i (enable), .data_i («skewed»)",
     "b_data_i[r*Blocks*M*BWidth+BDataOffset +: Blocks*M*BWidth]", Found::always},
    {"skewed activations move on while waves wait", "top",
     "u_skew ( .clk_i (clk_i), .rst_ni (rst_ni), .enable_i («enable»)", "1'b1",
     Found::under_stalls},
    {"activations move on while waves wait", "top",
     "u_line ( .clk_i (clk_i), .rst_ni (rst_ni), .enable_i («enable»)", "1'b1",
     Found::under_stalls},
    {"all rows get the first one's activations", "top",
     "data_i (b_data_i[«r*Blocks*M*BWidth+BDataOffset» +:", "BDataOffset", Found::always},
    {"sums are not brought together in time", "top", "sum_i («gen_total[c].total»)",
     "gen_passing[PeRows].gen_column[c].sum", Found::always},
    {"sums move on while they wait for their neighbours", "top",
     "u_deskew ( .clk_i (clk_i), .rst_ni (rst_ni), .enable_i («enable»)", "1'b1",
     Found::under_stalls},
    {"a column has another one's weights", "top", "values[«c*N*AWidth» +:", "(PeCols-1-c)*N*AWidth",
     Found::always},
    {"a column has another one's positions", "top",
     "indices[«c*N*AIndexWidth» +:", "(PeCols-1-c)*N*AIndexWidth", Found::always},
    {"the sums of the wave before are not forwarded", "top", "second_i («forward»)", "1'b0",
     Found::malformed},
    {"sums are always forwarded", "top", "second_i («forward»)", "1'b1", Found::always},
    {"accumulators are never overwritten", "top", "u_accumulate ( .first_i («first»)", "1'b0",
     Found::always},
    {"accumulators are always overwritten", "top", "u_accumulate ( .first_i («first»)", "1'b1",
     Found::always},
    {"each wave gives a result", "top", "last_i («wave_last»)", "1'b1", Found::always},
    {"an accumulator that is not there is no error", "top", "set_i («error_b_row_range»)", "1'b0",
     Found::malformed},
    {"errors of positions are not reported", "top", "set_i («error_a_index_range»)",
     "(N*PeCols)'(0)", Found::malformed},
    {"a result that nobody takes is lost", "denim_output_stage", "«!valid_q || c_ready_i»",
     "!valid_q || c_ready_i || valid_q", Found::under_stalls},
    {"waves do not wait for a result", "denim_output_stage", "«!emits || free»",
     "!emits || free || emits", Found::under_stalls},
    {"waves wait for c although there is no result", "denim_output_stage", "«!emits || free»",
     "free", Found::by_waiting},
};

const Bug pes[]{
    {"a multiplier takes the first pattern's block", "pe",
     "u_block_3 ( .words_i "
     "({activations_i[M*BWidth +: M*BWidth], activations_i[3*M*BWidth +: M*BWidth]}), .read_addr_i "
     "(«pattern_i»)",
     "1'd0", Found::always},
    {"the patterns' blocks change places", "pe",
     "u_block_1 ( .words_i "
     "(«{activations_i[M*BWidth-1:0], activations_i[M*BWidth +: M*BWidth]}»)",
     "{activations_i[M*BWidth +: M*BWidth], activations_i[M*BWidth-1:0]}", Found::always},
    {"a multiplier takes a block too many", "pe",
     "u_block_2 ( .words_i ({activations_i[M*BWidth "
     "+: M*BWidth], «activations_i[2*M*BWidth +: M*BWidth]»})",
     "activations_i[3*M*BWidth +: M*BWidth]", Found::always},
    {"a multiplier takes another one's position", "pe",
     "addr_i («indices[2*IndexWidth +: IndexWidth]»)", "indices[3*IndexWidth +: IndexWidth]",
     Found::always},
    {"positions are the next tile's", "pe", "addr_i («indices[IndexWidth-1:0]»)",
     "indices_i[IndexWidth-1:0]", Found::always},
    {"weights are the next tile's", "pe", "a_i («values[AWidth-1:0]»)", "values_i[AWidth-1:0]",
     Found::always},
    {"an activation is chosen anew while waves wait", "pe",
     "u_select_1 ( .clk_i (clk_i), .enable_i («enable_i»)", "1'b1", Found::under_stalls},
    {"a product moves on while waves wait", "pe",
     "u_multiply_2 ( .clk_i (clk_i), .enable_i («enable_i»)", "1'b1", Found::under_stalls},
    {"a product is left out, another taken twice", "pe", "u_sum_2_3 ( .a_i («product_2»)",
     "product_3", Found::always},
    {"the products' sum moves on while waves wait", "pe",
     "u_total ( .clk_i (clk_i), .enable_i («enable_i»)", "1'b1", Found::under_stalls},
    {"the register behind the products is passed by", "pe", "u_add ( .a_i (sum_i), .b_i («total»)",
     "sum_0_3", Found::always},
    {"the sum from above is lost", "pe", "u_add ( .a_i («sum_i»)", "SumWidth'(0)", Found::always},
    {"a sum moves on while waves wait", "pe", "u_sum ( .clk_i (clk_i), .enable_i («enable_i»)",
     "1'b1", Found::under_stalls},
    {"a weight is taken as unsigned", "denim_multiply", "«Width'($signed(a_i))» *", "Width'(a_i)",
     Found::always},
};

// One pattern; all PEs of a row get their activations at once, and sums go through a tree.
const NamedSpec serial = nm_named("bugs_serial",
                                  "n = 2\nm = 3\npe_rows = 5\npe_cols = 2\nrows = 3\n"
                                  "overlap = false\nflow = \"broadcast\"\n");

const Bug serial_bugs[]{
    {"rows load while a wave is in the array", "denim_nm_tile", "&& «!held» &&", "1'b1",
     Found::always},
    {"rows load while the waves that they wait for stand still", "denim_nm_tile",
     "((Overlap != 0) || «enable_i»)", "1'b1", Found::under_stalls},
    {"rows wait for the first wave, not the last", "denim_nm_tile",
     "? begins : «accept_o && b_release_i»", "begins", Found::always},
    {"weights are loaded only when there is nothing to clear", "denim_nm_weights",
     "end else if («load_i») begin", "load_i && !clear_i", Found::always},
    {"weights are never cleared", "denim_nm_weights", "end else if («clear_i») begin", "1'b0",
     Found::always},
    {"the pulse that clears comes while waves wait", "denim_nm_token",
     "& «{(Last - First + 1) {enable_i}}»", "{(Last - First + 1) {1'b1}}", Found::under_stalls},
    {"places become free while waves wait", "denim_nm_busy", "end else if («enable_i») begin",
     "1'b1", Found::under_stalls},
    {"the weights are cleared with the wave", "top",
     "u_values ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i (load_row[r]), .clear_i («pulse»)",
     "array_busy", Found::always},
    {"the last row is not loaded", "top",
     "u_values ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i («load_row[r]»)",
     "load_row[r] && (r != 4)", Found::always},
    {"positions are loaded with any row", "top",
     "u_indices ( .clk_i (clk_i), .rst_ni (rst_ni), .load_i («load_row[r]»)", "|load_row",
     Found::always},
    {"activations move on while waves wait", "top", "u_line ( .clk_i (clk_i), .enable_i («enable»)",
     "1'b1", Found::under_stalls},
    {"a row is left out of the tree", "top", "u_sum_0_1 ( .a_i («gen_row[0].gen_column[c].sum»)",
     "SumWidth'(0)", Found::always},
    {"a row passes a register of the tree by", "top", ".b_i («part_4_4_2_q»)",
     "gen_row[4].gen_column[c].sum", Found::always},
    {"the tree moves on while waves wait", "top",
     "u_part_0_3_2 ( .clk_i (clk_i), .enable_i («enable»)", "1'b1", Found::under_stalls},
    {"the root of the tree moves on while waves wait", "top",
     "u_total ( .clk_i (clk_i), .enable_i («enable»)", "1'b1", Found::under_stalls},
    {"a multiplier takes another one's position", "pe", "addr_i («indices_i[IndexWidth-1:0]»)",
     "indices_i[IndexWidth +: IndexWidth]", Found::always},
    {"an activation is chosen anew while waves wait", "pe",
     "u_select_0 ( .clk_i (clk_i), .enable_i («enable_i»)", "1'b1", Found::under_stalls},
    {"an accumulator's number comes a cycle early", "denim_accumulator_address",
     "row_o = «acc_row_q»;", "enable_i ? row_q[(Stages-2)*RowWidth+:RowWidth] : acc_row_q",
     Found::always},
};

template <std::size_t... counts>
std::vector<Bug> together(const Bug (&... lists)[counts]) {
  std::vector<Bug> all;
  (all.insert(all.end(), lists, lists + counts), ...);
  return all;
}

}  // namespace

TEST_CASE("nm_array: each bug put into an array whose tiles overlap is found", "[nm_array][bugs]") {
  check_bugs(overlapped, together(tiles, ways, wires, pes),
             jobs_of(nm_array_catalogue(overlapped.spec())));
}

TEST_CASE("nm_array: each bug put into a serial array with trees is found", "[nm_array][bugs]") {
  check_bugs(serial, serial_bugs, jobs_of(nm_array_catalogue(serial.spec())));
}
