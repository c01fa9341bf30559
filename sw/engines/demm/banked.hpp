// Packing for a memory of n banks, each with one read port: which rows of A share a beat.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sw/engines/demm/tile.hpp"

namespace denim::engines::demm {

// Packs a tile whose lanes are physical rows.
//
// In a beat each bank of the memory gives one row, to one of up to as many rows of A as there are
// segments, each in another bank of accumulators. Rows that have been begun and want but a few
// banks are hard to place, rows that want nearly all of them fill any gap. So a beat goes through
// the banks of accumulators, the one with most rows left first, and takes of each the row that is
// left with least behind the beat, so that what is begun is soon done; but of the last one the row
// that takes most of the banks that are still free. In this way the accumulator banks run out
// together, and few rows are in the making at any time, up to the end of the tile.
//
// Of each accumulator bank at most `window` rows are looked at for a beat.
class BankedPacker {
 public:
  explicit BankedPacker(const Sizes& sizes) : sizes_(sizes), queues_(sizes.segments) {}

  // As Packer's.
  void start(const Tile& tile);
  bool next(Beat& beat);

 private:
  static constexpr std::size_t window = 256;

  // A row of A with something left.
  struct Entry {
    std::uint64_t banks = 0;  // of the memory, in which it has something left
    std::uint32_t left = 0;   // lanes
    std::uint32_t row = 0;    // of the tile
  };
  // The rows of an accumulator bank.
  struct Queue {
    std::vector<Entry> entries;  // from `begin` on those that are looked at, fewest lanes first
    std::size_t begin = 0;
    std::vector<std::uint32_t> waiting;  // from `next` on those that are not yet
    std::size_t next = 0;

    std::size_t left() const { return entries.size() - begin + waiting.size() - next; }
  };
  // What is left of a row in one bank of the memory: lanes_[begin] … lanes_[begin + left - 1].
  struct Slot {
    std::uint32_t begin = 0;
    std::uint32_t left = 0;
  };
  struct Choice {
    std::uint32_t row = none;
    std::uint64_t banks = 0;
    bool last = false;
  };

  void sort_row(std::uint32_t row);
  Slot& slot(std::uint32_t row, std::uint32_t bank);
  void refill(Queue& queue);
  void insert(Queue& queue, const Entry& entry);
  template <class Count>
  void choose(Count&& count);
  template <class Count>
  std::size_t least_behind(const Queue& queue, Count&& count) const;
  template <class Count>
  std::size_t most_taken(const Queue& queue, Count&& count) const;
  template <class Count>
  std::uint32_t taken(const Entry& entry, Count&& count) const;
  void take(Queue& queue, std::size_t place);

  Sizes sizes_;
  const Tile* tile_ = nullptr;
  std::vector<Queue> queues_;
  std::vector<Lane> lanes_;  // row by row, each row's by bank of the memory
  std::vector<Slot> slots_;  // row by row, from TileRow::begin on: one for each bank it names
  std::vector<std::uint64_t> named_;  // of each row, the banks of its slots
  // Of the beat that is being made.
  std::array<Choice, max_segments> chosen_;
  std::uint64_t free_ = 0;  // banks of the memory
  bool completed_ = false;
};

}  // namespace denim::engines::demm
