// Compiler of `nm_array`, the array of N:M PEs.
//
// Loop order: column tiles of at most `rows` columns of B, all about as wide; tiles of pe_cols rows
// of A; folds, each of which brings some blocks of A along K, of one pattern, to the PEs and lets
// the columns of the tile stream past them. The folds of a tile add up in the accumulators. The a
// stream is the same for every column tile, so it is stored once and repeated. Beside this file:
//
//   folds   chooses patterns and packs blocks into folds
//   model   counts the cycles
#include <algorithm>
#include <cstdlib>

#include "gen/engines/nm_array/engine.hpp"
#include "gen/spec/layout.hpp"
#include "sw/engines/bits.hpp"
#include "sw/engines/engine.hpp"
#include "sw/engines/nm_array/folds.hpp"
#include "sw/engines/nm_array/model.hpp"

namespace denim::engines {

namespace {

using nm_array::Fold;
using nm_array::FoldMaker;
using nm_array::Sizes;
using program::set_bits;

// The a beats of all folds, one for each row of PEs that is needed.
class WeightWriter {
 public:
  WeightWriter(const spec::Spec& spec, const Sizes& sizes) : sizes_(sizes) {
    const spec::Layout layout = spec::layout(spec, "a");
    value_ = layout.field("value");
    row_ = layout.field("row");
    if (const spec::Field* index = layout.find("index")) index_ = *index;
    if (const spec::Field* pattern = layout.find("pattern")) pattern_ = *pattern;
    first_ = layout.field("first").offset;
    last_ = layout.field("last").offset;
    whole_ = layout.field("whole").offset;
    stream_ = program::BeatStream("a", layout.width);
    weights_.resize(value_.count);
  }

  void write(const Fold& fold, bool first, bool last) {
    const std::uint32_t loads = fold.loads(sizes_);
    for (std::uint32_t row = 0; row < loads; ++row) {
      arrange(fold, row);
      const auto beat = stream_.append();
      write_run(beat, value_.offset, value_.width, value_.count,
                [&](std::uint32_t i) { return static_cast<std::uint64_t>(weights_[i].value); });
      if (index_) {
        write_run(beat, index_->offset, index_->width, index_->count,
                  [&](std::uint32_t i) { return std::uint64_t{weights_[i].position}; });
      }
      set_bits(beat, row_.offset, row_.width, row);
      if (row + 1 < loads) continue;
      if (pattern_) set_bits(beat, pattern_->offset, pattern_->width, fold.pattern);
      set_bits(beat, first_, 1, first ? 1 : 0);
      set_bits(beat, last_, 1, last ? 1 : 0);
      set_bits(beat, whole_, 1, 1);
    }
  }

  program::BeatStream& stream() { return stream_; }
  const program::BeatStream& stream() const { return stream_; }

 private:
  // The weights of a row of PEs: those of block q of PE column c are multipliers q · N … of it.
  void arrange(const Fold& fold, std::uint32_t row) {
    const std::uint32_t n = sizes_.patterns[fold.pattern];
    const std::uint32_t in_pe = sizes_.pe_blocks(fold.pattern);
    std::ranges::fill(weights_, nm_array::Weight{});
    for (std::uint32_t q = 0; q < in_pe && row * in_pe + q < fold.blocks.size(); ++q) {
      const nm_array::Block& block = fold.blocks[row * in_pe + q];
      for (std::uint32_t c = 0; c < sizes_.pe_cols; ++c) {
        std::copy_n(block.weights.data() + c * n, n, weights_.data() + c * sizes_.n + q * n);
      }
    }
  }

  const Sizes& sizes_;
  spec::Field value_, row_;
  std::optional<spec::Field> index_, pattern_;
  unsigned first_ = 0, last_ = 0, whole_ = 0;
  std::vector<nm_array::Weight> weights_;
  program::BeatStream stream_;
};

// The waves of a fold.
class WaveWriter {
 public:
  WaveWriter(const spec::Spec& spec, const Sizes& sizes, const tensor::Matrix<std::int32_t>& b)
      : sizes_(sizes), columns_(b.cols(), b.rows()) {
    const spec::Layout layout = spec::layout(spec, "b");
    data_ = layout.field("data");
    row_ = layout.field("row");
    release_ = layout.field("release").offset;
    stream_ = program::BeatStream("b", layout.width);
    for (std::size_t k = 0; k < b.rows(); ++k) {
      for (std::size_t j = 0; j < b.cols(); ++j) columns_(j, k) = b(k, j);
    }
  }

