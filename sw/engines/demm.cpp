// Compiler and cycle model of `demm`, the decoupled engine.
//
// Loop order: column tiles; groups of at most `rows` rows of A; k-blocks of m; terms; rows. Each
// visit of a k-block is one tile of B: its b beats, then its a beats, the last of which releases
// it. The a stream is the same for every column tile, so it is stored once and repeated.
#include <algorithm>
#include <limits>
#include <optional>

#include "gen/spec/layout.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines {

namespace {

using Matrix = tensor::Matrix<std::int32_t>;
using program::set_bits;
using spec::Field;

struct Sizes {
  explicit Sizes(const spec::Spec& spec)
      : n(static_cast<std::size_t>(spec.integer("n"))),
        m(static_cast<std::size_t>(spec.integer("m"))),
        columns(static_cast<std::size_t>(spec.integer("columns"))),
        rows(static_cast<std::size_t>(spec.integer("rows"))),
        fixed(spec.word("passes") == "fixed") {}
  std::size_t n, m, columns, rows;
  bool fixed;
};

// One visit of a k-block by a row group: what is loaded and what uses it.
struct Tile {
  std::size_t block = 0;
  std::size_t loads = 0;  // b beats
  std::size_t beats = 0;  // a beats
};

struct NonZero {
  std::uint32_t column = 0;
  std::int32_t value = 0;
};

// The non-zeros of a term, row by row, each row cut where its k-blocks begin.
class BlockedRows {
 public:
  BlockedRows(const Matrix& term, std::size_t m)
      : blocks_((term.cols() + m - 1) / m), starts_(term.rows() * blocks_ + 1) {
    for (std::size_t r = 0; r < term.rows(); ++r) {
      const auto row = term.row(r);
      for (std::size_t k = 0; k < row.size(); ++k) {
        if (k % m == 0) starts_[r * blocks_ + k / m] = non_zeros_.size();
        if (row[k] != 0) non_zeros_.push_back({static_cast<std::uint32_t>(k), row[k]});
      }
    }
    starts_.back() = non_zeros_.size();
  }

  std::span<const NonZero> block(std::size_t row, std::size_t block) const {
    const std::size_t begin = starts_[row * blocks_ + block];
    return {non_zeros_.data() + begin, starts_[row * blocks_ + block + 1] - begin};
  }
  std::size_t blocks() const { return blocks_; }
  // Passes of n that the fullest row in the fullest k-block takes.
  std::size_t most_passes(std::size_t n) const {
    std::size_t most = 0;
    for (std::size_t i = 0; i + 1 < starts_.size(); ++i) {
      most = std::max(most, (starts_[i + 1] - starts_[i] + n - 1) / n);
    }
    return most;
  }

 private:
  std::size_t blocks_;
  std::vector<NonZero> non_zeros_;
  std::vector<std::size_t> starts_;  // of (row, block), and the end
};

// Writes the a stream of one column tile and remembers what the b stream and the model need.
class AStream {
 public:
  AStream(const spec::Spec& spec, const Gemm& gemm)
      : sizes_(spec),
        layout_(spec::layout(spec, "a")),
        value_(layout_.field("value")),
        index_(layout_.field("index")),
        row_(layout_.field("row")),
        end_(layout_.field("end").offset),
        used_(layout_.field("used").offset),
        first_(layout_.field("first").offset),
        last_(layout_.field("last").offset),
        release_(layout_.field("release").offset),
        depth_(gemm.b.rows()),
        stream_("a", layout_.width) {
    for (const Matrix& term : gemm.terms) {
      terms_.emplace_back(term, sizes_.m);
      passes_.push_back(sizes_.fixed ? terms_.back().most_passes(sizes_.n) : 0);
    }
    const std::size_t rows = gemm.terms.front().rows();
    for (std::size_t base = 0; base < rows; base += sizes_.rows) {
      add_group(base, std::min(sizes_.rows, rows - base));
    }
  }

