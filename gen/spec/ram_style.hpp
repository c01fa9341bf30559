// The keys that say what a RAM of an engine is made of.
#pragma once

#include <string>
#include <string_view>

#include "gen/spec/engine.hpp"

namespace denim::spec {

// auto, block or distributed; `ram` is what the RAM holds: "the tile".
KeyDeclaration ram_style_key(std::string name, const std::string& ram);

// Why that RAM cannot be made of what the key says, by the engine's read_latency; empty: it can.
std::string check_ram_style(const Spec& spec, std::string_view key);

}  // namespace denim::spec
