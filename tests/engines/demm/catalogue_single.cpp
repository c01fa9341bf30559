// What can be wrong in the beats of engines that take one row a beat.
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/reference.hpp"
#include "tests/engines/frame/spoilt.hpp"

namespace denim::test::engines {

namespace {

// Two tiles of a small, sound program: in each, rows 0 … 4 of the tile and a beat for each of the
// accumulators 0 … 3, which begin in the first and leave in the second. Before them come beats that
// set all accumulators to zero, so that a row which does not begin any more has something to add
// to.
struct TwoTiles {
  static constexpr std::size_t clearing = 5;
  std::vector<ABeat> a;
  std::vector<BBeat> b;

  // Of the beats behind the clearing ones.
  ABeat& beat(std::size_t i) { return a[clearing + i]; }
  void insert(std::size_t i, const ABeat& beat, std::size_t count = 1) {
    a.insert(a.begin() + static_cast<std::ptrdiff_t>(clearing + i), count, beat);
  }
};
TwoTiles two_tiles(const spec::Spec& spec) {
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  TwoTiles program;
  for (std::uint64_t tile = 0; tile < 2; ++tile) {
    for (std::uint64_t row = 0; row < 5; ++row) {
      BBeat beat{std::vector<std::int64_t>(columns), row, row == 4};
      for (std::size_t c = 0; c < columns; ++c) {
        beat.data[c] = static_cast<std::int64_t>((row + c + tile) % 7) - 3;
      }
      program.b.push_back(beat);
    }
    for (std::uint64_t row = 0; row < 4; ++row) {
      ABeat beat;
      for (std::uint64_t lane = 0; lane < n; ++lane) {
        beat.value.push_back(static_cast<std::int64_t>(row + 2 * lane + 1));
        beat.index.push_back((row + lane) % 5);
      }
      beat.segments[0] = {std::min(n, row + 1), row, true, tile == 0, tile == 1};
      beat.release = row == 3;
      program.a.push_back(beat);
    }
  }
  ABeat zero = program.a[0];
  for (std::uint64_t row = 0; row < TwoTiles::clearing; ++row) {
    zero.segments[0] = {0, row, true, true, false};
    program.a.insert(program.a.begin(), zero);
  }
  return program;
}

// For the spec `roomy`: n = 5, m = 6, rows = 5, all fields of three bits.
const std::vector<Spoil<TwoTiles>>& spoils() {
  static const std::vector<Spoil<TwoTiles>> all{
      {"sound", [](TwoTiles&) {}, {}, {}},
      {"row out of range",
       [](TwoTiles& p) { p.beat(1).segments[0].row = 5; },
       {"a_row_range"},
       {1}},
      {"row far out of range",
       [](TwoTiles& p) { p.beat(1).segments[0].row = 7; },
       {"a_row_range"},
       {1}},
      {"row out of range where a row ends: it does not leave",
       [](TwoTiles& p) { p.beat(6).segments[0].row = 6; },
       {"a_row_range"},
       {2}},
      {"a beat that releases with its row out of range still releases",
       [](TwoTiles& p) { p.beat(3).segments[0].row = 5; },
       {"a_row_range"},
       {3}},
      {"row out of range hides nothing else: its lanes still read",
       [](TwoTiles& p) {
         p.beat(1).segments[0].row = 5;
         p.beat(1).index[0] = 7;
         p.beat(1).index[1] = 5;
       },
       {"a_row_range", "a_index_range", "absent_row"},
       {1}},
      {"index out of range", [](TwoTiles& p) { p.beat(2).index[1] = 6; }, {"a_index_range"}, {2}},
      {"index far out of range",
       [](TwoTiles& p) { p.beat(2).index[0] = 7; },
       {"a_index_range"},
       {2}},
      {"index out of range in the beat that releases",
       [](TwoTiles& p) { p.beat(3).index[2] = 7; },
       {"a_index_range"},
       {3}},
      {"index out of range in an unused lane is nobody's business",
       [](TwoTiles& p) { p.beat(0).index[1] = 7; },
       {},
       {}},
      {"an absent row in an unused lane is nobody's business",
       [](TwoTiles& p) { p.beat(0).index[4] = 5; },
       {},
       {}},
      {"end above n", [](TwoTiles& p) { p.beat(0).segments[0].end = 6; }, {"a_segment"}, {0}},
      {"end far above n", [](TwoTiles& p) { p.beat(5).segments[0].end = 7; }, {"a_segment"}, {1}},
      {"end above n in a beat that adds nothing",
       [](TwoTiles& p) {
         ABeat idle = p.beat(1);
         idle.segments[0].used = false;
         idle.segments[0].end = 7;
         p.insert(1, idle);
       },
       {"a_segment"},
       {}},
      {"no lane at all", [](TwoTiles& p) { p.beat(4).segments[0].end = 0; }, {}, {0}},
      {"b row out of range",
       [](TwoTiles& p) {
         BBeat stray = p.b[2];
         stray.row = 6;
         p.b.insert(p.b.begin() + 2, stray);
       },
       {"b_row_range"},
       {}},
      {"b row out of range makes the tile whole nevertheless",
       [](TwoTiles& p) { p.b[9].row = 7; },
       {"b_row_range", "absent_row"},
       {0, 1, 2, 3}},
      {"absent row", [](TwoTiles& p) { p.beat(1).index[1] = 5; }, {"absent_row"}, {1}},
      {"absent row in the beat that releases",
       [](TwoTiles& p) { p.beat(7).index[0] = 5; },
       {"absent_row"},
       {3}},
      {"a row of the tile before is absent",
       [](TwoTiles& p) { p.b.erase(p.b.begin() + 6); },
       {"absent_row"},
       {0, 1, 2, 3}},
      {"a tile of one row",
       [](TwoTiles& p) { p.b.erase(p.b.begin() + 5, p.b.begin() + 9); },
       {"absent_row"},
       {0, 1, 2, 3}},
      {"a b row brought twice: the later one counts",
       [](TwoTiles& p) {
         BBeat again = p.b[1];
         for (std::int64_t& value : again.data) value = -value - 1;
         p.b.insert(p.b.begin() + 3, again);
       },
       {},
       {0, 1, 2, 3}},
      {"rows of a tile in any order",
       [](TwoTiles& p) {
         std::swap(p.b[0].row, p.b[4].row);
         std::swap(p.b[0].data, p.b[4].data);
       },
       {},
       {}},
      {"a tile that is released and never used",
       [](TwoTiles& p) {
         const std::vector<BBeat> tile(p.b.begin(), p.b.begin() + 5);
         p.b.insert(p.b.begin() + 5, tile.begin(), tile.end());
         ABeat idle = p.beat(0);
         idle.segments[0].used = false;
         idle.release = true;
         p.insert(4, idle);
       },
       {},
       {}},
      {"beats that add nothing, with every other field but end wrong",
       [](TwoTiles& p) {
         ABeat idle = p.beat(2);
         idle.segments[0].used = false;
         idle.segments[0].first = idle.segments[0].last = true;
         idle.segments[0].row = 7;
         idle.segments[0].end = 0;
         idle.index.assign(idle.index.size(), 7);
         p.insert(2, idle, 3);
       },
       {},
       {}},
      {"a row that leaves twice", [](TwoTiles& p) { p.beat(1).segments[0].last = true; }, {}, {}},
      {"a row that begins anew", [](TwoTiles& p) { p.beat(5).segments[0].first = true; }, {}, {1}},
      {"everything at once",
       [](TwoTiles& p) {
         p.beat(0).segments[0].row = 7;
         p.beat(1).segments[0].end = 6;
         p.beat(2).index[0] = 6;
         p.beat(3).index[0] = 5;
         p.b[2].row = 7;
       },
       {"a_row_range", "a_segment", "a_index_range", "absent_row", "b_row_range"},
       {0, 1, 2, 3}},
  };
  return all;
}

}  // namespace

Catalogue single_catalogue(const spec::Spec& spec) {
  Catalogue catalogue = catalogue_of(spec, two_tiles(spec), spoils());
  catalogue.seeds = 4;
  return catalogue;
}

}  // namespace denim::test::engines
