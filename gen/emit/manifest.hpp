// manifest.json, by which programs know a bundle: the file that names all others.
#pragma once

#include <string>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

// `bundle_hash` is over the names and texts of all other files.
std::string write_manifest(const Contents& contents, const std::string& bundle_hash);

}  // namespace denim::emit
