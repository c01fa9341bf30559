// A spec: one design point. Parsed from TOML, completed with defaults, checked against the tables
// of its engine; afterwards a plain, immutable value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/engine.hpp"

namespace denim::spec {

// what() is a whole message: file, line and column or key, what is wrong, what would be right.
class SpecError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Spec {
 public:
  // `overrides` are "key=value" texts, as --set takes them: a TOML value, or a bare word as a
  // string. `source` names the text in messages; `default_name` is used where the text has no name.
  // `compare = …`, which presets say, is passed over.
  static Spec parse(std::string_view toml, const std::string& source,
                    const std::string& default_name, std::span<const std::string> overrides = {});
  // A file if names_file(spec), otherwise the name of a preset.
  static Spec load(const std::string& spec, std::span<const std::string> overrides = {});

  const EngineDeclaration& engine() const { return *engine_; }
  const std::string& name() const { return name_; }
  // What stands in front of the name of every module and package of the bundle, so that bundles can
  // be compiled together; usually nothing.
  const std::string& prefix() const { return prefix_; }
  std::string top_name() const { return prefix_ + name_; }  // of the top module, and of its files
  // The preset it was loaded from; empty for a file, and for a preset with overrides.
  const std::string& preset() const { return preset_; }

  std::int64_t integer(std::string_view key) const;
  const std::string& word(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::vector<Pattern> patterns(std::string_view key) const;
  // An integer key, or what its engine derives from the keys under this name.
  std::int64_t number(std::string_view name) const;
  const KeyValue& value(std::string_view key) const;
  // The engine's own, and of those that it has without declaring them (port_keys) what the spec
  // gives.
  std::vector<KeyDeclaration> keys() const;

  // TOML that parses to the same spec: engine, name, then prefix and the engine's keys in their
  // order where they are not at their default. So a key that comes one day changes no spec that
  // does without.
  std::string canonical() const;
  // 12 hexadecimal digits of the canonical form.
  std::string hash() const;

  bool operator==(const Spec&) const = default;

 private:
  const EngineDeclaration* engine_ = nullptr;
  std::string name_;
  std::string prefix_;
  std::string preset_;
  std::map<std::string, KeyValue, std::less<>> values_;
};

// Whether what a user gives as a spec names a file: it has a '/', ends in ".toml" or is "-", which
// is standard input.
bool names_file(std::string_view spec);

struct Preset {
  std::string name;
  std::string_view toml;
  bool compared = false;  // `compare` takes it by default: the preset says compare = true
};
std::vector<Preset> presets();  // sorted by name

// FNV-1a, 64 bits (Fowler, Noll, Vo): the hash of specs, bundles and cached files.
std::uint64_t fnv1a(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325U);
std::string to_text(const KeyValue& value);  // as TOML

// The known word nearest to `word` (edit distance), empty if none is near.
std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace denim::spec
