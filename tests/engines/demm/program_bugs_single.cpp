// Bugs put into what the compiler made for engines with one row a beat.
#include "tests/engines/demm/draft.hpp"

namespace denim::test::engines {

namespace {

// Of specs with one segment.
Segment& only(ABeat& beat) { return beat.segments[0]; }
bool first(const ABeat& beat) { return beat.segments[0].first; }
bool last(const ABeat& beat) { return beat.segments[0].last; }
bool middle(const ABeat& beat) { return !first(beat) && !last(beat) && !beat.release; }

}  // namespace

std::vector<ProgramBug> single_program_bugs() {
  return program_bugs_of<Draft>({
      {"first is missing", [](Draft& d) { only(d.beat(first)).first = false; }, "wrong value"},
      {"first where there should be none", [](Draft& d) { only(d.beat(middle)).first = true; },
       "wrong value"},
      {"last is missing", [](Draft& d) { only(d.beat(last)).last = false; }, "wrong control"},
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
       [](Draft& d) { std::swap(d.results[0], d.results[1]); }, "wrong control"},
      {"a row is said to be zero, and left out",
       [](Draft& d) {
         const auto row = d.results.back().first.row;
         std::erase_if(d.results, [&](const Expected& r) { return r.first.row == row; });
         d.compiled.program.zero_rows.push_back(static_cast<std::uint32_t>(row));
       },
       "is not zero, and its row is taken for zero"},
      {"a zero row is forgotten",
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
