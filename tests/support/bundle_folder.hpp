// A bundle on disk for the time of a test.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::test {

class BundleFolder {
 public:
  explicit BundleFolder(const spec::Spec& spec) : bundle_(bundle::generate(spec)) {
    bundle::write(bundle_, path());
  }

  const bundle::Bundle& bundle() const { return bundle_; }
  std::filesystem::path path() const { return folder_.path() / "bundle"; }
  std::string list() const { return bundle_.top + ".f"; }
  std::string wrapper() const { return bundle_.top + "_wrapper"; }

  /// As <name>.f lists them.
  Sources sources() const {
    Sources result{path(), {}};
    std::istringstream lines(bundle_.files.at(list()));
    for (std::string line; std::getline(lines, line);)
      if (!line.empty() && !line.starts_with("//")) result.files.push_back(line);
    return result;
  }
  /// The same without the wrapper.
  Sources engine_sources() const {
    Sources result = sources();
    std::erase_if(result.files, [](const std::string& file) { return file.ends_with(".v"); });
    return result;
  }

 private:
  ScratchFolder folder_;
  bundle::Bundle bundle_;
};

}  // namespace denim::test
