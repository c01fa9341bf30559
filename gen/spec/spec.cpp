#include "gen/spec/spec.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <optional>

#include "denim_embedded.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/toml.hpp"

namespace denim::spec {

namespace {

// Where a value came from, for messages: "file:line:column" or "--set key=value".
struct Origin {
  std::string text;
};

Origin origin_of(const std::string& source, const toml::source_region& region) {
  return {fmt::format("{}:{}:{}", source, region.begin.line, region.begin.column)};
}

[[noreturn]] void refuse(const Origin& origin, const std::string& what) {
  throw SpecError(fmt::format("{}: {}", origin.text, what));
}

toml::table parse_text(std::string_view text, const std::string& source) {
  try {
    return parse_toml(text, source);
  } catch (const TomlError& error) {
    refuse({fmt::format("{}:{}:{}", source, error.line, error.column)}, error.what());
  }
}

struct Override {
  std::string key;
  toml::table table;  // owns the value, under "value"
  Origin origin;
  const toml::node& value() const { return *table.get("value"); }
};

Override parse_override(const std::string& text) {
  Override result;
  result.origin = {fmt::format("--set {}", text)};
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    refuse(result.origin, "no key=value; write for example --set rows=256");
  }
  result.key = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  const auto bare = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  const std::string before = "value = ";
  try {
    result.table = parse_toml(before + value, "--set");
  } catch (const TomlError& error) {
    if (value.empty() || !std::ranges::all_of(value, bare)) {
      // Its place is that in the value: line and column.
      refuse(
          result.origin,
          fmt::format("'{}' is neither a TOML value nor a bare word; {}:{}: {}", value, error.line,
                      error.line == 1 ? error.column - before.size() : error.column, error.what()));
    }
    result.table.insert("value", value);
  }
  if (result.table.size() != 1 || !result.table.get("value")) {
    refuse(result.origin, fmt::format("'{}' is not one TOML value", value));
  }
  return result;
}

KeyValue checked_value(const KeyDeclaration& key, const toml::node& node, const Origin& origin) {
  const auto wrong = [&](const std::string& got) {
    refuse(origin, fmt::format("{} is {}; it takes {}{}{}", key.name, got, key.type_text(),
                               key.unit.empty() ? "" : " ", key.unit));
  };
  if (const auto* type = std::get_if<IntegerType>(&key.type)) {
    const auto* number = node.as_integer();
    if (!number) wrong("not an integer");
    const std::int64_t value = number->get();
    const bool allowed = type->only.empty()
                             ? value >= type->min && value <= type->max
                             : std::ranges::find(type->only, value) != type->only.end();
    if (!allowed) wrong(std::to_string(value));
    return value;
  }
  if (std::holds_alternative<FlagType>(key.type)) {
    const auto* flag = node.as_boolean();
    if (!flag) wrong("neither true nor false");
    return flag->get();
  }
  if (const auto* type = std::get_if<PatternsType>(&key.type)) {
    const auto* array = node.as_array();
    if (!array) wrong("not a list");
    List list;
    for (const toml::node& element : *array) {
      const auto* text = element.as_string();
      if (!text) wrong("a list with something other than strings");
      const auto pattern = parse_pattern(text->get());
      if (!pattern || pattern->m > type->max_m)
        wrong(fmt::format("a list with \"{}\"", text->get()));
      if (!type->series && std::ranges::find(list, text->get()) != list.end()) {
        wrong(fmt::format("a list with \"{}\" twice", text->get()));
      }
      list.push_back(text->get());
    }
    if (type->series && list.empty()) wrong("an empty list");
    return list;
  }
  const auto& words = std::get<WordType>(key.type).words;
  const auto* text = node.as_string();
  if (!text) wrong("not a string");
  if (std::ranges::find(words, text->get()) == words.end()) {
    wrong(fmt::format("\"{}\"", text->get()));
  }
  return text->get();
}

// A letter, then letters, digits and single '_'.
bool is_word(const std::string& name, std::size_t longest) {
  const auto word = [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); };
  return !name.empty() && name.size() <= longest &&
         std::isalpha(static_cast<unsigned char>(name[0])) && std::ranges::all_of(name, word) &&
         name.find("__") == std::string::npos;
}

std::string checked_name(const toml::node& node, const Origin& origin) {
  const auto* text = node.as_string();
  if (!text || !is_word(text->get(), 64) || text->get().back() == '_') {
    refuse(
        origin,
        "name is the top module's name: a string of a letter, then at most 63 letters, digits and "
        "single '_' between them");
  }
  return text->get();
}

