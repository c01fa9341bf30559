// How the results of an engine leave: a beat of `c` as it is, or cut into beats of `result_bits`,
// low bits first, the last one filled up with zeros. The key is one of every engine that has a C.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "gen/spec/engine.hpp"

namespace denim::spec {

inline constexpr std::string_view result_bits_key = "result_bits";

// Keys that an engine has without declaring them; none where it computes no C.
std::span<const KeyDeclaration> result_keys(const EngineDeclaration& engine);

bool cuts_results(const Spec& spec);
std::int64_t result_bits(const Spec& spec);  // 0: a beat leaves as it is
// From a beat of `c` to the first beat that it is cut into.
inline constexpr int cut_cycles = 1;
// From the beat that the stages count from to the first that leaves because of it.
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
