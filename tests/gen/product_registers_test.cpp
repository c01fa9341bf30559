// No register of a product, or of a sum of products, is wider than that, in any preset: see
// "SystemVerilog that all four tools take" in CONTRIBUTING.md.
#include "tests/gen/product_registers.hpp"

#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"
#include "tests/support/engine_forms.hpp"

namespace denim::test {
namespace {

// The tables say that products have a register.
bool multiplies_in_a_stage(const spec::Spec& spec) {
  const auto& stages = spec.engine().stages;
  const auto stage = std::ranges::find(stages, "multiply", &spec::StageDeclaration::name);
  return stage != stages.end() && stage->cycles(spec) > 0;
}

TEST_CASE("no preset and no form has a register wider than the product in it", "[bundle][text]") {
  std::vector<EngineForm> forms = engine_forms();
  for (const spec::Preset& preset : spec::presets())
    forms.push_back({std::string(preset.name), {}});
  forms.push_back({"demm_2_8_4", {"tail=requantise"}});
  for (const EngineForm& form : forms) {
    CAPTURE(form);
    const Design design = bundle::design(form.spec());
    int registers = 0;
    for (const Module& module : design.modules()) {
      CAPTURE(module.name);
      const ProductRegisters products(module);
      CHECK(products.too_wide() == "");
      registers += products.of_products();
    }
    if (multiplies_in_a_stage(form.spec())) CHECK(registers > 0);
  }
}

TEST_CASE("a register wider than the product in it is seen", "[text]") {
  Bench bench;
  Scope& body = bench.top.body;
  const Value a = bench.a.slice(0, bench.width), b = bench.a.slice(bench.width, bench.width);
  const auto product = [&](int bits) { return extend_signed(a, bits) * extend_signed(b, bits); };
  const auto offends = [&] { return ProductRegisters(bench.top).too_wide(); };
  SECTION("as wide as the product") { body.register_of("p", 16, product(16)); }
  SECTION("wider") {
    body.register_of("p", 17, product(17));
    CHECK(offends() == "p: a product of 16 bits, of which 17 are read\n");
    return;
  }
  SECTION("a product that is extended on its way") {
    body.register_of("p", 20, extend_signed(body.net_of("q", 16, product(16)), 20));
    CHECK(offends() == "p: a product of 16 bits, of which 20 are read\n");
    return;
  }
  SECTION("wider, of which the low bits are read, two registers later") {
    const Value p = body.register_of("p", 32, product(32));
    body.assign(body.net("low", 16), body.register_of("q", 32, p).slice(0, 16));
  }
  SECTION("wider, of which a bit too many is read") {
    const Value p = body.register_of("p", 32, product(32));
    body.assign(body.net("low", 17), p.slice(0, 17));
    CHECK(offends() == "p: a product of 16 bits, of which 17 are read\n");
    return;
  }
  SECTION("sums") {
    const Value p = body.register_of("p", 16, product(16));
    const Value sum = extend_signed(p, 18) + extend_signed(p, 18) + extend_signed(p, 18);
    body.register_of("three", 18, sum);
    CHECK(offends() == "");
    body.register_of("two", 18, extend_signed(p, 18) + extend_signed(p, 18));
    CHECK(offends() == "two: a product of 17 bits, of which 18 are read\n");
    return;
  }
  SECTION("a sum with what is no product is as wide as that") {
    body.register_of("sum", 32, bench.a + extend_signed(product(16), 32));
  }
  CHECK(offends() == "");
}

}  // namespace
}  // namespace denim::test
