// Packing for memories whose n read ports are free: which rows of A share a beat.
//
// The rows of a tile are laid end to end and cut every n lanes, so that a beat is full unless there
// are too few segments or banks for the rows that meet in it. One row at a time is open: it takes
// what is left of each beat until it is used up, then the next one is opened in the same beat. Rows
// that are shorter than a beat go into the beats of the open one, as many as there are segments,
// the shortest first: they are what is hard to place, and what remains for the end are long rows,
// which fill beats by themselves. In a beat at most one row may complete, so a row that completes
// goes beside rows that go on.
//
// Each choice takes a few operations for each bank, however many rows there are: the rows of a bank
// wait in lists by their length, and a word says which lists are not empty.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sw/engines/demm/tile.hpp"

namespace denim::engines::demm {

class Packer {
 public:
  explicit Packer(const Sizes& sizes);

  // The tile must stay as it is until the last beat is taken.
  void start(const Tile& tile);
  // The tile's next beat; false, and nothing done, behind the last one.
  bool next(Beat& beat);
  // How many beats the tile takes.
  std::uint32_t count(const Tile& tile);

 private:
  // Rows of one bank that wait, those that complete in the tile apart from those that go on.
  struct Waiting {
    std::uint64_t shorter = 0;  // bit c: there are rows of c < n lanes
    std::uint64_t longer = 0;   // bit c: there are rows of more lanes, c modulo n
    std::array<std::uint32_t, max_lanes> short_rows;  // the first of each list
    std::array<std::uint32_t, max_lanes> long_rows;
  };
  struct Choice {
    std::uint32_t row = none;
    std::uint32_t take = 0;
    bool last = false;
  };

  bool choose();
  std::uint64_t fitting(std::uint32_t bank, bool completes) const;
  bool must_complete() const;
  std::uint32_t longest() const;
  bool add_short(std::uint32_t least);
  bool fill_exactly();
  bool open_long();
  void open_short();
  void open(std::uint32_t row);
  void take(std::uint32_t row, std::uint32_t lanes);
  std::uint32_t pop(std::uint32_t bank, bool completes, bool is_long, std::uint32_t lanes);
  bool may_use(std::uint32_t bank) const { return (used_ >> bank & 1) == 0; }

  Sizes sizes_;
  const Tile* tile_ = nullptr;
  std::vector<std::array<Waiting, 2>> waiting_;  // of each bank; [1]: rows that complete
  std::vector<std::uint64_t> bank_left_;         // lanes of each bank that are not in a beat yet
  std::vector<std::uint32_t> next_;              // of each row, the next one in its list
  std::vector<std::uint32_t> left_;              // of each row
  std::uint32_t open_ = none;
  std::uint64_t lanes_left_ = 0;       // that are not in a beat yet
  std::uint64_t completing_left_ = 0;  // rows that complete and are not used up

  // Of the beat that is being made.
  std::array<Choice, max_segments> chosen_;
  std::uint32_t free_lanes_ = 0;
  std::uint32_t free_segments_ = 0;
  std::uint32_t used_ = 0;  // a bit a bank
  bool completed_ = false;
};

}  // namespace denim::engines::demm
