// What `make bench-fpga` measures: every preset on AMD's 7-series, and those with 64 multipliers
// placed and routed on an ECP5.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/spec/spec.hpp"
#include "sw/synth/error.hpp"
#include "sw/synth/json.hpp"
#include "sw/synth/synth.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/section.hpp"

namespace denim::bench {

class FpgaBench {
 public:
  FpgaBench(Report& report, std::filesystem::path folder, std::string routed_yosys, int seconds)
      : report_(report),
        folder_(std::move(folder)),
        routed_yosys_(std::move(routed_yosys)),
        seconds_(seconds) {}

  // Measures the presets that `only` names, all where it names none; of the others shows what is
  // known.
  void run(const std::vector<std::string>& only) {
    report_.paragraph(
        "Written by `make bench-fpga MD=docs/results.md`, which `denim synth` does for one design. "
        "Not hand-placed, nothing tuned; LUT without those that are memory, which stand as LUT "
        "RAM; "
        "RAM in blocks of 18 Kbit. `/ mult.` is a multiplier's share.");
    std::filesystem::create_directories(folder_);
    table("Every preset, AMD 7-series, every module mapped by itself", false, only, "xc7");
    table("64 multipliers, Lattice ECP5-85, speed grade 6, flattened, placed and routed", true,
          only, "ecp5");
  }

 private:
  struct Figures {
    std::string missing;  // why there are none
    Json json;
  };

  static std::uint64_t multipliers(const spec::Spec& spec) {
    return static_cast<std::uint64_t>(spec.engine().multipliers(spec));
  }

  void table(const std::string& title, bool routed, const std::vector<std::string>& only,
             const std::string& target) {
    report_.section(title);
    Table table{{"preset", "multipliers", "LUT", "LUT RAM", "carry", "FF", "RAM", "DSP",
                 "LUT / mult.", "FF / mult.", "RAM / mult."}};
    if (routed) table.titles.insert(table.titles.end(), {"MHz", "critical path"});
    std::string versions;
    for (const spec::Preset& preset : spec::presets()) {
      const spec::Spec spec = spec::Spec::load(preset.name);
      if (routed && multipliers(spec) != 64) continue;
      const bool wanted = only.empty() || std::ranges::count(only, preset.name) > 0;
      synth::Job job{spec, target};
      job.place_and_route = job.flat = routed;
      if (routed) job.yosys = routed_yosys_;
      job.seconds = seconds_;
      const Figures figures = measured(job, wanted);
      table.add(row(spec, figures, routed));
      if (!figures.missing.empty()) continue;
      report_.json()["designs"].push_back(figures.json);
      for (const auto& [tool, version] : figures.json.at("tool_versions").items()) {
        const std::string text = fmt::format("{} {}", tool, version.get<std::string>());
        if (versions.find(text) == std::string::npos)
          versions += (versions.empty() ? "" : ", ") + text;
      }
    }
    report_.table(table);
    if (!versions.empty()) report_.paragraph("With " + versions + ".");
  }

  std::vector<std::string> row(const spec::Spec& spec, const Figures& figures, bool routed) const {
    std::vector<std::string> cells{
        spec.name(), multipliers(spec) > 0 ? std::to_string(multipliers(spec)) : std::string("–")};
    const std::size_t width = routed ? 13 : 11;
    if (!figures.missing.empty()) {
      cells.push_back(figures.missing);
      cells.resize(width, "");
      return cells;
    }
    const Json& json = figures.json;
    for (const char* key : {"lut", "lutram", "carry", "ff", "bram", "dsp"})
      cells.push_back(grouped(json.at(key).get<std::uint64_t>()));
    for (const char* key : {"lut", "ff", "bram"}) {
      cells.push_back(multipliers(spec) == 0
                          ? std::string("–")
                          : fmt::format("{:.1f}", json.at(key).get<double>() /
                                                      static_cast<double>(multipliers(spec))));
    }
    if (routed) {
      cells.push_back(fmt::format("{:.1f}", json.at("fmax_mhz").get<double>()));
      cells.push_back(path_text(json.at("critical_path")));
    }
    return cells;
  }

  // The nets that the path goes through, each once.
  static std::string path_text(const Json& path) {
    std::string text, last;
    for (const Json& step : path) {
      const std::string instance = step.at("instance");
      const std::string net =
          (instance.empty() ? "" : instance + ".") + step.at("net").get<std::string>();
      if (net != last) text += (text.empty() ? "`" : " → `") + net + "`";
      last = net;
    }
    return text;
  }

  Figures measured(const synth::Job& job, bool wanted) const {
    const std::filesystem::path file =
        folder_ / fmt::format("{}-{}.json", job.spec.name(), job.target);
    const std::string design = fingerprint(job);
    const Json known = Json::parse(whole_file(file), nullptr, false);
    if (!known.is_discarded() && known.value("design", "") == design) return figures_of(known);
    if (!wanted) return {"not measured", {}};
    fmt::print("  {} on {}\n", job.spec.name(), job.target);
    std::fflush(stdout);
    const auto begin = std::chrono::steady_clock::now();
    Json json;
    try {
      const synth::Result result = synth::synthesise(job, [](std::string_view) {});
      if (result.mapping.finished) {
        json = synth::to_json(job, result);
      } else {
        json["missing"] = fmt::format("ended after {} s", job.seconds);
      }
    } catch (const synth::SynthError& error) {
      const std::string text = error.what();
      fmt::print("{}\n", text);
      json["missing"] = text.substr(0, text.find('\n'));
    }
    json["design"] = design;
    json["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::ofstream(file) << json.dump(2) << "\n";
    return figures_of(json);
  }
  static Figures figures_of(const Json& json) {
    return {json.value("missing", std::string()), json};
  }

  // The emitted text and the tools: what was measured of the same is not measured again.
  static std::string fingerprint(const synth::Job& job) {
    const bundle::Bundle bundle = bundle::generate(job.spec);
    std::string all = fmt::format("{} {} ", job.target, synth::find_yosys(job.yosys).version);
    if (job.place_and_route) all += synth::find_router(synth::target(job.target)).version + " ";
    for (const auto& [path, text] : bundle.files)
      if (path.ends_with(".sv")) all += text;
    return fmt::format("{:016x}", std::hash<std::string>{}(all));
  }

  Report& report_;
  std::filesystem::path folder_;
  std::string routed_yosys_;  // a newer one: 0.23 merges unequal multipliers where it flattens
  int seconds_;
};

}  // namespace denim::bench
