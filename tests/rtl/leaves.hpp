// The leaves of rtl/, found by listing the folder, and the parameters that each is tried with.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/project.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::test {

inline const std::string package_file = "rtl/common/denim_pkg.sv";

/// A file of rtl/, which is named after its module.
struct LeafFile {
  std::string name;
  std::string file;  // relative to the project

  /// Of tb/, whose folders are those of rtl/; relative to the project.
  std::string bench() const {
    const std::filesystem::path folder = std::filesystem::path(file).parent_path().filename();
    return (std::filesystem::path("tb") / folder / (name + "_tb.sv")).generic_string();
  }
  bool is_package() const { return file == package_file; }
  /// What its own top needs.
  Sources sources() const { return {project, {package_file, file}}; }
};

inline std::vector<LeafFile> leaf_files() {
  std::vector<LeafFile> leaves;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project / "rtl")) {
    if (!entry.is_regular_file()) continue;
    leaves.push_back(
        {entry.path().stem().string(), entry.path().lexically_relative(project).generic_string()});
  }
  std::ranges::sort(leaves, {}, &LeafFile::name);
  return leaves;
}

inline LeafFile leaf_file(const std::string& name) {
  for (const LeafFile& leaf : leaf_files())
    if (leaf.name == name) return leaf;
  throw std::out_of_range("rtl/ has no leaf " + name);
}

/// A bug in a leaf that its bench must find.
struct Mutant {
  std::string leaf;
  std::string from;  // stands in the leaf exactly once
  std::string to;
  Settings settings = {};
};

// What breaks an assertion: a bug in the leaf, or a bench that does what the leaf forbids.
enum class In { leaf, bench };

struct Break {
  std::string leaf;
  std::string assertion;  // a part of its line
  In in;
  std::string from;  // stands there exactly once
  std::string to;
  Settings settings = {};
};

/// What an engine's own leaf is tried with, where the engine says it itself: a file in a folder of
/// its own here adds it with a static object.
struct LeafTests {
  std::string leaf;
  std::vector<Settings> settings;  // the defaults first
  std::vector<Mutant> mutants;
  std::vector<Break> breaks;
};
inline std::vector<LeafTests>& leaf_tests() {
  static std::vector<LeafTests> all;
  return all;
}
struct LeafRegistration {
  explicit LeafRegistration(LeafTests tests) { leaf_tests().push_back(std::move(tests)); }
};

