#include "sw/synth/synth.hpp"

#include <fmt/format.h>

#include <set>
#include <sstream>

#include "gen/bundle/bundle.hpp"
#include "gen/emit/prefix.hpp"
#include "gen/ir/visit.hpp"
#include "gen/wrap/tops.hpp"
#include "sw/synth/error.hpp"
#include "sw/synth/harness.hpp"
#include "sw/synth/work_folder.hpp"

namespace denim::synth {

namespace {

// What `top` needs of a bundle, in the order of its file list: all but the other tops.
std::vector<std::string> sources(const bundle::Bundle& bundle, const std::string& top) {
  std::vector<std::string> files;
  std::istringstream lines(bundle.files.at(bundle.top + ".f"));
  for (std::string line; std::getline(lines, line);)
    if (line.ends_with(".sv") || line == "rtl/" + top + ".v") files.push_back(line);
  return files;
}

// One of the tops around the engine, which this adds to the design.
const ir::Module& top_of(const spec::Spec& spec, ir::Design& design, const std::string& name) {
  std::string names;
  for (const wrap::Top& top : wrap::add_tops(spec, design)) {
    if (top.name == name) return *top.module;
    names += (names.empty() ? "" : ", ") + top.name;
  }
  throw SynthError(fmt::format("there is no top '{}'; there is {}", name, names));
}

// Outputs that are constants in the design already, such as tkeep of a top.
std::set<std::string> constant_outputs(const ir::Design& design, const std::string& name) {
  std::set<std::string> outputs;
  for (const ir::Module& module : design.modules()) {
    if (module.name != name) continue;
    for (const ir::Assignment& assignment : module.body.assignments()) {
      bool is_constant = true;
      ir::for_each_reference(assignment.value, [&](const auto&) { is_constant = false; });
      if (!is_constant) continue;
      ir::for_each_reference(assignment.target, [&](const auto& to) { outputs.insert(to.name); });
    }
  }
  return outputs;
}

// By the name that it has in the bundle.
ir::Interface module_of(const ir::Design& design, const std::string& name,
                        const std::string& prefix) {
  std::vector<ir::Interface> all;
  for (const ir::Module& module : design.modules()) all.push_back(module);
  for (const ir::Leaf* leaf : design.leaves()) all.push_back(*leaf);
  std::string names;
  for (ir::Interface& one : all) {
    one.name = emit::with_prefix(one.name, prefix);
    if (one.name == name) return one;
    names += (names.empty() ? "" : ", ") + one.name;
  }
  throw SynthError(fmt::format("the bundle has no module '{}'; it has {}", name, names));
}

// Tops that the job asks for are added to the design.
ir::Interface mapped(const Job& job, ir::Design& design) {
  if (!job.top.empty()) return top_of(job.spec, design, job.top);
  if (!job.module.empty()) return module_of(design, job.module, job.spec.prefix());
  return design.top();
}

}  // namespace

Result synthesise(const Job& job, const Tell& tell) {
  Result result;
  const bool is_library = !job.liberty.empty();
  if (!is_library) result.target = &target(job.target);
  const bundle::Bundle bundle = bundle::generate(job.spec);
  ir::Design design = bundle::design(job.spec);
  const ir::Interface top = mapped(job, design);
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
  MapJob map_job{work.path(), sources(bundle, top.name), top.name};
  for (const std::string& file : map_job.files) work.write(file, bundle.files.at(file));
  const std::set<std::string> constants = constant_outputs(design, top.name);
  for (const ir::Port& port : top.ports)
    if (port.direction == ir::Direction::out && !constants.contains(port.name))
      map_job.outputs.push_back(port.name);
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
