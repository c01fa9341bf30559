#include "sw/synth/json.hpp"

#include "gen/spec/schema.hpp"

namespace denim::synth {

namespace {

using Report = nlohmann::ordered_json;

void add_counts(Report& json, const Area& area, bool is_library) {
  for (const Counter& counter : counters) {
    if ((counter.count == &Area::gates) == is_library) json[counter.name] = area.*counter.count;
  }
  if (is_library) json["area"] = area.cell_area;
}

}  // namespace

Report to_json(const Job& job, const Result& result) {
  const bool is_library = result.target == nullptr;
  Report json;
  spec::add_schema(json);
  json["preset"] = job.spec.name();
  json["spec_hash"] = job.spec.hash();
  json["target"] = is_library ? "liberty" : std::string(result.target->name);
  if (is_library) json["library"] = job.liberty.string();
  json["top"] = result.top;
  json["flat"] = job.flat;
  json["tool_versions"] = result.tool_versions;
  add_counts(json, result.mapping.area, is_library);
  if (!is_library) json["bram_unit"] = result.target->ram_unit;
  json["multipliers"] = result.multipliers ? Report(*result.multipliers) : Report();
  json["by_module"] = Report::array();
  for (const auto& [name, module] : result.mapping.modules) {
    Report one{{"module", name}, {"instances", module.instances}};
    add_counts(one, module.area, is_library);
    json["by_module"].push_back(std::move(one));
  }
  if (result.routed) {
    json["device"] = result.target->router->device;
    json["fmax_mhz"] = result.routed->median;
    json["fmax_mhz_of_seeds"] = result.routed->megahertz;
    json["critical_path"] = Report::array();
    for (const Step& step : result.routed->critical_path) {
      json["critical_path"].push_back({{"instance", step.place.instance},
                                       {"module", step.place.module},
                                       {"net", step.place.name},
                                       {"ns", step.nanoseconds}});
    }
  }
  return json;
}

}  // namespace denim::synth
