// Bugs in accumulators that are read, added to and written in cycles of their own.
#include "tests/catch.hpp"
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;

namespace {

// Of the sizes that the catalogue of what can be wrong in beats is made for. Few rows, so that sums
// of one follow each other at each distance.
const NamedSpec steps = demm_named("bugs_steps",
                                   "n = 5\nm = 6\ncolumns = 3\nrows = 5\nacc_width = 24\n"
                                   "memory = \"replicated\"\nread_latency = 1\n"
                                   "accumulate_registers = 2\n");

const char* const leaf_in_steps = "denim_accumulator_pipeline";

const std::vector<LeafBug> leaves_in_steps{
    {"the sum just before is not added to", leaf_in_steps, "again_o = «again_q[Compare-2]»", "1'b0",
     Found::always},
    {"each sum is added to the one just before", leaf_in_steps, "again_o = «again_q[Compare-2]»",
     "1'b1", Found::always},
    {"what was written of two beats before is not forwarded", leaf_in_steps,
     "{forward_q, «same[ReadCycles:2]»}", "same[ReadCycles:2] & ~(ReadCycles - 1)'(1)",
     Found::under_stalls},
    {"what was written of three beats before is not forwarded", leaf_in_steps,
     "{forward_q, «same[ReadCycles:2]»}", "same[ReadCycles:2] & ~(ReadCycles - 1)'(2)",
     Found::always},
    {"what was written of four beats before is not forwarded", leaf_in_steps,
     "{forward_q, «same[ReadCycles:2]»}", "same[ReadCycles:2] & ~(ReadCycles - 1)'(4)",
     Found::always},
    {"what was written is forwarded to another row", leaf_in_steps,
     "(«before_row == compares_row»)", "1'b1", Found::always},
    {"what is no sum is forwarded", leaf_in_steps, "!compares_first && «before_valid» &&", "1'b1",
     Found::always},
    {"a sum that overwrites is added to the one just before", leaf_in_steps,
     "same[i] = «!compares_first» &&", "1'b1", Found::malformed},
    {"no sum overwrites", leaf_in_steps, "first_o = «selects_valid && selects_first»", "1'b0",
     Found::always},
    {"an accumulator is read while it is written", leaf_in_steps,
     "«!(valid && (row_o == read_row_o))»", "1'b1", Found::always},
    {"an accumulator is not read", leaf_in_steps, "read_o = «reads_valid» &&", "1'b0",
     Found::always},
    {"each sum is a result", leaf_in_steps, "emit_o = valid && «last»", "1'b1", Found::always},
    {"a row that is not there is no error", leaf_in_steps, "range_error_o = «claimed && !in_range»",
     "1'b0", Found::malformed},
};

const std::vector<Mutation> mutations_in_steps{
    {"the register of the RAM moves while the pipeline waits",
     {{"top: fetched.enable", ones()}},
     Found::under_stalls},
    {"the operand changes while the pipeline waits",
     {{"top: operand.enable", ones()}},
     Found::under_stalls},
    {"the sums change while the pipeline waits",
     {{"top: gen_sum.next.enable", ones()}},
     Found::under_stalls},
    {"what was written is forwarded a cycle late",
     {{"top: operand.value", in("written_1", put(net("written_2")))}}},
    {"a sum is not taken as signed", {{"top: gen_sum.next.value", part(1, as_unsigned())}}},
};

}  // namespace

TEST_CASE("demm: each bug put into accumulators in steps is found", "[demm][bugs]") {
  const spec::Spec spec = steps.spec();
  // Of random beats each accumulator comes again at any distance, also from one that waits for c.
  std::vector<HandJob> jobs = jobs_of(single_catalogue(spec));
  for (std::uint64_t seed = 1; seed <= 16; ++seed) jobs.push_back(demm_random_job(spec, seed));
  check_bugs(spec, {leaves_in_steps, mutations_in_steps, {accept_and_used, enable_and_read}},
             jury_of(spec, std::move(jobs)));
}
