// The units that take a series of N:M terms from a beat, in numbers: for the tables of engines that
// have them, for their generators and for their models.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/engine.hpp"

namespace denim::spec {

// Of the fields that carry pairs.
inline constexpr char tasd_value_meaning[] =
    "value of a pair, signed; term by term, in a term block by block, in a block by falling "
    "magnitude, alike ones by rising index; 0: the pair is empty";
inline constexpr char tasd_index_meaning[] = "index of the pair within its block; 0 if it is empty";

// The longest block that a unit takes apart.
inline constexpr std::int64_t max_tasd_block = 32;

// Terms of one M that follow one another share a unit: the first n of the n + n' largest elements
// of a block are the view of the first term, the others that of the second.
struct TasdUnit {
  std::int64_t m = 0;            // elements of a block
  std::vector<std::int64_t> ns;  // of its terms, in their order
  std::int64_t kept()
      const;  // elements that it takes of a block: those of all its terms, m at most
  int sort_stages(std::int64_t levels) const;  // of the form `sorter`, see selection_levels()
};
std::vector<TasdUnit> tasd_units(std::span<const Pattern> terms);

// Comparators in a row of the network that finds the n largest of m and orders them: m and n
// from 1.
int selection_levels(std::int64_t m, std::int64_t n);

// The cycles of each stage of the chain of units, in the order in which a beat passes them.
std::vector<int> tasd_stages(std::span<const Pattern> terms, bool serial, std::int64_t levels);

// Pairs that the terms take of a beat of so many elements, empty ones included; the largest M.
std::int64_t tasd_pairs(std::span<const Pattern> terms, std::int64_t elements);
std::int64_t tasd_largest_m(std::span<const Pattern> terms);

// What is wrong with the terms of `key` for beats of so many elements, which are the value of
// `elements_key`; empty if nothing.
std::string check_tasd_terms(std::string_view key, std::span<const Pattern> terms,
                             std::string_view elements_key, std::int64_t elements);

}  // namespace denim::spec
