// <name>_params.hpp, C++ constants: the keys of the spec, and offset, width and count of every
// field.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"
#include "gen/spec/layout.hpp"

namespace denim::emit {

namespace {

using spec::Field;
using spec::Layout;

std::string cpp_declarator(const std::string& name, const spec::KeyValue& value) {
  if (std::holds_alternative<bool>(value)) return "bool " + name;
  if (std::holds_alternative<std::int64_t>(value)) return "long " + name;
  return "char " + name + "[]";
}

// A list is the text of its elements with a blank between them, so that an empty one is legal too.
std::string cpp_value(const spec::KeyValue& value) {
  const auto* list = std::get_if<spec::List>(&value);
  return list ? fmt::format("\"{}\"", fmt::join(*list, " ")) : spec::to_text(value);
}

std::string write_params(const Contents& contents) {
  const spec::Spec& spec = contents.spec;
  std::string text = provenance(spec, "// ");
  text += fmt::format(
      "//\n// The constants of {0}, for software that feeds the engine.\n#pragma once\n\n"
      "namespace {0}_params {{\n\n// The spec.\n",
      contents.engine.name);
  text += fmt::format("inline constexpr char spec_hash[] = \"{}\";\n", spec.hash());
  for (const spec::KeyDeclaration& key : spec.engine().keys) {
    const spec::KeyValue& value = spec.value(key.name);
    text += with_comment(
        fmt::format("inline constexpr {} = {};", cpp_declarator(key.name, value), cpp_value(value)),
        key.meaning + (key.unit.empty() ? "" : ", " + key.unit), 0);
  }
  std::string timed = spec.engine().timed;
  std::erase(timed, '`');
  text += with_comment(
      fmt::format("inline constexpr int latency = {};", spec.engine().latency(spec)),
      fmt::format("cycles from {} to {}", timed,
                  spec.engine().takes_b() ? "its " + spec.engine().results().name + " beat"
                                          : "what it gives"),
      0);
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const Layout layout = spec::layout(spec, stream.name);
    text += "\n" + comment_lines(fmt::format("Stream {}: {}.", stream.name, stream.meaning), 0);
    text += fmt::format("inline constexpr int {}_beat_width = {};\n", stream.name, layout.width);
    for (const Field& field : layout.fields) {
      text += comment_lines(field.meaning, 0);
      text += fmt::format("inline constexpr int {}_{}_offset = {};\n", stream.name, field.name,
                          field.offset);
      text += fmt::format("inline constexpr int {}_{}_width = {};\n", stream.name, field.name,
                          field.width);
      text += fmt::format("inline constexpr int {}_{}_count = {};\n", stream.name, field.name,
                          field.count);
    }
  }
  const auto settings = spec.engine().settings_of(spec);
  if (!settings.empty()) text += "\n// Inputs that hold still.\n";
  for (const spec::SettingDeclaration& setting : settings) {
    text += with_comment(
        fmt::format("inline constexpr int {}_width = {};", setting.name, setting.width),
        fmt::format("{}_i: {}", setting.name, setting.meaning), 0);
  }
  if (!spec.engine().errors_of(spec).empty()) text += "\n// Bits of error_o.\n";
  int bit = 0;
  for (const spec::ErrorDeclaration& error : spec.engine().errors_of(spec)) {
    text += with_comment(fmt::format("inline constexpr int error_{} = {};", error.name, bit++),
                         error.meaning, 0);
  }
  text += fmt::format("\n}}  // namespace {}_params\n", contents.engine.name);
  return text;
}

const RegisterBundleFile params("{}_params.hpp", write_params);

}  // namespace

}  // namespace denim::emit
