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

#include "tests/catch.hpp"
#include "tests/engines/malformed.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_garbled.hpp"
#include "tests/support/engine_specs.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test::engines {

enum class Found {
  always,        // without stalls and with them
  under_stalls,  // only there: why runs have them
  by_cycles,     // the results are right, but late
  by_waiting,    // the results are right, but stalls of c cost more than they must
  malformed,     // only by a program that breaks the rules on purpose
};

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

// What runs say of an engine: the first thing that is wrong, "" where all is well.
struct Verdicts {
  std::string free;       // sound programs without stalls
  std::string stalled;    // the same with stalls
  std::string waiting;    // c is stalled as long as that should cost nothing
  std::string malformed;  // programs that break the rules on purpose
};

class Judge {
 public:
  Judge(const spec::Spec& spec, std::vector<HandJob> malformed)
      : spec_(spec), malformed_(std::move(malformed)) {
    const Cases cases(spec);
    for (std::size_t number = 0; number < cases.corners(); number += 41) add(cases.at(number));
    for (std::size_t i = 0; i < 50; ++i) add(cases.at(cases.corners() + i));
  }

  // The verdicts that go beyond sound programs and random stalls are `wanted` or not.
  Verdicts operator()(const sim::Simulator& simulator, bool want_waiting,
                      bool want_malformed) const {
    Verdicts verdicts;
    for (const auto& [c, job, program] : runs_) {
      if (!verdicts.free.empty() && !verdicts.stalled.empty()) break;
      for (const double stall : {0.0, c.stall}) {
        const std::uint64_t cycles = job.compiled.cost.cycles;
        // Many of the bugs make the engine hang.
        const Expectation expected{job.golden.values(), cycles, 0, stall, 200 * (cycles + 50)};
        std::string& verdict = stall == 0 ? verdicts.free : verdicts.stalled;
        if (verdict.empty()) verdict = run_and_judge(simulator, spec_, program, expected, c.seed);
      }
    }
    for (const HandJob& job : malformed_) {
      if (!want_malformed || !verdicts.malformed.empty()) break;
      verdicts.malformed = judge(simulator, spec_, job, 0, 0);
    }
    if (want_waiting) verdicts.waiting = wait(simulator);
    return verdicts;
  }

 private:
  struct Run {
    Case c;
    Job job;
    program::Program program;  // with garbage in the bits that do not count
  };

  void add(const Case& c) {
    Job job = make_job(spec_, c);
    program::Program program = garbled(spec_, job.compiled.program, c.seed);
    runs_.push_back({c, std::move(job), std::move(program)});
  }

  // As the test of stalls that has c ready only where a result needs the place of the one before.
  std::string wait(const sim::Simulator& simulator) const {
    for (const Run& run : runs_) {
      Bench bench(simulator, spec_);
      const auto free = bench.run(run.program, [](char, std::uint64_t) { return false; });
      if (free.taken.size() < 2) continue;
      std::set<std::uint64_t> ready{free.taken.back()};
      for (std::size_t i = 1; i < free.taken.size(); ++i) ready.insert(free.taken[i] - 1);
      const auto waiting = bench.run(run.program, [&](char stream, std::uint64_t cycle) {
        return stream == 'c' && !ready.contains(cycle);
      });
      if (waiting.cycles != free.cycles) {
        return fmt::format("{} cycles with c ready late, {} else", waiting.cycles, free.cycles);
      }
    }
    return {};
  }

  const spec::Spec& spec_;
  std::vector<Run> runs_;
  std::vector<HandJob> malformed_;
};

inline void check_found(const Bug& bug, const Verdicts& verdicts) {
  INFO(bug.what << "\n  without stalls: " << verdicts.free
                << "\n  with stalls: " << verdicts.stalled
                << "\n  malformed: " << verdicts.malformed << "\n  waiting: " << verdicts.waiting);
  CHECK(verdicts.free.empty() == (bug.found != Found::always && bug.found != Found::by_cycles));
  CHECK(verdicts.stalled.empty() ==
        (bug.found != Found::always && bug.found != Found::under_stalls));
  switch (bug.found) {
    case Found::by_cycles:
      CHECK_THAT(verdicts.free, ContainsSubstring("cycles, the model has"));
      CHECK_THAT(verdicts.free, !ContainsSubstring("mismatches"));
      break;
    case Found::by_waiting:
      CHECK_FALSE(verdicts.waiting.empty());
      break;
    case Found::malformed:
      CHECK_FALSE(verdicts.malformed.empty());
      break;
    case Found::always:
    case Found::under_stalls:
      break;
  }
}

// Each bug is found as it says, and without one nothing is.
inline void check_bugs(const NamedSpec& named, std::span<const Bug> bugs,
                       const std::vector<HandJob>& malformed) {
  const BuggyEngine engine(named, bugs);
  const Judge judge_engine(engine.spec(), malformed);
  const Verdicts sound = judge_engine(engine.simulator(), true, true);
  CHECK(sound.free == "");
  CHECK(sound.stalled == "");
  CHECK(sound.waiting == "");
  CHECK(sound.malformed == "");
  for (std::size_t i = 0; i < bugs.size(); ++i) {
    engine.choose(i + 1);
    const Found found = bugs[i].found;
    check_found(bugs[i], judge_engine(engine.simulator(), found == Found::by_waiting,
                                      found == Found::malformed));
  }
}

}  // namespace denim::test::engines
