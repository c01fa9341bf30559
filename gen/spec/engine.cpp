#include "gen/spec/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <stdexcept>

#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

// Built on first use, so that it is there for registrations in any order of static initialisation.
std::vector<const EngineDeclaration*>& registry() {
  static std::vector<const EngineDeclaration*> all;
  return all;
}

}  // namespace

std::string KeyDeclaration::type_text() const {
  if (const auto* integer = std::get_if<IntegerType>(&type)) {
    if (integer->only.empty()) return fmt::format("integer {}…{}", integer->min, integer->max);
    return fmt::format("one of {}", fmt::join(integer->only, ", "));
  }
  if (std::holds_alternative<FlagType>(type)) return "true or false";
  if (const auto* patterns = std::get_if<PatternsType>(&type)) {
    return fmt::format("a list of {} \"N:M\" with 1 ≤ N ≤ M ≤ {}",
                       patterns->series ? "one or more terms" : "different patterns",
                       patterns->max_m);
  }
  return fmt::format("one of \"{}\"", fmt::join(std::get<WordType>(type).words, "\", \""));
}

std::int64_t Width::evaluate(const Spec& spec) const {
  switch (kind) {
    case Kind::bits:
      return bits;
    case Kind::key:
      return spec.number(key);
    case Kind::index:
      return index_width(
          static_cast<std::uint64_t>(spec.number(key) / (over.empty() ? 1 : spec.number(over))));
    case Kind::count:
      return index_width(static_cast<std::uint64_t>(spec.number(key)) + 1);
  }
  throw std::logic_error("unknown kind of width");
}

std::optional<Pattern> parse_pattern(std::string_view text) {
  Pattern pattern;
  const char* const end = text.data() + text.size();
  const auto n = std::from_chars(text.data(), end, pattern.n);
  if (n.ec != std::errc() || n.ptr == end || *n.ptr != ':') return std::nullopt;
  const auto m = std::from_chars(n.ptr + 1, end, pattern.m);
  const bool legal =
      m.ec == std::errc() && m.ptr == end && pattern.n >= 1 && pattern.m >= pattern.n;
  // Its one spelling: no sign, no leading zero.
  if (!legal || text != fmt::format("{}:{}", pattern.n, pattern.m)) return std::nullopt;
  return pattern;
}

const KeyDeclaration* EngineDeclaration::key(std::string_view key_name) const {
  for (const std::span<const KeyDeclaration> some : {std::span(keys), port_keys(*this)}) {
    const auto found = std::ranges::find(some, key_name, &KeyDeclaration::name);
    if (found != some.end()) return &*found;
  }
  return nullptr;
}

std::vector<KeyDeclaration> EngineDeclaration::every_key() const {
  std::vector<KeyDeclaration> all = keys;
  const auto more = port_keys(*this);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const StreamDeclaration& EngineDeclaration::stream(std::string_view stream_name) const {
  const auto found = std::ranges::find(streams, stream_name, &StreamDeclaration::name);
  if (found == streams.end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no stream '{}'", name, stream_name));
  }
  return *found;
}

bool EngineDeclaration::takes_b() const {
  return std::ranges::find(streams, Carries::b, &StreamDeclaration::carries) != streams.end();
}

const StreamDeclaration& EngineDeclaration::results() const {
  const auto found = std::ranges::find(streams, Carries::results, &StreamDeclaration::carries);
  if (found == streams.end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no stream of results", name));
  }
  return *found;
}

int EngineDeclaration::stage(const Spec& spec, std::string_view stage_name) const {
  const auto found = std::ranges::find(stages, stage_name, &StageDeclaration::name);
  if (found == stages.end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no stage '{}'", name, stage_name));
  }
  return found->cycles(spec);
}

int EngineDeclaration::latency(const Spec& spec) const {
  int cycles = 0;
  for (const StageDeclaration& stage : stages) cycles += stage.cycles(spec);
  return cycles;
}

bool BoundDeclaration::holds(const Spec& spec) const {
  const std::int64_t has = spec.number(value);
  return is_least ? has >= spec.number(bound) : has <= spec.number(bound);
}

bool can_exceed(std::int64_t count) {
  return count < 2 || !std::has_single_bit(static_cast<std::uint64_t>(count));
}

std::vector<SettingDeclaration> EngineDeclaration::settings_of(const Spec& spec) const {
  std::vector<SettingDeclaration> present;
  for (const SettingDeclaration& setting : settings) {
    if (setting.present(spec)) present.push_back(setting);
  }
  return present;
}

std::vector<ErrorDeclaration> EngineDeclaration::errors_of(const Spec& spec) const {
  std::vector<ErrorDeclaration> found;
  for (const ErrorDeclaration& error : errors) {
    if (!error.present || error.present(spec)) found.push_back(error);
  }
  return found;
}

std::span<const EngineDeclaration* const> engines() { return registry(); }

const EngineDeclaration* find_engine(std::string_view name) {
  const auto found = std::ranges::find(registry(), name, &EngineDeclaration::name);
  return found == registry().end() ? nullptr : *found;
}

void add_engine(const EngineDeclaration& declaration) {
  auto& all = registry();
  const auto place = std::ranges::lower_bound(all, declaration.name, {}, &EngineDeclaration::name);
  all.insert(place, &declaration);
}

}  // namespace denim::spec
