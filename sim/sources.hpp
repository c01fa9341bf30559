// What a simulator is built from: the files of a bundle as they were at one moment. Whatever
// happens to the bundle afterwards, its key and the simulator are of the same texts.
#pragma once

#include "sim/cache.hpp"
#include "sim/manifest.hpp"

namespace denim::sim {

// All files that the manifest names, and those that its file list names beside them: a bundle that
// was edited may have more. Throws SimError for a file that cannot be read, and for a file list
// with options or with files outside the bundle, which might change without anybody seeing it.
Texts read_sources(const Manifest& manifest);

}  // namespace denim::sim
