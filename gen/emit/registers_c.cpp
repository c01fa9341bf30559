// <name>_regs.h, the registers of the AXI top for C and C++.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"
#include "gen/emit/registers.hpp"
#include "gen/spec/registers.hpp"

namespace denim::emit {

namespace {

std::string define(const std::string& name, std::uint32_t value, int digits,
                   const std::string& comment = {}) {
  const std::string line = fmt::format("#define {} 0x{:0{}x}u", name, value, digits);
  return comment.empty() ? line + "\n" : with_comment(line, comment, 0);
}

std::string write_c_header(const Contents& contents) {
  const std::string prefix = upper_case(contents.engine.name) + "_";
  const std::string what = fmt::format(
      "Registers of {0}_axi: {1}…_OFFSET is the byte address within s_axi, {1}…_MASK are the bits "
      "of a field, {1}…_VALUE is what a constant register reads as.",
      contents.engine.name, prefix);
  std::string text =
      provenance(contents.spec, "// ") + "//\n" + comment_lines(what, 0) +
      fmt::format("#ifndef {0}REGS_H\n#define {0}REGS_H\n\n#define {0}SPEC_HASH 0x{1}ull\n", prefix,
                  contents.spec.hash());
  for (const spec::RegisterDeclaration& one : spec::registers(contents.spec)) {
    const std::string name = prefix + one.name + "_";
    text += "\n" + comment_lines(one.meaning + " (" + accesses_text(one) + ")", 0) +
            define(name + "OFFSET", one.offset, 3);
    for (const spec::RegisterField& field : one.fields) {
      if (field.access == spec::Access::constant) {
        text += define(name + "VALUE", field.reset, 8);
      } else if (!one.is_plain()) {
        text += define(name + upper_case(field.name) + "_MASK", field.mask(), 8, field.meaning);
      }
    }
  }
  return text + fmt::format("\n#endif  // {}REGS_H\n", prefix);
}

const RegisterBundleFile header("{}_regs.h", write_c_header);

}  // namespace

}  // namespace denim::emit
