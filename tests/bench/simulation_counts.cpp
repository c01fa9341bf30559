// Instructions and cache misses a simulated cycle of the engines of the simulation bench, counted
// by cachegrind on a simulated machine, so that they are the same whatever else this one does (but
// for some data misses, which depend on where the stack lies). The status is 1 where a generated
// engine misses the instruction cache more often than is allowed: at each miss the processor waits,
// and where an engine's code does not fit, it misses in every cycle.
//
// For each engine the bench starts itself under valgrind, where nothing is built or timed. What a
// longer program counts more than a shorter one comes from its cycles alone: start, compilation and
// the making of the engine are in both.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/process.hpp"
#include "sim/run.hpp"
#include "tests/bench/simulation.hpp"

namespace {

using namespace denim;
namespace fs = std::filesystem;

// The caches that are simulated: bytes, ways, bytes of a line.
constexpr const char* first_level = "32768,8,64";
constexpr const char* last_level = "8388608,16,64";

// A cycle takes a hundred times as long as outside valgrind. So the shorter and the longer program
// are one and two column tiles of the timed layer; others than demm take its rows 32 at a time, all
// alike.
std::size_t rows_of(const bench::Rivals& rivals) {
  return rivals.spec().engine().name == "demm" ? 512 : 32;
}
bench::Layer shorter_layer(const bench::Rivals& rivals) {
  return bench::random_layer(rivals.spec(), rows_of(rivals), 64);
}
bench::Layer longer_layer(const bench::Rivals& rivals) {
  return bench::random_layer(rivals.spec(), rows_of(rivals), 128);
}

// The most misses of the instruction cache a cycle, of a generated engine; 0: any number.
double most_misses(const bench::Rivals& rivals) {
  return rivals.name() == "demm_8_128_64" ? 150 : 0;
}

std::uint64_t run(const sim::Simulator& simulator, const bench::Layer& layer) {
  const sim::RunResult result = sim::run(simulator, layer.spec, layer.compiled.program, {});
  if (!result.ok() || result.cycles != layer.compiled.cost.cycles) {
    throw std::runtime_error(simulator.library.string() + ": a wrong run");
  }
  return result.simulated_cycles;
}

// Has valgrind write what it has counted up to here: it does so where a process ends.
void mark() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child < 0 || waitpid(child, nullptr, 0) != child) throw std::runtime_error("cannot fork");
}

// What runs under valgrind, on a simulator that is there. The first run warms the caches up.
void run_here(const bench::Rivals& rivals, const fs::path& bundle, const fs::path& library) {
  const bench::Layer shorter = shorter_layer(rivals);
  const bench::Layer longer = longer_layer(rivals);
  sim::Simulator simulator;
  simulator.library = library;
  simulator.manifest = sim::Manifest::read(bundle);
  run(simulator, shorter);
  mark();
  run(simulator, shorter);
  mark();
  run(simulator, longer);
}

using Counts = std::map<std::string, double>;  // of cachegrind's events, by their names

// The totals of a file that cachegrind wrote: its lines "events: …" and "summary: …".
Counts read_counts(const fs::path& file) {
  std::istringstream lines(bench::read_text(file));
  std::istringstream names;
  std::istringstream values;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("events: ")) names.str(line.substr(8));
    if (line.starts_with("summary: ")) values.str(line.substr(9));
  }
  Counts counts;
  std::string name;
  for (double value = 0; names >> name && values >> value;) counts[name] = value;
  if (!counts.contains("Ir") || !counts.contains("I1mr")) {
    throw std::runtime_error(file.string() + ": cachegrind counted nothing");
  }
  return counts;
}

struct Row {
  bench::Rivals rivals;
  bench::Contender contender;
  fs::path folder;           // of cachegrind's files
  std::uint64_t cycles = 0;  // that the longer program takes more than the shorter one
};

