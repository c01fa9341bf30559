// <name>.rdl, the registers of the AXI top in SystemRDL 2.0.
#include <fmt/format.h>

#include <string>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/registers.hpp"
#include "gen/spec/registers.hpp"

namespace denim::emit {

namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string_view properties(spec::Access access) {
  switch (access) {
    case spec::Access::constant:
      return "sw = r; hw = na;";
    case spec::Access::setting:
      return "sw = rw; hw = r;";
    case spec::Access::command:
      return "sw = rw; onwrite = woset; hw = w;";
    case spec::Access::event:
      return "sw = rw; onwrite = woclr; hw = w;";
    default:
      return "sw = r; hw = w;";
  }
}

std::string write_rdl(const Contents& contents) {
  std::string text = fmt::format(
      "{0}//\n// Registers of {1}_axi, behind s_axi.\n"
      "addrmap {1}_regs {{\n  name = {2};\n  default regwidth = {3};\n  default accesswidth = "
      "{3};\n",
      provenance(contents.spec, "// "), contents.engine.name,
      quoted("Registers of " + contents.engine.name + "_axi"), spec::register_width);
  for (const spec::RegisterDeclaration& one : spec::registers(contents.spec)) {
    text += fmt::format("\n  reg {{\n    desc = {};\n", quoted(one.meaning));
    for (const spec::RegisterField& field : one.fields) {
      // What the hardware says has no value in reset.
      const std::string reset = field.access == spec::Access::status
                                    ? std::string()
                                    : fmt::format(" = {}'h{:x}", field.width, field.reset);
      const std::string desc =
          one.is_plain() ? std::string() : fmt::format("desc = {}; ", quoted(field.meaning));
      text += fmt::format("    field {{ {}{} }} {}[{}:{}]{};\n", desc, properties(field.access),
                          field.name, field.low + field.width - 1, field.low, reset);
    }
    text += fmt::format("  }} {} @ 0x{:03x};\n", one.name, one.offset);
  }
  return text + "};\n";
}

const RegisterBundleFile rdl("{}.rdl", write_rdl);

}  // namespace

}  // namespace denim::emit
