#include "gen/wrap/tops.hpp"

namespace denim::wrap {

std::vector<Top> add_tops(const spec::Spec& spec, ir::Design& design) {
  const ir::Module& engine = design.top();
  std::vector<Top> tops;
  for (const AddTop add : {add_wrapper, add_axis, add_axi})
    tops.push_back(add(spec, engine, design));
  return tops;
}

std::int64_t port_bits(const ir::Module& engine, const ir::Port& port) {
  return port.width.evaluate(engine.defaults());
}

void never_clear_errors(const ir::Module& engine, ir::Instance& instance) {
  if (const ir::Port* clear = engine.port(error_clear_port))
    instance.connect(clear->name, ir::constant(port_bits(engine, *clear), 0));
}

}  // namespace denim::wrap
