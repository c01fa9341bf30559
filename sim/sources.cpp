#include "sim/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

// The words of a file list, without comments.
std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream rest(line);
    for (std::string word; rest >> word && !word.starts_with("//") && word[0] != '#';) {
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace

Texts read_sources(const Manifest& manifest) {
  namespace fs = std::filesystem;
  Texts sources;
  const auto add = [&](const std::string& name) {
    if (!sources.contains(name)) sources[name] = read_whole(manifest.folder / name);
  };
  for (const std::string& file : manifest.files) add(file);
  add(manifest.filelist);
  for (const std::string& word : words_of(sources.at(manifest.filelist))) {
    const fs::path path(word);
    const bool inside = word[0] != '-' && word[0] != '+' && path.is_relative() &&
                        std::ranges::find(path, "..") == path.end();
    if (!inside) {
      throw SimError(
          fmt::format("{}: '{}' is no file within the bundle; the list names those, one a line, "
                      "relative to its folder",
                      (manifest.folder / manifest.filelist).string(), word));
    }
    add(path.lexically_normal().generic_string());
  }
  sources["manifest.json"] = manifest.text;
  return sources;
}

}  // namespace denim::sim