  program::BeatStream& stream() { return stream_; }
  const std::vector<Tile>& tiles() const { return tiles_; }
  const std::vector<program::Result>& results() const { return results_; }  // of column tile 0
  const std::vector<std::uint32_t>& zero_rows() const { return zero_rows_; }
  // Cycles of one column tile behind the last a beat that gives a result: other a beats, and tiles
  // that are loaded for such beats alone.
  std::uint64_t trailing_cycles() const {
    std::uint64_t cycles = stream_.stored() - emitting_end_;
    std::size_t begin = 0;  // a beats before the tile
    for (const Tile& tile : tiles_) {
      if (begin >= emitting_end_) cycles += tile.loads;
      begin += tile.beats;
    }
    return cycles;
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  void add_group(std::size_t base, std::size_t count) {
    const std::size_t begin = stream_.stored();
    last_beat_.assign(count, none);
    empty_.assign(count, true);
    for (const BlockedRows& term : terms_) {
      for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t block = 0; block < term.blocks() && empty_[r]; ++block) {
          empty_[r] = term.block(base + r, block).empty();
        }
      }
    }
    for (std::size_t block = 0; block < terms_.front().blocks(); ++block) {
      const std::size_t tile_begin = stream_.stored();
      for (std::size_t t = 0; t < terms_.size(); ++t) {
        for (std::size_t r = 0; r < count; ++r) {
          add_row(r, terms_[t].block(base + r, block), block, passes_[t]);
        }
      }
      const std::size_t beats = stream_.stored() - tile_begin;
      if (beats == 0) continue;  // nobody uses the tile: it is not loaded
      set_bits(stream_.beat(stream_.stored() - 1), release_, 1, 1);
      tiles_.push_back({block, std::min(sizes_.m, depth_ - block * sizes_.m), beats});
    }
    finish_group(base, count, begin);
  }

  // The passes of one row in one k-block: as many as it needs, and at least `passes`.
  void add_row(std::size_t r, std::span<const NonZero> non_zeros, std::size_t block,
               std::size_t passes) {
    passes = std::max(passes, (non_zeros.size() + sizes_.n - 1) / sizes_.n);
    for (std::size_t pass = 0; pass < passes; ++pass) {
      const std::size_t begin = std::min(pass * sizes_.n, non_zeros.size());
      const std::size_t end = std::min(begin + sizes_.n, non_zeros.size());
      auto beat = stream_.append();
      for (std::size_t lane = 0; lane < end - begin; ++lane) {
        const NonZero& entry = non_zeros[begin + lane];
        const auto element = static_cast<unsigned>(lane);
        set_bits(beat, value_.bit(element), value_.width, static_cast<std::uint64_t>(entry.value));
        set_bits(beat, index_.bit(element), index_.width, entry.column - block * sizes_.m);
      }
      if (empty_[r]) continue;  // a pass of the fixed schedule for a row that has nothing
      set_bits(beat, end_, layout_.field("end").width, end - begin);
      set_bits(beat, row_.offset, row_.width, r);
      set_bits(beat, used_, 1, 1);
      if (last_beat_[r] == none) set_bits(beat, first_, 1, 1);
      last_beat_[r] = stream_.stored() - 1;
    }
  }

  // Marks the last beat of each row, which is the order in which the rows come back.
  void finish_group(std::size_t base, std::size_t count, std::size_t begin) {
    std::vector<std::size_t> row_of(stream_.stored() - begin, none);
    for (std::size_t r = 0; r < count; ++r) {
      if (empty_[r]) {
        zero_rows_.push_back(static_cast<std::uint32_t>(base + r));
      } else {
        row_of[last_beat_[r] - begin] = r;
      }
    }
    for (std::size_t i = 0; i < row_of.size(); ++i) {
      if (row_of[i] == none) continue;
      set_bits(stream_.beat(begin + i), last_, 1, 1);
      results_.push_back(
          {static_cast<std::uint32_t>(base + row_of[i]), 0, static_cast<std::uint32_t>(row_of[i])});
      emitting_end_ = begin + i + 1;
    }
  }

