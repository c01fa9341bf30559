#include "sw/synth/harness.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace denim::synth {

std::string harness(const ir::Interface& engine) {
  ir::Values values;
  for (const ir::Parameter& parameter : engine.parameters)
    values[parameter.name] = parameter.value.evaluate(values);
  std::string connections;
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
  for (const ir::Port& port : engine.ports) {
    if (port.name == engine.clock) {
      connections += fmt::format("    .{}(clk_i),\n", port.name);
      continue;
    }
    const bool is_input = port.direction == ir::Direction::in;
    std::int64_t& at = is_input ? inputs : outputs;
    const std::int64_t width = port.width.evaluate(values);
    connections += fmt::format("    .{}({}[{}:{}]),\n", port.name, is_input ? "given_q" : "result",
                               at + width - 1, at);
    at += width;
  }
  connections.resize(connections.size() - 2);
  // One more of each, so that a chain is never a single bit.
  return fmt::format(R"(module {} (
  input  logic clk_i,
  input  logic serial_i,
  output logic serial_o
);
  logic [{}:0] given_q;
  logic [{}:0] result, result_q, folded_q;
  assign result[{}] = given_q[{}];
  assign serial_o = folded_q[{}];
  always_ff @(posedge clk_i) begin
    given_q <= {{given_q[{}:0], serial_i}};
    result_q <= result;
    folded_q <= {{folded_q[{}:0], 1'b0}} ^ result_q;
  end
  {} {} (
{}
  );
endmodule
)",
                     harness_name, inputs, outputs, outputs, inputs, outputs, inputs - 1,
                     outputs - 1, engine.name, engine_instance, connections);
}

}  // namespace denim::synth
