// What can be wrong in the beats of `outer`, and what keeps it waiting for ever.
#include "tests/engines/outer/catalogue.hpp"

#include "tests/engines/frame/spoilt.hpp"
#include "tests/engines/outer/reference.hpp"

namespace denim::test::engines {

namespace {

// A few steps of k, each with as many values as a beat brings, and a last one without any.
struct SoundSteps {
  std::vector<ColumnBeat> a;
  std::vector<RowBeat> b;
};

std::size_t size(const spec::Spec& spec, const char* key) {
  return static_cast<std::size_t>(spec.number(key));
}

SoundSteps sound_steps(const spec::Spec& spec) {
  constexpr std::size_t steps = 5;
  SoundSteps program;
  const auto fill = [&](auto& beat, std::size_t k, const char* lines, const char* values) {
    const std::size_t tile = size(spec, "tile");
    beat.bitmap.assign(size(spec, lines), 0);
    beat.value.assign(size(spec, values), 0);
    const std::size_t tiles = beat.bitmap.size() / tile;
    const std::size_t slots = beat.value.size() / tiles;
    for (std::size_t i = 0; i < beat.value.size(); ++i)
      beat.value[i] = static_cast<std::int64_t>((3 * i + k) % 7) - 3;
    for (std::size_t i = 0; i < beat.bitmap.size(); ++i)
      beat.bitmap[i] = (i + k) % tile < slots ? 1 : 0;
  };
  for (std::size_t k = 0; k < steps; ++k) {
    fill(program.a.emplace_back(), k, "a_rows", "a_count");
    fill(program.b.emplace_back(), k, "b_cols", "b_count");
  }
  program.a.back().bitmap.assign(size(spec, "a_rows"), 0);
  program.a.back().last = true;
  return program;
}

template <class Beat>
void set_all(Beat& beat) {
  beat.bitmap.assign(beat.bitmap.size(), 1);
}
template <class Beat>
void clear_all(Beat& beat) {
  beat.bitmap.assign(beat.bitmap.size(), 0);
}

}  // namespace

Catalogue outer_catalogue(const spec::Spec& spec) {
  using Names = std::set<std::string>;
  const bool a_few = size(spec, "a_slots") < size(spec, "tile");
  const bool b_few = size(spec, "b_slots") < size(spec, "tile");
  const Names a_error = a_few ? Names{"a_too_many"} : Names{};
  const Names b_error = b_few ? Names{"b_too_many"} : Names{};
  Names both = a_error;
  both.insert(b_error.begin(), b_error.end());
  std::set<std::uint64_t> all;
  for (std::uint64_t row = 0; row < size(spec, "c_rows"); ++row) all.insert(row);
  return catalogue_of<SoundSteps>(
      spec, sound_steps(spec),
      {
          {"sound", [](SoundSteps&) {}, {}, {}},
          {"all rows have a value", [](SoundSteps& p) { set_all(p.a[1]); }, a_error, all},
          {"all columns have a value", [](SoundSteps& p) { set_all(p.b[2]); }, b_error, all},
          {"all rows and all columns",
           [](SoundSteps& p) {
             set_all(p.a[0]);
             set_all(p.b[0]);
           },
           both, all},
          {"all rows, which meet nothing: nobody looks at them",
           [](SoundSteps& p) {
             set_all(p.a[1]);
             clear_all(p.b[1]);
           },
           {},
           all},
          {"all columns, which meet nothing: nobody looks at them",
           [](SoundSteps& p) {
             clear_all(p.a[1]);
             set_all(p.b[1]);
           },
           {},
           all},
          {"all columns, which meet nothing, with `last`",
           [](SoundSteps& p) { set_all(p.b[4]); },
           b_error,
           {}},
          {"all rows, with `last`",
           [](SoundSteps& p) {
             set_all(p.a[4]);
             clear_all(p.b[4]);
           },
           a_error,
           {}},
          {"values where no bit asks for them",
           [](SoundSteps& p) { p.a[4].value.assign(p.a[4].value.size(), 5); },
           {},
           {}},
          {"a step without values",
           [](SoundSteps& p) {
             p.a.insert(p.a.begin() + 1, p.a[1]);
             p.b.insert(p.b.begin() + 1, p.b[1]);
             clear_all(p.a[1]);
             clear_all(p.b[1]);
           },
           {},
           {}},
          {"a tile of nothing behind the others",
           [](SoundSteps& p) {
             p.a.push_back(p.a.back());
             p.b.push_back(p.b.back());
           },
           {},
           all},
      });
}

std::vector<Standstill> outer_standstills(const spec::Spec& spec) {
  const std::vector<Standing<SoundSteps>> all{
      {"a row of B too many", [](SoundSteps& p) { p.b.push_back(p.b.back()); }, false, true},
      {"a column of A too many", [](SoundSteps& p) { p.a.push_back(p.a.back()); }, true, false},
      {"no row of B", [](SoundSteps& p) { p.b.clear(); }, true, false},
      {"no column of A", [](SoundSteps& p) { p.a.clear(); }, false, true},
  };
  return standstills_of(spec, sound_steps(spec), all);
}

}  // namespace denim::test::engines
