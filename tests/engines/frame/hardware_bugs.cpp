#include "tests/engines/frame/hardware_bugs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <regex>

#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/engines/frame/systematic.hpp"

namespace denim::test::engines {

namespace {

using Texts = std::map<std::string, std::string>;  // of leaves, by file name

// Where a bug's expression is in a leaf: position and length.
std::pair<std::size_t, std::size_t> place_of(const LeafBug& bug, const std::string& leaf_text) {
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
  const std::sregex_iterator found(leaf_text.begin(), leaf_text.end(), expression);
  CAPTURE(bug.what, bug.leaf, bug.text);
  REQUIRE(std::distance(found, std::sregex_iterator()) == 1);
  REQUIRE(found->size() == 2);
  return {static_cast<std::size_t>(found->position(1)), static_cast<std::size_t>(found->length(1))};
}

// The text with the bugs of a leaf in it, each shown by its number: its place in the list, from 1.
std::string with_bugs(std::string text, const std::string& leaf, const std::vector<LeafBug>& bugs) {
  std::map<std::pair<std::size_t, std::size_t>, std::string> choices;
  for (std::size_t i = 0; i < bugs.size(); ++i) {
    if (bugs[i].leaf != leaf) continue;
    choices[place_of(bugs[i], text)] +=
        fmt::format("denim_pkg::bug == {} ? ({}) : ", i + 1, bugs[i].replacement);
  }
  std::size_t end = text.size();
  for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
    const auto& [position, length] = choice->first;
    CAPTURE(leaf, choice->second);
    REQUIRE(position + length <= end);  // bugs do not overlap
    end = position;
    const std::string sound = text.substr(position, length);
    text.replace(position, length, "(" + choice->second + "(" + sound + "))");
  }
  return text;
}

// The package with the number of the bug to show, which a simulation reads when it starts.
std::string with_number(std::string package, const std::filesystem::path& file) {
  const std::string reader = fmt::format(
      "  function automatic int bug_number();\n    int file, number;\n"
      "    file = $fopen(\"{}\", \"r\");\n"
      "    if ($fscanf(file, \"%d\", number) != 1) $stop;\n"
      "    $fclose(file);\n    return number;\n  endfunction\n"
      "  int bug = bug_number();\n",
      file.string());
  return package.insert(package.rfind("endpackage"), reader);
}

// The simulator of a mutant whose leaves have bugs too.
class BuggyEngine {
 public:
  // `part` tells it from others of the same spec.
  BuggyEngine(const spec::Spec& spec, const std::string& part, ir::Design design,
              const std::vector<LeafBug>& leaf_bugs) {
    const auto folder = sim::default_cache() / "bugs" / (spec.name() + part);
    number_ = folder.string() + ".number";
    std::filesystem::create_directories(folder.parent_path());
    lock_ = ::open((number_.string() + ".lock").c_str(), O_CREAT | O_RDWR, 0666);
    REQUIRE(lock_ >= 0);
    REQUIRE(::flock(lock_, LOCK_EX) == 0);  // held by any other run of these tests
    bundle::write(bundle::generate(spec, std::move(design), texts(spec, leaf_bugs)), folder);
    choose(0);
    sim::BuildOptions options;
    options.cache = sim::default_cache();
    options.quick = true;
    simulator_ = sim::build(folder, options);
  }
  BuggyEngine(const BuggyEngine&) = delete;
  BuggyEngine& operator=(const BuggyEngine&) = delete;
  ~BuggyEngine() { ::close(lock_); }

  // Which bug the next simulations show; 0: none.
  void choose(std::size_t number) const { std::ofstream(number_) << number << "\n"; }

  const sim::Simulator& simulator() const { return simulator_; }

 private:
  Texts texts(const spec::Spec& spec, const std::vector<LeafBug>& bugs) const {
    Texts texts = Mutant::leaf_texts();
    const bundle::Bundle sound = bundle::generate(spec);
    const auto text_of = [&](const std::string& leaf) {
      CAPTURE(leaf);
      const auto found = sound.files.find("rtl/" + leaf + ".sv");
      REQUIRE(found != sound.files.end());
      return found->second;
    };
    texts["denim_pkg.sv"] = with_number(text_of("denim_pkg"), number_);
    for (const LeafBug& bug : bugs)
      texts[std::string(bug.leaf) + ".sv"] = with_bugs(text_of(bug.leaf), bug.leaf, bugs);
    return texts;
  }

  std::filesystem::path number_;
  int lock_ = -1;
  sim::Simulator simulator_;
};

// All bugs of a spec, in as few simulators as can be: mutations that are sound one by one may make
// a combinational loop together, of which never two parts are shown.
class BuggyEngines {
 public:
  BuggyEngines(const spec::Spec& spec, const std::vector<LeafBug>& leaf_bugs,
               const std::vector<Mutation>& mutations)
      : leaf_bugs_(leaf_bugs) {
    std::vector<Mutant> mutants;
    mutants.emplace_back(spec);
    for (std::size_t i = 0; i < mutations.size(); ++i)
      engine_of_.push_back(place(spec, mutants, mutations[i], leaf_bugs.size() + i + 1));
    for (std::size_t i = 0; i < mutants.size(); ++i) {
      engines_.push_back(std::make_unique<BuggyEngine>(
          spec, i == 0 ? "" : fmt::format("_{}", i + 1), mutants[i].take(), leaf_bugs));
    }
  }

