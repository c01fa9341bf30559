// Bugs put into what the compiler made for engines with several rows a beat, two copies of the tile
// and banks.
#include "tests/engines/demm/draft.hpp"

namespace denim::test::engines {

namespace {

// A segment that is used and has a lane.
bool adds(const ABeat& beat, std::size_t s) {
  return beat.segments[s].used && beat.segments[s].end > beat.begin(s);
}
// So does the segment before it.
bool adds_behind(const ABeat& beat, std::size_t s) { return adds(beat, s - 1) && adds(beat, s); }

// Calls `change` with the first segment, of a bank but the first, that `condition` holds for.
template <class Condition, class Change>
void change_segment(Draft& draft, Condition&& condition, Change&& change) {
  for (ABeat& beat : draft.a) {
    for (std::size_t s = 1; s < beat.segments.size(); ++s) {
      if (!condition(beat, s)) continue;
      change(beat, s);
      return;
    }
  }
  FAIL("no beat to spoil");
}

bool begins(const ABeat& beat, std::size_t s) { return adds(beat, s) && beat.segments[s].first; }
bool ends(const ABeat& beat, std::size_t s) {
  return beat.segments[s].used && beat.segments[s].last;
}
bool goes_on(const ABeat& beat, std::size_t s) {
  return adds(beat, s) && !beat.segments[s].first && !beat.segments[s].last;
}
bool idles(const ABeat& beat, std::size_t s) { return !beat.segments[s].used; }

}  // namespace

std::vector<ProgramBug> packed_program_bugs() {
  return program_bugs_of<Draft>({
      {"first is missing",
       [](Draft& d) {
         change_segment(d, begins, [](ABeat& b, std::size_t s) { b.segments[s].first = false; });
       },
       "wrong value"},
      {"first where there should be none",
       [](Draft& d) {
         change_segment(d, goes_on, [](ABeat& b, std::size_t s) { b.segments[s].first = true; });
       },
       "wrong value"},
      {"last is missing",
       [](Draft& d) {
         change_segment(d, ends, [](ABeat& b, std::size_t s) { b.segments[s].last = false; });
       },
       "wrong control"},
      {"a row leaves twice",
       [](Draft& d) {
         change_segment(
             d,
             [](const ABeat& b, std::size_t s) { return goes_on(b, s) && !b.any(&Segment::last); },
             [](ABeat& b, std::size_t s) { b.segments[s].last = true; });
       },
       "mismatches"},
      {"two rows leave in a beat",
       [](Draft& d) {
         change_segment(
             d, [](const ABeat& b, std::size_t s) { return ends(b, s) && adds(b, 0); },
             [](ABeat& b, std::size_t) { b.segments[0].last = true; });
       },
       "a_segment"},
      {"ends fall",
       [](Draft& d) {
         change_segment(d, adds_behind, [](ABeat& b, std::size_t s) {
           b.segments[s].end = b.segments[s - 1].end - 1;
         });
       },
       "a_segment"},
      {"segments are not in the order of their lanes",
       [](Draft& d) {
         change_segment(d, adds_behind, [](ABeat& b, std::size_t s) {
           std::swap(b.segments[s - 1].end, b.segments[s].end);
         });
       },
       "a_segment"},
      {"a segment ends a lane too early",
       [](Draft& d) {
         change_segment(d, adds_behind, [](ABeat& b, std::size_t s) { --b.segments[s - 1].end; });
       },
       "wrong value"},
      {"a segment ends a lane too late",
       [](Draft& d) {
         change_segment(d, adds_behind, [](ABeat& b, std::size_t s) { ++b.segments[s - 1].end; });
       },
       "wrong value"},
      {"the last segment leaves out a lane",
       [](Draft& d) {
         change_segment(
             d,
             [](const ABeat& b, std::size_t s) { return s + 1 == b.segments.size() && adds(b, s); },
             [](ABeat& b, std::size_t s) { --b.segments[s].end; });
       },
       "wrong value"},
      {"two segments change banks",
       [](Draft& d) {
         change_segment(
             d,
             [](const ABeat& b, std::size_t s) {
               return adds_behind(b, s) && b.segments[s - 1].row != b.segments[s].row;
             },
             [](ABeat& b, std::size_t s) { std::swap(b.segments[s - 1].row, b.segments[s].row); });
       },
       "wrong value"},
      {"a segment is said not to be used",
       [](Draft& d) {
         change_segment(d, goes_on, [](ABeat& b, std::size_t s) { b.segments[s].used = false; });
       },
       "wrong value"},
      {"a segment that is not used begins a row anew",
       [](Draft& d) {
         // Of a row that is being added up: one that goes on in a later beat.
         for (std::size_t i = d.a.size(); i-- > 1;) {
           for (std::size_t s = 1; s < d.a[i].segments.size(); ++s) {
             if (!goes_on(d.a[i], s) || !idles(d.a[i - 1], s)) continue;
             Segment& segment = d.a[i - 1].segments[s];
             segment.row = d.a[i].segments[s].row;
             segment.used = segment.first = true;
             return;
           }
         }
         FAIL("no beat to spoil");
       },
       "wrong value"},
      {"a wrong row",
       [](Draft& d) {
         change_segment(d, goes_on, [](ABeat& b, std::size_t s) { b.segments[s].row ^= 1; });
       },
       "wrong value"},
      {"a row beyond its bank",
       [](Draft& d) {
         change_segment(d, goes_on, [](ABeat& b, std::size_t s) { b.segments[s].row = 3; });
       },
       "a_row_range"},
      {"a beat is left out", [](Draft& d) { d.a.erase(d.a.begin() + 1); }, "wrong value"},
      {"a beat is sent twice",
       [](Draft& d) {
         const auto found = std::ranges::find_if(d.a, [](const ABeat& b) { return goes_on(b, 1); });
         REQUIRE(found != d.a.end());
         d.a.insert(found, ABeat(*found));
       },
       "wrong value"},
      {"two tiles change places in the a stream",
       [](Draft& d) {
         const auto begin = d.a.begin();
         std::rotate(begin, begin + static_cast<std::ptrdiff_t>(d.a_begin(1)),
                     begin + static_cast<std::ptrdiff_t>(d.a_begin(2)));
       },
       "mismatches"},
      {"two tiles change places in the b stream",
       [](Draft& d) {
         const auto begin = d.b.begin();
         std::rotate(begin, begin + static_cast<std::ptrdiff_t>(d.b_begin(1)),
                     begin + static_cast<std::ptrdiff_t>(d.b_begin(2)));
       },
       "mismatches"},
      {"a tile is released two beats early",
       [](Draft& d) {
         const std::size_t next = d.a_begin(1);
         REQUIRE(next > 2);
         d.a[next - 1].release = false;
         d.a[next - 3].release = true;
       },
       "mismatches"},
      {"a tile is released a beat late",
       [](Draft& d) {
         const std::size_t next = d.a_begin(1);
         REQUIRE_FALSE(d.a[next].release);
         d.a[next - 1].release = false;
         d.a[next].release = true;
       },
       "mismatches"},
      {"a tile is never released", [](Draft& d) { d.a[d.a_begin(1) - 1].release = false; },
       "mismatches"},
      {"a tile is released twice",
       [](Draft& d) {
         const std::size_t next = d.a_begin(1);
         d.a[next - 2].release = true;
       },
       "mismatches"},
      {"a row of a tile is left out",
       [](Draft& d) { d.b.erase(d.b.begin() + static_cast<std::ptrdiff_t>(d.b_begin(1))); },
       "absent_row"},
      {"a row of the first tile is sent twice",
       [](Draft& d) { d.b.insert(d.b.begin(), d.b.front()); }, "cycles, the model has"},
      {"a row of a tile that its beats do not hide is sent twice",
       [](Draft& d) {
         const auto at = d.b.begin() + static_cast<std::ptrdiff_t>(d.b_begin(1));
         d.b.insert(at, 20, BBeat(*at));
       },
       "cycles, the model has"},
      {"two rows of a tile change places", [](Draft& d) { std::swap(d.b[0].row, d.b[1].row); },
       "wrong value"},
      {"a tile is whole too early",
       [](Draft& d) {
         const std::size_t next = d.b_begin(1);
         d.b[next - 2].last = true;
       },
       "absent_row"},
      {"a tile is never whole", [](Draft& d) { d.b.back().last = false; },
       "stream a waits for a_ready_o"},
      {"a column tile is missing", [](Draft& d) { --d.repeat; }, "never came"},
      {"the results of two banks change places",
       [](Draft& d) { std::swap(d.results[0], d.results[1]); }, "wrong control"},
      {"a result is said to come from another bank", [](Draft& d) { d.name_another(0); },
       "wrong control"},
      {"the model is a cycle short", [](Draft& d) { --d.compiled.cost.cycles; },
       "cycles, the model has"},
      {"the model is a cycle long", [](Draft& d) { ++d.compiled.cost.cycles; },
       "cycles, the model has"},
  });
}

constexpr std::uint64_t banks = 4;  // of packed4_banked

std::vector<ProgramBug> banked_program_bugs() {
  return program_bugs_of<Draft>({
      {"two lanes read the same bank",
       [](Draft& d) {
         ABeat& beat = d.beat([](const ABeat& b) { return b.segments.back().end >= 2; });
         beat.index[1] = beat.index[0] % banks + beat.index[1] / banks * banks;
       },
       "bank_conflict"},
      {"two lanes read the same row",
       [](Draft& d) {
         ABeat& beat = d.beat([](const ABeat& b) { return b.segments.back().end >= 2; });
         beat.index[1] = beat.index[0];
       },
       "bank_conflict"},
      {"a lane takes the row of another",
       [](Draft& d) {
         ABeat& beat = d.beat([](const ABeat& b) { return b.segments.back().end >= 2; });
         std::swap(beat.index[0], beat.index[1]);
       },
       "wrong value"},
      {"a lane reads another word of its bank",
       [](Draft& d) {
         ABeat& beat = d.beat([](const ABeat& b) { return b.segments.back().end >= 1; });
         beat.index[0] = (beat.index[0] + banks) % 20;
       },
       "mismatches"},
      {"a column lies in another bank than its beats say",
       [](Draft& d) { d.b[0].row = d.b[0].row / banks * banks + (d.b[0].row + 1) % banks; },
       "mismatches"},
      {"a column lies in another word of its bank",
       [](Draft& d) { d.b[0].row = (d.b[0].row + banks) % 20; }, "mismatches"},
      {"the columns of a tile lie as those of the one before",
       [](Draft& d) {
         const std::size_t next = d.b_begin(1);
         for (std::size_t i = 0; i < 3; ++i) d.b[next + i].row = d.b[i].row;
       },
       "mismatches"},
      {"a column lies beyond the banks", [](Draft& d) { d.b[0].row = 20; }, "b_row_range"},
  });
}

}  // namespace denim::test::engines