std::string checked_prefix(const toml::node& node, const Origin& origin) {
  const auto* text = node.as_string();
  if (!text || (!text->get().empty() && !is_word(text->get(), 32))) {
    refuse(origin,
           "prefix goes in front of module names: a string of a letter, then at most 31 letters, "
           "digits and single '_', such as \"x_\"");
  }
  return text->get();
}

std::vector<std::string> known_keys(const EngineDeclaration& engine) {
  std::vector<std::string> names{"engine", "name", "prefix"};
  for (const KeyDeclaration& key : engine.every_key()) names.push_back(key.name);
  return names;
}

// What a preset says beside its spec: whether `compare` takes it by default.
constexpr std::string_view compare_key = "compare";

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  const std::string near = nearest(word, known);
  return near.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                      : fmt::format("did you mean '{}'?", near);
}

const EngineDeclaration& engine_named(const toml::node* node, const Origin& origin) {
  std::vector<std::string> names;
  for (const EngineDeclaration* engine : engines()) names.push_back(engine->name);
  if (!node) refuse(origin, fmt::format("no key 'engine'; known are {}", fmt::join(names, ", ")));
  const auto* text = node->as_string();
  const EngineDeclaration* engine = text ? find_engine(text->get()) : nullptr;
  if (!engine) {
    const std::string got = text ? text->get() : "not a string";
    refuse(origin, fmt::format("engine '{}' is not known; {}", got, suggestion(got, names)));
  }
  return *engine;
}

std::string read_file(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw SpecError(fmt::format("{}: is a folder; a spec is a TOML file or a preset", path));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw SpecError(fmt::format("{}: cannot be read; is the path right?", path));
  return {std::istreambuf_iterator<char>(file), {}};
}

// A file's stem as a legal default name: whatever is no letter or digit becomes one '_'.
std::string name_from(const std::string& path) {
  std::string name;
  for (const char c : std::filesystem::path(path).stem().string()) {
    const bool word =
        static_cast<unsigned char>(c) < 128 && std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (word) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  name.resize(std::min<std::size_t>(name.size(), 48));
  const bool begins = !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0;
  return begins ? name : name.empty() ? "spec" : "spec_" + name;
}

}  // namespace

Spec Spec::parse(std::string_view text, const std::string& source, const std::string& default_name,
                 std::span<const std::string> overrides) {
  const toml::table table = parse_text(text, source);
  std::vector<Override> sets;
  for (const std::string& override_text : overrides) {
    sets.push_back(parse_override(override_text));
    const auto same = [&](const Override& o) { return o.key == sets.back().key; };
    if (std::count_if(sets.begin(), sets.end(), same) > 1) {
      refuse(sets.back().origin, fmt::format("'{}' is set twice", sets.back().key));
    }
  }
  // The last word on a key: an override if there is one, otherwise the file.
  const auto find = [&](const std::string& key) -> std::pair<const toml::node*, Origin> {
    for (const Override& set : sets) {
      if (set.key == key) return {&set.value(), set.origin};
    }
    const toml::node* node = table.get(key);
    return {node, node ? origin_of(source, node->source()) : Origin{source}};
  };

  Spec spec;
  const auto [engine_node, engine_origin] = find("engine");
  spec.engine_ = &engine_named(engine_node, engine_origin);
  const std::vector<std::string> known = known_keys(*spec.engine_);
  const auto check_known = [&](const std::string& key, const Origin& origin) {
    if (std::ranges::find(known, key) == known.end()) {
      for (const LackedKey& lacked : spec.engine_->lacked) {
        if (key != lacked.name) continue;
        refuse(origin,
               fmt::format("'{}' is no key of {}: {}", key, spec.engine_->name, lacked.reason));
      }
      refuse(origin, fmt::format("unknown key '{}'; {}", key, suggestion(key, known)));
    }
  };
  for (const auto& [key, node] : table) {
    if (key.str() == compare_key) {
      if (node.is_boolean()) continue;
      refuse(origin_of(source, node.source()), "compare is true or false");
    }
    check_known(std::string(key.str()), origin_of(source, key.source()));
  }
  for (const Override& set : sets) check_known(set.key, set.origin);

  const auto [name_node, name_origin] = find("name");
  spec.name_ = name_node ? checked_name(*name_node, name_origin) : default_name;
  if (spec.name_.starts_with("denim_")) {
    refuse(name_origin,
           fmt::format("name is \"{}\"; names that begin with denim_ are the leaves'", spec.name_));
  }
  const auto [prefix_node, prefix_origin] = find("prefix");
  if (prefix_node) spec.prefix_ = checked_prefix(*prefix_node, prefix_origin);
  if (spec.top_name().starts_with("denim_")) {
    refuse(prefix_origin,
           fmt::format("prefix makes \"{}\" of the name; names that begin with denim_ are the "
                       "leaves'",
                       spec.top_name()));
  }
  for (const KeyDeclaration& key : spec.engine_->every_key()) {
    const auto [node, origin] = find(key.name);
    spec.values_[key.name] = node ? checked_value(key, *node, origin) : key.default_value;
  }
  std::string wrong = spec.engine_->check(spec);
  for (const BoundDeclaration& bound : spec.engine_->bounds) {
    if (wrong.empty() && !bound.holds(spec)) wrong = bound.message(spec);
  }
  if (wrong.empty()) wrong = check_result_bits(spec);
  if (!wrong.empty()) {
    // The key that the message begins with is where to look.
    const std::string key = wrong.substr(0, wrong.find(' '));
    refuse(find(key).second, wrong);
  }
  return spec;
}

