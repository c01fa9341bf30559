// Bugs in the leaves of `outer` and in what the generator emits.
#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/engines/outer/catalogue.hpp"
#include "tests/engines/outer/reference.hpp"
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
    {"the tile is not cleared", {{"unit_row: gen_cell.sums.value", in("hand_over_i", zero())}}},
    {"products of columns without a value",
     {{"unit_row: gen_cell.sums.value", in("columns_i", ones())}}},
    {"results without a unit's number", {{"top: c_row.value", in("unit", zero())}}},
};

const std::vector<Unreported> unreported{
    {"unit_row: gen_cell.sums.enable is always set",
     "to a sum that gets no product, zero is added"},
    {"unit: gen_tile.u_row.add_i and hit_i change places",
     "the row takes nothing but their conjunction"},
};

// Several lines in a bank, groups of values in their order.
const NamedSpec banked = outer_named("bugs_banked",
                                     "p = 2\nq = 4\ntile = 16\nbanks = 4\nunits = 4\n"
                                     "unit_cols = 2\nqueue = 2\na_values = 8\nacc_width = 24\n");

const std::vector<Mutation> banked_mutations{
    {"words are not cleared when they leave", {{"unit: clear", in("leaves", zero())}}},
    {"words are not cleared after reset", {{"unit: cleared.value", ones()}}},
};

const std::vector<Unreported> banked_unreported{
    {"unit: half_now: (? hand_over (~ half) half) ? chooses the other",
     "the halves change places, which are alike"},
    {"unit: gen_bank_row.u_row.add_i and hit_i change places",
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

namespace {

// Steps with two values of a tile of A and of B each, whose lines are in one bank: all such pairs.
HandJob pairs_in_a_bank(const spec::Spec& spec) {
  const auto size = [&](const char* key) { return static_cast<std::size_t>(spec.number(key)); };
  const std::size_t tile = size("tile"), banks = size("bank_lines");
  std::vector<ColumnBeat> a;
  std::vector<RowBeat> b;
  for (std::size_t line = 0; line < tile; ++line) {
    for (std::size_t other = line + banks; other < tile; other += banks) {
      const auto fill = [&](auto& beat, const char* lines, const char* values) {
        for (std::size_t i = 0; i < size(lines); ++i)
          beat.bitmap.push_back(i % tile == line || i % tile == other ? 1 : 0);
        for (std::size_t i = 0; i < size(values); ++i)
          beat.value.push_back(static_cast<std::int64_t>(i % 5) + 1);
      };
      fill(a.emplace_back(), "a_rows", "a_count");
      fill(b.emplace_back(), "b_cols", "b_count");
    }
  }
  a.back().last = true;
  return hand_job(spec, a, b);
}

}  // namespace

TEST_CASE("outer: each bug put into its banks is found", "[outer][bugs]") {
  const spec::Spec spec = banked.spec();
  std::vector<HandJob> jobs = malformed_jobs(spec);
  jobs.push_back(pairs_in_a_bank(spec));
  check_bugs(spec, {{}, banked_mutations, banked_unreported}, jury_of(spec, std::move(jobs)));
}
