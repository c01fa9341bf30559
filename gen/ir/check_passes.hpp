// The parts of check(); used by gen/ir alone.
#pragma once

#include <string>

#include "gen/ir/elaborate.hpp"
#include "gen/ir/ir.hpp"

namespace denim::ir::detail {

// Throws std::logic_error: "module <name>: <subject>: <what>".
[[noreturn]] void refuse(const Interface& module, const std::string& subject,
                         const std::string& what);
std::string signal_subject(const std::string& name);  // "signal <name>"

// Names, parameters, ports, streams and declared paths of a leaf or an emitted module.
void check_interface(const Interface& interface);
// No stream may wait for itself: ready for its own valid, or valid or data for its own ready.
void check_streams(const Interface& interface);

// Names, connections and widths of everything inside, symbolically.
void check_scopes(const Module& module);
// Every parameter is there for something.
void check_parameters_used(const Module& module);

// Each bit of a net or output has one driver, each bit of a net or input is read. Sorts the drives.
void check_bits(const Module& module, Elaboration& elaboration);
// Refuses combinational loops and returns the paths from input to output ports, in port order.
// The drives must be sorted and free of overlaps.
std::vector<std::pair<std::string, std::string>> find_paths(const Module& module,
                                                            const Elaboration& elaboration);

}  // namespace denim::ir::detail