  // Of the columns from `begin`; `blocks` are a fold's, as numbers.
  void write(std::uint32_t pattern, std::span<const std::uint32_t> blocks, std::size_t begin,
             std::uint32_t count) {
    const std::uint32_t in_pe = sizes_.pe_blocks(pattern);
    for (std::uint32_t wave = 0; wave < count; ++wave) {
      const auto beat = stream_.append();
      const auto column = columns_.row(begin + wave);
      for (std::uint32_t i = 0; i < blocks.size(); ++i) {
        const std::size_t first = std::size_t{blocks[i]} * sizes_.m;
        const auto inside = std::min<std::size_t>(sizes_.m, column.size() - first);
        const std::uint32_t place = i / in_pe * sizes_.window_blocks() + i % in_pe;
        write_run(beat, data_.bit(place * sizes_.m), data_.width,
                  static_cast<std::uint32_t>(inside),
                  [&](std::uint32_t p) { return static_cast<std::uint64_t>(column[first + p]); });
      }
      set_bits(beat, row_.offset, row_.width, wave);
      if (wave + 1 == count) set_bits(beat, release_, 1, 1);
    }
  }

  program::BeatStream& stream() { return stream_; }

 private:
  const Sizes& sizes_;
  tensor::Matrix<std::int32_t> columns_;  // B transposed
  spec::Field data_, row_;
  unsigned release_ = 0;
  program::BeatStream stream_;
};

class NmArraySchedule : public Schedule {
 public:
  NmArraySchedule(const spec::Spec& spec, std::span<const Term> terms,
                  const tensor::Matrix<std::int32_t>& b, std::size_t groups)
      : spec_(spec),
        sizes_(spec_),
        terms_(terms.begin(), terms.end()),
        b_(b),
        weights_(spec_, sizes_) {
    FoldMaker maker(sizes_, terms_, groups);
    for (std::size_t base = 0; base < rows(); base += maker.rows_from(base)) add_tile(maker, base);
    taken_ = maker.taken();
    // All column tiles about as wide: a narrow one would wait for its weights.
    const std::size_t columns = b.cols();
    const std::size_t tiles = (columns + sizes_.rows - 1) / sizes_.rows;
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      waves_.push_back(
          static_cast<std::uint32_t>(columns / tiles + (tile < columns % tiles ? 1 : 0)));
    }
  }

  Cost cost() const override {
    Cost cost = nm_array::cost(spec_, sizes_, costs_, waves_);
    const std::uint64_t waves = std::uint64_t{b_.cols()} * costs_.size();
    const std::uint64_t first = std::uint64_t{b_.cols()} * tiles_.size();
    cost.counts = {{"accumulator_reads", (waves - first) * sizes_.pe_cols},
                   {"accumulator_writes", waves * sizes_.pe_cols}};
    cost.streams = {
        {"a", stored_ * waves_.size(), stored_}, {"b", waves, waves}, {"c", first, first}};
    return cost;
  }

  std::vector<tasd::TermStats> taken() const override { return taken_; }

  void play(Streams& streams) const override {
    nm_array::play(spec_, sizes_, costs_, waves_, streams);
  }

