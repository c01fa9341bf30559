// The areas of the cells of a Liberty file, the one thing that is read of it here: the rest is
// Yosys' business.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace denim::synth {

// Cell → area, in the library's unit. Throws SynthError for a file that cannot be read or has no
// cell with an area.
std::map<std::string, double> cell_areas(const std::filesystem::path& liberty);

}  // namespace denim::synth
