#include "gen/spec/ram_style.hpp"

#include <fmt/format.h>

#include "gen/spec/spec.hpp"

namespace denim::spec {

KeyDeclaration ram_style_key(std::string name, const std::string& ram) {
  return {std::move(name), WordType{{"auto", "block", "distributed"}}, std::string("auto"), "",
          "RAM of " + ram +
              ": as the synthesis tool chooses, block RAM, or LUT RAM; attributes for Vivado, "
              "Quartus and Yosys"};
}

std::string check_ram_style(const Spec& spec, std::string_view key) {
  if (spec.word(key) != "block" || spec.integer("read_latency") > 0) return {};
  return fmt::format(
      "{} is \"block\" with read_latency = 0; block RAM has no asynchronous read: read_latency = "
      "1, "
      "or \"distributed\"",
      key);
}

}  // namespace denim::spec
