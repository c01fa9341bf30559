// Engines with bugs put into copies of their leaves and of what the generator wrote. All bugs of a
// spec are in one simulator, which reads the number of the one to show from a file when it starts:
// a build takes longer than all runs.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <map>
#include <regex>
#include <span>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/engines/frame/judge.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test::engines {

struct Bug {
  const char* what;
  const char* file;  // a leaf, or "top", "memory" or "pe" for what the generator wrote
  // In the file, once; a blank stands for any number of blanks and new lines. What is between « and
  // » is replaced: an expression, by one of the same width.
  const char* text;
  const char* replacement;
  Found found;
};

// Where a bug's expression is in a file: position and length.
inline std::pair<std::size_t, std::size_t> place_of(const Bug& bug, const std::string& file_text) {
  std::string pattern;
  const std::string text = bug.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "«") == 0) {
      pattern += "(";
      ++i;
    } else if (text.compare(i, 2, "»") == 0) {
      pattern += ")";
      ++i;
    } else if (text[i] == ' ') {
      pattern += "\\s*";
    } else {
      if (std::ispunct(static_cast<unsigned char>(text[i])) != 0 && text[i] != '_') pattern += '\\';
      pattern += text[i];
    }
  }
  const std::regex expression(pattern);
  const std::sregex_iterator found(file_text.begin(), file_text.end(), expression);
  CAPTURE(bug.what, bug.file, bug.text);
  REQUIRE(std::distance(found, std::sregex_iterator()) == 1);
  REQUIRE(found->size() == 2);
  return {static_cast<std::size_t>(found->position(1)), static_cast<std::size_t>(found->length(1))};
}

// The text with the bugs of a file in it, each shown by its number: its place in the list, from 1.
inline std::string with_bugs(std::string file_text, const std::string& file,
                             std::span<const Bug> bugs) {
  std::map<std::pair<std::size_t, std::size_t>, std::string> choices;
  for (std::size_t i = 0; i < bugs.size(); ++i) {
    if (bugs[i].file != file) continue;
    choices[place_of(bugs[i], file_text)] +=
        fmt::format("denim_pkg::bug == {} ? ({}) : ", i + 1, bugs[i].replacement);
  }
  std::size_t end = file_text.size();
  for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
    const auto& [position, length] = choice->first;
    CAPTURE(file, choice->second);
    REQUIRE(position + length <= end);  // bugs do not overlap
    end = position;
    const std::string sound = file_text.substr(position, length);
    file_text.replace(position, length, "(" + choice->second + "(" + sound + "))");
  }
  return file_text;
}

class BuggyEngine {
 public:
  BuggyEngine(const NamedSpec& named, std::span<const Bug> bugs)
      : spec_(named.spec()),
        folder_(sim::default_cache() / "bugs" / named.name),
        number_(sim::default_cache() / "bugs" / (std::string(named.name) + ".number")) {
    std::filesystem::create_directories(number_.parent_path());
    lock_ = ::open((number_.string() + ".lock").c_str(), O_CREAT | O_RDWR, 0666);
    REQUIRE(lock_ >= 0);
    REQUIRE(::flock(lock_, LOCK_EX) == 0);  // held by any other run of these tests
    bundle::write(bundle::generate(spec_), folder_);
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "rtl")) {
      std::string text = with_bugs(text_of(entry.path()), role(entry.path()), bugs);
      if (role(entry.path()) == "denim_pkg") insert(text, "endpackage", "  int bug = 0;\n");
      if (role(entry.path()) == "top") insert(text, "endmodule", reader());
      std::ofstream(entry.path(), std::ios::binary) << text;
    }
    choose(0);
    sim::BuildOptions options;
    options.cache = sim::default_cache();
    simulator_ = sim::build(folder_, options);
  }
  BuggyEngine(const BuggyEngine&) = delete;
  BuggyEngine& operator=(const BuggyEngine&) = delete;
  ~BuggyEngine() { ::close(lock_); }

  // Which bug the next simulations show; 0: none.
  void choose(std::size_t number) const { std::ofstream(number_) << number << "\n"; }

  const spec::Spec& spec() const { return spec_; }
  const sim::Simulator& simulator() const { return simulator_; }

 private:
  std::string role(const std::filesystem::path& file) const {
    const std::string stem = file.stem().string();
    if (stem == spec_.name()) return "top";
    const std::string part = spec_.name() + "_";
    return stem.starts_with(part) ? stem.substr(part.size()) : stem;
  }
  static void insert(std::string& text, const char* before, const std::string& what) {
    text.insert(text.rfind(before), what);
  }
  std::string reader() const {
    return fmt::format(
        "  int bug_file;\n  initial begin\n    bug_file = $fopen(\"{}\", \"r\");\n"
        "    if ($fscanf(bug_file, \"%d\", denim_pkg::bug) != 1) $stop;\n"
        "    $fclose(bug_file);\n  end\n",
        number_.string());
  }

  spec::Spec spec_;
  std::filesystem::path folder_, number_;
  int lock_ = -1;
  sim::Simulator simulator_;
};

// Each bug is found as it says, and without one nothing is.
inline void check_bugs(const NamedSpec& named, std::span<const Bug> bugs,
                       std::vector<HandJob> malformed) {
  check_all_found(BuggyEngine(named, bugs), bugs, std::move(malformed));
}

}  // namespace denim::test::engines