  Sizes sizes_;
  spec::Layout layout_;
  Field value_, index_, row_;
  unsigned end_, used_, first_, last_, release_;
  std::size_t depth_;  // K
  program::BeatStream stream_;
  std::vector<BlockedRows> terms_;
  std::vector<std::size_t> passes_;  // at least, of each term
  std::vector<std::size_t> last_beat_;
  std::vector<bool> empty_;
  std::vector<Tile> tiles_;
  std::vector<program::Result> results_;
  std::vector<std::uint32_t> zero_rows_;
  std::size_t emitting_end_ = 0;
};

program::BeatStream b_stream(const spec::Spec& spec, const Matrix& b, std::span<const Tile> tiles) {
  const Sizes sizes(spec);
  const spec::Layout layout = spec::layout(spec, "b");
  const Field& data = layout.field("data");
  const Field& row = layout.field("row");
  const unsigned last = layout.field("last").offset;
  program::BeatStream stream("b", layout.width);
  for (std::size_t column = 0; column < b.cols(); column += sizes.columns) {
    const std::size_t count = std::min(sizes.columns, b.cols() - column);
    for (const Tile& tile : tiles) {
      for (std::size_t i = 0; i < tile.loads; ++i) {
        auto beat = stream.append();
        const auto values = b.row(tile.block * sizes.m + i).subspan(column, count);
        for (std::size_t c = 0; c < count; ++c) {
          set_bits(beat, data.bit(static_cast<unsigned>(c)), data.width,
                   static_cast<std::uint64_t>(values[c]));
        }
        set_bits(beat, row.offset, row.width, i);
        if (i + 1 == tile.loads) set_bits(beat, last, 1, 1);
      }
    }
  }
  return stream;
}

// One copy of the tile: loading and using take turns, a beat a cycle, without a gap between them.
// The result of the last emitting beat is taken `latency` cycles after it; what is behind that one
// (passes of the fixed schedule for rows that are empty, and their tiles) comes too late to count.
std::uint64_t cycles(std::span<const Tile> tiles, std::size_t column_tiles, std::uint64_t trailing,
                     int latency) {
  if (tiles.empty()) return 0;
  std::uint64_t busy = 0;
  for (const Tile& tile : tiles) busy += tile.loads + tile.beats;
  return busy * column_tiles - trailing + static_cast<std::uint64_t>(latency);
}

Compiled compile(const spec::Spec& spec, const Gemm& gemm) {
  check_operands(gemm, static_cast<unsigned>(spec.integer("a_width")),
                 static_cast<unsigned>(spec.integer("b_width")),
                 static_cast<unsigned>(spec.integer("acc_width")));
  const Sizes sizes(spec);
  const std::size_t column_tiles = (gemm.b.cols() + sizes.columns - 1) / sizes.columns;
  AStream a(spec, gemm);
  a.stream().set_repeat(column_tiles);

  Compiled compiled;
  program::Program& program = compiled.program;
  program.rows = gemm.terms.front().rows();
  program.columns = gemm.b.cols();
  program.zero_rows = a.zero_rows();
  program.results.reserve(a.results().size() * column_tiles);
  for (std::size_t tile = 0; tile < column_tiles; ++tile) {
    for (program::Result result : a.results()) {
      result.column = static_cast<std::uint32_t>(tile * sizes.columns);
      program.results.push_back(result);
    }
  }
  compiled.cycles = cycles(a.tiles(), column_tiles, a.trailing_cycles(), spec.engine().latency());
  compiled.beats = a.stream().size();
  program.streams.push_back(std::move(a.stream()));
  program.streams.push_back(b_stream(spec, gemm.b, a.tiles()));
  return compiled;
}

tasd::Term own_term(const spec::Spec& spec) {
  return {static_cast<int>(spec.integer("n")), static_cast<int>(spec.integer("m"))};
}

const Registration registration{Engine{"demm", own_term, compile}};

}  // namespace

}  // namespace denim::engines
