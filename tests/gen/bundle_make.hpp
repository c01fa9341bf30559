// make in a bundle, as its user runs it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

// `words` are the target and VARIABLE=VALUE. With a `path`, only the tools there are found. What
// Verilator compiles for every bench alike is kept by ccache, where there is one.
inline Said make(const std::filesystem::path& bundle, std::vector<std::string> words,
                 const std::string& path = {}) {
  static const bool caches = run({"sh", "-c", "command -v ccache"}).ok();
  std::vector<std::string> command{"env", "-u", "MAKEFLAGS", "-u", "MFLAGS"};
  if (caches) command.emplace_back("OBJCACHE=ccache");
  if (!path.empty()) command.push_back("PATH=" + path);
  command.insert(command.end(), {"/usr/bin/make", "-s", "-C", bundle.string()});
  command.insert(command.end(), words.begin(), words.end());
  return run(std::move(command));
}

// A folder with links to a few tools, to be all that is found.
class FewTools {
 public:
  explicit FewTools(const std::vector<std::string>& tools) {
    for (const std::string& tool : tools) add(tool);
  }
  void add(const std::string& tool) {
    const Said where = run({"sh", "-c", "command -v " + tool});
    REQUIRE(where.ok());
    std::filesystem::create_symlink(where.output.substr(0, where.output.find('\n')),
                                    folder_.path() / tool);
  }
  std::string path() const { return folder_.path().string(); }

 private:
  ScratchFolder folder_;
};

}  // namespace denim::test
