// Bugs put into what the compiler made for `nm_array`.
#include <algorithm>

#include "tests/engines/frame/spoilt.hpp"
#include "tests/engines/nm_array/beats.hpp"
#include "tests/engines/nm_array/catalogue.hpp"

namespace denim::test::engines {

namespace {

using Draft = DraftOf<WeightBeat, WaveBeat>;

bool whole(const WeightBeat& beat) { return beat.whole; }
bool first(const WeightBeat& beat) { return beat.whole && beat.first; }
bool last(const WeightBeat& beat) { return beat.whole && beat.last; }
bool middle(const WeightBeat& beat) { return beat.whole && !beat.first && !beat.last; }
bool inner(const WeightBeat& beat) { return !beat.whole; }

// A weight of the beat that is not zero.
std::size_t weight(const WeightBeat& beat) {
  const auto found = std::ranges::find_if(beat.value, [](std::int64_t v) { return v != 0; });
  REQUIRE(found != beat.value.end());
  return static_cast<std::size_t>(found - beat.value.begin());
}

}  // namespace

std::vector<ProgramBug> nm_array_program_bugs() {
  return program_bugs_of<Draft>({
      {"first is missing", [](Draft& d) { d.beat(first).first = false; }, "mismatches"},
      {"first where there should be none", [](Draft& d) { d.beat(middle).first = true; },
       "wrong value"},
      {"last is missing", [](Draft& d) { d.beat(last).last = false; }, "mismatches"},
      {"last where there should be none", [](Draft& d) { d.beat(middle).last = true; },
       "wrong value"},
      {"a tile is whole too early", [](Draft& d) { d.beat(inner).whole = true; }, "mismatches"},
      {"the last tile is never whole", [](Draft& d) { d.a.back().whole = false; }, "wrong value"},
      {"a wrong pattern", [](Draft& d) { d.beat(first).pattern ^= 1; }, "wrong value"},
      {"a pattern that is none", [](Draft& d) { d.beat(whole).pattern = 3; }, "a_pattern_range"},
      {"a wrong position", [](Draft& d) { d.a[0].position[weight(d.a[0])] ^= 1; }, "wrong value"},
      {"a wrong value", [](Draft& d) { d.a[1].value[weight(d.a[1])] ^= 1; }, "wrong value"},
      {"a weight is left out", [](Draft& d) { d.a[1].value[weight(d.a[1])] = 0; }, "wrong value"},
      {"rows of PEs change places", [](Draft& d) { std::swap(d.a[0].row, d.a[1].row); },
       "wrong value"},
      {"two beats of the same row of PEs", [](Draft& d) { d.a[1].row = d.a[0].row; },
       "a_row_twice"},
      {"a row of PEs that is not there", [](Draft& d) { d.a[1].row = 3; }, "a_row_range"},
      {"a row of PEs is left out", [](Draft& d) { d.a.erase(d.a.begin()); }, "wrong value"},
      {"a row of PEs is sent twice", [](Draft& d) { d.a.insert(d.a.begin(), d.a.front()); },
       "a_row_twice"},
      {"a row of PEs too many, without a weight",
       [](Draft& d) {
         REQUIRE(d.a.back().row < 2);
         WeightBeat idle = d.a.back();
         idle.value.assign(idle.value.size(), 0);
         ++idle.row;
         idle.whole = false;
         d.a.insert(d.a.end() - 1, idle);
       },
       "cycles, the model has"},
      {"tiles change places", [](Draft& d) { std::swap(d.a[0].value, d.a[3].value); },
       "wrong value"},
      {"a wave is left out", [](Draft& d) { d.b.erase(d.b.begin()); }, "mismatches"},
      {"a wave is sent twice",  // of the second tile: in the first it would only overwrite
       [](Draft& d) {
         REQUIRE(d.b[3].release);
         d.b.insert(d.b.begin() + 5, WaveBeat(d.b[5]));
       },
       "wrong value"},
      {"waves change places", [](Draft& d) { std::swap(d.b[0].data, d.b[1].data); }, "wrong value"},
      {"accumulators change places", [](Draft& d) { std::swap(d.b[0].row, d.b[1].row); },
       "wrong value"},
      {"an accumulator that is not there", [](Draft& d) { d.b[1].row = 6; }, "b_row_range"},
      {"a tile is released too early",
       [](Draft& d) {
         const auto found = std::ranges::find_if(d.b, [](auto& b) { return b.release; });
         found->release = false;
         (found - 1)->release = true;
       },
       "wrong value"},
      {"a tile is never released",
       [](Draft& d) {
         std::ranges::find_if(d.b, [](auto& b) { return b.release; })->release = false;
       },
       "mismatches"},
      {"the last tile is never released",  // which only costs what nobody waits for
       [](Draft& d) {
         d.b.back().release = false;
         ++d.compiled.cost.cycles;
       },
       "cycles, the model has"},
      {"a wrong activation",
       [](Draft& d) {
         for (std::int64_t& value : d.b[0].data) value ^= 1;
       },
       "wrong value"},
      {"a column tile is missing", [](Draft& d) { --d.repeat; }, "never came"},
      {"the results' order is not the beats'",
       [](Draft& d) { std::swap(d.results[0], d.results[1]); }, "wrong control"},
      {"a result is said to be of other rows", [](Draft& d) { d.results.front().first.row += 3; },
       "the program, stream c: row"},
      {"a row of zeros is forgotten",
       [](Draft& d) {
         REQUIRE_FALSE(d.compiled.program.zero_rows.empty());
         d.compiled.program.zero_rows.pop_back();
       },
       "never comes"},
      {"the model is a cycle short", [](Draft& d) { --d.compiled.cost.cycles; },
       "cycles, the model has"},
      {"the model is a cycle long", [](Draft& d) { ++d.compiled.cost.cycles; },
       "cycles, the model has"},
  });
}

}  // namespace denim::test::engines
