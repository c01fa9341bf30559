#include "gen/emit/constants.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gen/emit/comment.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"

namespace denim::emit {

namespace {

std::int64_t number(std::int64_t value) { return value; }

ConstantGroup of_spec(const spec::Spec& spec) {
  ConstantGroup group{true, "The spec.", {{"spec_hash", spec.hash(), ""}}};
  for (const spec::KeyDeclaration& key : spec.keys())
    group.constants.push_back(
        {key.name, spec.value(key.name), key.meaning + (key.unit.empty() ? "" : ", " + key.unit)});
  std::string timed = spec.engine().timed;
  std::erase(timed, '`');
  const std::string end =
      spec.engine().takes_b() ? "its " + spec.engine().results().name + " beat" : "what it gives";
  group.constants.push_back({"latency", number(spec::latency_to_port(spec)),
                             fmt::format("cycles from {} to {}", timed, end)});
  return group;
}

void add_stream(const spec::Spec& spec, const spec::StreamDeclaration& stream,
                std::vector<ConstantGroup>& groups) {
  const spec::Layout layout = spec::layout(spec, stream.name);
  groups.push_back({true,
                    fmt::format("Stream {}: {}.", stream.name, stream.meaning),
                    {{stream.name + "_beat_width", number(layout.width), ""}}});
  for (const spec::Field& field : layout.fields) {
    const std::string name = stream.name + "_" + field.name;
    groups.push_back({false,
                      field.meaning,
                      {{name + "_offset", number(field.offset), ""},
                       {name + "_width", number(field.width), ""},
                       {name + "_count", number(field.count), ""}}});
  }
}

}  // namespace

std::vector<ConstantGroup> constants(const spec::Spec& spec) {
  std::vector<ConstantGroup> groups{of_spec(spec)};
  for (const spec::StreamDeclaration& stream : spec.engine().streams)
    add_stream(spec, stream, groups);
  ConstantGroup settings{true, "Inputs that hold still.", {}};
  for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec))
    settings.constants.push_back({setting.name + "_width", setting.width,
                                  fmt::format("{}_i: {}", setting.name, setting.meaning)});
  ConstantGroup errors{true, "Bits of error_o.", {}};
  for (const spec::ErrorDeclaration& error : spec.engine().errors_of(spec))
    errors.constants.push_back(
        {"error_" + error.name, static_cast<std::int64_t>(errors.constants.size()), error.meaning});
  for (ConstantGroup& group : {std::ref(settings), std::ref(errors)})
    if (!group.constants.empty()) groups.push_back(std::move(group));
  return groups;
}

std::string constants_text(const spec::Spec& spec, const ConstantStyle& style) {
  const std::string margin(static_cast<std::size_t>(style.indent), ' ');
  std::string text;
  for (const ConstantGroup& group : constants(spec)) {
    if (group.begins_part && !text.empty()) text += "\n";
    text += comment_lines(group.comment, style.indent, style.comment_mark);
    for (const Constant& constant : group.constants) {
      const std::string declaration = margin + style.declare(constant.name, constant.value);
      text += constant.comment.empty()
                  ? declaration + "\n"
                  : with_comment(declaration, constant.comment, style.indent, style.comment_mark);
    }
  }
  return text;
}

std::string list_text(const spec::List& list) { return fmt::format("{}", fmt::join(list, " ")); }

}  // namespace denim::emit
