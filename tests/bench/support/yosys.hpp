// Area by Yosys.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "tests/bench/support/cells.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"
#include "tests/support/tools.hpp"

namespace denim::bench {

struct Mapping {
  Area area;
  double seconds = 0;
  bool finished = true;  // false: the time limit ended it, and `area` says nothing
};

enum class Borders {
  // Each leaf by itself, counted as often as the design has it. That is quick where the same large
  // leaf comes again and again, and loses what could be saved across the borders of leaves, which
  // is much where they are small.
  leaves,
  // Flat but for the RAMs and for the leaves with the registers that address a memory. Without
  // borders Yosys takes those registers into a memory with an asynchronous read, which then is one
  // with a registered read.
  rams,
  none,
};

// What of the sources is mapped, and how.
struct Part {
  std::string top;
  Borders borders = Borders::leaves;
  bool dsp = true;  // false: multipliers are made of LUTs
};

class Yosys {
 public:
  explicit Yosys(int seconds) : seconds_(seconds) {}

  // Throws std::runtime_error where Yosys fails.
  Mapping map(Family family, const test::Sources& sources, const Part& part) {
    const auto& [top, borders, dsp] = part;
    const bool flat = borders != Borders::leaves;
    const std::string key = fmt::format("{} {} {} {}\n{}", to_string(family), top,
                                        static_cast<int>(borders), dsp, without_comments(sources));
    const auto known = done_.find(key);
    if (known != done_.end()) return known->second;

    const test::ScratchFolder scratch;
    const std::filesystem::path statistics = scratch.path() / "stat.json";
    std::string script = "read_verilog -sv";
    for (const std::string& file : sources.files) script += " " + file;
    script += "; hierarchy -check -top " + top;
    if (borders == Borders::rams) {
      for (const char* leaf : {"ram_registered", "accumulator_address", "demm_lane"})
        script += fmt::format("; setattr -mod -set keep_hierarchy 1 *denim_{}*", leaf);
    }
    script += family == Family::series7 ? "; synth_xilinx -family xc7 -noiopad -noclkbuf"
                                        : "; synth_ecp5 -nowidelut";
    if (family == Family::series7 && flat) script += " -flatten";
    if (family == Family::ecp5 && !flat) script += " -noflatten";
    if (!dsp) script += " -nodsp";
    script += " -top " + top;
    // Flat for the counts, at the latest now.
    script += "; setattr -mod -unset keep_hierarchy *; flatten; opt_clean -purge; tee -q -o " +
              statistics.string() + " stat -json";
    const auto begin = std::chrono::steady_clock::now();
    const test::Said said = test::run({"yosys", "-q", "-p", script}, sources.folder, seconds_);
    Mapping mapping;
    mapping.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    mapping.finished = said.status != 124;
    if (mapping.finished) {
      if (!said.ok()) throw std::runtime_error("Yosys fails: " + said.complaint());
      mapping.area = count(family, test::text_of(statistics));
    }
    return done_.emplace(key, mapping).first->second;
  }

 private:
  // Two specs often give the same text but for the hash in its comments.
  static std::string without_comments(const test::Sources& sources) {
    std::string text;
    for (const std::string& file : sources.files) {
      std::istringstream lines(test::text_of(sources.folder / file));
      for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find_first_not_of(' ');
        if (first != std::string::npos && line.compare(first, 2, "//") != 0) text += line + "\n";
      }
    }
    return text;
  }

  static Area count(Family family, const std::string& statistics) {
    const auto json = nlohmann::json::parse(statistics);
    Area area;
    const auto& cells = json.at("design").at("num_cells_by_type");
    for (const auto& [type, number] : cells.items())
      count_cell(area, family, type, number.get<std::uint64_t>());
    return area;
  }

  int seconds_;
  std::map<std::string, Mapping> done_;
};

}  // namespace denim::bench
