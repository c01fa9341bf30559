#include "sw/flow/device.hpp"

#include "gen/bundle/bundle.hpp"

namespace denim::flow {

namespace {

// What a quick build saves, some seconds, is what it loses in so many cycles.
constexpr std::uint64_t few_cycles = 1'000'000;

}  // namespace

Device::Device(const spec::Spec& spec, std::uint64_t cycles, sim::Trace trace, const Tell& tell)
    : spec_(spec) {
  if (tell) tell("generating the engine");
  const std::filesystem::path cache = sim::default_cache();
  const bundle::Bundle generated = bundle::generate(spec);
  bundle_ = cache / "bundles" / generated.folder;
  bundle::write(generated, bundle_);
  sim::BuildOptions options;
  options.cache = cache;
  options.trace = trace;
  options.quick = cycles < few_cycles;
  options.progress = tell;
  simulator_ = sim::build(bundle_, options);
}

}  // namespace denim::flow
