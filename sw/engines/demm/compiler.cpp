// Compiler of `demm`, the decoupled engine.
//
// Loop order: column tiles; groups of at most `rows` rows of A; k-blocks of at most m columns;
// beats in any order. Each visit of a k-block by a group is one tile of B: its b beats, then its a
// beats, the last of which releases it. The a stream is the same for every column tile, so it is
// stored once and repeated. Beside this file:
//
//   group   sorts the non-zeros of a group by tile, deals its rows to accumulators
//   order   chooses the order of the tiles
//   late    chooses the rows that complete with the next group
//   pack    makes the beats of a tile for a memory whose ports are free
//   banked  makes them for one whose banks have a port each, into which `deal` puts the rows
//   fixed   makes those of the published form
//   beats   writes them
//   loads   makes the b stream
//   model   counts the cycles
//   timeline  follows the beats one by one, for a tail and for narrow streams
#include <algorithm>

#include "gen/engines/demm/engine.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/tail.hpp"
#include "sw/engines/demm/banked.hpp"
#include "sw/engines/demm/beats.hpp"
#include "sw/engines/demm/deal.hpp"
#include "sw/engines/demm/fixed.hpp"
#include "sw/engines/demm/group.hpp"
#include "sw/engines/demm/late.hpp"
#include "sw/engines/demm/loads.hpp"
#include "sw/engines/demm/model.hpp"
#include "sw/engines/demm/pack.hpp"
#include "sw/engines/demm/timeline.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines {

namespace {

using demm::Sizes;

class DemmSchedule : public Schedule {
 public:
  DemmSchedule(const spec::Spec& spec, std::span<const Term> terms,
               const tensor::Matrix<std::int32_t>& b, demm::Late late)
      : spec_(spec),
        sizes_(spec),
        rows_(terms.front().rows()),
        b_(b),
        column_tiles_(demm::ceil_div(b.cols(), sizes_.columns)),
        writer_(spec, sizes_, rows_),
        loads_(sizes_, terms.front().cols()) {
    if (sizes_.fixed) {
      demm::schedule_fixed(sizes_, terms, writer_, loads_, tiles_, zero_rows_);
    } else {
      pack(terms, late);
    }
    find_end();
  }

  std::size_t column_tiles() const { return column_tiles_; }

  Cost cost() const override {
    Cost cost = demm::cost(tiles_, column_tiles_, timing(), counted_, last_beats_);
    std::uint64_t loads = 0;
    for (const demm::TileCost& tile : tiles_) loads += tile.loads * column_tiles_;
    const std::uint64_t results = writer_.results().size() * column_tiles_;
    cost.streams = {
        {"a", beats_ * column_tiles_, beats_}, {"b", loads, loads}, {"c", results, results}};
    const std::uint64_t sums = std::uint64_t{sizes_.columns} * column_tiles_;
    cost.counts = {{"accumulator_reads", (writer_.adds() - writer_.begun()) * sums},
                   {"accumulator_writes", writer_.adds() * sums}};
    if (spec::has_tail(spec_)) {
      Streams unbounded = Streams::bare(spec_);
      play(unbounded);
      cost.grow("tail_bound", unbounded.cycles());
    }
    return cost;
  }

  void play(Streams& streams) const override {
    Pipeline pipeline(spec::latency_before_tail(spec_), spec::tail_stages(spec_),
                      streams.output("c"));
    demm::play(tiles_, column_tiles_, timing(), writer_.result_beats(), pipeline,
               streams.input("a"), streams.input("b"));
  }

  program::Program program() override {
    program::Program program;
    program.rows = rows_;
    program.columns = b_.cols();
    program.zero_rows = std::move(zero_rows_);
    program.outputs.push_back(output());
    program.streams.push_back(std::move(writer_.stream()));
    program.streams.back().set_repeat(column_tiles_);
    program.streams.push_back(loads_.stream(spec_, b_));
    return program;
  }

  program::Output output() {
    const spec::Layout layout = spec::layout(spec_, "c");
    const spec::Field& row = layout.field("row");
    program::Output output({"c", layout.width}, sizes_.columns, program::along_rows);
    output.reserve(writer_.results().size() * column_tiles_);
    for (std::size_t tile = 0; tile < column_tiles_; ++tile) {
      for (const demm::Completed& done : writer_.results()) {
        program::set_bits(output.append({done.row, tile * sizes_.columns}), row.offset, row.width,
                          done.accumulator);
      }
    }
    return output;
  }

  demm::Timing timing() const {
    return {sizes_.overlap ? std::size_t{2} : std::size_t{1},
            static_cast<std::uint64_t>(spec_.integer("read_latency")),
            static_cast<std::uint64_t>(spec_.engine().latency(spec_))};
  }

  void pack(std::span<const Term> terms, demm::Late late) {
    demm::RowGroup group(sizes_, terms, column_tiles_ * demm::ceil_div(rows_, sizes_.rows), late);
    demm::Packer packer(sizes_);
    demm::BankedPacker banked(sizes_);
    writer_.start_group(group);
    for (std::size_t base = 0; base < rows_; base += sizes_.rows) {
      const std::size_t end = std::min<std::size_t>(base + sizes_.rows, rows_);
      group.load(base, end - base);
      for (auto row = static_cast<std::uint32_t>(base); row < end; ++row) {
        if (group.accumulator(row).empty) zero_rows_.push_back(row);
      }
      pack_tiles(group, packer, banked);
    }
    group.load_late();
    pack_tiles(group, packer, banked);
  }

