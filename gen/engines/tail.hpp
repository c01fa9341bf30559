// Where the results of an engine go: straight to its stream `c`, or through the tail of its spec.
#pragma once

#include <optional>
#include <string>

#include "gen/engines/frame.hpp"

namespace denim::generators {

// Adds the tail's modules, before the engine's own; null where the spec has none.
const ir::Module* add_tail_module(const spec::Spec& spec, ir::Design& design);

// To be called before Frame::add_ports: what the tail adds to the fields of `c`. The columns of a
// result beat are `columns` of the frame, a localparam where the tail takes rows apart.
void declare_tail(Frame& frame);

// What the engine drives: the results as they are without a tail.
class Results {
 public:
  // Connects the tail, if there is one, to the stream.
  Results(Frame& frame, const ir::Module* tail);

  const ir::Value& valid() const { return valid_; }
  const ir::Value& ready() const { return ready_; }
  const ir::Value& row() const { return row_; }
  const ir::Value& data() const { return data_; }

 private:
  Results(Frame& frame, const std::string& stream, const std::string& row, const std::string& data);

  ir::Value valid_, ready_, row_, data_;
};

}  // namespace denim::generators
