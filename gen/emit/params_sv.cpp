// <name>_params_pkg.sv, the constants of the engine for RTL and benches around it. The engine does
// without the package, so it is in no list of sources.
#include <fmt/format.h>

#include <cctype>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/constants.hpp"

namespace denim::emit {

namespace {

// "a_index_offset" → "AIndexOffset", as parameters are named.
std::string upper_camel_case(const std::string& name) {
  std::string camel;
  bool begins_word = true;
  for (const unsigned char c : name) {
    if (c == '_') {
      begins_word = true;
      continue;
    }
    camel += static_cast<char>(begins_word ? std::toupper(c) : c);
    begins_word = false;
  }
  return camel;
}

// Texts have no type: Yosys does not know `string`.
std::string sv_constant(const std::string& snake_name, const spec::KeyValue& value) {
  const std::string name = upper_camel_case(snake_name);
  const std::string text = spec::to_text(value);
  if (const auto* list = std::get_if<spec::List>(&value))
    return fmt::format("localparam {} = \"{}\";", name, list_text(*list));
  if (std::holds_alternative<std::string>(value))
    return fmt::format("localparam {} = {};", name, text);
  if (const auto* flag = std::get_if<bool>(&value))
    return fmt::format("localparam bit {} = 1'b{};", name, *flag ? 1 : 0);
  return fmt::format("localparam int {} = {};", name, text);
}

std::string write_sv(const Contents& contents) {
  return fmt::format(
      "{0}//\n// The constants of {1}, for RTL and benches around the engine.\n"
      "package {1}_params_pkg;\n\n"
      "  // Who uses a package seldom uses all of it.\n  // verilator lint_off UNUSEDPARAM\n\n"
      "{2}\n  // verilator lint_on UNUSEDPARAM\n\nendpackage\n",
      provenance(contents.spec, "// "), contents.engine.name,
      constants_text(contents.spec, {"//", 2, sv_constant}));
}

const RegisterBundleFile sv_params("{}_params_pkg.sv", write_sv);

}  // namespace

}  // namespace denim::emit
