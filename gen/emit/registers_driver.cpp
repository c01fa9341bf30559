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
    const std::uint32_t map = read_({1}_MAP_VERSION_OFFSET);
    expect("MAP_VERSION", map, {1}_MAP_VERSION_VALUE);
    const std::uint64_t low = read_({1}_SPEC_HASH_LOW_OFFSET);
    const std::uint64_t high = read_({1}_SPEC_HASH_HIGH_OFFSET);
    expect("SPEC_HASH", high << 32 | low, {1}_SPEC_HASH);
  }}

  void enable(bool on) {{ control(on ? {1}_CONTROL_ENABLE_MASK : 0); }}
  bool is_enabled() const {{ return (control() & {1}_CONTROL_ENABLE_MASK) != 0; }}

  // Closes the streams in, resets the engine and leaves it disabled. False if it has not happened
  // after so many reads: a beat on a stream out waits to be taken.
  bool soft_reset(int reads = 1000) {{
    control({1}_CONTROL_SOFT_RESET_MASK);
    while (reads-- > 0) {{
      if ((control() & {1}_CONTROL_SOFT_RESET_MASK) == 0) return true;
    }}
    return false;
  }}

  // Bits are those of {1}_STATUS_…_MASK.
  std::uint32_t status() const {{ return read_({1}_STATUS_OFFSET); }}
  // Of {1}_ERROR_…_MASK.
  std::uint32_t error() const {{ return read_({1}_ERROR_OFFSET); }}
  void clear_error(std::uint32_t bits) {{ write_({1}_ERROR_OFFSET, bits); }}
  // Of {1}_ERROR_MASK_…_MASK.
  std::uint32_t error_mask() const {{ return read_({1}_ERROR_MASK_OFFSET); }}
  void set_error_mask(std::uint32_t bits) {{
    write_({1}_ERROR_MASK_OFFSET, bits);
  }}
)";

constexpr std::string_view ending = R"(
 private:
  static void expect(const std::string& name, std::uint64_t is, std::uint64_t expected) {{
    if (is == expected) return;
    throw std::runtime_error(
        "{0}: register " + name + " is " + std::to_string(is) +
        ", not " + std::to_string(expected) + "; it is another design, or another version of it");
  }}

  std::uint32_t control() const {{ return read_({1}_CONTROL_OFFSET); }}
  void control(std::uint32_t bits) {{ write_({1}_CONTROL_OFFSET, bits); }}

  // Both halves of one moment, although the lower one counts on; the upper one lies behind it.
  std::uint64_t read_pair(std::uint32_t low) const {{
    std::uint32_t above = read_(low + 4);
    for (;;) {{
      const std::uint32_t below = read_(low);
      const std::uint32_t again = read_(low + 4);
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
  constexpr std::string_view low = "_LOW";
  std::string settings, counts;
  for (const RegisterDeclaration& one : table) {
    if (!one.is_plain()) continue;
    const spec::RegisterField& field = one.fields.front();
    if (field.access == spec::Access::setting) {
      settings += "\n" + comment_lines(one.meaning, 2) +
                  fmt::format(
                      "  std::uint32_t {0}() const {{ return read_({1}_{2}_OFFSET); }}\n"
                      "  void set_{0}(std::uint32_t value) {{\n"
                      "    write_({1}_{2}_OFFSET, value);\n  }}\n",
                      lower_case(one.name), macros, one.name);
    } else if (field.access == spec::Access::status && one.name.ends_with(low)) {
      counts += "\n" + comment_lines(field.meaning, 2) +
                fmt::format("  std::uint64_t {}() const {{ return read_pair({}_{}_OFFSET); }}\n",
                            lower_case(one.name.substr(0, one.name.size() - low.size())), macros,
                            one.name);
    }
  }
  return settings + counts;
}

std::string write_driver(const Contents& contents) {
  const std::string& name = contents.engine.name;
  const std::string macros = upper_case(name);
  const std::string what = fmt::format(
      "The registers of {}_axi for C++17: how they are read and written is up to two functions, "
      "such as accesses to a page of /dev/mem, or to a simulator.",
      name);
  return provenance(contents.spec, "// ") + "//\n" + comment_lines(what, 0) +
         fmt::format(beginning, name, macros) + accessors(spec::registers(contents.spec), macros) +
         fmt::format(ending, name, macros);
}

const RegisterBundleFile driver("denim_axi.hpp", write_driver);

}  // namespace

}  // namespace denim::emit
