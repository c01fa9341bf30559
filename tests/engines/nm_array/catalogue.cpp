// What can be wrong in the beats of `nm_array`, and what keeps it waiting for ever.
#include "tests/engines/nm_array/catalogue.hpp"

#include <utility>

#include "tests/engines/frame/spoilt.hpp"
#include "tests/engines/nm_array/sound.hpp"

namespace denim::test::engines {

namespace {

// What can be wrong in the beats, in terms of a spec's sizes. Must outlive its items.
class ArrayCatalogue {
 public:
  explicit ArrayCatalogue(const spec::Spec& spec)
      : m_(size(spec, "m")),
        pe_rows_(size(spec, "pe_rows")),
        rows_(size(spec, "rows")),
        patterns_(size(spec, "pattern_count")),
        a_layout_(spec::layout(spec, "a")),
        b_layout_(spec::layout(spec, "b")) {
    for (std::size_t r = 0; r < 3; ++r) all_.insert(r);
    add_rows();
    add_order();
    add_positions();
    add_tiles();
    add_waves();
  }
  ArrayCatalogue(const ArrayCatalogue&) = delete;
  ArrayCatalogue& operator=(const ArrayCatalogue&) = delete;

  std::vector<Spoil<SoundArray>> items;

 private:
  using Names = std::set<std::string>;
  using Rows = std::set<std::uint64_t>;

  static std::size_t size(const spec::Spec& spec, const char* key) {
    return static_cast<std::size_t>(spec.number(key));
  }
  void add(const std::string& what, Names errors, Rows affected,
           std::function<void(SoundArray&)> put) {
    items.push_back({what, std::move(put), std::move(errors), std::move(affected)});
  }
  static bool can_name(const spec::Layout& layout, const char* field, std::uint64_t number) {
    const spec::Field* found = layout.find(field);
    return found != nullptr && number >> found->width == 0;
  }

  void add_rows() {
    add("sound", {}, {}, [](SoundArray&) {});
    if (can_name(a_layout_, "row", pe_rows_)) {
      add("a row that is not there, besides the others", {"a_row_range"}, {},
          [this](SoundArray& p) {
            WeightBeat stray = p.weights(1, 0);
            stray.row = pe_rows_;
            p.insert(1, 0, stray);
          });
      add("a row that is not there, instead of one that is", {"a_row_range"}, all_,
          [this](SoundArray& p) { p.weights(2, 0).row = pe_rows_; });
      add("a row that is not there makes the tile whole", {"a_row_range"}, all_,
          [this](SoundArray& p) { p.weights(2, pe_rows_ - 1).row = pe_rows_; });
      // Nothing is left of the tile before, though no row of it is loaded again.
      for (const std::size_t tile : {1, 2, 3}) {
        add(fmt::format("tile {} is nothing but a row that is not there", tile), {"a_row_range"},
            all_, [this, tile](SoundArray& p) {
              WeightBeat stray = p.weights(tile, pe_rows_ - 1);
              stray.row = pe_rows_;
              const auto first = p.a.begin() + static_cast<std::ptrdiff_t>(tile * p.loads);
              *first = stray;
              p.a.erase(first + 1, first + static_cast<std::ptrdiff_t>(p.loads));
            });
      }
      if (m_ > 1 && can_name(a_layout_, "index", m_)) {
        add("positions count also where the row is not there", {"a_row_range", "a_index_range"}, {},
            [this](SoundArray& p) {
              WeightBeat stray = p.weights(1, 0);
              stray.row = pe_rows_;
              stray.position.back() = m_;
              p.insert(1, 0, stray);
            });
      }
    }
    for (std::size_t r = 0; r < pe_rows_; ++r) {
      add(fmt::format("row {} is brought twice: the second counts", r), {"a_row_twice"}, {},
          [r](SoundArray& p) {
            WeightBeat other = p.weights(1, r);
            for (std::int64_t& value : other.value) value = -value;
            other.whole = false;
            p.insert(1, 0, other);
          });
    }
  }

  void add_order() {
    add("rows in falling order", {}, {}, [](SoundArray& p) {
      for (std::size_t tile = 0; tile < SoundArray::tiles; ++tile) {
        const auto first = p.a.begin() + static_cast<std::ptrdiff_t>(tile * p.loads);
        std::reverse(first, first + static_cast<std::ptrdiff_t>(p.loads));
        for (std::size_t r = 0; r < p.loads; ++r) p.weights(tile, r).whole = r + 1 == p.loads;
      }
    });
    // The rows of the tile after the next wait for the wave of the next, though it lacks them.
    for (std::size_t kept = 0; kept < pe_rows_; ++kept) {
      add(fmt::format("tiles of row {} alone, then all rows in falling order", kept), {}, all_,
          [kept](SoundArray& p) {
            const std::vector<WeightBeat> before = p.a;
            p.a.clear();
            for (std::size_t tile = 0; tile < SoundArray::tiles; ++tile) {
              for (std::size_t r = p.loads; r-- > 0;) {
                if (tile % 2 == 1 && r != kept) continue;
                p.a.push_back(before[tile * p.loads + r]);
                p.a.back().first = tile == 0;
                p.a.back().whole = tile % 2 == 1 || r == 0;
              }
            }
            one_wave(p);
          });
    }
  }
  // Only the first wave of each tile is left, so that tiles follow one another closely.
  static void one_wave(SoundArray& p) {
    std::vector<WaveBeat> b;
    for (std::size_t tile = 0; tile < SoundArray::tiles; ++tile) {
      b.push_back(p.wave(tile, 0));
      b.back().release = true;
    }
    p.b = b;
  }

