// Every leaf against its bench in tb/, with odd parameters and several seeds.
#include <filesystem>
#include <iostream>
#include <string>

#include "tests/catch.hpp"
#include "tests/rtl/bench.hpp"

namespace denim::test {
namespace {

// A bench that ends well but has checked less than this has not tested anything.
constexpr long fewest_checks = 1000;
constexpr int seeds = 2;  // 0 always

TEST_CASE("every leaf passes its bench", "[rtl][bench]") {
  for (const LeafFile& leaf : leaf_files()) {
    CAPTURE(leaf.name);
    REQUIRE(std::filesystem::exists(project / leaf.bench()));
    for (const Settings& settings : settings_of(leaf.name)) {
      CAPTURE(to_text(settings));
      const Bench bench(leaf.name, leaf.file, settings);
      REQUIRE(bench.complaint() == "");
      for (int seed = 0; seed < seeds; seed++) {
        const Bench::Result result = bench.run(seed);
        INFO(result.output);
        if (result.checks < fewest_checks)  // whole, where Catch would break the line
          std::cout << "\nreproduce with:\n" << bench.reproduction(seed) << std::endl;
        CHECK(result.checks >= fewest_checks);
      }
    }
  }
}

TEST_CASE("every bench belongs to a leaf", "[rtl][bench]") {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project / "tb")) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".sv" || !name.ends_with("_tb")) continue;
    CAPTURE(name);
    REQUIRE_NOTHROW(leaf_file(name.substr(0, name.size() - 3)));
    CHECK(project / leaf_file(name.substr(0, name.size() - 3)).bench() == entry.path());
  }
}

}  // namespace
}  // namespace denim::test
