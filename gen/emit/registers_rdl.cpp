// <name>.rdl, the registers of the AXI top in SystemRDL 2.0.
#include <fmt/format.h>

#include <string>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"
#include "gen/emit/registers.hpp"
#include "gen/spec/registers.hpp"

namespace denim::emit {

namespace {

// A text may go on in another line.
std::string described(const std::string& text, int indent) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string lines;
  for (const std::string& line :
       wrapped("desc = \"" + escaped + "\";", static_cast<std::size_t>(kLineWidth - indent - 4)))
    lines += margin + (lines.empty() ? "" : "    ") + line + "\n";
  return lines;
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
      "addrmap {1}_regs {{\n  default regwidth = {2};\n  default accesswidth = {2};\n",
      provenance(contents.spec, "// "), contents.engine.name, spec::register_width);
  for (const spec::RegisterDeclaration& one : spec::registers(contents.spec)) {
    text += "\n  reg {\n" + described(one.meaning, 4);
    for (const spec::RegisterField& field : one.fields) {
      // What the hardware says has no value in reset.
      const std::string reset = field.access == spec::Access::status
                                    ? std::string()
                                    : fmt::format(" = {}'h{:x}", field.width, field.reset);
      text += "    field {\n" + (one.is_plain() ? "" : described(field.meaning, 6)) +
              fmt::format("      {}\n    }} {}[{}:{}]{};\n", properties(field.access), field.name,
                          field.low + field.width - 1, field.low, reset);
    }
    text += fmt::format("  }} {} @ 0x{:03x};\n", one.name, one.offset);
  }
  return text + "};\n";
}

const RegisterBundleFile rdl("{}.rdl", write_rdl);

}  // namespace

}  // namespace denim::emit
