#include "gen/emit/manifest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "denim_version.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/registers.hpp"
#include "gen/spec/schema.hpp"

namespace denim::emit {

namespace {

using Json = nlohmann::ordered_json;
using spec::Field;
using spec::Layout;

Json ports_of(const ir::Module& module) {
  const ir::Values values = module.defaults();
  Json ports = Json::array();
  for (const ir::Port& port : module.ports) {
    ports.push_back({{"name", port.name},
                     {"direction", port.direction == ir::Direction::in ? "input" : "output"},
                     {"width", port.width.evaluate(values)}});
  }
  return ports;
}

// What is behind s_axi.
Json registers_of(const spec::Spec& spec) {
  Json registers = Json::array();
  for (const spec::RegisterDeclaration& one : spec::registers(spec)) {
    Json fields = Json::array();
    for (const spec::RegisterField& field : one.fields) {
      fields.push_back({{"name", field.name},
                        {"low", field.low},
                        {"width", field.width},
                        {"access", spec::access_text(field.access)},
                        {"reset", field.reset}});
    }
    registers.push_back(
        {{"name", one.name}, {"offset", one.offset}, {"fields", std::move(fields)}});
  }
  return registers;
}

// How a simulator finds its way around a top: what carries each stream of the engine there.
Json top_of(const Contents& contents, const Top& top) {
  Json streams = Json::array();
  for (std::size_t i = 0; i < contents.engine.streams.size(); ++i) {
    const ir::Stream& stream = top.module->streams.at(i);
    streams.push_back({{"name", contents.engine.streams[i].name},
                       {"valid_port", stream.valid_port()},
                       {"ready_port", stream.ready_port()},
                       {"data_port", stream.data_port()}});
    for (const char* more : {"keep", "last"}) {
      const std::string port = stream.name + "_t" + more;
      if (top.module->port(port)) streams.back()[std::string(more) + "_port"] = port;
    }
  }
  Json json{{"name", top.name},
            {"module", top.module->name},
            {"engine", top.module->name + "." + top.module->body.instances().front().name},
            {"clock", top.module->clock},
            {"reset_n", top.module->reset_n},
            {"streams", std::move(streams)}};
  if (top.module->port("tlast_beats_i")) json["packet_beats"] = "tlast_beats_i";
  if (top.module->port("s_axi_awvalid")) json["registers"] = registers_of(contents.spec);
  json["ports"] = ports_of(*top.module);
  return json;
}

}  // namespace

std::string write_manifest(const Contents& contents, const std::string& bundle_hash) {
  const spec::Spec& spec = contents.spec;
  const ir::Module& engine = contents.engine;
  const Top& wrapper = contents.top("wrapper");
  Json manifest;
  spec::add_schema(manifest);
  manifest["generator"] = fmt::format("denim {}", DENIM_VERSION);
  manifest["kind"] = "bundle";
  manifest["name"] = spec.name();
  manifest["engine"] = spec.engine().name;
  manifest["hash"] = spec.hash();
  manifest["bundle_hash"] = bundle_hash;
  manifest["top"] = engine.name;
  manifest["wrapper"] = wrapper.module->name;
  manifest["filelist"] = engine.name + ".f";
  manifest["save_file"] = engine.name + ".gtkw";
  manifest["files"] = contents.files;
  Json& keys = manifest["spec"] = Json::object();
  keys["engine"] = spec.engine().name;
  keys["name"] = spec.name();
  if (!spec.prefix().empty()) keys["prefix"] = spec.prefix();
  for (const spec::KeyDeclaration& key : spec.keys()) {
    std::visit([&](const auto& value) { keys[key.name] = value; }, spec.value(key.name));
  }
  manifest["latency"] = spec::latency_to_port(spec);
  manifest["ports"] = ports_of(*wrapper.module);
  Json& streams = manifest["streams"] = Json::array();
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const Layout layout = spec::layout(spec, stream.name);
    Json fields = Json::array();
    for (const Field& field : layout.fields) {
      fields.push_back({{"name", field.name},
                        {"offset", field.offset},
                        {"width", field.width},
                        {"count", field.count},
                        {"meaning", field.meaning}});
    }
    const spec::Passage passage = spec::passage(spec, stream.name);
    streams.push_back({{"name", stream.name},
                       {"direction", stream.sink ? "in" : "out"},
                       {"width", layout.width},
                       {"fields", std::move(fields)}});
    if (passage.width == layout.width) continue;
    streams.back()["port_width"] = passage.width;
    streams.back()["parts"] = passage.parts;
  }
  const auto settings = spec.engine().settings_of(spec);
  if (!settings.empty()) manifest["settings"] = Json::array();
  for (const spec::SettingDeclaration& setting : settings) {
    manifest["settings"].push_back(
        {{"name", setting.name}, {"width", setting.width}, {"meaning", setting.meaning}});
  }
  Json& errors = manifest["errors"] = Json::array();
  for (const spec::ErrorDeclaration& error : spec.engine().errors_of(spec))
    errors.push_back(error.name);
  Json& tops = manifest["tops"] = Json::array();
  for (const Top& top : contents.tops)
    if (&top != &wrapper) tops.push_back(top_of(contents, top));
  return manifest.dump(2) + "\n";
}

}  // namespace denim::emit
