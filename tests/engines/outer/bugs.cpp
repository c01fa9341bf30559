// Bugs in the leaves of `outer` and in what the generator emits.
#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/engines/outer/catalogue.hpp"
#include "tests/engines/outer/specs.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;

namespace {

// Groups of both operands, a grid of units, bitmaps that can have too many bits.
const NamedSpec put_in = outer_named("bugs",
                                     "p = 2\nq = 4\ntile = 8\nunits = 4\nunit_cols = 2\nqueue = 2\n"
                                     "a_values = 4\nacc_width = 24\n");

const std::vector<LeafBug> leaves{
    {"a step of k overwrites another", "denim_outer_queue", "ready_o = «32'(count_q) != Depth»",
     "1'b1", Found::always},
    {"the queue has a place less", "denim_outer_queue", "ready_o = «32'(count_q) != Depth»",
     "32'(count_q) < Depth - 1", Found::by_cycles},
    {"steps are counted while the pipeline is full", "denim_outer_steps",
     "step_o = «enable_i && valid_i»", "valid_i", Found::always},
    {"only the first group of A", "denim_outer_steps", "(none || («a_last && b_last»))", "b_last",
     Found::always},
    {"groups of B run on", "denim_outer_steps", "b_q <= «b_last ? '0 : b_q + BWidth'(1)»",
     "b_q + BWidth'(1)", Found::by_cycles},
    {"a tile overwrites the one that leaves", "denim_outer_tile",
     "enable_o = «!(complete_q && leaves_q)»; assign hand_over_o = complete_q && !leaves_q", "1'b1",
     Found::always},
    {"a row too few leaves", "denim_outer_tile", "row_q <= «RowWidth'(Rows - 1)»",
     "RowWidth'(Rows - 2)", Found::always},
    {"a result is overwritten", "denim_outer_turn", "free = «!valid_q || c_ready_i»", "1'b1",
     Found::under_stalls},
    {"a unit's turn ends with its first row", "denim_outer_turn", "(load_o && «last_i[turn_q]»)",
     "1'b1", Found::always},
};

const std::vector<Mutation> mutations{
    {"too many bits are not seen", {{"unit: a_too_many_o", zero()}}, Found::malformed},
    {"values beyond a beat's are used",
     {{"unit: a_groups", in("a_many", zero())}},
     Found::malformed},
    {"the tile is not cleared", {{"unit_row: gen_cell.sum.value", in("hand_over_i", zero())}}},
    {"products of columns without a value",
     {{"unit_row: gen_cell.sum.value", in("columns_i", ones())}}},
    {"results without a unit's number", {{"top: c_row.value", in("unit", zero())}}},
};

const std::vector<Unreported> unreported{
    {"unit_row: gen_cell.sum.enable is always set", "to a sum that gets no product, zero is added"},
    {"unit: gen_tile.u_row.add_i and hit_i change places",
     "the row takes nothing but their conjunction"},
};

std::vector<HandJob> malformed_jobs(const spec::Spec& spec) {
  std::vector<HandJob> jobs = jobs_of(outer_catalogue(spec));
  for (std::uint64_t seed = 0; seed < 10; ++seed) jobs.push_back(outer_random_job(spec, seed));
  return jobs;
}

}  // namespace

TEST_CASE("outer: each bug put into it is found", "[outer][bugs]") {
  const spec::Spec spec = put_in.spec();
  check_bugs(spec, {leaves, mutations, unreported}, jury_of(spec, malformed_jobs(spec)));
}
