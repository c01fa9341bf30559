// What can be wrong in the beats of engines that take several rows a beat, in terms of a spec's
// sizes; and what keeps any `demm` waiting for ever.
#include <fmt/format.h>

#include <utility>

#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/sound.hpp"
#include "tests/engines/frame/spoilt.hpp"

namespace denim::test::engines {

namespace {

// Made for a spec with at least two segments. What is spoilt is a sound_program, mostly its beat 1
// of a tile, whose segments are those of accumulator 1 of each bank. Must outlive its items.
class PackedCatalogue {
 public:
  explicit PackedCatalogue(const spec::Spec& spec)
      : n_(size(spec, "n")),
        m_(size(spec, "m")),
        segments_(size(spec, "segments")),
        bank_rows_(size(spec, "rows") / segments_),
        banked_(spec.word("memory") == "banked"),
        layout_(spec::layout(spec, "a")) {
    for (std::size_t s = 0; s < segments_; ++s) beat_1_.insert(segments_ + s);
    for (std::size_t r = 0; r < 3 * segments_; ++r) every_row_.insert(r);
    add_ends();
    add_lasts();
    add_rows();
    add_unused();
    add_lanes();
    add_tiles();
    if (banked_) add_conflicts();
  }

  PackedCatalogue(const PackedCatalogue&) = delete;
  PackedCatalogue& operator=(const PackedCatalogue&) = delete;

  std::vector<Spoil<Sound>> items;

 private:
  using Put = std::function<void(Sound&)>;
  using Names = std::set<std::string>;
  using Rows = std::set<std::uint64_t>;

  static std::size_t size(const spec::Spec& spec, const char* key) {
    return static_cast<std::size_t>(spec.integer(key));
  }
  void add(const std::string& what, Names errors, Rows affected, Put put) {
    items.push_back({what, std::move(put), std::move(errors), std::move(affected)});
  }
  std::uint64_t row_of(std::size_t segment) const { return segments_ + segment; }
  bool can_name(const char* field, std::uint64_t number) const {
    return number >> layout_.field(field).width == 0;
  }

  void add_ends() {
    add("sound", {}, {}, [](Sound&) {});
    add("ends fall", {"a_segment"}, beat_1_, [](Sound& p) {
      auto& segments = p.beat(1, 1).segments;
      std::swap(segments[0].end, segments[1].end);
    });
    add("the end of the last segment falls to 0", {"a_segment"}, beat_1_,
        [](Sound& p) { p.beat(2, 1).segments.back().end = 0; });
    add("the end of a segment that is not used falls", {"a_segment"}, beat_1_, [](Sound& p) {
      p.beat(1, 1).segments[1].used = false;
      p.beat(1, 1).segments[1].end = 0;
    });
    add("ends fall in a beat that adds nothing", {"a_segment"}, {}, [](Sound& p) {
      ABeat idle = p.beat(1, 0);
      for (Segment& segment : idle.segments) segment.used = false;
      std::swap(idle.segments[0].end, idle.segments[1].end);
      p.a.insert(p.a.begin() + static_cast<std::ptrdiff_t>(p.beats + 1), idle);
    });
    if (!can_name("end", n_ + 1)) return;
    for (std::size_t s = 0; s < segments_; ++s) {
      add(fmt::format("the end of segment {} exceeds n", s), {"a_segment"}, beat_1_,
          [s, n = n_](Sound& p) { p.beat(1, 1).segments[s].end = n + 1; });
    }
    add("all ends exceed n", {"a_segment"}, beat_1_, [n = n_](Sound& p) {
      for (Segment& segment : p.beat(1, 1).segments) segment.end = n + 1;
    });
  }

  void add_lasts() {
    const std::size_t top = segments_ - 1;
    // One of them leaves, all of them still leave where they should.
    add("two rows leave", {"a_segment"}, {}, [top](Sound& p) {
      p.beat(2, 1).segments[0].last = p.beat(2, 1).segments[top].last = true;
    });
    add("all rows leave", {"a_segment"}, {}, [](Sound& p) {
      for (Segment& segment : p.beat(2, 1).segments) segment.last = true;
    });
    add("one row leaves early", {}, {},
        [top](Sound& p) { p.beat(2, 1).segments[top].last = true; });
    add("two rows leave, but one of them is not used", {}, {row_of(0)}, [top](Sound& p) {
      auto& segments = p.beat(2, 1).segments;
      segments[0].last = segments[top].last = true;
      segments[0].used = false;
    });
    if (!can_name("row", bank_rows_)) return;
    add("two rows leave, but one of them is not in its bank", {"a_row_range"}, {row_of(0)},
        [top, row = bank_rows_](Sound& p) {
          auto& segments = p.beat(2, 1).segments;
          segments[0].last = segments[top].last = true;
          segments[0].row = row;
        });
  }

