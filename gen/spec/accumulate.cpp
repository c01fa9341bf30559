#include "gen/spec/accumulate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

constexpr const char* registers_key = "accumulate_registers";

// From where a beat is taken to where its accumulator is written.
int cycles_to_write(const Spec& spec) {
  int cycles = 0;
  for (const StageDeclaration& stage : spec.engine().stages) {
    cycles += stage.cycles(spec);
    if (stage.name == "accumulate") break;
  }
  return cycles - 1;
}

}  // namespace

KeyDeclaration accumulate_registers_key() {
  return {
      registers_key, IntegerType{0, 2}, std::int64_t{0}, "registers",
      "of the accumulation: 0, an accumulator is read, added to and written in one cycle; 1, in "
      "cycles of their own, where sums of beats that follow each other are forwarded; 2, with a "
      "register directly behind the read, which RAM blocks have"};
}

int accumulate_cycles(const Spec& spec) { return spec.integer(registers_key) == 0 ? 1 : 2; }

std::string check_accumulate(const Spec& spec) {
  const std::int64_t registers = spec.integer(registers_key);
  if (registers == 0) return {};
  const std::int64_t read = 2 + spec.integer("read_latency") + (registers == 2 ? 1 : 0);
  const int cycles = cycles_to_write(spec);
  if (cycles > std::max<std::int64_t>(read, 3)) return {};
  return fmt::format(
      "accumulate_registers is {} with read_latency = {}; beats are compared {} cycles before an "
      "accumulator is written, and are taken {} before: fewer registers there, or more in front, "
      "so that it is {}",
      registers, spec.integer("read_latency"), std::max<std::int64_t>(read, 3), cycles,
      std::max<std::int64_t>(read, 3) + 1);
}

}  // namespace denim::spec
