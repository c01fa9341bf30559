// The table of registers, of every preset and with a tail: what software and tools rely on.
#include "gen/spec/registers.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace denim::test {
namespace {

using spec::RegisterDeclaration;

std::vector<spec::Spec> specs() {
  std::vector<spec::Spec> all;
  for (const spec::Preset& preset : spec::presets()) all.push_back(spec::Spec::load(preset.name));
  all.push_back(spec::Spec::load("demm_2_8_4",
                                 std::vector<std::string>{"tail=tasd", "tail_terms=[\"2:4\"]"}));
  return all;
}

TEST_CASE("registers lie one behind the other, and their fields apart", "[spec][axi]") {
  for (const spec::Spec& spec : specs()) {
    CAPTURE(spec.name());
    std::uint32_t offset = 0;
    std::set<std::string> names;
    for (const RegisterDeclaration& one : spec::registers(spec)) {
      CAPTURE(one.name);
      CHECK(one.offset == offset);
      CHECK(names.insert(one.name).second);
      CHECK(!one.fields.empty());
      std::uint32_t taken = 0;
      std::set<std::string> fields;
      for (const spec::RegisterField& field : one.fields) {
        CHECK(field.low + field.width <= spec::register_width);
        CHECK((taken & field.mask()) == 0);
        CHECK((std::uint64_t{field.reset} << field.low & ~std::uint64_t{field.mask()}) == 0);
        CHECK(fields.insert(field.name).second);
        CHECK((field.access == spec::Access::constant) == field.signal.empty());
        taken |= field.mask();
      }
      offset += 4;
    }
    CHECK(offset <= 1U << spec::register_address_width);
  }
}

TEST_CASE("designs share the registers up to CYCLES_HIGH", "[spec][axi]") {
  const std::vector<std::string> shared{
      "ID",         "MAP_VERSION", "VERSION",    "SPEC_HASH_LOW", "SPEC_HASH_HIGH",
      "CONTROL",    "TLAST_BEATS", "WATCHDOG",   "STATUS",        "ERROR",
      "ERROR_MASK", "CYCLES_LOW",  "CYCLES_HIGH"};
  for (const spec::Spec& spec : specs()) {
    CAPTURE(spec.name());
    const std::vector<RegisterDeclaration> table = spec::registers(spec);
    REQUIRE(table.size() > shared.size());
    for (std::size_t i = 0; i < shared.size(); ++i) CHECK(table[i].name == shared[i]);
    const auto watchdog = table[9].fields.back();
    CHECK(watchdog.name == "watchdog");
    CHECK(watchdog.mask() == 0x80000000U);
    for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec)) {
      const auto is_of = [&](const RegisterDeclaration& one) {
        return one.is_plain() && one.fields.front().signal == setting.name;
      };
      CHECK(std::ranges::count_if(table, is_of) == 1);
    }
  }
}

}  // namespace
}  // namespace denim::test