  void add_rows() {
    if (!can_name("row", bank_rows_)) return;
    for (std::size_t s = 0; s < segments_; ++s) {
      add(fmt::format("segment {} has no row of its bank", s), {"a_row_range"}, {row_of(s)},
          [s, row = bank_rows_](Sound& p) { p.beat(1, 1).segments[s].row = row; });
    }
    add("a segment that is not used may name any row", {}, {row_of(0)},
        [row = bank_rows_](Sound& p) {
          p.beat(1, 1).segments[0].row = row;
          p.beat(1, 1).segments[0].used = false;
        });
  }

  void add_unused() {
    for (std::size_t s = 0; s < segments_; ++s) {
      add(fmt::format("segment {} is not used, and has lanes", s), {}, {row_of(s)},
          [s](Sound& p) { p.beat(1, 1).segments[s].used = false; });
    }
    add("no segment is used, all have lanes", {}, beat_1_, [](Sound& p) {
      for (Segment& segment : p.beat(1, 1).segments) segment.used = false;
    });
    add("no segment is used in a beat that releases", {}, {}, [](Sound& p) {
      ABeat idle = p.beat(1, p.beats - 1);
      for (Segment& segment : idle.segments) segment = {0, ~std::uint64_t{0}, false, true, true};
      idle.index.assign(idle.index.size(), ~std::uint64_t{0});
      p.beat(1, p.beats - 1).release = false;
      p.a.insert(p.a.begin() + static_cast<std::ptrdiff_t>(2 * p.beats), idle);
    });
  }

  // A row that no tile brings, of the bank of the one that the lane reads.
  std::uint64_t absent(std::uint64_t index) const {
    return banked_ ? m_ - n_ + index % n_ : m_ - 1;
  }

  void add_lanes() {
    const std::uint64_t top = segments_ - 1;
    add("an absent row in the first lane", {"absent_row"}, {row_of(0)}, [this](Sound& p) {
      std::uint64_t& index = p.beat(1, 1).index.front();
      index = absent(index);
    });
    add("a segment that is not used reads an absent row", {"absent_row"}, {row_of(top)},
        [this](Sound& p) {
          p.beat(1, 1).segments.back().used = false;
          std::uint64_t& index = p.beat(1, 1).index.back();
          index = absent(index);
        });
    if (can_name("index", m_)) {
      add("an index of the last lane is not below m", {"a_index_range"}, {row_of(top)},
          [this](Sound& p) { p.beat(2, 1).index.back() = m_; });
      add("an index behind the last segment is nobody's business", {}, {row_of(top)},
          [this](Sound& p) {
            --p.beat(2, 1).segments.back().end;
            p.beat(2, 1).index.back() = m_;
          });
    }
    add("an absent row behind the last segment is nobody's business", {}, {row_of(top)},
        [this](Sound& p) {
          --p.beat(2, 1).segments.back().end;
          p.beat(2, 1).index.back() = m_ - 1;
        });
  }

  // Row 0 of a tile, which the one before in the same copy brought, is not there.
  void add_tiles() {
    for (std::size_t tile = 0; tile < Sound::tiles; ++tile) {
      add(fmt::format("tile {} lacks a row", tile), {"absent_row"}, every_row_,
          [tile](Sound& p) { p.leave_out(tile, 0); });
    }
    add("a tile of one row", {"absent_row"}, every_row_, [](Sound& p) {
      const auto first = p.b.begin() + static_cast<std::ptrdiff_t>(2 * p.brought);
      p.b.erase(first, first + static_cast<std::ptrdiff_t>(p.brought - 1));
    });
    add("a tile that is released and never used", {}, {}, [](Sound& p) {
      const std::vector<BBeat> tile(p.b.begin(),
                                    p.b.begin() + static_cast<std::ptrdiff_t>(p.brought));
      p.b.insert(p.b.begin(), tile.begin(), tile.end());
      ABeat idle = p.a[0];
      for (Segment& segment : idle.segments) segment = {0, 0, false, false, false};
      idle.release = true;
      p.a.insert(p.a.begin(), idle);
    });
    if (!can_name("index", m_)) return;
    for (const std::size_t tile : {1, 2}) {
      add(fmt::format("tile {} brings a row that is not below m", tile), {"b_row_range"}, {},
          [tile, m = m_](Sound& p) {
            BBeat stray = p.row(tile, 1);
            stray.row = m;
            p.b.insert(p.b.begin() + static_cast<std::ptrdiff_t>(tile * p.brought + 1), stray);
          });
      add(fmt::format("tile {} is whole with a row that is not below m", tile),
          {"b_row_range", "absent_row"}, every_row_, [this, tile](Sound& p) {
            p.row(tile, 0).row = p.brought - 1;
            p.row(tile, p.brought - 1).row = m_;
          });
    }
  }

