// Files that are mapped into memory on a disk that is full.
#pragma once

#include <cstddef>

namespace denim::sim {

// A page of a mapped file that the disk had no room for ends a program by SIGBUS. While one of
// these lives, such a page on its thread is replaced by an empty one and noted, so that code which
// maps files without a look at what was written (Verilator's wave writer) comes to its end and can
// be told off. Scopes nest; the last to go puts the old action back.
class MappedFileScope {
 public:
  MappedFileScope();
  ~MappedFileScope();
  MappedFileScope(const MappedFileScope&) = delete;
  MappedFileScope& operator=(const MappedFileScope&) = delete;

  // Whether a page was missing on this thread since the scope began.
  bool page_missing() const;

 private:
  std::size_t before_;
};

}  // namespace denim::sim
