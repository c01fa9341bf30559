#include "gen/spec/result_beats.hpp"

#include <fmt/format.h>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

constexpr std::int64_t widest = 1 << 17;  // of all that an engine can give

const KeyDeclaration& declaration() {
  static const KeyDeclaration key{
      std::string(result_bits_key), IntegerType{1, widest}, std::int64_t{0}, "bits",
      "of a beat of `c` at the port: a result leaves in several, low bits first, the last one "
      "filled up with zeros; not given: in one, as wide as it is"};
  return key;
}

}  // namespace

std::span<const KeyDeclaration> result_keys(const EngineDeclaration& engine) {
  if (!engine.takes_b()) return {};
  return {&declaration(), 1};
}

std::int64_t result_bits(const Spec& spec) {
  return result_keys(spec.engine()).empty() ? 0 : spec.integer(result_bits_key);
}

bool cuts_results(const Spec& spec) { return result_bits(spec) != 0; }

int latency_to_port(const Spec& spec) {
  return spec.engine().latency(spec) + (cuts_results(spec) ? cut_cycles : 0);
}

Passage passage(const Spec& spec, std::string_view stream) {
  const unsigned whole = layout(spec, stream).width;
  const auto bits = static_cast<unsigned>(result_bits(spec));
  if (bits == 0 || spec.engine().stream(stream).carries != Carries::results) return {whole, 1};
  return {bits, (whole + bits - 1) / bits};
}

std::string check_result_bits(const Spec& spec) {
  const std::int64_t bits = result_bits(spec);
  if (bits == 0) return {};
  const std::string& stream = spec.engine().results().name;
  const unsigned whole = layout(spec, stream).width;
  if (bits <= whole) return {};
  return fmt::format("{} is {}; a beat of {} has {} bits, so take at most that, or leave it out",
                     result_bits_key, bits, stream, whole);
}

}  // namespace denim::spec
