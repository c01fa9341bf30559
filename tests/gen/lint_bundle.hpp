// A whole bundle through the four tools, by the commands in its README.
#pragma once

#include <optional>
#include <string>

#include "tests/support/bundle_folder.hpp"

namespace denim::test {

// From the wrapper down, through the bundle's own file list; empty if no tool says a word.
inline std::string lint_bundle(const BundleFolder& bundle) {
  const Said verilator = without_report(run(
      {"verilator", "--lint-only", "-Wall", "-f", bundle.list(), "--top-module", bundle.wrapper()},
      bundle.path()));
  const Said icarus = run(
      {"iverilog", "-g2012", "-Wall", "-t", "null", "-c", bundle.list(), "-s", bundle.wrapper()},
      bundle.path());
  const std::optional<Said> slang_said =
      slang({"-f", bundle.list(), "--top", bundle.wrapper()}, bundle.path());
  return verilator.complaint() + icarus.complaint() +
         yosys_lint(bundle.sources(), bundle.wrapper()).complaint() +
         (slang_said ? slang_said->complaint() : "");
}

}  // namespace denim::test
