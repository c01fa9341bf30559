#include "gen/spec/ports.hpp"

#include <fmt/format.h>

#include <array>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

constexpr std::int64_t widest = 1 << 17;  // of all that an engine can give

const std::array<KeyDeclaration, 2>& declarations() {
  static const std::array<KeyDeclaration, 2> keys{
      KeyDeclaration{std::string(registered_ready_key), FlagType{}, false, "",
                     "registers at every port, so that no path leads from valid, ready or payload "
                     "of a stream through the engine; a cycle more on the way in and out"},
      KeyDeclaration{std::string(result_bits_key), IntegerType{0, widest}, std::int64_t{0}, "bits",
                     "of a beat of `c` at the port: a result leaves in several, low bits first, "
                     "the last one filled up with zeros; 0: in one, as wide as it is"}};
  return keys;
}

}  // namespace

std::span<const KeyDeclaration> port_keys(const EngineDeclaration& engine) {
  return std::span(declarations()).first(engine.takes_b() ? 2 : 1);
}

std::int64_t result_bits(const Spec& spec) {
  return spec.engine().takes_b() ? spec.integer(result_bits_key) : 0;
}

bool cuts_results(const Spec& spec) { return result_bits(spec) != 0; }

bool registers_ports(const Spec& spec) { return spec.flag(registered_ready_key); }

int cycles_in(const Spec& spec) { return registers_ports(spec) ? 1 : 0; }

int cycles_out(const Spec& spec) { return registers_ports(spec) || cuts_results(spec) ? 1 : 0; }

int latency_to_port(const Spec& spec) {
  return cycles_in(spec) + spec.engine().latency(spec) + cycles_out(spec);
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
