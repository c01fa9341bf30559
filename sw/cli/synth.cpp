// denim synth: what a spec takes of an FPGA, or of a library's cells, and its clock after routing.
#include <fmt/format.h>

#include <memory>
#include <set>

#include "gen/bundle/bundle.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/table.hpp"
#include "sw/synth/error.hpp"
#include "sw/synth/json.hpp"
#include "sw/synth/synth.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

struct SynthOptions {
  SpecOption spec;
  std::string target = "xc7";
  bool place_and_route = false;
  std::filesystem::path liberty;
  std::string top;
  std::string module;
  bool flat = false;
  std::string yosys = "yosys";
  std::filesystem::path json;
};

void print_line(const std::string& what, const std::string& text) {
  fmt::print("{:<12} {}\n", what, text);
}

// Counts with their titles, and how a count is shown; RAMs and LUTs of a library have none.
Table area_table(const synth::Result& result) {
  using synth::Area;
  struct Column {
    const char* title;
    std::uint64_t Area::*count;
  };
  std::vector<Column> columns{{"gates", &Area::gates}};
  if (result.target != nullptr) {
    columns = {{"LUT", &Area::logic_luts},
               {"LUT as RAM", &Area::ram_luts},
               {"wide mux", &Area::wide_muxes},
               {"carry", &Area::carries},
               {"FF", &Area::flip_flops},
               {"block RAM", &Area::rams},
               {"DSP", &Area::dsps}};
  }
  Table table;
  table.columns = {{"module, without what is in it", Table::Align::left}, {"instances"}};
  for (const Column& column : columns) table.columns.push_back({column.title});
  if (result.target == nullptr) table.columns.push_back({"area"});
  const auto add_row = [&](const std::string& name, const std::string& instances,
                           const Area& area) {
    std::vector<std::string> row{name, instances};
    for (const Column& column : columns) row.push_back(with_separators(area.*column.count));
    if (result.target == nullptr) row.push_back(fmt::format("{:.2f}", area.cell_area));
    table.rows.push_back(std::move(row));
  };
  for (const auto& [name, module] : result.mapping.modules)
    add_row(name, with_separators(module.instances), module.area);
  add_row("in all", "", result.mapping.area);
  return table;
}

void print_routed(const synth::Result& result) {
  const synth::Routed& routed = *result.routed;
  std::string seeds;
  for (const double megahertz : routed.megahertz)
    seeds += fmt::format("{}{:.1f}", seeds.empty() ? "" : ", ", megahertz);
  print_line("Fmax", fmt::format("{:.1f} MHz on {}, the median of {}", routed.median,
                                 result.target->router->device, seeds));
  fmt::print("critical path, ns and net\n");
  // Cells of one net are one line.
  const std::vector<synth::Step>& path = routed.critical_path;
  for (std::size_t i = 0; i < path.size();) {
    const synth::Place& place = path[i].place;
    double nanoseconds = 0;
    const auto is_same = [&](const synth::Place& other) {
      return other.instance == place.instance && other.module == place.module &&
             other.name == place.name;
    };
    for (; i < path.size() && is_same(path[i].place); ++i) nanoseconds += path[i].nanoseconds;
    const std::string where = place.instance.empty() ? "" : place.instance + ".";
    fmt::print("  {:6.2f}  {}{}  ({})\n", nanoseconds, where, place.name, place.module);
  }
}

// What the top takes besides the engine that is in it; flat, that cannot be told.
std::string added_by_top(const synth::Job& job, const synth::Result& result) {
  if (job.flat) return {};
  std::set<std::string> engine;
  const ir::Design design = bundle::design(job.spec);
  for (const ir::Module& module : design.modules()) engine.insert(module.name);
  for (const ir::Leaf* leaf : design.leaves()) engine.insert(job.spec.prefix() + leaf->name);
  synth::Area area;
  for (const auto& [name, module] : result.mapping.modules) {
    if (!engine.contains(name)) synth::add(area, module.area);
  }
  if (result.target == nullptr)
    return fmt::format(", which adds {} gates of area {:.2f}", with_separators(area.gates),
                       area.cell_area);
  return fmt::format(", which adds {} LUT, {} carry, {} FF", with_separators(area.logic_luts),
                     with_separators(area.carries), with_separators(area.flip_flops));
}

