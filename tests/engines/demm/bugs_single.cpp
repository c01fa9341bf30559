// Bugs in an engine with one row a beat, one copy of the tile and asynchronous reads. Where a leaf
// is rewritten, its lines here are to follow.
#include "tests/engines/demm/reference.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;

namespace {

const NamedSpec tiny = demm_named("bugs_single",
                                  "n = 2\nm = 4\ncolumns = 2\nrows = 3\nacc_width = 24\n"
                                  "memory = \"replicated\"\n");

const std::vector<LeafBug> leaves{
    {"a lane too many is used", "denim_demm_lane", "«32'(end_i) > Lane»", "32'(end_i) + 1 > Lane",
     Found::always},
    {"the accumulator's number comes a cycle early", "denim_accumulator_address",
     "({«stages_q», claimed", "{stages_q[Stages*StageWidth-1:RowWidth], row_i}", Found::always},
    {"an idle lane keeps its last product", "denim_demm_lane", "= arrived || «busy_q»;", "1'b0",
     Found::always},
    {"each segment gives a result", "denim_accumulator_address", "valid && «last»", "1'b1",
     Found::always},
    {"the tile stays whole when it is released", "denim_demm_tile", "if («release_o») begin",
     "release_o && !a_valid_i", Found::always},
    {"a result that nobody takes is lost", "denim_output_stage", "«!valid_q || c_ready_i»",
     "!valid_q || c_ready_i || valid_q", Found::under_stalls},
    {"the pipeline does not wait for a result", "denim_output_stage", "«!emits || free»",
     "!emits || free || emits", Found::under_stalls},
    {"the pipeline waits for c although it has no result", "denim_output_stage", "«!emits || free»",
     "free", Found::by_waiting},
    {"the next tile overwrites rows that a waiting beat has yet to read", "denim_demm_tile",
     "(leaving_copy_q == b_copy_q) && «((ReadLatency != 0) || !enable_i)»", "1'b0",
     Found::under_stalls},
    {"rows are forgotten before the beat that releases has asked for them", "denim_demm_tile",
     "release_o = «accept» && a_release_i", "a_valid_i", Found::always},
    {"the marks of a group are lost with the next row", "denim_demm_rows",
     "filled_q[group] ? «marks_q[group]» : '0", "'0", Found::always},
    {"marks of the tile before count", "denim_demm_rows", "«filled_q[group]» ? marks_q[group] : '0",
     "1'b1", Found::malformed},
    {"the next tile waits a cycle for nothing", "denim_demm_tile",
     "(leaving_copy_q == b_copy_q) && «((ReadLatency != 0) || !enable_i)»", "1'b1",
     Found::by_cycles},
    {"rows of the tile before are never forgotten", "denim_demm_rows", "(«release_i» ? released",
     "1'b0", Found::malformed},
};

const std::vector<Mutation> mutations_single{
    {"an accumulator is never overwritten", {{"top: gen_sum.next", in("first", zero())}}},
    {"a factor is taken as unsigned",
     {{"top: gen_lane.gen_multiply.product.value", part(1, as_unsigned())}}},
    {"the sum leaves out an input", {{"top: gen_total.sum.value", part(1, zero())}}},
    {"the memory writes one word further",
     each({"top: tile.address", "top: accumulators.address"}, plus(1))},
    {"a product moves on while the pipeline waits",
     {{"top: gen_lane.gen_multiply.product.enable", ones()}},
     Found::under_stalls},
    {"an error bit falls again", {{"top: error_o.value", part(0, zero())}}, Found::malformed},
};

HandJob absent_row_job(const spec::Spec& spec) {
  const std::vector<BBeat> b{{{1, 2}, 0, false}, {{3, 4}, 1, true}, {{5, 6}, 0, true}};
  const ABeat first{{2, 3}, {0, 1}, {{2, 0, true, true, false}}, true};
  const ABeat second{{4, 5}, {0, 1}, {{2, 0, true, false, true}}, true};
  const std::vector<ABeat> a{first, second};
  return hand_job(spec, a, b);
}

}  // namespace

TEST_CASE("demm: each bug put into an engine with one row a beat is found", "[demm][bugs]") {
  const spec::Spec spec = tiny.spec();
  const std::vector<HandJob> malformed{absent_row_job(spec)};
  REQUIRE(malformed[0].reference.errors == std::set<std::string>{"absent_row"});
  check_bugs(spec, {leaves, mutations_single, {accept_and_used}}, jury_of(spec, malformed));
}