  const sim::Simulator& sound() const { return show(0, 0); }
  const sim::Simulator& with_leaf_bug(std::size_t i) const { return show(0, i + 1); }
  // None where the generator's own check refuses the mutation.
  const sim::Simulator* with_mutation(std::size_t i) const {
    return engine_of_[i] < 0
               ? nullptr
               : &show(static_cast<std::size_t>(engine_of_[i]), leaf_bugs_.size() + i + 1);
  }

 private:
  static int place(const spec::Spec& spec, std::vector<Mutant>& mutants, const Mutation& mutation,
                   std::size_t number) {
    for (std::size_t i = 0;; ++i) {
      if (i == mutants.size()) mutants.emplace_back(spec);
      try {
        mutants[i].add(mutation, static_cast<std::uint32_t>(number));
        return static_cast<int>(i);
      } catch (const std::logic_error& error) {
        if (!mutants[i].empty()) continue;
        if (i > 0) mutants.pop_back();
        UNSCOPED_INFO(mutation.what << ": " << error.what());
        return -1;
      }
    }
  }

  const sim::Simulator& show(std::size_t engine, std::size_t number) const {
    engines_[engine]->choose(number);
    return engines_[engine]->simulator();
  }

  const std::vector<LeafBug>& leaf_bugs_;
  std::vector<std::unique_ptr<BuggyEngine>> engines_;
  std::vector<int> engine_of_;  // by mutation; -1: none
};

bool matches(const std::string& what, const std::string& pattern) {
  std::string expression;
  for (const char c : pattern) {
    if (c == '*' || c == '?') {
      expression += c == '*' ? ".*" : ".";
    } else {
      if (std::ispunct(static_cast<unsigned char>(c)) != 0) expression += '\\';
      expression += c;
    }
  }
  return std::regex_match(what, std::regex(expression));
}

// The systematic mutations from the `first` one on are reported, or stand in the list.
void check_systematic(const BuggyEngines& engines, const std::vector<Mutation>& mutations,
                      std::size_t first, const std::vector<Unreported>& unreported,
                      const Jury& jury) {
  std::vector<int> uses(unreported.size(), 0);
  std::string missed, reported;
  for (std::size_t i = first; i < mutations.size(); ++i) {
    const std::string& what = mutations[i].what;
    const sim::Simulator* simulator = engines.with_mutation(i);
    const bool is_reported = simulator == nullptr || !jury.report(*simulator).empty();
    const auto listed = std::ranges::find_if(
        unreported, [&](const Unreported& one) { return matches(what, one.what); });
    if (listed == unreported.end()) {
      if (!is_reported) missed += "\n  " + what;
      continue;
    }
    ++uses[static_cast<std::size_t>(listed - unreported.begin())];
    if (is_reported) reported += "\n  " + what;
  }
  for (std::size_t i = 0; i < unreported.size(); ++i) {
    INFO("no mutation is " << unreported[i].what);
    CHECK(uses[i] > 0);
  }
  INFO("Give the tests what shows it, or list it with its reason:");
  CHECK(missed == "");
  INFO("Listed as shown by no run, but reported:");
  CHECK(reported == "");
}

}  // namespace

void check_bugs(const spec::Spec& spec, const HardwareBugs& bugs, const Jury& jury) {
  std::vector<Mutation> mutations = bugs.mutations;
  for (Mutation& mutation : systematic_mutations(spec)) {
    if (mutation.what.starts_with(bugs.systematic_in)) mutations.push_back(std::move(mutation));
  }
  const BuggyEngines engines(spec, bugs.leaves, mutations);
  check_sound(jury.verdicts(engines.sound(), true, true));
  CHECK(jury.report(engines.sound()) == "");

  const auto check = [&](const std::string& what, Found found, const sim::Simulator& simulator) {
    check_found(what, found,
                jury.verdicts(simulator, found == Found::by_waiting, found == Found::malformed));
  };
  for (std::size_t i = 0; i < bugs.leaves.size(); ++i)
    check(bugs.leaves[i].what, bugs.leaves[i].found, engines.with_leaf_bug(i));
  for (std::size_t i = 0; i < bugs.mutations.size(); ++i) {
    const sim::Simulator* simulator = engines.with_mutation(i);
    CAPTURE(bugs.mutations[i].what);
    CHECK(simulator != nullptr);
    if (simulator) check(bugs.mutations[i].what, bugs.mutations[i].found, *simulator);
  }
  check_systematic(engines, mutations, bugs.mutations.size(), bugs.unreported, jury);
}

}  // namespace denim::test::engines