Row plan(const bench::Rivals& rivals, const bench::Contender& contender) {
  Row row{rivals, contender, contender.bundle.string() + "-counts"};
  row.cycles = run(contender.simulator, longer_layer(rivals)) -
               run(contender.simulator, shorter_layer(rivals));
  fs::remove_all(row.folder);
  fs::create_directories(row.folder);
  return row;
}

void count(const std::vector<Row>& rows) {
  std::vector<sim::Command> commands;
  for (const Row& row : rows) {
    commands.push_back({{"valgrind", "-q", "--tool=cachegrind", "--cache-sim=yes",
                         fmt::format("--I1={}", first_level), fmt::format("--D1={}", first_level),
                         fmt::format("--LL={}", last_level),
                         "--cachegrind-out-file=" + (row.folder / "%p").string(),
                         fs::read_symlink("/proc/self/exe").string(), row.rivals.name(),
                         row.contender.bundle.string(), row.contender.simulator.library.string()},
                        {}});
  }
  const sim::InterruptScope interrupt;
  sim::run_tools(commands, 2, interrupt, [&](std::size_t i, const sim::Outcome& outcome) {
    if (outcome.ok()) return true;
    throw std::runtime_error(outcome.found
                                 ? fmt::format("{}\n{}", sim::to_text(commands[i]), outcome.output)
                                 : "valgrind is not installed; `make setup` installs it");
  });
}

// What the longer program counts more than the shorter one, from the files of the two marks and of
// the end.
Counts more_in_longer(const Row& row) {
  std::vector<Counts> at;
  for (const auto& file : fs::directory_iterator(row.folder))
    at.push_back(read_counts(file.path()));
  if (at.size() != 3) throw std::runtime_error(row.folder.string() + ": not three files");
  std::ranges::sort(at, {}, [](const Counts& counts) { return counts.at("Ir"); });
  Counts more;
  for (const auto& [name, value] : at[2]) {
    more[name] = (value - at[1].at(name)) - (at[1].at(name) - at[0].at(name));
  }
  return more;
}

// Prints a row; false if it is above its limit.
bool show(const Row& row) {
  const Counts more = more_in_longer(row);
  const auto a_cycle = [&](const char* name) {
    return more.at(name) / static_cast<double>(row.cycles);
  };
  const double misses = a_cycle("I1mr");
  const double limit = row.contender.name == "generated" ? most_misses(row.rivals) : 0;
  fmt::print("{:<22}{:<11}{:>8}{:>14.0f}{:>11.1f}{:>9}{:>11.1f}\n", row.rivals.name(),
             row.contender.name, row.cycles, a_cycle("Ir"), misses,
             limit > 0 ? fmt::format("{:.0f}", limit) : "", a_cycle("D1mr") + a_cycle("D1mw"));
  return limit == 0 || misses <= limit;
}

int count_all(std::span<const bench::Rivals> all) {
  std::vector<Row> rows;
  for (const bench::Rivals& rivals : all) {
    for (const bench::Contender& contender : bench::build(rivals)) {
      rows.push_back(plan(rivals, contender));
    }
  }
  count(rows);
  fmt::print("counts a simulated cycle, caches of 32 KiB and 8 ways; I1: instructions, D1: data\n");
  fmt::print("{:<22}{:<11}{:>8}{:>14}{:>11}{:>9}{:>11}\n", "preset", "engine", "cycles",
             "instructions", "I1 misses", "at most", "D1 misses");
  bool good = true;
  for (const Row& row : rows) good = show(row) && good;
  return good ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 1) return count_all(bench::all_rivals);
    if (count == 2 && std::string_view(arguments[1]) == "--slow")
      return count_all(bench::slow_rivals);
    for (const std::span<const bench::Rivals> some :
         {std::span<const bench::Rivals>(bench::all_rivals),
          std::span<const bench::Rivals>(bench::slow_rivals)}) {
      const auto rivals = std::ranges::find(some, arguments[1], &bench::Rivals::name);
      if (rivals != some.end()) run_here(*rivals, arguments[2], arguments[3]);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: error: {}\n", error.what());
    return 2;
  }
}
