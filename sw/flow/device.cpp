#include "sw/flow/device.hpp"

#include "gen/bundle/bundle.hpp"

namespace denim::flow {

namespace {

// What a quick build saves, some seconds, is what it loses in so many cycles.
constexpr std::uint64_t few_cycles = 1'000'000;

bool is_quick(std::uint64_t cycles) { return cycles < few_cycles; }

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
  options.quick = is_quick(cycles);
  options.progress = tell;
  simulator_ = sim::build(bundle_, options);
}

const Device& Devices::get(const spec::Spec& spec, std::uint64_t cycles, sim::Trace trace,
                           const Tell& tell) {
  for (const Made& made : all_) {
    if (made.spec == spec && made.quick == is_quick(cycles) && made.trace == trace) {
      return made.device;
    }
  }
  return all_.emplace_back(spec, is_quick(cycles), trace, Device(spec, cycles, trace, tell)).device;
}

}  // namespace denim::flow
