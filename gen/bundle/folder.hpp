// Folders that denim writes whole or not at all: a bundle, a program, the terms of a tensor. Each
// holds a manifest.json that names its generator, its kind ("bundle", "program", "terms") and all
// its other files, by which a later run knows that it may be replaced by another of its kind.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace denim::bundle {

class FolderError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws FolderError unless `folder` can be created, is empty, or is one of denim's, of that kind,
// with nothing in it but the files that its manifest names. Leaves no trace.
void check_replaceable(const std::filesystem::path& folder, const std::string& kind);

// A new folder beside `final`, which takes its place when it is complete. Until then, and if it
// never is, `final` stays as it was.
class NewFolder {
 public:
  // Throws FolderError as check_replaceable does.
  NewFolder(const std::filesystem::path& final, const std::string& kind);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder();

  const std::filesystem::path& path() const { return path_; }  // where to write
  void write(const std::filesystem::path& file, const std::string& text) const;
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path path_;
};

}  // namespace denim::bundle