  void add_conflicts() {
    const std::size_t top = segments_ - 1;
    add("two lanes read the same row", {"bank_conflict"}, {row_of(0), row_of(top)},
        [](Sound& p) { p.beat(1, 1).index.back() = p.beat(1, 1).index[0]; });
    add("two lanes read different rows of a bank", {"bank_conflict"}, {row_of(0), row_of(top)},
        [n = n_](Sound& p) {
          ABeat& beat = p.beat(1, 1);
          beat.index.back() = (beat.index[0] + n) % p.brought;
        });
    for (std::size_t lane = 1; lane < n_; ++lane) {
      Rows affected;
      for (std::size_t s = 0; s < segments_; ++s) {
        const auto holds = [&](std::size_t one) {
          return one >= s * n_ / segments_ && one < (s + 1) * n_ / segments_;
        };
        if (holds(lane - 1) || holds(lane)) affected.insert(row_of(s));
      }
      add(fmt::format("lanes {} and {} read the same bank", lane - 1, lane), {"bank_conflict"},
          affected, [lane](Sound& p) { p.beat(1, 1).index[lane] = p.beat(1, 1).index[lane - 1]; });
    }
    add("all lanes read the same bank", {"bank_conflict"}, beat_1_, [](Sound& p) {
      for (std::uint64_t& index : p.beat(1, 1).index) index = p.beat(1, 1).index[1];
    });
    add("all pairs of lanes read a bank each", {"bank_conflict"}, beat_1_, [](Sound& p) {
      auto& index = p.beat(1, 1).index;
      for (std::size_t lane = 0; lane < index.size(); lane += 2) index[lane] = index[lane + 1];
    });
    add("the same bank in a segment that is not used", {"bank_conflict"}, {row_of(0), row_of(top)},
        [](Sound& p) {
          p.beat(1, 1).index.back() = p.beat(1, 1).index[0];
          p.beat(1, 1).segments.back().used = false;
        });
    add("an absent row of the same bank", {"bank_conflict", "absent_row"}, {row_of(0), row_of(top)},
        [this](Sound& p) { p.beat(1, 1).index.back() = absent(p.beat(1, 1).index[0]); });
    add("the same bank in an idle lane", {}, {row_of(top)}, [](Sound& p) {
      ABeat& beat = p.beat(1, 1);
      --beat.segments.back().end;
      beat.index.back() = beat.index[0];
    });
    add("the same bank in all lanes of a beat without lanes", {}, beat_1_, [](Sound& p) {
      ABeat& beat = p.beat(1, 1);
      for (Segment& segment : beat.segments) segment.end = 0;
      beat.index.assign(beat.index.size(), beat.index[0]);
    });
    if (!can_name("index", m_)) return;
    add("the same bank, but one of the two is not below m", {"a_index_range"}, {row_of(top)},
        [this](Sound& p) { p.beat(1, 1).index.back() = m_ + p.beat(1, 1).index[0] % n_; });
  }

  std::size_t n_, m_, segments_, bank_rows_;
  bool banked_;
  spec::Layout layout_;
  Rows beat_1_, every_row_;
};

}  // namespace

Catalogue packed_catalogue(const spec::Spec& spec) {
  const PackedCatalogue catalogue(spec);
  return catalogue_of(spec, sound_program(spec), catalogue.items);
}

// Programs whose tiles never become whole or free.
std::vector<Standstill> demm_standstills(const spec::Spec& spec) {
  const std::vector<Standing<Sound>> all{
      {"the last tile has no last", [](Sound& p) { p.b.back().last = false; }, true, false},
      {"no tile at all", [](Sound& p) { p.b.clear(); }, true, false},
      {"no last at all",
       [](Sound& p) {
         for (BBeat& beat : p.b) beat.last = false;
       },
       true, false},
      {"a tile that nobody releases",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = false;
         p.b.back().row = ~std::uint64_t{0};  // waits for ever, so that it is no error yet
       },
       false, true},
      {"a tile too many, and no beat that uses it",
       [](Sound& p) {
         const std::vector<BBeat> tile(p.b.begin(),
                                       p.b.begin() + static_cast<std::ptrdiff_t>(p.brought));
         for (int i = 0; i < 3; ++i) p.b.insert(p.b.end(), tile.begin(), tile.end());
       },
       false, true},
      {"a beat that uses a tile after its release",
       [](Sound& p) {
         p.a.push_back(p.a.back());
         p.a.back().release = false;
       },
       true, false},
      {"every beat releases, and there are more beats than tiles",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = true;
       },
       true, false},
  };
  return standstills_of(spec, sound_program(spec), all);
}

}  // namespace denim::test::engines
