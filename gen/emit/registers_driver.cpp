// denim_axi.hpp, by which software uses the registers of the AXI top: header only, C++17.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"
#include "gen/emit/registers.hpp"
#include "gen/spec/registers.hpp"

namespace denim::emit {

namespace {

using spec::RegisterDeclaration;

// What is the same for every design; {0} is the name of the engine, {1} that in front of macros.
constexpr std::string_view beginning = R"(#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "{0}_regs.h"

namespace {0}_axi {{

class Device {{
 public:
  // A register is named by its byte address within s_axi.
  using Read = std::function<std::uint32_t(std::uint32_t offset)>;
  using Write = std::function<void(std::uint32_t offset, std::uint32_t value)>;

  // Throws std::runtime_error where these are not the registers of {0}.
  Device(Read read, Write write) : read_(std::move(read)), write_(std::move(write)) {{
    expect("ID", read_({1}_ID_OFFSET), {1}_ID_VALUE);
    expect("MAP_VERSION", read_({1}_MAP_VERSION_OFFSET), {1}_MAP_VERSION_VALUE);
    const std::uint64_t high = read_({1}_SPEC_HASH_HIGH_OFFSET);
    expect("SPEC_HASH", high << 32 | read_({1}_SPEC_HASH_LOW_OFFSET), {1}_SPEC_HASH);
  }}

  void enable(bool on) {{ write_({1}_CONTROL_OFFSET, on ? {1}_CONTROL_ENABLE_MASK : 0); }}
  bool is_enabled() const {{
    return (read_({1}_CONTROL_OFFSET) & {1}_CONTROL_ENABLE_MASK) != 0;
  }}

  // Closes the streams in, resets the engine and leaves it disabled. False if it has not happened
  // after so many reads: a beat on a stream out waits to be taken.
  bool soft_reset(int reads = 1000) {{
    write_({1}_CONTROL_OFFSET, {1}_CONTROL_SOFT_RESET_MASK);
    while (reads-- > 0) {{
      if ((read_({1}_CONTROL_OFFSET) & {1}_CONTROL_SOFT_RESET_MASK) == 0) return true;
    }}
    return false;
  }}

  // Bits are {1}_STATUS_…_MASK, {1}_ERROR_…_MASK and {1}_ERROR_MASK_…_MASK.
  std::uint32_t status() const {{ return read_({1}_STATUS_OFFSET); }}
  std::uint32_t error() const {{ return read_({1}_ERROR_OFFSET); }}
  void clear_error(std::uint32_t bits) {{ write_({1}_ERROR_OFFSET, bits); }}
  std::uint32_t error_mask() const {{ return read_({1}_ERROR_MASK_OFFSET); }}
  void set_error_mask(std::uint32_t bits) {{ write_({1}_ERROR_MASK_OFFSET, bits); }}
)";

constexpr std::string_view ending = R"(
 private:
  static void expect(const char* name, std::uint64_t is, std::uint64_t expected) {{
    if (is == expected) return;
    throw std::runtime_error("{0}: register " + std::string(name) + " is " + std::to_string(is) +
                             ", not " + std::to_string(expected) +
                             "; it is another design, or another version of it");
  }}

  // Both halves of one moment, although the lower one counts on.
  std::uint64_t read_pair(std::uint32_t low, std::uint32_t high) const {{
    std::uint32_t above = read_(high);
    for (;;) {{
      const std::uint32_t below = read_(low);
      const std::uint32_t again = read_(high);
      if (again == above) return static_cast<std::uint64_t>(above) << 32 | below;
      above = again;
    }}
  }}

  Read read_;
  Write write_;
}};

}}  // namespace {0}_axi
)";

std::string accessors(const std::vector<RegisterDeclaration>& table, const std::string& macros) {
  std::string text;
  for (const RegisterDeclaration& one : table) {
    if (!one.is_plain() || one.fields.front().access != spec::Access::setting) continue;
    text += "\n" + comment_lines(one.meaning, 2) +
            fmt::format(
                "  std::uint32_t {0}() const {{ return read_({1}_{2}_OFFSET); }}\n"
                "  void set_{0}(std::uint32_t value) {{ write_({1}_{2}_OFFSET, value); }}\n",
                lower_case(one.name), macros, one.name);
  }
  for (const RegisterDeclaration& one : table) {
    // A pair of registers that the hardware writes.
    if (!one.is_plain() || one.fields.front().access != spec::Access::status) continue;
    const std::string name = one.name.substr(0, one.name.rfind('_'));
    if (!one.name.ends_with("_LOW")) continue;
    text += "\n" + comment_lines(one.fields.front().meaning, 2) +
            fmt::format(
                "  std::uint64_t {0}() const {{\n    return read_pair({1}_{2}_LOW_OFFSET, "
                "{1}_{2}_HIGH_OFFSET);\n  }}\n",
                lower_case(name), macros, name);
  }
  return text;
}

std::string write_driver(const Contents& contents) {
  const std::string& name = contents.engine.name;
  const std::string macros = upper_case(name);
  return fmt::format(
             "{0}//\n// The registers of {1}_axi for C++17: how they are read and written is up to "
             "two functions, such\n// as accesses to a page of /dev/mem, or to a simulator.\n",
             provenance(contents.spec, "// "), name) +
         fmt::format(beginning, name, macros) + accessors(spec::registers(contents.spec), macros) +
         fmt::format(ending, name);
}

const RegisterBundleFile driver("denim_axi.hpp", write_driver);

}  // namespace

}  // namespace denim::emit
