#include "sw/flow/device.hpp"

#include "gen/bundle/bundle.hpp"

namespace denim::flow {

Device::Device(const spec::Spec& spec, sim::Trace trace, const Tell& tell) : spec_(spec) {
  if (tell) tell("generating the engine");
  const std::filesystem::path cache = sim::default_cache();
  const bundle::Bundle generated = bundle::generate(spec);
  bundle_ = cache / "bundles" / generated.folder;
  bundle::write(generated, bundle_);
  sim::BuildOptions options;
  options.cache = cache;
  options.trace = trace;
  options.progress = tell;
  simulator_ = sim::build(bundle_, options);
}

}  // namespace denim::flow
