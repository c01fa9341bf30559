// What Verilator has understood of a module: its parameters and ports, from `verilator --xml-only`.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>

#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::test {

struct XmlPort {
  std::string direction;  // "input" or "output"
  std::int64_t width = 1;

  friend bool operator==(const XmlPort&, const XmlPort&) = default;
};
struct XmlParameter {
  std::int64_t value = 0;
  bool local = false;

  friend bool operator==(const XmlParameter&, const XmlParameter&) = default;
};
struct XmlModule {
  std::map<std::string, XmlPort> ports;
  std::map<std::string, XmlParameter> parameters;
};

inline std::ostream& operator<<(std::ostream& out, const XmlPort& port) {
  return out << port.direction << " [" << port.width << " bits]";
}
inline std::ostream& operator<<(std::ostream& out, const XmlParameter& parameter) {
  return out << (parameter.local ? "localparam " : "parameter ") << parameter.value;
}

namespace xml_detail {

// The attribute's text, empty if it is not there.
inline std::string attribute(const std::string& element, const std::string& name) {
  const std::string start = " " + name + "=\"";
  const std::size_t at = element.find(start);
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  return element.substr(from, element.find('"', from) - from);
}

// 32&apos;sh1f → 31
inline std::int64_t constant(const std::string& text) {
  static const std::regex form("[0-9]+&apos;s?h([0-9a-f]+)");
  std::smatch match;
  if (!std::regex_match(text, match, form)) throw std::runtime_error("no constant: " + text);
  return static_cast<std::int32_t>(std::stoul(match[1], nullptr, 16));
}

}  // namespace xml_detail

/// The top of Verilator's XML, which has one element a line.
inline XmlModule parse_verilator_xml(const std::string& xml) {
  using xml_detail::attribute;
  XmlModule module;
  std::map<std::string, std::int64_t> width_of_type;
  std::map<std::string, std::string> type_of_port;
  std::istringstream lines(xml);
  std::string parameter;  // whose value comes in the next line
  bool in_top = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("<module ") != std::string::npos) in_top = attribute(line, "topModule") == "1";
    if (line.find("</module>") != std::string::npos) in_top = false;
    if (line.find("<basicdtype ") != std::string::npos) {
      const std::string left = attribute(line, "left");
      width_of_type[attribute(line, "id")] = left.empty() ? 1 : std::stoll(left) + 1;
    }
    if (!in_top) continue;
    if (!parameter.empty() && line.find("<const ") != std::string::npos)
      module.parameters[parameter].value = xml_detail::constant(attribute(line, "name"));
    parameter.clear();
    if (line.find("<var ") == std::string::npos) continue;
    const std::string name = attribute(line, "name");
    if (const std::string direction = attribute(line, "dir"); !direction.empty()) {
      module.ports[name].direction = direction;
      type_of_port[name] = attribute(line, "dtype_id");
    } else if (attribute(line, "param") == "true" || attribute(line, "localparam") == "true") {
      parameter = name;
      module.parameters[name].local = attribute(line, "localparam") == "true";
    }
  }
  for (auto& [name, port] : module.ports) port.width = width_of_type.at(type_of_port.at(name));
  if (module.ports.empty()) throw std::runtime_error("Verilator's XML has no ports of a top");
  return module;
}

/// The ports and parameters of `top`, localparams of its body among them.
inline XmlModule verilated(const Sources& sources, const std::string& top,
                           const Settings& settings = {}) {
  const ScratchFolder folder;
  const std::string xml = (folder.path() / "module.xml").string();
  std::vector<std::string> command{"verilator", "--xml-only",   "-Wno-fatal",
                                   "--Mdir",    folder.path(),  "--xml-output",
                                   xml,         "--top-module", top};
  for (const auto& [name, value] : settings)
    command.push_back("-G" + name + "=" + std::to_string(value));
  command.insert(command.end(), sources.files.begin(), sources.files.end());
  const Said said = run(std::move(command), sources.folder);
  if (!said.ok()) throw std::runtime_error(said.complaint());
  return parse_verilator_xml(text_of(xml));
}

}  // namespace denim::test
