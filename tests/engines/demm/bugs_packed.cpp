// Bugs in an engine with several rows a beat, two copies of the tile and registered reads.
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;
using ir::Expr;

namespace {

const NamedSpec packed =
    demm_named("bugs_packed",
               "n = 5\nm = 6\ncolumns = 2\nrows = 6\nsegments = 2\noverlap = true\n"
               "memory = \"replicated\"\nread_latency = 1\nread_registers = 1\n");

const std::vector<LeafBug> copies{
    {"b always loads the same copy", "denim_demm_tile", "b_copy_q <= «(Copies == 2) && !b_copy_q»;",
     "1'b0", Found::always},
    {"a always uses the same copy", "denim_demm_tile", "a_copy_q <= «(Copies == 2) && !a_copy_q»;",
     "1'b0", Found::always},
    {"b loads a copy that is whole", "denim_demm_tile", "b_ready_o = «!full_q[b_copy_q]» &&",
     "1'b1", Found::always},
    {"a uses a copy that is not whole", "denim_demm_tile", "a_ready_o = «full_q[a_copy_q]» &&",
     "1'b1", Found::always},
    {"b does not wait for a registered read", "denim_demm_tile",
     "(leaving_copy_q == b_copy_q) && «((ReadLatency != 0) || !enable_i)»", "!enable_i",
     Found::always},
    {"b never waits for a beat that releases", "denim_demm_tile", "held = «leaving_q» &&", "1'b0",
     Found::always},
    {"b waits for the other copy's beat", "denim_demm_tile", "(«leaving_copy_q == b_copy_q»)",
     "leaving_copy_q != b_copy_q", Found::always},
    {"b waits for any copy's beat", "denim_demm_tile", "(«leaving_copy_q == b_copy_q»)", "1'b1",
     Found::by_cycles},
    {"the rows of the wrong copy are forgotten", "denim_demm_rows",
     "released = «{(Groups / 2) {a_copy_i, !a_copy_i}}»", "{(Groups / 2) {!a_copy_i, a_copy_i}}",
     Found::always},
    {"the rows of both copies are forgotten", "denim_demm_rows",
     "released = «{(Groups / 2) {a_copy_i, !a_copy_i}}»", "{Groups{1'b1}}", Found::always},
    {"the rows of copy 0 are never forgotten", "denim_demm_rows",
     "released = «{(Groups / 2) {a_copy_i, !a_copy_i}}»", "{(Groups / 2) {a_copy_i, 1'b0}}",
     Found::malformed},
    {"the rows of copy 1 are never forgotten", "denim_demm_rows",
     "released = «{(Groups / 2) {a_copy_i, !a_copy_i}}»", "{(Groups / 2) {1'b0, !a_copy_i}}",
     Found::malformed},
    {"a row is noted in the wrong copy", "denim_demm_rows", "(Copies - 1) * «32'(b_copy_i)»",
     "32'(!b_copy_i)", Found::always},
};

const std::vector<LeafBug> reads{
    {"sums are forwarded a cycle early", "denim_accumulator_address", "forward_o = «forward_q»",
     "written", Found::always},
    {"sums are forwarded a cycle late", "denim_accumulator_address", "forward_q <= «written»",
     "$past(written)", Found::always},
    {"sums are forwarded to another row", "denim_accumulator_address", "(«row_o == read_row_o»)",
     "1'b1", Found::always},
    {"sums of a segment that is not used are forwarded", "denim_accumulator_address",
     "written = «valid» &&", "1'b1", Found::always},
    {"sums are not forwarded to the same row", "denim_accumulator_address", "written = «valid» &&",
     "1'b0", Found::always},
    {"an accumulator is read while it is written", "denim_accumulator_address",
     "!next_first && «!written»", "1'b1", Found::always},
    {"an accumulator is not read", "denim_accumulator_address", "read_o = «next_valid» &&", "1'b0",
     Found::always},
    {"the value of A comes a cycle before the row of B", "denim_demm_lane",
     "values_q[«(Delay-1)*Width» +: Width]", "32'd0", Found::always},
    {"the products of a lane that adds nothing are not cleared", "denim_demm_lane",
     "arrived = «ways_q[Delay-1]»", "ways_q[0]", Found::always},
};

const std::vector<LeafBug> segments{
    {"a segment ends one lane early", "denim_demm_end", "too_far ? CountWidth'(Lanes) : «end_i»",
     "(end_i == '0) ? end_i : CountWidth'(32'(end_i) - 1)", Found::always},
    {"the ends are those of the next beat", "denim_demm_end",
     "end_o = end_q[«(EndStages-1)*CountWidth» +: CountWidth]", "(EndStages-2)*CountWidth",
     Found::always},
    {"a segment that is not used adds", "denim_accumulator_address",
     "claimed = accept_i && «used_i»", "1'b1", Found::always},
    {"a result does not name its bank", "denim_output_stage", "* Banks + «32'(bank)»", "32'd0",
     Found::always},
    {"a result is always bank 0's", "denim_output_stage", "bank = «BankWidth'(i)»", "BankWidth'(0)",
     Found::always},
    {"the results of banks but the first do not hold the pipeline", "denim_output_stage",
     "enable_o = !«emits» ||", "emit_i[0]", Found::under_stalls},
    {"of two results the higher bank's leaves", "denim_output_stage", "if («emit_i[i]») begin",
     "emit_i[i] && ((emit_i >> i) == Banks'(1))", Found::malformed},
    {"two results are no error", "denim_output_stage", "many_error_o = «|(emit_i & (emit_i - 1))»",
     "1'b0", Found::malformed},
    {"ends that fall are no error", "denim_demm_end", "|| («end_i < begin_i»)", "1'b0",
     Found::malformed},
    {"an end above n is no error", "denim_demm_end", "accept_i && («too_far» ||", "1'b0",
     Found::malformed},
    {"a row that is not in its bank is no error", "denim_accumulator_address",
     "range_error_o = «claimed && !in_range»", "1'b0", Found::malformed},
};

const std::vector<Mutation> mutations_packed{
    {"a lane drops the copy", {{"top: gen_lane.u_lane.index_i", in("a_copy", zero())}}},
    {"a lane takes the other copy", {{"top: gen_lane.u_lane.index_i", in("a_copy", inverted())}}},
    {"a row is written to the other copy",
     {{"top: gen_lane.u_tile_copy.write_addr_i", in("b_copy", inverted())}}},
    {"the sums of the beat before are not forwarded",
     {{"top: gen_segment.held", in("forward", zero())}}},
    {"sums are always forwarded", {{"top: gen_segment.held", in("forward", ones())}}},
    {"what is forwarded changes while the pipeline waits",
     {{"top: gen_segment.written.enable", ones()}},
     Found::under_stalls},
    {"accumulators are read while the pipeline waits",
     {{"top: gen_segment.u_accumulators.enable_i", ones()}},
     Found::under_stalls},
    {"the tile is read while the pipeline waits",
     {{"top: gen_lane.u_tile_copy.enable_i", ones()}},
     Found::under_stalls},
    {"the register behind the memory moves while the pipeline waits",
     {{"top: gen_lane.factor.enable", ones()}},
     Found::under_stalls},
    {"a segment begins at lane 0",
     {{"top: gen_segment.gen_sum.next", part(1, part(0, part(1, at("s", 0))))}}},
    {"a segment ends at the last lane",
     {{"top: gen_segment.gen_sum.next",
       part(1, part(0, part(0, at("s", Expr::name("Segments") - 1))))}}},
    {"lanes behind the first segment are not used",
     {{"top: gen_lane.u_lane.end_i", put(net("a_end").slice(0, Expr::name("AEndWidth")))}}},
    {"the sums below an end move while the pipeline waits",
     {{"top: gen_end.gen_column.below.enable", ones()}},
     Found::under_stalls},
    {"an adder of the prefix sums is left out",
     {{"top: gen_prefix.gen_column.gen_next.sum", when("l", 2, part(1, zero()))}}},
    {"a sum is not taken as signed", {{"top: gen_segment.gen_sum.next", part(1, as_unsigned())}}},
    {"all segments take the row of the first", {{"top: gen_segment.u_address.row_i", at("s", 0)}}},
    {"all segments are used as the first is", {{"top: gen_segment.u_address.used_i", at("s", 0)}}},
    {"all segments begin their rows as the first does",
     {{"top: gen_segment.u_address.first_i", at("s", 0)}}},
    {"all segments end their rows as the first does",
     {{"top: gen_segment.u_address.last_i", at("s", 0)}}},
    {"a result names the accumulator of another bank", {{"top: gen_segment.emit_row", plus(1)}}},
    {"a result has the sums of another bank", {{"top: c_data.value", part(0, inverted())}}},
    {"the order of ends is not that of the segments",
     {{"top: gen_segment.gen_next.begin_lane", zero()}},
     Found::malformed},
};

}  // namespace

TEST_CASE("demm: each bug put into an engine with packed beats is found", "[demm][bugs]") {
  const spec::Spec spec = packed.spec();
  HardwareBugs bugs{copies, mutations_packed, {accept_and_used, enable_and_read}};
  for (const auto& more : {reads, segments})
    bugs.leaves.insert(bugs.leaves.end(), more.begin(), more.end());
  check_bugs(spec, bugs, jury_of(spec, jobs_of(packed_catalogue(spec))));
}
