// Where this project lies.
#pragma once

#include <filesystem>

namespace denim::test {

inline const std::filesystem::path project = DENIM_SOURCE_DIR;

}  // namespace denim::test