  void pack_tiles(const demm::RowGroup& group, demm::Packer& packer, demm::BankedPacker& banked) {
    demm::Tile tile;
    demm::Beat beat;
    std::vector<std::uint16_t> physical;
    for (std::size_t i = 0; i < group.tiles(); ++i) {
      group.read(i, tile);
      demm::TileCost cost;
      cost.ideal = demm::ceil_div(tile.lanes.size(), sizes_.n);
      // With one segment a row's last beat is its own anyway.
      cost.completed = sizes_.segments > 1 ? tile.completed : 0;
      const std::size_t begin = writer_.beats();
      if (sizes_.banked) {
        cost.multi_port = packer.count(tile);
        demm::deal_columns(sizes_, tile, physical);
        loads_.add(tile.block, tile.needed, physical);
        demm::move_to_physical(tile, physical);
        banked.start(tile);
        while (banked.next(beat)) writer_.write(tile, beat);
      } else {
        loads_.add(tile.block, tile.needed);
        packer.start(tile);
        while (packer.next(beat)) writer_.write(tile, beat);
      }
      writer_.release();
      cost.loads = loads_.last_beats();
      cost.beats = static_cast<std::uint32_t>(writer_.beats() - begin);
      cost.multi_port = sizes_.banked ? std::min(cost.multi_port, cost.beats) : cost.beats;
      tiles_.push_back(cost);
    }
  }

  // Up to where the cycles count: fixed passes may go on behind the last beat with a result.
  void find_end() {
    beats_ = writer_.beats();
    std::size_t end = 0;
    for (const demm::TileCost& tile : tiles_) {
      if (end >= writer_.emitting_end()) break;
      ++counted_;
      last_beats_ = static_cast<std::uint32_t>(
          std::min<std::size_t>(tile.beats, writer_.emitting_end() - end));
      end += tile.beats;
    }
  }

  spec::Spec spec_;
  Sizes sizes_;
  std::size_t rows_;
  const tensor::Matrix<std::int32_t>& b_;  // of the workload
  std::size_t column_tiles_;
  demm::BeatWriter writer_;
  demm::Loads loads_;
  std::vector<demm::TileCost> tiles_;  // of one column tile
  std::vector<std::uint32_t> zero_rows_;
  std::size_t beats_ = 0;  // of one column tile
  std::size_t counted_ = 0;
  std::uint32_t last_beats_ = 0;
};

// Whether rows that complete cost a beat in two hundred, so that rows which come late may help.
bool is_result_bound(const Sizes& sizes, const Cost& cost) {
  if (sizes.segments == 1 || !sizes.overlap) return false;
  const auto bound = std::ranges::find(cost.by_cause, "result_bound", &Cost::Cause::name);
  return bound->cycles * 200 > cost.cycles;
}

std::unique_ptr<Schedule> schedule_terms(const spec::Spec& spec, std::span<const Term> terms,
                                         const tensor::Matrix<std::int32_t>& b) {
  const Sizes sizes(spec);
  auto best = std::make_unique<DemmSchedule>(spec, terms, b, demm::Late());
  const Cost cost = best->cost();
  if (!is_result_bound(sizes, cost)) return best;
  std::uint64_t least = cost.cycles;
  for (const demm::Late& late : demm::promising(sizes, terms, best->column_tiles())) {
    auto other = std::make_unique<DemmSchedule>(spec, terms, b, late);
    const std::uint64_t cycles = other->cost().cycles;
    if (cycles >= least) continue;
    least = cycles;
    best = std::move(other);
  }
  return best;
}

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  if (!workload.parts.empty()) return schedule_terms(spec, workload.parts, workload.b);
  const Term all(workload.a);
  return schedule_terms(spec, std::span(&all, 1), workload.b);
}

tasd::Term own_term(const spec::Spec& spec) {
  return {static_cast<int>(spec.integer("n")), static_cast<int>(spec.integer("m"))};
}

// k passes of n:m, for any k that a row can need.
std::vector<tasd::Series> menu(const spec::Spec& spec) {
  std::vector<tasd::Series> series;
  std::vector<tasd::Term> terms;
  for (std::int64_t kept = 0; kept < spec.integer("m"); kept += spec.integer("n")) {
    terms.push_back(own_term(spec));
    series.push_back({terms});
  }
  return series;
}

Extent fills(const spec::Spec& spec) {
  return {spec.integer("rows"), spec.integer("m"), spec.integer("columns")};
}

const Registration registration{denim::demm::tables(), denim::demm::generate,
                                Engine{.lossless =
                                           [](const spec::Spec& spec) {
                                             return tasd::Series{{own_term(spec)}, true};
                                           },
                                       .menu = menu,
                                       .fills = fills,
                                       .schedule = schedule}};

}  // namespace

}  // namespace denim::engines
