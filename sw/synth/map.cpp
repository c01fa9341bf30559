#include "sw/synth/map.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "sw/synth/error.hpp"
#include "sw/synth/liberty.hpp"

namespace denim::synth {

namespace {

using Json = nlohmann::json;
constexpr const char* statistics_name = "statistics.json";
constexpr const char* library_name = "cells.lib";

using CountCells = std::function<void(Area&, const std::string& type, std::uint64_t number)>;

// "$paramod$<hash>\name", "$paramod\name\Width=…" and "\name" are all `name`.
std::string name_in_sources(const std::string& name) {
  if (!name.starts_with("$paramod")) return name.substr(name.starts_with('\\') ? 1 : 0);
  const std::size_t begin = name.find('\\') + 1;
  return name.substr(begin, name.find('\\', begin) - begin);
}

// Modules of `stat -json`. Yosys 0.23 writes lines of its text among them, where a module has a
// module that has another.
Json modules_in(const std::filesystem::path& statistics) {
  std::ifstream file(statistics);
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first != std::string::npos &&
        std::string_view("\"{}").find(line[first]) != std::string::npos)
      text += line + "\n";
  }
  return Json::parse(text).at("modules");
}

// Adds what `times` instances of the module have, and what is in them.
void count_module(Mapping& mapping, const Json& modules, const std::string& module,
                  std::uint64_t times, const CountCells& count_cells) {
  Area own;
  for (const auto& [type, number] : modules.at(module).at("num_cells_by_type").items()) {
    const auto many = number.get<std::uint64_t>();
    // Names of the sources stand without their backslash here, those that Yosys made as they are.
    const std::string inner = modules.contains(type) ? type : "\\" + type;
    if (modules.contains(inner)) {
      count_module(mapping, modules, inner, times * many, count_cells);
    } else {
      count_cells(own, type, many);
    }
  }
  ModuleArea& all = mapping.modules[name_in_sources(module)];
  all.instances += times;
  add(all.area, own, times);
  add(mapping.area, own, times);
}

// Fails where no cell drives the output, as of a constant; an assignment is a step, too.
std::string check_of_output(const std::string& output) {
  return fmt::format("; select -assert-min 1 w:{} %ci4 t:* %i", output);
}

std::string reading(const MapJob& job) {
  std::string script = fmt::format("read_verilog -sv {}", fmt::join(job.files, " "));
  script += "; hierarchy -check -top " + (job.harness.empty() ? job.top : job.harness);
  if (!job.harness.empty()) script += "; setattr -mod -set keep_hierarchy 1 " + job.top;
  for (const std::string& pattern : job.borders)
    script += "; setattr -mod -set keep_hierarchy 1 " + pattern;
  return script;
}

Mapping run_script(const Tool& yosys, const MapJob& job, const std::string& synthesis,
                   const CountCells& count_cells) {
  std::string script = reading(job) + "; " + synthesis;
  const std::string join = "; setattr -mod -unset keep_hierarchy *; flatten; opt_clean -purge";
  if (job.joined) script += join;
  script += fmt::format("; tee -q -o {} stat -json", statistics_name);
  script += "; cd " + job.top;
  for (const std::string& output : job.outputs) script += check_of_output(output);
  script += "; cd";
  if (!job.netlist.empty()) script += join + "; write_json " + job.netlist;

  const auto begin = std::chrono::steady_clock::now();
  // Newer ones keep a history of commands below the user's home, if nothing else is told.
  const sim::Command command{
      {yosys.command, "-q", "-p", script}, job.folder, {"XDG_STATE_HOME=" + job.folder.string()}};
  const sim::Outcome outcome = run({&command, 1}, 1, job.seconds).front();
  Mapping mapping;
  mapping.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (job.seconds > 0 && outcome.exit_code == timed_out) {
    mapping.finished = false;
    return mapping;
  }
  for (const std::string& output : job.outputs) {
    if (!outcome.ok() && outcome.output.find("w:" + output + " ") != std::string::npos) {
      throw SynthError(
          fmt::format("output {} of {} became a constant: what is left is not the "
                      "design",
                      output, job.top));
    }
  }
  if (!outcome.ok()) throw SynthError("Yosys fails: " + complaint(outcome));

  count_module(mapping, modules_in(job.folder / statistics_name), "\\" + job.top, 1, count_cells);
  return mapping;
}

}  // namespace

Mapping map(const Tool& yosys, const Target& target, const MapJob& job) {
  std::string synthesis(target.synthesis);
  synthesis += job.flat ? target.flat : target.kept;
  if (!job.dsps) synthesis += target.no_dsps;
  synthesis += " -top " + (job.harness.empty() ? job.top : job.harness);
  return run_script(yosys, job, synthesis,
                    [&](Area& area, const std::string& type, std::uint64_t number) {
                      count(area, target, type, number);
                    });
}

Mapping map(const Tool& yosys, const std::filesystem::path& liberty, const MapJob& job) {
  const std::map<std::string, double> areas = cell_areas(liberty);
  std::filesystem::copy_file(liberty, job.folder / library_name,
                             std::filesystem::copy_options::overwrite_existing);
  const std::string synthesis = fmt::format(
      "read_liberty -lib {2}; synth -top {0}{1}; dfflibmap -liberty {2}; abc -liberty {2}; "
      "opt_clean -purge",
      job.top, job.flat ? " -flatten" : "", library_name);
  return run_script(yosys, job, synthesis,
                    [&](Area& area, const std::string& type, std::uint64_t number) {
                      const auto found = areas.find(type);
                      if (type.starts_with("$scopeinfo")) return;
                      if (found == areas.end()) {
                        throw SynthError(
                            fmt::format("{}: the library has no {}, of which the "
                                        "design needs {}",
                                        liberty.string(), type, number));
                      }
                      area.gates += number;
                      area.cell_area += static_cast<double>(number) * found->second;
                    });
}

}  // namespace denim::synth
