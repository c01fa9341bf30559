// The registers of the AXI top of a bundle: one table, from which its RTL, the C header, the C++
// driver, SystemRDL, the README and the manifest are written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::spec {

inline constexpr unsigned register_width = 32;                // bits
inline constexpr unsigned register_address_width = 12;        // bits of a byte address
inline constexpr std::uint32_t register_map_id = 0x444e494d;  // what register ID says: "DNIM"
// Grows where a register that two designs share goes, moves or means something else.
inline constexpr std::uint32_t register_map_version = 1;

enum class Access {
  constant,  // reads as its reset value
  status,    // reads as what the hardware says
  setting,   // read and written
  command,   // writing 1 starts something; reads as 1 until that is done
  event,     // reads as 1 since something has happened; writing 1 clears it
};

struct RegisterField {
  std::string name;
  unsigned low = 0;  // its lowest bit in the register
  unsigned width = register_width;
  Access access = Access::constant;
  std::uint32_t reset = 0;
  std::string meaning;
  // What carries it in the RTL, and which bit of that is its lowest: fields may share a signal.
  std::string signal = {};
  unsigned signal_low = 0;

  std::uint32_t mask() const;  // its bits in the register
};

struct RegisterDeclaration {
  std::string name;          // "TLAST_BEATS"
  std::uint32_t offset = 0;  // bytes
  std::string meaning;
  std::vector<RegisterField> fields;  // from bit 0 up; one that is the whole register is "value"

  bool is_plain() const;  // one field, which has no name of its own
};

// From offset 0 up, without a gap. Two words of 64 bits are two registers, …_LOW and …_HIGH.
std::vector<RegisterDeclaration> registers(const Spec& spec);

// "read only", "write 1 to clear", …
std::string_view access_text(Access access);

}  // namespace denim::spec
