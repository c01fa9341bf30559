// denim list: engines with their keys, presets with their parameters, from the engines' tables.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sw/cli/cli.hpp"

namespace denim::cli {

namespace {

void list_engine(const spec::EngineDeclaration& engine) {
  fmt::print("engine {}: {}\n", engine.name, engine.meaning);
  std::size_t name = 0;
  std::size_t type = 0;
  std::size_t value = 0;
  std::size_t unit = 0;
  const std::vector<spec::KeyDeclaration> keys = engine.every_key();
  for (const spec::KeyDeclaration& key : keys) {
    name = std::max(name, key.name.size());
    type = std::max(type, key.type_text().size());
    value = std::max(value, spec::to_text(key.default_value).size());
    unit = std::max(unit, key.unit.size());
  }
  for (const spec::KeyDeclaration& key : keys) {
    fmt::print("  {:<{}}  {:<{}}  default {:<{}}  {:<{}}  {}\n", key.name, name, key.type_text(),
               type, spec::to_text(key.default_value), value, key.unit, unit, key.meaning);
  }
}

void list_preset(const spec::Preset& preset) {
  const spec::Spec spec = spec::Spec::load(preset.name);
  fmt::print("preset {}: {}", preset.name, spec.engine().name);
  if (spec.engine().takes_b()) {
    fmt::print(", {} multipliers", spec.engine().multipliers(spec));
  }
  fmt::print("\n ");
  for (const spec::KeyDeclaration& key : spec.keys()) {
    const spec::KeyValue& value = spec.value(key.name);
    const auto* word = std::get_if<std::string>(&value);
    fmt::print(" {}={}", key.name, word ? *word : spec::to_text(value));
  }
  fmt::print("\n");
}

}  // namespace

void add_list(CommandLine& line) {
  Command command = line.subcommand("list", "List engines with their keys, and presets");
  command.action([] {
    for (const spec::EngineDeclaration* engine : spec::engines()) list_engine(*engine);
    fmt::print(
        "every spec\n"
        "  name    the top module's name            default that of the file or the preset\n"
        "  prefix  in front of every module's name  default none; for bundles that are compiled "
        "together\n");
    fmt::print("\n");
    for (const spec::Preset& preset : spec::presets()) list_preset(preset);
    return success;
  });
}

}  // namespace denim::cli
