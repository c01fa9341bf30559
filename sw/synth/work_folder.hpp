// A folder for the files of one flow, gone with the object.
#pragma once

#include <stdlib.h>  // mkdtemp

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "sw/synth/error.hpp"

namespace denim::synth {

class WorkFolder {
 public:
  WorkFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "denim-synth-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw SynthError("no temporary folder can be made: " + name + ": " + std::strerror(errno));
    path_ = name;
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    if (!stream.flush()) throw SynthError("cannot be written: " + file.string());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace denim::synth
