#include "sw/synth/synth.hpp"

#include <fmt/format.h>

#include <sstream>

#include "gen/bundle/bundle.hpp"
#include "sw/synth/error.hpp"
#include "sw/synth/harness.hpp"
#include "sw/synth/work_folder.hpp"

namespace denim::synth {

namespace {

// The SystemVerilog of a bundle in the order of its file list, without the wrapper.
std::vector<std::string> sources(const bundle::Bundle& bundle) {
  std::vector<std::string> files;
  std::istringstream lines(bundle.files.at(bundle.name + ".f"));
  for (std::string line; std::getline(lines, line);)
    if (line.ends_with(".sv")) files.push_back(line);
  return files;
}

const ir::Interface& module_of(const ir::Design& design, const std::string& name) {
  std::vector<const ir::Interface*> all;
  for (const ir::Module& module : design.modules()) all.push_back(&module);
  for (const ir::Leaf* leaf : design.leaves()) all.push_back(leaf);
  std::string names;
  for (const ir::Interface* one : all) {
    if (one->name == name) return *one;
    names += (names.empty() ? "" : ", ") + one->name;
  }
  throw SynthError(fmt::format("the bundle has no module '{}'; it has {}", name, names));
}

}  // namespace

Result synthesise(const Job& job, const Tell& tell) {
  Result result;
  const bool is_library = !job.liberty.empty();
  if (!is_library) result.target = &target(job.target);
  const bundle::Bundle bundle = bundle::generate(job.spec);
  const ir::Design design = bundle::design(job.spec);
  const ir::Interface& top = job.module.empty() ? design.top() : module_of(design, job.module);
  result.top = top.name;
  if (job.module.empty() && job.spec.engine().multipliers)
    result.multipliers = static_cast<std::uint64_t>(job.spec.engine().multipliers(job.spec));

  const Tool yosys = find_yosys(job.yosys);
  result.tool_versions[yosys.name] = yosys.version;
  std::optional<Tool> router;
  if (job.place_and_route) {
    router = find_router(*result.target);
    result.tool_versions[router->name] = router->version;
  }

  const WorkFolder work;
  for (const auto& [path, text] : bundle.files)
    if (path.ends_with(".sv")) work.write(path, text);
  MapJob map_job{work.path(), sources(bundle), top.name};
  for (const ir::Port& port : top.ports)
    if (port.direction == ir::Direction::out) map_job.outputs.push_back(port.name);
  map_job.flat = job.flat;
  map_job.seconds = job.seconds;
  if (router) {
    map_job.harness = harness_name;
    map_job.netlist = "netlist.json";
    map_job.files.push_back(std::string(harness_name) + ".sv");
    work.write(map_job.files.back(), harness(top));
  }
  const std::string what =
      is_library ? job.liberty.filename().string() : std::string(result.target->name);
  tell(fmt::format("Yosys {} maps {} to {}", yosys.version, top.name, what));
  result.mapping =
      is_library ? map(yosys, job.liberty, map_job) : map(yosys, *result.target, map_job);
  if (router && result.mapping.finished) {
    tell(fmt::format("{} {} places and routes {}, three times", router->name, router->version,
                     top.name));
    result.routed =
        route(*router, *result.target, work.path() / map_job.netlist, Hierarchy(design), top.name);
  }
  return result;
}

}  // namespace denim::synth
