// What came of a flow, as scripts and the benches read it.
#pragma once

#include <nlohmann/json.hpp>

#include "sw/synth/synth.hpp"

namespace denim::synth {

// preset, spec_hash, target, top, flat, tool_versions, multipliers (null where they are not known),
// lut, ff, carry, lutram, wide_mux, bram, bram_unit, dsp, by_module: [{module, instances, lut, …}],
// each without what is instantiated in it; after placing and routing device, fmax_mhz, the median,
// fmax_mhz_of_seeds and critical_path: [{instance, module, net, ns}]. Of a library target is
// "liberty", and instead of all counts stand gates and area.
nlohmann::ordered_json to_json(const Job& job, const Result& result);

}  // namespace denim::synth