  void add_positions() {
    if (m_ == 1 || !can_name(a_layout_, "index", m_)) return;
    const std::uint64_t highest = (std::uint64_t{1} << a_layout_.field("index").width) - 1;
    for (const std::uint64_t position : {m_, highest}) {
      add(fmt::format("position {} of the first weight", position), {"a_index_range"}, all_,
          [position](SoundArray& p) { p.weights(1, 0).position.front() = position; });
      add(fmt::format("position {} of the last weight", position), {"a_index_range"}, all_,
          [position](SoundArray& p) { p.weights(2, p.loads - 1).position.back() = position; });
    }
    add("a position of a zero is wrong", {"a_index_range"}, all_, [this](SoundArray& p) {
      p.weights(1, 0).value[0] = 0;
      p.weights(1, 0).position[0] = m_;
    });
    add("all positions are wrong", {"a_index_range"}, all_, [this](SoundArray& p) {
      for (WeightBeat& beat : p.a) beat.position.assign(beat.position.size(), m_);
    });
  }

  void add_tiles() {
    for (std::size_t r = 0; r < pe_rows_; ++r) {
      if (pe_rows_ == 1) break;
      for (const std::size_t tile : {1, 2, 3}) {
        add(fmt::format("tile {} lacks row {}, which is zero", tile, r), {}, all_,
            [r, tile](SoundArray& p) {
              p.a.erase(p.a.begin() + static_cast<std::ptrdiff_t>(tile * p.loads + r));
              p.a[(tile + 1) * p.loads - 2].whole = true;
            });
      }
    }
    add("what a tile says counts with whole only", {}, {}, [](SoundArray& p) {
      for (WeightBeat& beat : p.a) {
        if (beat.whole) continue;
        beat.first = !beat.first;
        beat.last = !beat.last;
        beat.pattern = ~beat.pattern;
      }
    });
    add("a tile that begins anew", {}, all_,
        [](SoundArray& p) { p.weights(2, p.loads - 1).first = true; });
    if (can_name(a_layout_, "pattern", patterns_)) {
      for (const std::size_t tile : {1, 2}) {
        add(fmt::format("tile {} has a pattern that is none", tile), {"a_pattern_range"}, all_,
            [this, tile](SoundArray& p) { p.weights(tile, p.loads - 1).pattern = patterns_; });
      }
    }
  }

  void add_waves() {
    if (can_name(b_layout_, "row", rows_)) {
      add("a wave to an accumulator that is not there", {"b_row_range"}, {0},
          [this](SoundArray& p) { p.wave(1, 0).row = rows_; });
      add("it releases the tile nevertheless", {"b_row_range"}, all_,
          [this](SoundArray& p) { p.wave(2, p.waves - 1).row = rows_; });
      add("nothing of it leaves", {"b_row_range"}, {0}, [this](SoundArray& p) {
        WaveBeat stray = p.wave(3, 0);
        stray.row = rows_;
        stray.release = false;
        p.b.insert(p.b.begin() + static_cast<std::ptrdiff_t>(3 * p.waves), stray);
      });
    }
    add("a wave twice", {}, {0}, [](SoundArray& p) {
      WaveBeat again = p.wave(1, 0);
      again.release = false;
      p.b.insert(p.b.begin() + static_cast<std::ptrdiff_t>(p.waves), 3, again);
    });
    add("accumulators in another order", {}, all_, [](SoundArray& p) {
      for (std::size_t i = 0; i < p.waves; ++i) p.wave(1, i).row = p.waves - 1 - i;
    });
  }

  std::size_t m_, pe_rows_, rows_, patterns_;
  spec::Layout a_layout_, b_layout_;
  Rows all_;
};

}  // namespace

Catalogue nm_array_catalogue(const spec::Spec& spec) {
  const ArrayCatalogue catalogue(spec);
  return catalogue_of(spec, sound_array(spec), catalogue.items);
}

std::vector<Standstill> nm_array_standstills(const spec::Spec& spec) {
  const std::vector<Standing<SoundArray>> all{
      {"the last tile is never whole", [](SoundArray& p) { p.a.back().whole = false; }, false,
       true},
      {"no tile at all", [](SoundArray& p) { p.a.clear(); }, false, true},
      {"no tile is whole",
       [](SoundArray& p) {
         for (WeightBeat& beat : p.a) beat.whole = false;
       },
       false, true},
      {"tiles that nobody uses",
       [](SoundArray& p) {
         const std::vector<WeightBeat> tiles = p.a;
         p.a.insert(p.a.end(), tiles.begin(), tiles.end());
       },
       true, false},
      {"tiles and no wave", [](SoundArray& p) { p.b.clear(); }, true, false},
      {"a tile that nobody releases",
       [](SoundArray& p) {
         const std::vector<WeightBeat> tiles = p.a;
         p.a.insert(p.a.end(), tiles.begin(), tiles.end());
         for (WaveBeat& beat : p.b) beat.release = false;
       },
       true, false},
      {"a wave after the last release", [](SoundArray& p) { p.b.push_back(p.b.back()); }, false,
       true},
      {"every wave releases, and there are more than tiles",
       [](SoundArray& p) {
         for (WaveBeat& beat : p.b) beat.release = true;
         p.b.push_back(p.b.back());
         for (std::size_t i = 0; i < SoundArray::tiles; ++i) p.b.push_back(p.b.back());
       },
       false, true},
  };
  return standstills_of(spec, sound_array(spec), all);
}

}  // namespace denim::test::engines
