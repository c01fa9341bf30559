// Bugs put into copies of the leaves: what the runs of this folder check must find each of them,
// and a sound copy must pass. What is replaced must be in the leaf exactly once; where a leaf is
// rewritten, its line here is to follow.
#include <fstream>

#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace denim;
using namespace denim::test::engines;
using denim::test::ScratchFolder;
using denim::test::text_of;

namespace {

enum class Found {
  always,        // without stalls, in results
  under_stalls,  // only there: why runs have them
  by_cycles,     // the results are right, but late
  malformed,     // only by a program that breaks the rules on purpose
};

struct Bug {
  const char* what;
  const char* leaf;
  const char* text;         // in the leaf, once
  const char* replacement;  // which Verilator must not warn of
  Found found;
};

const Bug bugs[]{
    {"an accumulator is never overwritten", "denim_accumulate", "first_i ? sum_i",
     "(first_i && !first_i) ? sum_i", Found::always},
    {"a lane too many is used", "denim_demm_lane", "32'(end_i) > Lane", "32'(end_i) + 1 > Lane",
     Found::always},
    {"a factor is taken as unsigned", "denim_multiply", "Width'($signed(b_i))", "Width'(b_i)",
     Found::always},
    {"the sum leaves out an input", "denim_add", "a_i + b_i", "a_i + (b_i & ~b_i)", Found::always},
    {"the memory writes one word further", "denim_ram",
     "words_q[write_addr_i] <=", "words_q[write_addr_i + 1'b1] <=", Found::always},
    {"the accumulator's number comes a cycle early", "denim_demm_segment", "row_o = acc_row_q;",
     "row_o = enable_i ? row_q[(Stages-2)*RowWidth+:RowWidth] : acc_row_q;", Found::always},
    {"an idle lane keeps its last product", "denim_demm_lane", "(adds || busy_q)",
     "(adds || (busy_q && !busy_q))", Found::always},
    {"each segment gives a result", "denim_demm_segment", "valid_q[Stages-1] && last_q[Stages-1]",
     "valid_q[Stages-1] && (last_q[Stages-1] || valid_q[Stages-1])", Found::always},
    {"the tile stays whole when it is released", "denim_demm_tile",
     "accept_o && a_release_i) begin", "accept_o && a_release_i && !a_valid_i) begin",
     Found::always},
    {"a result that nobody takes is lost", "denim_demm_result", "!valid_q || c_ready_i",
     "!valid_q || c_ready_i || valid_q", Found::under_stalls},
    {"a product moves on while the pipeline waits", "denim_multiply", "if (enable_i) begin",
     "if (enable_i || !enable_i) begin", Found::under_stalls},
    {"the next tile overwrites rows that a waiting beat has yet to read", "denim_demm_tile",
     "!full_q && (enable_i || !leaving_q)", "!full_q", Found::under_stalls},
    {"rows are forgotten while a waiting beat has yet to read them", "denim_demm_tile",
     "if (leaving_q && enable_i) begin", "if (leaving_q) begin", Found::under_stalls},
    {"the next tile waits a cycle for nothing", "denim_demm_tile",
     "!full_q && (enable_i || !leaving_q)", "!full_q && !leaving_q", Found::by_cycles},
    {"rows of the tile before are never forgotten", "denim_demm_tile",
     "if (leaving_q && enable_i) begin", "if (leaving_q && !leaving_q) begin", Found::malformed},
    {"an error bit falls again", "denim_sticky", "flag_q | (|set_i)",
     "(flag_q && !flag_q) | (|set_i)", Found::malformed},
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// A copy of the bundle with the bug in one of its leaves; null: none.
std::filesystem::path write_copy(const std::filesystem::path& folder, const spec::Spec& spec,
                                 const Bug* bug) {
  bundle::write(bundle::generate(spec), folder);
  if (!bug) return folder;
  const std::filesystem::path file = folder / "rtl" / (std::string(bug->leaf) + ".sv");
  std::string text = text_of(file);
  INFO(file.string() << " has not once: " << bug->text);
  REQUIRE(count_of(text, bug->text) == 1);
  const std::string part = bug->text;
  std::ofstream(file, std::ios::binary)
      << text.replace(text.find(part), part.size(), bug->replacement);
  return folder;
}

// What the runs say of an engine; "" where all is well.
struct Verdicts {
  std::string free;       // sound programs without stalls
  std::string stalled;    // the same with stalls
  std::string malformed;  // a program that reads a row that its tile did not bring
};

const NamedSpec tiny{"tiny",
                     "n = 2\nm = 4\ncolumns = 2\nrows = 3\nacc_width = 24\n"
                     "memory = \"replicated\"\n"};

HandJob absent_row_job(const spec::Spec& spec) {
  const std::vector<BBeat> b{{{1, 2}, 0, false}, {{3, 4}, 1, true}, {{5, 6}, 0, true}};
  const ABeat first{{2, 3}, {0, 1}, {{2, 0, true, true, false}}, true};
  const ABeat second{{4, 5}, {0, 1}, {{2, 0, true, false, true}}, true};
  const std::vector<ABeat> a{first, second};
  return hand_job(spec, a, b);
}

Verdicts judge(const sim::Simulator& simulator, const spec::Spec& spec) {
  Verdicts verdicts;
  const Cases cases(spec);
  // Cases of the regression, up to the first that finds something.
  for (std::size_t number = 0; number < cases.corners(); number += 5) {
    if (!verdicts.free.empty() && !verdicts.stalled.empty()) break;
    const Case c = cases.at(number);
    const Job job = make_job(spec, c);
    for (const double stall : {0.0, c.stall}) {
      const Expectation expected{job.golden.values(), job.compiled.cost.cycles, 0, stall};
      std::string& verdict = stall == 0 ? verdicts.free : verdicts.stalled;
      if (!verdict.empty()) continue;
      const program::Program program = garbled(spec, job.compiled.program, c.seed);
      verdict = run_and_judge(simulator, spec, program, expected, c.seed);
    }
  }
  const HandJob job = absent_row_job(spec);
  const std::uint64_t absent_row = 1U << 4;
  REQUIRE(spec.engine().errors.at(4).name == "absent_row");
  verdicts.malformed = run_and_judge(simulator, spec, job.program,
                                     {job.expected, job.reference.cycles, absent_row, 0}, 0);
  return verdicts;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

void check_found(const Bug& bug, const Verdicts& verdicts) {
  INFO(bug.what << "\n  without stalls: " << verdicts.free << "\n  with stalls: "
                << verdicts.stalled << "\n  malformed: " << verdicts.malformed);
  switch (bug.found) {
    case Found::always:
      CHECK_FALSE(verdicts.free.empty());
      CHECK_FALSE(verdicts.stalled.empty());
      break;
    case Found::under_stalls:
      CHECK(verdicts.free.empty());
      CHECK_FALSE(verdicts.stalled.empty());
      break;
    case Found::by_cycles:
      CHECK(contains(verdicts.free, "cycles, the model has"));
      CHECK_FALSE(contains(verdicts.free, "mismatches"));
      CHECK(verdicts.stalled.empty());
      break;
    case Found::malformed:
      CHECK(verdicts.free.empty());
      CHECK(verdicts.stalled.empty());
      CHECK_FALSE(verdicts.malformed.empty());
      break;
  }
}

}  // namespace

TEST_CASE("demm: each bug put into a leaf is found", "[demm][bugs]") {
  const spec::Spec spec = tiny.spec();
  const ScratchFolder folder;
  sim::BuildOptions options;
  options.cache = folder.path() / "cache";
  int copies = 0;
  const auto judge_copy = [&](const Bug* bug) {
    const auto copy = folder.path() / fmt::format("copy_{}", copies++);
    return judge(sim::build(write_copy(copy, spec, bug), options), spec);
  };

  const Verdicts sound = judge_copy(nullptr);
  CHECK(sound.free == "");
  CHECK(sound.stalled == "");
  CHECK(sound.malformed == "");
  for (const Bug& bug : bugs) {
    CAPTURE(bug.what);
    check_found(bug, judge_copy(&bug));
  }
}
