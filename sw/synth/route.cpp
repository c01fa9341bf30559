#include "sw/synth/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string_view>
#include <thread>

#include "sw/synth/error.hpp"
#include "sw/synth/harness.hpp"

namespace denim::synth {

namespace {

using Json = nlohmann::json;

constexpr int seeds = 3;

// Yosys and nextpnr name a cell after the net that it drives, and add what it is.
std::string net_of(const std::string& cell) {
  static constexpr std::array<std::string_view, 10> marks{
      "_SB_",     "_TRELLIS_",   "_LUT4", "_CCU2C", "_PFUMX",
      "_L6MUX21", "_MULT18X18D", "_DP16", "_DFFLC", "$"};
  std::size_t end = cell.size();
  for (const std::string_view mark : marks) end = std::min(end, cell.find(mark, 1));
  return cell.substr(0, end);
}

Place place_of(const std::string& cell, const Hierarchy& hierarchy, const std::string& engine) {
  const std::string prefix = std::string(engine_instance) + ".";
  if (!cell.starts_with(prefix)) return {"", harness_name, net_of(cell)};
  Place place = hierarchy.place(cell.substr(prefix.size()), engine);
  place.name = net_of(place.name);
  return place;
}

std::vector<Step> steps_of(const Json& path, const Hierarchy& hierarchy,
                           const std::string& engine) {
  std::vector<Step> steps;
  std::string last;
  for (const Json& entry : path) {
    const std::string cell = entry.at("to").at("cell");
    const double delay = entry.at("delay");
    if (steps.empty() || cell != last) steps.push_back({place_of(cell, hierarchy, engine), 0});
    steps.back().nanoseconds += delay;
    last = cell;
  }
  return steps;
}

double length(const std::vector<Step>& steps) {
  return std::accumulate(steps.begin(), steps.end(), 0.0,
                         [](double sum, const Step& step) { return sum + step.nanoseconds; });
}

// The longest path between two registers.
std::vector<Step> slowest(const Json& report, const Hierarchy& hierarchy,
                          const std::string& engine) {
  std::vector<Step> longest;
  for (const Json& path : report.at("critical_paths")) {
    const auto is_register = [&](const char* end) {
      return path.at(end).get<std::string>().starts_with("posedge");
    };
    if (!is_register("from") || !is_register("to")) continue;
    std::vector<Step> steps = steps_of(path.at("path"), hierarchy, engine);
    if (length(steps) > length(longest)) longest = std::move(steps);
  }
  return longest;
}

}  // namespace

Routed route(const Tool& router, const Target& target, const std::filesystem::path& netlist,
             const Hierarchy& hierarchy, const std::string& engine) {
  std::vector<sim::Command> commands;
  std::vector<std::filesystem::path> reports;
  for (int seed = 1; seed <= seeds; ++seed) {
    const std::string report = fmt::format("report_{}.json", seed);
    reports.push_back(netlist.parent_path() / report);
    sim::Command command{{router.command}, netlist.parent_path()};
    for (const std::string_view argument : target.router->arguments)
      command.arguments.emplace_back(argument);
    // More than any design here reaches, so that the tool goes on where it could stop.
    for (const std::string& argument :
         {std::string("--freq"), std::string("400"), std::string("--timing-allow-fail"),
          std::string("-q"), std::string("--seed"), std::to_string(seed), std::string("--json"),
          netlist.filename().string(), std::string("--report"), report})
      command.arguments.push_back(argument);
    commands.push_back(std::move(command));
  }
  const unsigned parallel = std::max(1U, std::thread::hardware_concurrency());

  std::vector<std::pair<double, std::vector<Step>>> results;
  Routed routed;
  const std::vector<sim::Outcome> outcomes = run(commands, parallel);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].ok()) {
      throw SynthError(fmt::format("{} does not place and route the design for {} ({}):\n{}",
                                   router.name, target.name, target.router->device,
                                   complaint(outcomes[i])));
    }
    std::ifstream file(reports[i]);
    const Json report = Json::parse(file);
    std::optional<double> least;
    for (const auto& [clock, reached] : report.at("fmax").items())
      least = std::min(least.value_or(1e9), reached.at("achieved").get<double>());
    if (!least) throw SynthError(fmt::format("{}: no path between registers", engine));
    routed.megahertz.push_back(*least);
    results.emplace_back(*least, slowest(report, hierarchy, engine));
  }
  std::nth_element(results.begin(), results.begin() + seeds / 2, results.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  routed.median = results[seeds / 2].first;
  routed.critical_path = std::move(results[seeds / 2].second);
  const bool in_engine = std::ranges::any_of(
      routed.critical_path, [](const Step& step) { return step.place.module != harness_name; });
  if (!in_engine) {
    throw SynthError(
        fmt::format("{}: with {:.1f} MHz the slowest path lies in the registers "
                    "around it, so that its own clock cannot be told",
                    engine, routed.median));
  }
  return routed;
}

}  // namespace denim::synth
