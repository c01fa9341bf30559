// Running a bench of tb/ with Icarus: four-state, so that unknown bits are seen.
#pragma once

#include <regex>
#include <string>
#include <vector>

#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {

/// A bench that was built for one leaf and one set of parameters.
class Bench {
 public:
  /// `leaf_path` stands for the leaf of the project; it is relative to the project, or absolute.
  Bench(const std::string& leaf, const std::string& leaf_path, const Settings& settings)
      : top_(leaf + "_tb"), build_{"iverilog", "-g2012", "-Wall", "-Itb", "-s", top_} {
    for (const auto& [name, value] : settings)
      build_.push_back("-P" + top_ + "." + name + "=" + std::to_string(value));
    build_.push_back(leaf == "denim_pkg" ? leaf_path : package_file);
    if (leaf != "denim_pkg") build_.push_back(leaf_path);
    build_.push_back(leaf_file(leaf).bench());
    std::vector<std::string> command = build_;
    command.insert(command.end(), {"-o", program()});
    built_ = test::run(std::move(command), project);
  }

  bool built() const { return built_.ok(); }
  /// Empty if it was built silently.
  std::string complaint() const { return built_.complaint(); }

  struct Result {
    long checks = 0;     // how many it made; 0 if it did not pass
    std::string output;  // what it said
  };
  Result run(int seed) const {
    const Said said = test::run({"vvp", "-n", program(), plus_seed(seed)}, project);
    Result result;
    result.output = said.output + "(status " + std::to_string(said.status) + ")";
    std::smatch match;
    static const std::regex passed("PASS ([0-9]+)\n");
    if (said.ok() && std::regex_match(said.output, match, passed))
      result.checks = std::stol(match[1]);
    return result;
  }

  /// The line that runs it again, from the project's folder.
  std::string reproduction(int seed) const {
    const std::string file = "build/" + top_ + ".vvp";
    std::vector<std::string> command = build_;
    command.insert(command.end(), {"-o", file});
    return sim::to_text({std::move(command), {}}) + " && vvp -n " + file + " " + plus_seed(seed);
  }

 private:
  static std::string plus_seed(int seed) { return "+SEED=" + std::to_string(seed); }
  std::string program() const { return (folder_.path() / (top_ + ".vvp")).string(); }

  ScratchFolder folder_;
  std::string top_;
  std::vector<std::string> build_;  // all but where to
  Said built_;
};

}  // namespace denim::test
