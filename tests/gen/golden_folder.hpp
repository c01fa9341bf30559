// Goldens on disk: tests/golden/<spec>/, the files of its bundle without the leaves. One is whole,
// two are but for what packs the engine, which the whole one shows. Of the others a reader sees the
// emitted modules, and of those only what no golden before shows already:
//   rtl/x.sv        a module
//   rtl/x.sv.diff   one that is like a module that is there in full: a unified diff against that
//                   one, which its first line names, with the spec's name put in
//   hashes.txt      all other files, by their hashes
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "gen/spec/spec.hpp"
#include "tests/support/project.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

using Files = std::map<std::string, std::string>;  // path → text

inline const std::filesystem::path golden_root = project / "tests" / "golden";
inline constexpr const char* golden_hashes = "hashes.txt";

inline Files files_under(const std::filesystem::path& folder) {
  Files texts;
  if (!std::filesystem::exists(folder)) return texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      texts[entry.path().lexically_relative(folder).generic_string()] = text_of(entry.path());
  return texts;
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// From `base` to `text`, both of whole lines, with a line of context.
inline std::string unified_diff(const std::string& base_name, const std::string& base,
                                const std::string& name, const std::string& text) {
  const ScratchFolder folder;
  const Said said = run({"diff", "-U1", "--label", base_name, "--label", name,
                         folder.write("base", base).string(), folder.write("text", text).string()});
  if (said.status > 1) throw std::runtime_error(said.complaint());
  return said.output;
}

// What `diff`, a unified diff with its two lines of names, makes of `base`.
inline std::string patched(const std::string& base, const std::string& diff) {
  std::istringstream base_lines(base);
  std::istringstream diff_lines(diff);
  std::string text;
  std::string line;
  int at = 1;  // the next line of `base`
  const auto next = [&] {
    std::string base_line;
    if (!std::getline(base_lines, base_line)) throw std::runtime_error("the base is too short");
    at++;
    return base_line;
  };
  for (int number = 1; std::getline(diff_lines, line); number++) {
    if (number <= 2) continue;
    int start = 0;
    int count = 1;
    if (std::sscanf(line.c_str(), "@@ -%d,%d", &start, &count) >= 1) {
      while (at < start + (count == 0)) text += next() + "\n";
    } else if (line.starts_with("+")) {
      text += line.substr(1) + "\n";
    } else if (next() != line.substr(1)) {
      throw std::runtime_error(
          fmt::format("line {} of the diff is not line {} of its base: {}", number, at - 1, line));
    } else if (line.starts_with(" ")) {
      text += line.substr(1) + "\n";
    }
  }
  while (std::getline(base_lines, line)) text += line + "\n";
  return text;
}

inline std::string hash_of(const std::string& text) {
  return fmt::format("{:016x}", spec::fnv1a(text));
}

// A golden as a bundle's files are to be.
struct Golden {
  Files texts;
  Files hashes;  // path → hash, of the files without a text
};

inline Golden read_golden(const std::string& name) {
  Golden golden;
  for (const auto& [path, text] : files_under(golden_root / name)) {
    if (path == golden_hashes) {
      std::istringstream lines(text);
      for (std::string hash, file; lines >> hash >> file;) golden.hashes[file] = hash;
    } else if (path.ends_with(".diff")) {
      const std::string base = text.substr(4, text.find('\n') - 4);  // "--- <spec>/rtl/<file>"
      const std::string base_spec = base.substr(0, base.find('/'));
      try {
        golden.texts[path.substr(0, path.size() - 5)] =
            patched(replaced(text_of(golden_root / base), base_spec, name), text);
      } catch (const std::exception& error) {
        throw std::runtime_error(name + "/" + path + ": " + error.what());
      }
    } else {
      golden.texts[path] = text;
    }
  }
  return golden;
}

// How much of a bundle can be read in its golden.
enum class Shown { modules, engine, all };

// Of the engine: registers come out of one table for all, so that the whole one shows them.
inline bool is_module(const std::string& path) {
  return path.starts_with("rtl/") && path.ends_with(".sv") && !path.ends_with("_regs.sv");
}

inline bool is_shown(const std::string& path, Shown shown) {
  const bool module = is_module(path);
  if (shown != Shown::engine) return module || shown == Shown::all;
  for (const char* ending : {"_wrapper.v", ".md", ".f", ".gtkw", ".toml", "_params.hpp"})
    if (path.ends_with(ending)) return true;
  return module;
}

// Writes goldens, the whole ones first; each may be a diff of modules of those before it.
class GoldenWriter {
 public:
  void write(const std::string& name, const Files& files, Shown shown) {
    const bool whole = shown != Shown::modules;
    std::filesystem::remove_all(golden_root / name);
    std::string hashes;
    for (const auto& [path, text] : files) {
      const bool module = is_module(path);
      if (!is_shown(path, shown)) {
        hashes += hash_of(text) + " " + path + "\n";
        continue;
      }
      const std::string diff = whole ? "" : smallest_diff(name, path, text);
      if (!diff.empty() && diff.size() < text.size() / 2) {
        put(name, path + ".diff", diff);
      } else {
        put(name, path, text);
        if (module) modules_[name + "/" + path] = text;
      }
    }
    if (!hashes.empty()) put(name, golden_hashes, hashes);
  }

 private:
  std::string smallest_diff(const std::string& name, const std::string& path,
                            const std::string& text) const {
    std::string smallest;
    for (const auto& [base, base_text] : modules_) {
      const std::string base_spec = base.substr(0, base.find('/'));
      const std::string diff =
          unified_diff(base, replaced(base_text, base_spec, name), name + "/" + path, text);
      if (smallest.empty() || diff.size() < smallest.size()) smallest = diff;
    }
    return smallest;
  }

  static void put(const std::string& name, const std::string& path, const std::string& text) {
    const std::filesystem::path file = golden_root / name / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  Files modules_;  // that are there in full, <spec>/rtl/<module>.sv → text
};

}  // namespace denim::test
