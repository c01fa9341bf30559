// <name>_params.hpp, the constants of the engine for C++.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/constants.hpp"

namespace denim::emit {

namespace {

std::string cpp_constant(const std::string& name, const spec::KeyValue& value) {
  const std::string text = spec::to_text(value);
  if (const auto* list = std::get_if<spec::List>(&value))
    return fmt::format("inline constexpr char {}[] = \"{}\";", name, list_text(*list));
  if (std::holds_alternative<std::string>(value))
    return fmt::format("inline constexpr char {}[] = {};", name, text);
  return fmt::format("inline constexpr {} {} = {};",
                     std::holds_alternative<bool>(value) ? "bool" : "int", name, text);
}

std::string write_cpp(const Contents& contents) {
  return fmt::format(
      "{0}//\n// The constants of {1}, for software that feeds the engine.\n#pragma once\n\n"
      "namespace {1}_params {{\n\n{2}\n}}  // namespace {1}_params\n",
      provenance(contents.spec, "// "), contents.engine.name,
      constants_text(contents.spec, {"//", 0, cpp_constant}));
}

const RegisterBundleFile cpp_params("{}_params.hpp", write_cpp);

}  // namespace

}  // namespace denim::emit
