// How beats pass the ports of an engine, by keys that every engine has. Results leave as they are,
// or cut into beats of `result_bits`, low bits first, the last one filled up with zeros: of an
// engine that has a C. With `registered_ready` valid, ready and payload of each stream come out of
// registers, so that no path leads from a port through the engine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gen/spec/engine.hpp"

namespace denim::spec {

inline constexpr std::string_view result_bits_key = "result_bits";
inline constexpr std::string_view registered_ready_key = "registered_ready";

// Keys that an engine has without declaring them.
std::span<const KeyDeclaration> port_keys(const EngineDeclaration& engine);

bool cuts_results(const Spec& spec);
std::int64_t result_bits(const Spec& spec);  // 0: a beat leaves as it is
bool registers_ports(const Spec& spec);
// From a beat at the port to the engine, and from the engine to the first beat at the port.
int cycles_in(const Spec& spec);
int cycles_out(const Spec& spec);
// From the beat that the stages count from to the first that leaves because of it, at the ports.
int latency_to_port(const Spec& spec);

// How a beat of a stream passes the port: `parts` beats of `width` bits each.
struct Passage {
  unsigned width = 0;
  unsigned parts = 1;
};
Passage passage(const Spec& spec, std::string_view stream);

// What is wrong with the key in a spec that is right otherwise; empty if nothing.
std::string check_result_bits(const Spec& spec);

}  // namespace denim::spec
