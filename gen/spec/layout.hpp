// Where each field of a stream's beat lies for one spec, in numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::spec {

struct Field {
  std::string name;
  unsigned offset = 0;  // of element 0, bits
  unsigned width = 1;   // of one element, bits, at most 64
  unsigned count = 1;   // elements, side by side
  std::string meaning;
  Holds holds = Holds::control;

  unsigned bit(unsigned element) const { return offset + element * width; }
};

struct Layout {
  std::string stream;
  unsigned width = 0;  // of the whole beat, bits
  std::vector<Field> fields;

  const Field& field(std::string_view name) const;  // throws std::out_of_range
  const Field* find(std::string_view name) const;   // null where the spec does without it
  const Field* holding(Holds holds) const;          // the first, null where there is none
};

Layout layout(const Spec& spec, std::string_view stream);

// Bits of a value of an operand, or of a result; throws std::out_of_range where the engine has
// none.
unsigned value_width(const Spec& spec, Carries carries);

// Bits that name each of 0 … count-1, at least 1.
unsigned index_width(std::uint64_t count);

}  // namespace denim::spec
