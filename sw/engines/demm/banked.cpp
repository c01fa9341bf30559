#include "sw/engines/demm/banked.hpp"

#include <algorithm>
#include <bit>

namespace denim::engines::demm {

namespace {

constexpr std::uint64_t bit(std::uint32_t at) { return std::uint64_t{1} << at; }

std::uint32_t lowest(std::uint64_t mask) {
  return static_cast<std::uint32_t>(std::countr_zero(mask));
}

std::uint32_t count_bits(std::uint64_t mask) {
  return static_cast<std::uint32_t>(std::popcount(mask));
}

// Much faster than std::popcount() where that is not one instruction, and all that n = 8 needs.
constexpr auto bits_of_byte = [] {
  std::array<std::uint8_t, 256> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i] = static_cast<std::uint8_t>(std::popcount(i));
  }
  return bits;
}();

}  // namespace

void BankedPacker::start(const Tile& tile) {
  tile_ = &tile;
  lanes_.resize(tile.lanes.size());
  slots_.resize(tile.lanes.size());
  named_.resize(tile.rows.size());
  for (Queue& queue : queues_) {
    queue.entries.clear();
    queue.waiting.clear();
    queue.begin = queue.next = 0;
  }
  for (std::uint32_t r = 0; r < tile.rows.size(); ++r) {
    sort_row(r);
    queues_[tile.rows[r].bank].waiting.push_back(r);
  }
  for (Queue& queue : queues_) refill(queue);
}

void BankedPacker::sort_row(std::uint32_t row) {
  const TileRow& of = tile_->rows[row];
  const std::span<const Lane> lanes(tile_->lanes.data() + of.begin, of.count);
  std::array<std::uint32_t, max_lanes> counts{};
  std::uint64_t named = 0;
  for (const Lane& lane : lanes) {
    const std::uint32_t bank = lane.index & (sizes_.n - 1);
    ++counts[bank];
    named |= bit(bank);
  }
  Slot* slot = slots_.data() + of.begin;
  std::array<Slot*, max_lanes> slot_of;
  std::uint32_t begin = of.begin;
  for (std::uint64_t banks = named; banks != 0; banks &= banks - 1, ++slot) {
    const std::uint32_t bank = lowest(banks);
    *slot = {begin, 0};
    slot_of[bank] = slot;
    begin += counts[bank];
  }
  for (const Lane& lane : lanes) {
    Slot& into = *slot_of[lane.index & (sizes_.n - 1)];
    lanes_[into.begin + into.left++] = lane;
  }
  named_[row] = named;
}

BankedPacker::Slot& BankedPacker::slot(std::uint32_t row, std::uint32_t bank) {
  return slots_[tile_->rows[row].begin + count_bits(named_[row] & (bit(bank) - 1))];
}

void BankedPacker::refill(Queue& queue) {
  while (queue.next < queue.waiting.size() && queue.entries.size() - queue.begin < window) {
    const std::uint32_t row = queue.waiting[queue.next++];
    insert(queue, {named_[row], tile_->rows[row].count, row});
  }
}

void BankedPacker::insert(Queue& queue, const Entry& entry) {
  if (queue.begin > 0) {
    const auto from = queue.entries.begin() + static_cast<std::ptrdiff_t>(queue.begin);
    auto at = from - 1;
    --queue.begin;
    while (at + 1 != queue.entries.end() && (at + 1)->left < entry.left) {
      *at = *(at + 1);
      ++at;
    }
    *at = entry;
    return;
  }
  const auto at = std::ranges::lower_bound(queue.entries, entry.left, {}, &Entry::left);
  queue.entries.insert(at, entry);
}

// Lanes that the row would take: not all it has, where another one completes already.
template <class Count>
std::uint32_t BankedPacker::taken(const Entry& entry, Count&& count) const {
  const std::uint32_t lanes = count(entry.banks & free_);
  return completed_ && lanes == entry.left && tile_->rows[entry.row].completes ? lanes - 1 : lanes;
}