void print_result(const synth::Job& job, const synth::Result& result) {
  print_line("engine", result.multipliers.value_or(0) > 0
                           ? fmt::format("{}, {} multipliers", job.spec.name(), *result.multipliers)
                           : job.spec.name());
  if (!job.module.empty()) print_line("module", result.top);
  if (!job.top.empty()) print_line("top", result.top + added_by_top(job, result));
  print_line("target", result.target != nullptr
                           ? fmt::format("{}, {}; a block RAM is of {}", result.target->name,
                                         result.target->meaning, result.target->ram_unit)
                           : job.liberty.string());
  std::string versions;
  for (const auto& [tool, version] : result.tool_versions)
    versions += fmt::format("{}{} {}", versions.empty() ? "" : ", ", tool, version);
  print_line("tools", versions);
  Table table = area_table(result);
  table.title = job.flat ? "flat" : "every module by itself";
  fmt::print("{}", table.to_text());
  const synth::Area& area = result.mapping.area;
  if (result.target != nullptr && result.multipliers.value_or(0) > 0) {
    const auto each = [&](std::uint64_t count) {
      return static_cast<double>(count) / static_cast<double>(*result.multipliers);
    };
    print_line("a multiplier",
               fmt::format("{:.1f} LUT, {:.1f} LUT as RAM, {:.1f} FF, {:.2f} block RAM",
                           each(area.logic_luts), each(area.ram_luts), each(area.flip_flops),
                           each(area.rams)));
  }
  if (result.routed) print_routed(result);
}

void synth_spec(const SynthOptions& options) {
  synth::Job job{options.spec.load(), options.target};
  job.liberty = options.liberty;
  job.top = options.top;
  job.module = options.module;
  job.flat = options.flat;
  job.place_and_route = options.place_and_route;
  job.yosys = options.yosys;
  if (!options.json.empty()) {
    const std::vector<std::filesystem::path> outputs{options.json};
    std::vector<std::filesystem::path> inputs = options.spec.files();
    if (!options.liberty.empty()) inputs.push_back(options.liberty);
    check_distinct(outputs, inputs);
    check_writable(options.json);
  }
  Progress progress;
  const synth::Result result =
      synth::synthesise(job, [&](std::string_view what) { progress.show(what); });
  progress.clear();
  if (!options.json.empty())
    tensor::write_file(options.json, {synth::to_json(job, result).dump(2), "\n"});
  print_result(job, result);
}

}  // namespace

void add_synth(CommandLine& line) {
  Command command = line.subcommand("synth", "What a spec takes of an FPGA, and its clock there");
  auto options = std::make_shared<SynthOptions>();
  options->spec.add_to(command);
  Option target =
      command.text("--target", options->target, "xc7 (default), xcup, ecp5, ice40 or gowin");
  Option pnr = command.flag("--pnr", options->place_and_route,
                            "Place and route (ecp5, ice40): the clock, and what bounds it");
  command
      .file("--liberty", options->liberty,
            "Map to the cells of this library instead, and add up their area")
      .type_name("FILE")
      .excludes(target)
      .excludes(pnr);
  Option top = command
                   .text("--top", options->top,
                         "The engine within another top of its bundle: axis, its AXI-Streams, "
                         "axi, these and registers, or wrapper; and what the top adds")
                   .type_name("TOP");
  command.text("--module", options->module, "Only this module of the bundle, by itself")
      .type_name("NAME")
      .excludes(top);
  command.flag("--flat", options->flat,
               "Flatten the design, where every module is mapped by itself otherwise");
  command.text("--yosys", options->yosys, "The Yosys to run (default: yosys)").type_name("COMMAND");
  command.file("--json", options->json, "Write the figures as JSON").type_name("FILE");
  command.action([options] {
    synth_spec(*options);
    return success;
  });
}

}  // namespace denim::cli
