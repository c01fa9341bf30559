// Bugs put into what the compiler made: each must be found by the same judgement that the
// regression uses, on a sound engine.
#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// A compiled program taken apart, to be spoilt and put together again.
struct Draft {
  std::vector<ABeat> a;  // of one column tile
  std::vector<BBeat> b;
  std::size_t repeat = 1;
  engines::Compiled compiled;

  Draft(const spec::Spec& spec, const engines::Compiled& from)
      : b(read_all_b(spec, from.program.stream("b"))),
        repeat(from.program.stream("a").repeat()),
        compiled(from) {
    a = read_all_a(spec, from.program.stream("a"));
    a.resize(a.size() / repeat);
  }

  engines::Compiled assemble(const spec::Spec& spec) {
    program::BeatStream stream = write_all(spec, a);
    stream.set_repeat(repeat);
    compiled.program.streams = {stream, write_all(spec, b)};
    return compiled;
  }

  // The first beat that `condition` holds for.
  template <class Condition>
  ABeat& beat(Condition&& condition) {
    const auto found = std::find_if(a.begin(), a.end(), condition);
    REQUIRE(found != a.end());
    return *found;
  }
};

// Of specs with one segment.
Segment& only(ABeat& beat) { return beat.segments[0]; }
bool first(const ABeat& beat) { return beat.segments[0].first; }
bool last(const ABeat& beat) { return beat.segments[0].last; }
bool middle(const ABeat& beat) { return !first(beat) && !last(beat) && !beat.release; }

struct Bug {
  const char* what;
  std::function<void(Draft&)> put;
  const char* says;  // part of the judgement
};

const std::vector<Bug>& bugs() {
  static const std::vector<Bug> all{
      {"first is missing", [](Draft& d) { only(d.beat(first)).first = false; }, "wrong value"},
      {"first where there should be none", [](Draft& d) { only(d.beat(middle)).first = true; },
       "wrong value"},
      {"last is missing", [](Draft& d) { only(d.beat(last)).last = false; },
       "names another accumulator"},
      {"last is on the wrong beat",
       [](Draft& d) {
         Segment& right = only(d.beat(last));
         right.last = false;
         only(d.beat([&](const ABeat& b) { return b.segments[0].row == right.row; })).last = true;
       },
       "mismatches"},
      {"a row leaves twice", [](Draft& d) { only(d.beat(middle)).last = true; }, "mismatches"},
      {"a wrong index", [](Draft& d) { d.beat(middle).index[0] ^= 1; }, "wrong value"},
      {"an index beyond m", [](Draft& d) { d.beat(middle).index[0] = 7; }, "a_index_range"},
      {"a wrong row", [](Draft& d) { only(d.beat(middle)).row ^= 1; }, "wrong value"},
      {"a row beyond the accumulators", [](Draft& d) { only(d.beat(middle)).row = 7; },
       "a_row_range"},
      {"a lane is left out",
       [](Draft& d) { --only(d.beat([](const ABeat& b) { return b.segments[0].end > 0; })).end; },
       "wrong value"},
      {"a wrong value", [](Draft& d) { d.beat(middle).value[0] ^= 1; }, "wrong value"},
      {"a beat is left out", [](Draft& d) { d.a.erase(d.a.begin() + 1); }, "wrong value"},
      {"a beat is sent twice",
       [](Draft& d) {
         const auto found = std::find_if(d.a.begin(), d.a.end(), middle);
         REQUIRE(found != d.a.end());
         d.a.insert(found, ABeat(*found));
       },
       "wrong value"},
      {"a beat too many that adds nothing",
       [](Draft& d) {
         ABeat idle = d.a.front();
         only(idle).used = false;
         d.a.insert(d.a.begin(), idle);
       },
       "cycles, the model has"},
      {"the tile is released too early",
       [](Draft& d) {
         const auto found = std::find_if(d.a.begin(), d.a.end(), [](auto& b) { return b.release; });
         REQUIRE(found - d.a.begin() > 2);
         found->release = false;
         (found - 2)->release = true;
       },
       "wrong value"},
      {"a tile is never released",
       [](Draft& d) { d.beat([](const ABeat& b) { return b.release; }).release = false; },
       "mismatches"},
      {"rows of the tile change places", [](Draft& d) { std::swap(d.b[0].row, d.b[1].row); },
       "wrong value"},
      {"a row of the tile is left out", [](Draft& d) { d.b.erase(d.b.begin()); }, "absent_row"},
      {"a row of the tile is sent twice", [](Draft& d) { d.b.insert(d.b.begin(), d.b.front()); },
       "cycles, the model has"},
      {"the tile is whole too early",
       [](Draft& d) {
         const auto found = std::find_if(d.b.begin(), d.b.end(), [](auto& b) { return b.last; });
         (found - 1)->last = true;
       },
       "absent_row"},
      {"the tile is never whole", [](Draft& d) { d.b.back().last = false; },
       "stream a waits for a_ready_o"},
      {"a column tile is missing", [](Draft& d) { --d.repeat; }, "never came"},
      {"the results' order is not the beats'",
       [](Draft& d) { std::swap(d.compiled.program.results[0], d.compiled.program.results[1]); },
       "names another accumulator"},
      {"a row is said to be zero, and left out",
       [](Draft& d) {
         auto& results = d.compiled.program.results;
         const auto row = results.back().row;
         std::erase_if(results, [&](const program::Result& r) { return r.row == row; });
         d.compiled.program.zero_rows.push_back(row);
       },
       "mismatches"},
      {"a zero row is forgotten",
       [](Draft& d) {
         REQUIRE_FALSE(d.compiled.program.zero_rows.empty());
         d.compiled.program.zero_rows.pop_back();
       },
       "the program does not deliver it"},
      {"the model is a cycle short", [](Draft& d) { --d.compiled.cost.cycles; },
       "cycles, the model has"},
      {"the model is a cycle long", [](Draft& d) { ++d.compiled.cost.cycles; },
       "cycles, the model has"},
  };
  return all;
}

}  // namespace

TEST_CASE("demm: each bug put into a program is found", "[demm][bugs]") {
  const spec::Spec spec = odd.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  // Three tiles of K, two row groups, two column tiles; one row of A is empty.
  Job job = make_job(spec, {8, 14, 9, Pattern::half, Values::uniform, "lossless", 1});
  Ints a = job.a;
  for (std::int32_t& value : a.row(2)) value = 0;
  const std::vector<engines::Term> terms{engines::Term(a)};
  job.golden = golden::multiply(a, job.b);
  job.compiled = denim::engines::compile(spec, terms, job.b);
  const auto judge = [&](const engines::Compiled& compiled) {
    const Expectation expected{job.golden.values(), compiled.cost.cycles, 0, 0};
    return run_and_judge(simulator, spec, compiled.program, expected, 1);
  };
  // Taken apart and put together it is still the sound program.
  CHECK(judge(Draft(spec, job.compiled).assemble(spec)) == "");
  for (const Bug& bug : bugs()) {
    CAPTURE(bug.what);
    Draft draft(spec, job.compiled);
    bug.put(draft);
    CHECK_THAT(judge(draft.assemble(spec)), ContainsSubstring(bug.says));
  }
}
