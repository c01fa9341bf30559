// Streams of random beats for `outer`, malformed or not; and bugs in programs.
#include <algorithm>

#include "tests/engines/frame/spoilt.hpp"
#include "tests/engines/outer/catalogue.hpp"
#include "tests/engines/outer/reference.hpp"

namespace denim::test::engines {

namespace {

class RandomBeats {
 public:
  RandomBeats(const spec::Spec& spec, std::uint64_t seed) : spec_(spec), rng_(seed) {}

  HandJob make(std::size_t steps, bool malformed, double last) {
    std::vector<ColumnBeat> a;
    std::vector<RowBeat> b;
    for (std::size_t i = 0; i < steps; ++i) {
      fill(a.emplace_back(), "a_rows", "a_count", "a_slots", "a_width", malformed);
      fill(b.emplace_back(), "b_cols", "b_count", "b_slots", "b_width", malformed);
      a.back().last = i + 1 == steps || rng_.bernoulli(last);
    }
    return hand_job(spec_, a, b);
  }

 private:
  std::size_t size(const char* key) const { return static_cast<std::size_t>(spec_.number(key)); }

  template <class Beat>
  void fill(Beat& beat, const char* lines, const char* values, const char* slots_key,
            const char* width, bool malformed) {
    const std::size_t tile = size("tile");
    const std::size_t slots = size(slots_key);
    const double density = rng_.uniform();
    std::size_t in_tile = 0;
    for (std::size_t i = 0; i < size(lines); ++i) {
      if (i % tile == 0) in_tile = 0;
      const bool set = rng_.bernoulli(density) && (malformed || in_tile < slots);
      in_tile += set ? 1 : 0;
      beat.bitmap.push_back(set ? 1 : 0);
    }
    const std::int64_t half = std::int64_t{1} << (spec_.integer(width) - 1);
    for (std::size_t i = 0; i < size(values); ++i)
      beat.value.push_back(rng_.bernoulli(0.1) ? -half : rng_.uniform_int(-half, half - 1));
  }

  const spec::Spec& spec_;
  tensor::Rng rng_;
};

using Draft = DraftOf<ColumnBeat, RowBeat>;

// A step, neither the first nor the last of its tile, in which tile 0 of A and of B meet.
std::size_t meeting(const Draft& d) {
  for (std::size_t i = 1; i + 1 < d.a.size(); ++i) {
    if (d.a[i].bitmap[0] != 0 && d.b[i].bitmap[0] != 0 && !d.a[i].last && !d.a[i - 1].last)
      return i;
  }
  FAIL("no such step");
  return 0;
}
ColumnBeat& last_of(Draft& d) {
  const auto found = std::ranges::find_if(d.a, &ColumnBeat::last);
  REQUIRE(found != d.a.end());
  return *found;
}

}  // namespace

HandJob outer_random_job(const spec::Spec& spec, std::uint64_t seed) {
  return RandomBeats(spec, seed).make(5 + seed % 30, seed % 3 != 0, seed % 2 != 0 ? 0.1 : 0.4);
}

HandJob outer_random_bits(const spec::Spec& spec, std::uint64_t seed) {
  return RandomBeats(spec, seed).make(40, true, 0.5);
}

std::set<std::string> outer_possible_errors(const spec::Spec& spec) {
  std::set<std::string> errors;
  if (spec.number("a_slots") < spec.number("tile")) errors.insert("a_too_many");
  if (spec.number("b_slots") < spec.number("tile")) errors.insert("b_too_many");
  return errors;
}

std::vector<ProgramBug> outer_program_bugs() {
  return program_bugs_of<Draft>({
      {"last is missing", [](Draft& d) { last_of(d).last = false; }, "mismatches"},
      {"last where there should be none", [](Draft& d) { d.a[meeting(d)].last = true; },
       "mismatches"},
      {"a wrong value of A", [](Draft& d) { d.a[meeting(d)].value[0] ^= 1; }, "wrong value"},
      {"a wrong value of B", [](Draft& d) { d.b[meeting(d)].value[0] ^= 1; }, "wrong value"},
      {"a value of A in another row",
       [](Draft& d) {
         std::vector<std::uint64_t>& bitmap = d.a[meeting(d)].bitmap;
         std::rotate(bitmap.begin(), bitmap.begin() + 1, bitmap.begin() + 4);
       },
       "mismatches"},
      {"a row without its value", [](Draft& d) { d.a[meeting(d)].bitmap[0] = 0; }, "wrong value"},
      {"a column without its value", [](Draft& d) { d.b[meeting(d)].bitmap[0] = 0; },
       "wrong value"},
      {"more bits than values",
       [](Draft& d) {
         ColumnBeat& beat = d.a[meeting(d)];
         beat.bitmap.assign(beat.bitmap.size(), 1);
       },
       "a_too_many"},
      {"a step is sent twice",
       [](Draft& d) {
         const auto i = static_cast<std::ptrdiff_t>(meeting(d));
         d.a.insert(d.a.begin() + i, d.a[static_cast<std::size_t>(i)]);
         d.b.insert(d.b.begin() + i, d.b[static_cast<std::size_t>(i)]);
       },
       "wrong value"},
      {"a step is left out",
       [](Draft& d) {
         const auto i = static_cast<std::ptrdiff_t>(meeting(d));
         d.a.erase(d.a.begin() + i);
         d.b.erase(d.b.begin() + i);
       },
       "wrong value"},
      {"rows of B change places", [](Draft& d) { std::swap(d.b[meeting(d)], d.b[meeting(d) - 1]); },
       "wrong value"},
      {"a row of B is left out", [](Draft& d) { d.b.pop_back(); }, "no stream moved"},
      {"a result of another row", [](Draft& d) { d.name_another(0); }, "wrong control"},
      {"a cycle too many in the model", [](Draft& d) { ++d.compiled.cost.cycles; },
       "the model has"},
  });
}

}  // namespace denim::test::engines