template <class Count>
std::size_t BankedPacker::least_behind(const Queue& queue, Count&& count) const {
  const std::uint32_t most = count(free_);
  std::size_t best = queue.entries.size();
  std::uint32_t best_behind = none;
  std::uint32_t best_lanes = 0;
  for (std::size_t i = queue.begin; i < queue.entries.size(); ++i) {
    const Entry& entry = queue.entries[i];
    if (entry.left > most && entry.left - most > best_behind) break;
    const std::uint32_t lanes = taken(entry, count);
    if (lanes == 0) continue;
    const std::uint32_t behind = entry.left - lanes;
    if (behind < best_behind || (behind == best_behind && lanes > best_lanes)) {
      best = i;
      best_behind = behind;
      best_lanes = lanes;
    }
  }
  return best;
}

template <class Count>
std::size_t BankedPacker::most_taken(const Queue& queue, Count&& count) const {
  const std::uint32_t most = count(free_);
  std::size_t best = queue.entries.size();
  std::uint32_t best_lanes = 0;
  for (std::size_t i = queue.begin; i < queue.entries.size() && best_lanes < most; ++i) {
    const std::uint32_t lanes = taken(queue.entries[i], count);
    if (lanes > best_lanes) {
      best = i;
      best_lanes = lanes;
    }
  }
  return best;
}

void BankedPacker::take(Queue& queue, std::size_t place) {
  Entry entry = queue.entries[place];
  std::uint64_t banks = entry.banks & free_;
  std::uint32_t lanes = count_bits(banks);
  bool last = lanes == entry.left && tile_->rows[entry.row].completes;
  if (last && completed_) {
    banks &= banks - 1;
    --lanes;
    last = false;
  }
  completed_ |= last;
  free_ &= ~banks;
  chosen_[tile_->rows[entry.row].bank] = {entry.row, banks, last};
  entry.left -= lanes;
  for (std::uint64_t rest = banks; rest != 0; rest &= rest - 1) {
    if (slot(entry.row, lowest(rest)).left == 1) entry.banks &= ~bit(lowest(rest));
  }
  // Towards the front, where the rows with fewer lanes are.
  auto at = queue.entries.begin() + static_cast<std::ptrdiff_t>(place);
  const auto front = queue.entries.begin() + static_cast<std::ptrdiff_t>(queue.begin);
  for (; at != front && (at - 1)->left > entry.left; --at) *at = *(at - 1);
  if (entry.left > 0) {
    *at = entry;
    return;
  }
  ++queue.begin;
  refill(queue);
}

template <class Count>
void BankedPacker::choose(Count&& count) {
  std::array<Queue*, max_segments> order;  // those with something left, most first
  std::size_t queues = 0;
  for (Queue& queue : queues_) {
    if (queue.left() == 0) continue;
    std::size_t at = queues++;
    for (; at > 0 && order[at - 1]->left() < queue.left(); --at) order[at] = order[at - 1];
    order[at] = &queue;
  }
  for (std::size_t i = 0; i < queues && free_ != 0; ++i) {
    Queue& queue = *order[i];
    const std::size_t place =
        i + 1 == queues ? most_taken(queue, count) : least_behind(queue, count);
    if (place < queue.entries.size()) take(queue, place);
  }
}

bool BankedPacker::next(Beat& beat) {
  chosen_.fill({});
  free_ = sizes_.n == 64 ? ~std::uint64_t{0} : bit(sizes_.n) - 1;
  completed_ = false;
  if (sizes_.n <= 8) {
    choose([](std::uint64_t mask) { return std::uint32_t{bits_of_byte[mask]}; });
  } else {
    choose(count_bits);
  }
  std::uint32_t end = 0;
  for (std::uint32_t s = 0; s < sizes_.segments; ++s) {
    const Choice& choice = chosen_[s];
    for (std::uint64_t banks = choice.banks; banks != 0; banks &= banks - 1) {
      Slot& from = slot(choice.row, lowest(banks));
      beat.lanes[end++] = lanes_[from.begin + --from.left];
    }
    beat.segments[s] = {choice.row, end, choice.last};
  }
  return end > 0;
}

}  // namespace denim::engines::demm