/// The parameters that a leaf is linted and tested with: its defaults first, then odd sizes. A leaf
/// that is not in the table makes the tests fail.
inline const std::vector<Settings>& settings_of(const std::string& leaf) {
  static const std::vector<Settings> memories{{},
                                              {{"Depth", 1}, {"Width", 1}},
                                              {{"Depth", 2}, {"Width", 3}},
                                              {{"Depth", 5}, {"Width", 16}},
                                              {{"Depth", 20}, {"Width", 4}}};
  static const std::vector<Settings> ways{{},
                                          {{"First", 0}, {"Last", 0}},
                                          {{"First", 1}, {"Last", 1}},
                                          {{"First", 4}, {"Last", 4}},
                                          {{"First", 2}, {"Last", 7}},
                                          {{"First", 0}, {"Last", 45}}};
  static const std::map<std::string, std::vector<Settings>> table{
      {"denim_pkg", {{}}},
      {"denim_ram_registered", memories},
      {"denim_register_file", memories},
      {"denim_stage", {{}, {{"Cycles", 2}}, {{"Cycles", 5}}, {{"Cycles", 32}}}},
      {"denim_pipeline", {{}, {{"Stages", 1}}, {{"Stages", 2}}, {{"Stages", 9}}}},
      {"denim_pipeline_data",
       {{},
        {{"Stages", 1}, {"Width", 1}},
        {{"Stages", 2}, {"Width", 48}},
        {{"Stages", 9}, {"Width", 5}}}},
      {"denim_fork", {{}}},
      {"denim_serialiser",
       {{},
        {{"Width", 1}, {"Bits", 1}},
        {{"Width", 5}, {"Bits", 5}},
        {{"Width", 6}, {"Bits", 5}},
        {{"Width", 9}, {"Bits", 1}},
        {{"Width", 64}, {"Bits", 16}},
        {{"Width", 130}, {"Bits", 33}}}},
      {"denim_axi_lite",
       {{},
        {{"Words", 1}, {"WordWidth", 1}},
        {{"Words", 2}, {"WordWidth", 1}},
        {{"Words", 61}, {"WordWidth", 6}}}},
      {"denim_tasd_rank",
       {{},
        {{"Index", 1}, {"Elements", 2}, {"Width", 4}},
        {{"Index", 4}, {"Elements", 5}, {"Width", 1}},
        {{"Index", 31}, {"Elements", 32}, {"Width", 16}},
        {{"Index", 6}, {"Elements", 7}, {"Width", 11}}}},
      {"denim_tasd_pair",
       {{},
        {{"Elements", 2}, {"Width", 4}},
        {{"Elements", 5}, {"Width", 2}},
        {{"Elements", 32}, {"Width", 16}},
        {{"Elements", 7}, {"Width", 11}}}},
      {"denim_tasd_mark",
       {{}, {{"Elements", 2}}, {{"Elements", 5}}, {{"Elements", 16}}, {{"Elements", 31}}}},
      {"denim_tail_shift",
       {{},
        {{"Width", 4}, {"ShiftWidth", 2}},
        {{"Width", 7}, {"ShiftWidth", 4}},
        {{"Width", 33}, {"ShiftWidth", 6}},
        {{"Width", 65}, {"ShiftWidth", 6}}}},
      {"denim_tail_saturate",
       {{},
        {{"InWidth", 5}, {"Width", 4}},
        {{"InWidth", 8}, {"Width", 2}},
        {{"InWidth", 33}, {"Width", 16}},
        {{"InWidth", 65}, {"Width", 4}}}},
      {"denim_accumulator_address",
       {{},
        {{"Rows", 1}, {"Stages", 2}},
        {{"Rows", 3}, {"Stages", 3}},
        {{"Rows", 6}, {"Stages", 5}},
        {{"Rows", 5}, {"Stages", 4}},
        {{"Rows", 1000}, {"Stages", 9}}}},
      {"denim_accumulator_pipeline",
       {{},
        {{"Rows", 1}, {"Stages", 4}, {"ReadCycles", 2}},
        {{"Rows", 3}, {"Stages", 4}, {"ReadCycles", 3}},
        {{"Rows", 6}, {"Stages", 5}, {"ReadCycles", 4}},
        {{"Rows", 5}, {"Stages", 7}, {"ReadCycles", 2}},
        {{"Rows", 1000}, {"Stages", 9}, {"ReadCycles", 4}}}},
      {"denim_output_stage",
       {{},
        {{"Banks", 1}, {"BankRows", 1}},
        {{"Banks", 1}, {"BankRows", 3}},
        {{"Banks", 2}, {"BankRows", 1}},
        {{"Banks", 2}, {"BankRows", 5}},
        {{"Banks", 1}, {"BankRows", 512}},
        {{"Banks", 8}, {"BankRows", 125}}}},
      {"denim_demm_tile",
       {{},
        {{"Depth", 1}},
        {{"Depth", 5}, {"ReadLatency", 1}},
        {{"Depth", 2}, {"Copies", 2}},
        {{"Depth", 5}, {"Copies", 2}},
        {{"Depth", 8}, {"Copies", 2}, {"ReadLatency", 1}},
        {{"Depth", 100}, {"Copies", 2}, {"ReadLatency", 1}}}},
      {"denim_demm_rows",
       {{},
        {{"Lanes", 1}, {"Depth", 1}},
        {{"Lanes", 2}, {"Depth", 2}, {"Copies", 2}},
        {{"Depth", 5}, {"Copies", 2}},
        {{"Lanes", 3}, {"Depth", 12}},
        {{"Depth", 100}, {"Copies", 2}}}},
      {"denim_demm_lane",
       {{},
        {{"Lane", 7}, {"Delay", 1}},
        {{"Lane", 0}, {"Width", 4}, {"Lanes", 1}, {"Depth", 2}},
        {{"Lane", 1}, {"Width", 16}, {"Lanes", 3}, {"Depth", 5}},
        {{"Lane", 2}, {"Width", 1}, {"Lanes", 3}, {"Depth", 1}, {"Delay", 1}},
        {{"Lane", 1}, {"Width", 5}, {"Lanes", 2}, {"Depth", 10}, {"Delay", 2}},
        {{"Lane", 63}, {"Width", 8}, {"Lanes", 64}, {"Depth", 100}, {"Delay", 3}}}},
      {"denim_demm_end",
       {{},
        {{"Lanes", 1}, {"EndStages", 1}},
        {{"Lanes", 2}, {"EndStages", 1}},
        {{"Lanes", 3}, {"EndStages", 4}},
        {{"Lanes", 7}, {"EndStages", 2}},
        {{"Lanes", 64}, {"EndStages", 7}}}},
      {"denim_delay_line",
       {{},
        {{"Depth", 0}, {"Taps", 1}, {"Width", 1}},
        {{"Depth", 0}, {"Taps", 1}, {"Width", 17}},
        {{"Depth", 1}, {"Taps", 1}, {"Width", 5}},
        {{"Depth", 2}, {"Taps", 1}},
        {{"Depth", 3}, {"Taps", 1}, {"Width", 64}},
        {{"Depth", 20}, {"Taps", 1}, {"Width", 3}},
        {{"Depth", 1}, {"Taps", 1}, {"Width", 1}},
        {{"Depth", 2}, {"Taps", 2}, {"Width", 64}},
        {{"Depth", 3}, {"Taps", 3}, {"Width", 17}},
        {{"Depth", 21}, {"Taps", 21}, {"Width", 5}},
        {{"Depth", 5}, {"Taps", 3}, {"Width", 9}},
        {{"Depth", 2}, {"Taps", 3}, {"Width", 7}}}},
      {"denim_nm_tile",
       {{},
        {{"Rows", 1}},
        {{"Rows", 1}, {"Patterns", 3}, {"Overlap", 0}},
        {{"Rows", 2}, {"Patterns", 2}, {"Overlap", 0}},
        {{"Rows", 5}, {"Patterns", 4}},
        {{"Rows", 6}, {"Patterns", 3}, {"Overlap", 0}},
        {{"Rows", 8}, {"Patterns", 4}, {"Overlap", 0}},
        {{"Rows", 100}, {"Patterns", 7}}}},
      {"denim_nm_token", ways},
      {"denim_nm_busy", ways},
  };
  for (const LeafTests& tests : leaf_tests())
    if (tests.leaf == leaf) return tests.settings;
  const auto found = table.find(leaf);
  if (found == table.end())
    throw std::out_of_range("tests/rtl/leaves.hpp has no parameters to try for " + leaf);
  return found->second;
}

}  // namespace denim::test
