// The tail that an engine may have behind its results: a requantiser, and behind it units that take
// the rows of C apart, so that one layer's output leaves as the next one's terms. What an engine
// adds to its tables for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/engine.hpp"

namespace denim::spec {

inline constexpr std::int64_t tail_scale_width = 16;  // bits of m of the requantiser, unsigned
inline constexpr std::int64_t tail_shift_width = 6;   // and of s
inline constexpr std::int64_t tail_max_shift = 47;

// The engine's own tables, with what the tail adds: its keys, its numbers, its stage. A result beat
// has as many elements as `elements_key` says.
std::vector<KeyDeclaration> with_tail(std::vector<KeyDeclaration> keys);
std::vector<DerivedDeclaration> with_tail(std::vector<DerivedDeclaration> derived,
                                          std::string elements_key);
std::vector<StageDeclaration> with_tail(std::vector<StageDeclaration> stages);
// Fields of `c`, whose field `data` is "result_width" bits wide.
std::vector<FieldDeclaration> with_tail(std::vector<FieldDeclaration> fields);
std::vector<SettingDeclaration> tail_settings();
// What is wrong with the tail; empty if nothing.
std::string check_tail(const Spec& spec, std::string_view elements_key);

bool has_tail(const Spec& spec);  // it requantises, at the least
bool tail_takes_apart(const Spec& spec);
std::vector<Pattern> tail_taken(const Spec& spec);  // the series, empty where it takes none
// Cycles of the tail's stages, in the order in which a result passes them; none without a tail.
std::vector<int> tail_stages(const Spec& spec);
int tail_cycles(const Spec& spec);  // their sum
// From an a beat to the result in front of the tail.
int latency_before_tail(const Spec& spec);

}  // namespace denim::spec
