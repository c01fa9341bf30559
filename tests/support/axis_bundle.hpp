// A bundle and a program for it on disk, as `denim gen` and `denim compile` write them, for who
// drives a top with AXI-Streams from outside of Denim.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/engine_forms.hpp"
#include "tests/support/project.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

class AxisBundle {
 public:
  using Json = nlohmann::json;

  explicit AxisBundle(const EngineForm& form, const std::string& top_name = "axis") {
    const bool takes_b = form.spec().engine().takes_b();
    denim("gen", form, {"-o", path("bundle")});
    std::vector<std::string> operands{"--synthetic", "6x24@0.4", "--seed",
                                      "5",           "-o",       path("program")};
    if (takes_b) operands.insert(operands.end(), {"--cols", "7"});
    if (std::ranges::find(form.overrides, "tail=tasd") != form.overrides.end())
      operands.insert(operands.end(), {"--a-is", "activations"});
    denim("compile", form, operands);
    program = Json::parse(text_of(folder_.path() / "program/manifest.json"));
    bundle = Json::parse(text_of(folder_.path() / "bundle/manifest.json"));
    for (const Json& one : bundle.at("tops"))
      if (one.at("name") == top_name) top = one;
    write("checks.sv", checks_text());
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text).string();
  }
  std::string module() const { return top.at("module"); }
  bool has_registers() const { return top.contains("registers"); }
  // The byte address of a register within s_axi.
  unsigned offset(const std::string& name) const {
    for (const Json& one : top.at("registers"))
      if (one.at("name") == name) return one.at("offset");
    throw std::out_of_range("no register " + name);
  }
  // What watches every bus from outside, of which the macro DUT says where the top is: the module
  // `checks`, as another root of the simulation.
  std::vector<std::string> checks() const {
    const std::string tb = (project / "tb").string();
    return {path("checks.sv"), tb + "/axis_checker.sv", tb + "/axi_lite_checker.sv"};
  }

  Json program, bundle, top;

 private:
  static void denim(const std::string& command, const EngineForm& form,
                    const std::vector<std::string>& more) {
    std::vector<std::string> line{DENIM_BINARY, command, form.preset};
    for (const std::string& key_value : form.overrides)
      line.insert(line.end(), {"--set", key_value});
    line.insert(line.end(), more.begin(), more.end());
    const Said said = run(std::move(line));
    INFO(said.complaint());
    REQUIRE(said.ok());
  }

  unsigned width_of(const std::string& port_name) const {
    for (const Json& port : top.at("ports"))
      if (port.at("name") == port_name) return port.at("width");
    throw std::out_of_range("no port " + port_name);
  }

  std::string checks_text() const {
    std::string text;
    const auto net = [](const Json& stream, const char* port) {
      return "`DUT." + stream.at(port).get<std::string>();
    };
    for (const Json& stream : top.at("streams")) {
      const std::string name = stream.at("name");
      const bool is_source = stream.contains("last_port");
      unsigned known = 0;  // bits: the padding of a beat that goes in is unknown
      for (const Json& one : bundle.at("streams"))
        if (one.at("name") == name) known = one.at("width");
      unsigned all = 0;
      for (const char* port : {"data_port", "keep_port", "last_port"})
        if (stream.contains(port)) all += width_of(stream.at(port));
      const std::string payload =
          is_source ? fmt::format("{{{}, {}, {}}}", net(stream, "keep_port"),
                                  net(stream, "last_port"), net(stream, "data_port"))
                    : net(stream, "data_port");
      text += fmt::format(
          "  axis_checker #(.PayloadWidth({}), .KnownWidth({})) u_{} (.aclk(`DUT.aclk), "
          ".aresetn(`DUT.aresetn), .tvalid({}), .tready({}), .payload({}));\n",
          all, is_source ? all : known, name, net(stream, "valid_port"), net(stream, "ready_port"),
          payload);
    }
    if (has_registers()) {
      std::string ports;
      for (const Json& port : top.at("ports")) {
        const std::string name = port.at("name");
        if (name.starts_with("s_axi_"))
          ports += fmt::format(", .{}(`DUT.{})", name.substr(6), name);
      }
      text += "  axi_lite_checker u_registers (.aclk(`DUT.aclk), .aresetn(`DUT.aresetn)" + ports +
              ");\n";
    }
    return "module checks;\n" + text + "endmodule\n";
  }

  ScratchFolder folder_;
};

// The smallest preset of an engine that none of the forms is of, for each such engine.
inline std::vector<EngineForm> of_other_engines(const std::vector<EngineForm>& forms) {
  std::map<std::string, std::pair<std::int64_t, std::string>> smallest;
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec spec = spec::Spec::load(preset.name);
    const std::pair size(spec.engine().multipliers(spec), preset.name);
    const auto [at, added] = smallest.emplace(spec.engine().name, size);
    if (!added) at->second = std::min(at->second, size);
  }
  for (const EngineForm& form : forms) smallest.erase(form.spec().engine().name);
  std::vector<EngineForm> all;
  for (const auto& [engine, preset] : smallest) all.push_back({preset.second, {}});
  return all;
}

// The small forms that are driven from outside: every engine, a stream out beside another, a tail.
inline std::vector<EngineForm> axis_forms() {
  std::vector<EngineForm> forms{
      {"demm_2_8_4", {}},
      {"demm_4_16_8", {"memory=banked", "segments=4", "overlap=true", "read_latency=1"}},
      {"demm_2_8_4", {"tail=requantise"}},
      {"demm_2_8_4", {"result_bits=20"}},
      {"demm_2_8_4", {"tail=tasd", "tail_terms=[\"2:4\"]", "prefix=x_"}},
      {"stc_2_4", {"pe_rows=2", "pe_cols=3", "rows=6"}},
      {"tasd_2_4", {}},
      {"tasd_4_8_serial", {}}};
  std::ranges::copy(of_other_engines(forms), std::back_inserter(forms));
  return forms;
}

}  // namespace denim::test
