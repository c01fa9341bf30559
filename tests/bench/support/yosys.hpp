// Area by Yosys, as `denim synth` maps; what was mapped before is not mapped again.
#pragma once

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "sw/synth/map.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::bench {

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

  // Throws synth::SynthError where Yosys fails.
  synth::Mapping map(const synth::Target& target, const test::Sources& sources, const Part& part) {
    const std::string key =
        fmt::format("{} {} {} {}\n{}", target.name, part.top, static_cast<int>(part.borders),
                    part.dsp, without_comments(sources));
    const auto known = done_.find(key);
    if (known != done_.end()) return known->second;
    synth::MapJob job{sources.folder, sources.files, part.top};
    job.flat = part.borders != Borders::leaves;
    if (part.borders == Borders::rams)
      job.borders = {"*denim_ram_registered*", "*denim_accumulator_address*", "*denim_demm_lane*"};
    job.dsps = part.dsp;
    job.joined = true;
    job.seconds = seconds_;
    return done_.emplace(key, synth::map(yosys_, target, job)).first->second;
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

  synth::Tool yosys_ = synth::find_yosys();
  int seconds_;
  std::map<std::string, synth::Mapping> done_;
};

// What a table calls a target.
inline std::string_view title_of(const synth::Target& target) {
  return target.name == "xc7" ? "7-series" : "ECP5";
}

}  // namespace denim::bench
