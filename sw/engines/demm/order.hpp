// The order in which `demm` visits the k-blocks of a row group.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace denim::engines::demm {

// A k-block before it is packed.
struct Visit {
  std::uint32_t loads = 0;      // b beats
  std::uint32_t beats = 0;      // a beats, at least
  std::uint32_t rows = 0;       // of A with a non-zero in it, of which one may complete in a beat
  std::uint32_t completed = 0;  // of those, once the order is known
};

// Visits i and j of one round, i before j, take max(beats of i, loads of j) cycles from the first a
// beat of i to that of j, for j loads while i is used. The order of least cycles for `rounds` of
// them one after the other: the round is the best there is (P. C. Gilmore and R. E. Gomory,
// "Sequencing a one state-variable machine: a solvable case of the traveling salesman problem",
// Operations Research 12, 1964), and begins where the first load and the last beats, in which all
// rows of the last visit complete, cost least. Returns indices; time is that of sorting.
std::vector<std::uint32_t> order_overlapping(std::span<const Visit> visits, std::uint64_t rounds);

// The same where nothing overlaps: as given, but for the last, in which rows complete.
std::vector<std::uint32_t> order_in_turns(std::span<const Visit> visits);

}  // namespace denim::engines::demm