  program::Program program() override {
    program::Program program;
    program.rows = rows();
    program.columns = b_.cols();
    program.zero_rows = std::move(zero_rows_);
    const spec::Layout layout = spec::layout(spec_, "c");
    const spec::Field& row = layout.field("row");
    program::Output output({"c", layout.width}, sizes_.pe_cols, program::down_columns);
    WaveWriter waves(spec_, sizes_, b_);
    std::size_t begin = 0;
    for (const std::uint32_t count : waves_) {
      for (const Tile& tile : tiles_) {
        for (std::size_t f = tile.first_fold; f < tile.end_fold; ++f) {
          const std::size_t from = starts_[f];
          waves.write(patterns_[f], std::span(blocks_).subspan(from, starts_[f + 1] - from), begin,
                      count);
        }
        for (std::uint32_t wave = 0; wave < count; ++wave) {
          set_bits(output.append({tile.base, begin + wave}, static_cast<unsigned>(tile.count)),
                   row.offset, row.width, wave);
        }
      }
      begin += count;
    }
    program.streams.push_back(std::move(weights_.stream()));
    program.streams.back().set_repeat(waves_.size());
    program.streams.push_back(std::move(waves.stream()));
    program.outputs.push_back(std::move(output));
    return program;
  }

 private:
  // pe_cols rows of A that have something to do, or fewer where they or their group ends.
  struct Tile {
    std::size_t base = 0, count = 0;
    std::size_t first_fold = 0, end_fold = 0;
  };

  std::size_t rows() const { return terms_.front().rows(); }

  void add_tile(FoldMaker& maker, std::size_t base) {
    const std::size_t count = maker.rows_from(base);
    const std::vector<Fold> folds = maker.make(base);
    if (folds.empty()) {
      for (std::size_t r = 0; r < count; ++r) {
        zero_rows_.push_back(static_cast<std::uint32_t>(base + r));
      }
      return;
    }
    tiles_.push_back({base, count, costs_.size(), costs_.size() + folds.size()});
    for (const Fold& fold : folds) {
      weights_.write(fold, &fold == &folds.front(), &fold == &folds.back());
      for (const nm_array::Block& block : fold.blocks) blocks_.push_back(block.number);
      starts_.push_back(blocks_.size());
      patterns_.push_back(fold.pattern);
      costs_.push_back({fold.loads(sizes_), fold.nonzeros,
                        fold.blocks.size() * sizes_.patterns[fold.pattern] * count,
                        &fold == &folds.back()});
    }
    stored_ = weights_.stream().stored();
  }

  spec::Spec spec_;
  Sizes sizes_;
  std::vector<Term> terms_;
  const tensor::Matrix<std::int32_t>& b_;
  std::vector<std::uint32_t> waves_;  // of each column tile
  WeightWriter weights_;
  std::vector<Tile> tiles_;
  // Of each fold.
  std::vector<nm_array::FoldCost> costs_;
  std::vector<std::uint32_t> patterns_;
  std::vector<std::size_t> starts_{0};  // of its blocks
  std::vector<std::uint32_t> blocks_;
  std::vector<std::uint32_t> zero_rows_;
  std::vector<tasd::TermStats> taken_;
  std::uint64_t stored_ = 0;  // a beats
};

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  if (!workload.parts.empty()) {
    return std::make_unique<NmArraySchedule>(spec, workload.parts, workload.b, workload.groups);
  }
  const Term all(workload.a);
  return std::make_unique<NmArraySchedule>(spec, std::span(&all, 1), workload.b, workload.groups);
}

std::vector<tasd::Series> menu(const spec::Spec& spec) { return nm_array::menu(Sizes(spec)); }

std::string refuses(const spec::Spec& spec, const tasd::Series& series) {
  const Sizes sizes(spec);
  for (const tasd::Term& term : series.terms) {
    if (!sizes.pattern_of(term)) return nm_array::refusal(sizes, term);
  }
  return {};
}

Extent fills(const spec::Spec& spec) {
  const Sizes sizes(spec);
  return {sizes.pe_cols, std::int64_t{sizes.pe_rows} * sizes.m, sizes.rows};
}

const Registration registration{denim::nm_array::tables(), denim::nm_array::generate,
                                Engine{.lossless =
                                           [](const spec::Spec&) {
                                             return tasd::Series{{}, true};
                                           },
                                       .menu = menu,
                                       .refuses = refuses,
                                       .fills = fills,
                                       .schedule = schedule}};

}  // namespace

}  // namespace denim::engines