bool names_file(std::string_view spec) {
  return spec == "-" || spec.find('/') != std::string_view::npos || spec.ends_with(".toml");
}

Spec Spec::load(const std::string& spec, std::span<const std::string> overrides) {
  if (names_file(spec)) {
    return parse(read_file(spec), spec == "-" ? "standard input" : spec, name_from(spec),
                 overrides);
  }
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    names.push_back(preset.name);
    if (preset.name != spec) continue;
    Spec result = parse(preset.toml, "preset " + spec, spec, overrides);
    if (overrides.empty()) result.preset_ = spec;
    return result;
  }
  throw SpecError(
      fmt::format("'{}' is no preset ({}) and no path (a path has a '/' or ends in .toml)", spec,
                  suggestion(spec, names)));
}

const KeyValue& Spec::value(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no key '{}'", engine_->name, key));
  }
  return found->second;
}

std::int64_t Spec::integer(std::string_view key) const {
  return std::get<std::int64_t>(value(key));
}
const std::string& Spec::word(std::string_view key) const {
  return std::get<std::string>(value(key));
}

bool Spec::flag(std::string_view key) const { return std::get<bool>(value(key)); }

std::vector<Pattern> Spec::patterns(std::string_view key) const {
  std::vector<Pattern> patterns;
  for (const std::string& text : std::get<List>(value(key))) {
    patterns.push_back(*parse_pattern(text));
  }
  return patterns;
}

std::vector<KeyDeclaration> Spec::keys() const {
  std::vector<KeyDeclaration> keys = engine_->keys;
  for (const KeyDeclaration& key : port_keys(*engine_)) {
    if (value(key.name) != key.default_value) keys.push_back(key);
  }
  return keys;
}

std::int64_t Spec::number(std::string_view name) const {
  const auto& derived = engine_->derived;
  const auto found = std::ranges::find(derived, name, &DerivedDeclaration::name);
  return found == derived.end() ? integer(name) : found->value(*this);
}

std::string to_text(const KeyValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* list = std::get_if<List>(&value)) {
    return list->empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(*list, "\", \""));
  }
  return fmt::format("\"{}\"", std::get<std::string>(value));
}

std::string Spec::canonical() const {
  std::string text = fmt::format("engine = \"{}\"\nname = \"{}\"\n", engine_->name, name_);
  if (!prefix_.empty()) text += fmt::format("prefix = \"{}\"\n", prefix_);
  for (const KeyDeclaration& key : engine_->every_key()) {
    if (value(key.name) == key.default_value) continue;
    text += fmt::format("{} = {}\n", key.name, to_text(value(key.name)));
  }
  return text;
}

std::string Spec::hash() const {
  return fmt::format("{:012x}", fnv1a(canonical()) & 0xffffffffffffU);
}

std::vector<Preset> presets() {
  std::vector<Preset> result;
  for (const embedded::File& file : embedded::files()) {
    const std::filesystem::path path(file.path);
    if (path.parent_path().filename() != "presets") continue;
    const toml::table table = parse_text(file.text, std::string(file.path));
    result.push_back({path.stem().string(), file.text, table[compare_key].value_or(false)});
  }
  std::ranges::sort(result, {}, &Preset::name);
  return result;
}

std::uint64_t fnv1a(std::string_view text, std::uint64_t seed) {
  for (const char c : text) {
    seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return seed;
}

std::string nearest(std::string_view word, std::span<const std::string> known) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);  // Levenshtein distance, row by row
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = row[0]++;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t replaced = diagonal + (word[i] != candidate[j]);
        diagonal = row[j + 1];
        row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace denim::spec
