// Wave files: what --waves takes, which cycles and signals the file has, and the save file.
#include "sim/waves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/process.hpp"
#include "sim/run.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

using namespace denim;
using namespace denim::test;
namespace fs = std::filesystem;

namespace {

const sim::Simulator& traced() {
  static const sim::Simulator simulator = [] {
    const TemporaryFolder folder;
    write_test_bundle(folder.path());
    sim::BuildOptions options;
    options.cache = shared_cache();
    options.trace = sim::Trace::main;
    return sim::build(folder.path(), options);
  }();
  return simulator;
}

sim::RunResult run_traced(const TestJob& job, const std::string& waves, double stall = 0) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = 7;
  options.waves = sim::Waves::parse(waves);
  return sim::run(traced(), test_spec(), job.program, options);
}

std::string vcd_of(const fs::path& fst) {
  const sim::Outcome outcome = sim::run_tool({{"fst2vcd", fst.string()}, {}});
  INFO(outcome.output);
  REQUIRE(outcome.ok());
  return outcome.output;
}

// The times of a VCD, in its unit.
std::vector<std::uint64_t> times_of(const std::string& vcd) {
  std::vector<std::uint64_t> times;
  std::istringstream lines(vcd);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > 1 && line[0] == '#') times.push_back(std::stoull(line.substr(1)));
  }
  return times;
}

}  // namespace

TEST_CASE("--waves takes a file and a window", "[sim][waves]") {
  const auto parse = [](const char* text) { return sim::Waves::parse(text); };
  CHECK(parse("w.fst").file == "w.fst");
  CHECK_FALSE(parse("w.fst").from);
  CHECK_FALSE(parse("w.fst").to);
  CHECK(parse("a/w.fst@10:20").file == "a/w.fst");
  CHECK(parse("w.fst@10:20").from == 10U);
  CHECK(parse("w.fst@10:20").to == 20U);
  CHECK(parse("w.fst@5:5").to == 5U);
  CHECK(parse("w.fst@10:").from == 10U);
  CHECK_FALSE(parse("w.fst@10:").to);
  CHECK_FALSE(parse("w.fst@:20").from);
  CHECK(parse("w.fst@:20").to == 20U);
  CHECK(parse("me@home/w.fst").file == "me@home/w.fst");
  CHECK(parse("me@home/w.fst@1:2").file == "me@home/w.fst");
  CHECK(parse("w.fst").save_file() == "w.gtkw");

  CHECK_REFUSED(parse(""), "--waves", "no file");
  CHECK_REFUSED(parse("@1:2"), "no file");
  CHECK_REFUSED(parse("w.vcd"), "FST", ".fst");
  CHECK_REFUSED(parse("w.fst@12"), "no ':'", "FROM:TO");
  CHECK_REFUSED(parse("w.fst@a:2"), "'a' is no cycle");
  CHECK_REFUSED(parse("w.fst@1:-2"), "'-2' is no cycle");
  CHECK_REFUSED(parse("w.fst@1:2:3"), "'2:3' is no cycle");
  CHECK_REFUSED(parse("w.fst@20:10"), "FROM 20 is after TO 10");
  CHECK_REFUSED(parse("w.fst@99999999999999999999:"), "is no cycle");
}

TEST_CASE("a place that cannot be written is refused beforehand", "[sim][waves]") {
  const TemporaryFolder folder;
  const TestJob job = test_job(3, 4);
  CHECK_REFUSED(run_traced(job, (folder.path() / "none/w.fst").string()), "there is no folder");
  fs::create_directories(folder.path() / "w.fst");
  CHECK_REFUSED(run_traced(job, (folder.path() / "w.fst").string()), "is a folder");
  fs::create_directories(folder.path() / "v.gtkw");
  CHECK_REFUSED(run_traced(job, (folder.path() / "v.fst").string()), "is a folder");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"v.gtkw", "w.fst"});
}

TEST_CASE("the file shows the window and nothing else", "[sim][waves]") {
  const TemporaryFolder folder;
  const TestJob job = test_job(14, 42);
  const fs::path file = folder.path() / "run.fst";

  const sim::RunResult result = run_traced(job, file.string() + "@10:20");
  CHECK(result.ok());
  CHECK(result.notes.empty());
  CHECK(names_in(folder.path()) == std::vector<std::string>{"run.fst", "run.gtkw"});
  const std::string vcd = vcd_of(file);
  const auto times = times_of(vcd);
  REQUIRE_FALSE(times.empty());
  CHECK(times.front() == 100);
  CHECK(times.back() == 205);
  CHECK(times.size() == 22);  // the clock falls and rises in each of eleven cycles
  CHECK(vcd.find("$timescale\n\t1ns\n$end") != std::string::npos);
  for (const sim::Port& port : traced().manifest.ports) {
    CAPTURE(port.name);
    CHECK(vcd.find(" " + port.name + " ") != std::string::npos);
  }

  // What runs is the same with and without waves.
  CHECK(result.cycles == run_traced(job, file.string()).cycles);
  const auto all = times_of(vcd_of(file));
  CHECK(all.front() == 0);
  CHECK(all.back() >= result.cycles * sim::cycle_nanoseconds);
  CHECK(times_of(vcd_of((run_traced(job, file.string() + "@:3"), file))).back() == 35);
  CHECK(times_of(vcd_of((run_traced(job, file.string() + "@7:"), file))).front() == 70);
}

TEST_CASE("a window after the run's end is noted", "[sim][waves]") {
  const TemporaryFolder folder;
  const sim::RunResult result =
      run_traced(test_job(3, 4), (folder.path() / "w.fst").string() + "@5000:");
  CHECK(result.ok());
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].find("before cycle 5000") != std::string::npos);
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a run that fails leaves its waves", "[sim][waves]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "w.fst";
  CHECK_FALSE(run_traced(test_job(14, 42, Bug::hangs), file.string() + "@:100").ok());
  CHECK(fs::exists(file));
  CHECK_FALSE(run_traced(test_job(14, 42, Bug::asserts), file.string()).ok());
  CHECK_FALSE(times_of(vcd_of(file)).empty());
}

TEST_CASE("the save file names signals that the wave file has", "[sim][waves]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "w.fst";
  CHECK(run_traced(test_job(14, 42), file.string() + "@:100", 0.3).ok());
  const std::string save = text_of(folder.path() / "w.gtkw");
  CHECK(save.find("[dumpfile] \"" + file.string() + "\"") != std::string::npos);
  for (const char* part : {"-stream a (into the engine)", "-stream c (out of the engine)",
                           "#{value}", "#{row}", "#{data0}", "#{data3}", "-errors"}) {
    CAPTURE(part);
    CHECK(save.find(part) != std::string::npos);
  }
  // Every bit of a_data_i is in exactly one field.
  std::set<std::string> bits;
  std::size_t count = 0;
  std::istringstream words(save);
  for (std::string word; words >> word;) {
    if (word[0] != '(' || word.find(")TOP.a_data_i[15:0]") == std::string::npos) continue;
    bits.insert(word);
    ++count;
  }
  CHECK(count == 16);
  CHECK(bits.size() == 16);
}
