#include "sw/engines/demm/pack.hpp"

#include <algorithm>
#include <bit>

namespace denim::engines::demm {

namespace {

constexpr std::uint64_t bit(std::uint32_t at) { return std::uint64_t{1} << at; }

std::uint32_t lowest(std::uint64_t mask) {
  return static_cast<std::uint32_t>(std::countr_zero(mask));
}

std::uint32_t highest(std::uint64_t mask) {
  return static_cast<std::uint32_t>(std::bit_width(mask)) - 1;
}

}  // namespace

Packer::Packer(const Sizes& sizes)
    : sizes_(sizes), waiting_(sizes.segments), bank_left_(sizes.segments) {}

void Packer::start(const Tile& tile) {
  tile_ = &tile;
  open_ = none;
  std::ranges::fill(bank_left_, 0);
  lanes_left_ = tile.lanes.size();
  completing_left_ = tile.completed;
  for (auto& bank : waiting_) {
    for (Waiting& waiting : bank) waiting.shorter = waiting.longer = 0;
  }
  next_.resize(tile.rows.size());
  left_.resize(tile.rows.size());
  for (auto r = static_cast<std::uint32_t>(tile.rows.size()); r-- > 0;) {
    const TileRow& row = tile.rows[r];
    left_[r] = row.count;
    bank_left_[row.bank] += row.count;
    Waiting& waiting = waiting_[row.bank][row.completes ? 1 : 0];
    const bool is_long = row.count >= sizes_.n;
    const std::uint32_t list = is_long ? row.count % sizes_.n : row.count;
    std::uint64_t& lists = is_long ? waiting.longer : waiting.shorter;
    std::uint32_t& first = (is_long ? waiting.long_rows : waiting.short_rows)[list];
    next_[r] = (lists & bit(list)) != 0 ? first : none;
    first = r;
    lists |= bit(list);
  }
}

std::uint32_t Packer::pop(std::uint32_t bank, bool completes, bool is_long, std::uint32_t list) {
  Waiting& waiting = waiting_[bank][completes ? 1 : 0];
  std::uint32_t& first = (is_long ? waiting.long_rows : waiting.short_rows)[list];
  const std::uint32_t row = first;
  first = next_[row];
  if (first == none) (is_long ? waiting.longer : waiting.shorter) &= ~bit(list);
  return row;
}

void Packer::take(std::uint32_t row, std::uint32_t lanes) {
  const std::uint32_t bank = tile_->rows[row].bank;
  left_[row] -= lanes;
  bank_left_[bank] -= lanes;
  free_lanes_ -= lanes;
  --free_segments_;
  used_ |= 1U << bank;
  const bool last = left_[row] == 0 && tile_->rows[row].completes;
  completed_ |= last;
  lanes_left_ -= lanes;
  completing_left_ -= last ? 1 : 0;
  chosen_[bank] = {row, lanes, last};
}

// The lengths of rows that may end in what is left of the beat, a bit each.
std::uint64_t Packer::fitting(std::uint32_t bank, bool completes) const {
  if (!may_use(bank) || (completes && completed_)) return 0;
  const std::uint64_t fits = free_lanes_ >= 63 ? ~std::uint64_t{0} : bit(free_lanes_ + 1) - 1;
  return waiting_[bank][completes ? 1 : 0].shorter & fits;
}

// Whether nearly every beat that is left must have a row that completes, and this one can: others
// would be missed beside them later.
bool Packer::must_complete() const {
  if (completed_ || 5 * completing_left_ * sizes_.n < 4 * lanes_left_) return false;
  for (std::uint32_t bank = 0; bank < sizes_.segments; ++bank) {
    if (fitting(bank, true) != 0) return true;
  }
  return false;
}

// A row that ends within the beat, of at least `least` lanes if there is one, and no more than it
// must be: what is short is hard to place later.
bool Packer::add_short(std::uint32_t least) {
  std::uint32_t best_bank = none;
  std::uint32_t best_list = 0;
  bool best_completes = false;
  const bool must = must_complete();
  for (std::uint32_t bank = 0; bank < sizes_.segments; ++bank) {
    for (const bool completes : {false, true}) {
      const std::uint64_t lists = must && !completes ? 0 : fitting(bank, completes);
      if (lists == 0) continue;
      const std::uint64_t enough = least == 0 ? lists : lists & ~(bit(least) - 1);
      const std::uint32_t list = enough != 0 ? lowest(enough) : highest(lists);
      const bool better = best_list < least ? list > best_list : list >= least && list < best_list;
      if (best_bank == none || better ||
          (list == best_list && bank_left_[bank] > bank_left_[best_bank])) {
        best_bank = bank;
        best_list = list;
        best_completes = completes;
      }
    }
  }
  if (best_bank == none) return false;
  take(pop(best_bank, best_completes, false, best_list), best_list);
  return true;
}

// The longest row that could be taken next, n or more for a long one.
std::uint32_t Packer::longest() const {
  std::uint32_t most = 0;
  for (std::uint32_t bank = 0; bank < sizes_.segments; ++bank) {
    if (!may_use(bank)) continue;
    for (const Waiting& waiting : waiting_[bank]) {
      if (waiting.longer != 0) return sizes_.n;
      if (waiting.shorter != 0) most = std::max(most, highest(waiting.shorter));
    }
  }
  return most;
}

// A row that ends with the beat.
bool Packer::fill_exactly() {
  if (free_lanes_ == sizes_.n) return false;  // such rows are long ones
  for (std::uint32_t bank = 0; bank < sizes_.segments; ++bank) {
    for (const bool completes : {true, false}) {
      if ((fitting(bank, completes) & bit(free_lanes_)) == 0) continue;
      take(pop(bank, completes, false, free_lanes_), free_lanes_);
      return true;
    }
  }
  return false;
}

// A long row becomes the open one: of the bank with most to do, and if there is one, a row of which
// whole beats remain.
bool Packer::open_long() {
  std::uint32_t bank = none;
  for (std::uint32_t b = 0; b < sizes_.segments; ++b) {
    if (!may_use(b) || (waiting_[b][0].longer | waiting_[b][1].longer) == 0) continue;
    if (bank == none || bank_left_[b] > bank_left_[bank]) bank = b;
  }
  if (bank == none) return false;
  const bool completes = waiting_[bank][1].longer != 0;
  const std::uint64_t lists = waiting_[bank][completes ? 1 : 0].longer;
  const std::uint32_t whole = free_lanes_ % sizes_.n;
  open(pop(bank, completes, true, (lists & bit(whole)) != 0 ? whole : highest(lists)));
  return true;
}

// Where no long row is left: the longest row.
void Packer::open_short() {
  std::uint32_t bank = none;
  std::uint32_t longest = 0;
  bool longest_completes = false;
  for (std::uint32_t b = 0; b < sizes_.segments; ++b) {
    if (!may_use(b)) continue;
    for (const bool completes : {false, true}) {
      std::uint64_t lists = waiting_[b][completes ? 1 : 0].shorter;
      if (completes && completed_) lists &= ~(bit(free_lanes_) | (bit(free_lanes_) - 1));
      if (lists == 0 || highest(lists) <= longest) continue;
      bank = b;
      longest = highest(lists);
      longest_completes = completes;
    }
  }
  if (bank != none) open(pop(bank, longest_completes, false, longest));
}

// The row takes what is left of the beat, and is the open one if that is not all it has.
void Packer::open(std::uint32_t row) {
  take(row, std::min(free_lanes_, left_[row]));
  if (left_[row] != 0) open_ = row;
}

bool Packer::choose() {
  chosen_.fill({});
  free_lanes_ = sizes_.n;
  free_segments_ = sizes_.segments;
  used_ = 0;
  completed_ = false;
  const bool goes_on = open_ != none && left_[open_] > sizes_.n;
  if (goes_on) {
    used_ = 1U << tile_->rows[open_].bank;  // it takes what the others leave
  } else if (open_ != none) {
    take(open_, left_[open_]);
    open_ = none;
  }
  while (free_lanes_ > 0 && free_segments_ > 1) {
    // As many lanes as the other segments cannot take.
    const std::uint32_t others = (free_segments_ - 1) * (goes_on ? sizes_.n : longest());
    if (!add_short(free_lanes_ > others ? free_lanes_ - others : 0)) break;
  }
  // The last segment.
  if (free_lanes_ > 0 && free_segments_ > 0) {
    if (goes_on) {
      take(open_, free_lanes_);
    } else if (!fill_exactly() && !open_long()) {
      open_short();
    }
  }
  return free_lanes_ < sizes_.n;
}

bool Packer::next(Beat& beat) {
  if (!choose()) return false;
  std::uint32_t end = 0;
  for (std::uint32_t s = 0; s < sizes_.segments; ++s) {
    const Choice& choice = chosen_[s];
    if (choice.row != none) {
      const TileRow& row = tile_->rows[choice.row];
      const std::uint32_t done = row.count - left_[choice.row] - choice.take;
      std::copy_n(tile_->lanes.begin() + row.begin + done, choice.take, beat.lanes.begin() + end);
      end += choice.take;
    }
    beat.segments[s] = {choice.row, end, choice.last};
  }
  return true;
}

std::uint32_t Packer::count(const Tile& tile) {
  start(tile);
  std::uint32_t beats = 0;
  while (choose()) ++beats;
  return beats;
}

}  // namespace denim::engines::demm
