// What it costs to build: the program and its tests from nothing, and the simulators of the first
// commands that a user types. In processor time, which depends little on what else the machine
// does, and as a multiple of compiling one file of the project before and after each row, for
// machines differ.
//
// The status is 1 where a limit is missed, 2 where something is wrong.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/process.hpp"
#include "tests/bench/support/report.hpp"

namespace {

using namespace denim;
namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

const fs::path source = DENIM_SOURCE_DIR;

// Processor time of all that has been run and has ended.
double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Throws where the command fails. The compiler's cache is off.
double run(const Arguments& arguments, const fs::path& folder, const Arguments& environment = {}) {
  sim::Command command{arguments, folder, environment};
  command.environment.emplace_back("CCACHE_DISABLE=1");
  const double before = processor_seconds();
  const sim::Outcome outcome = sim::run_tool(command);
  if (!outcome.ok()) {
    const std::size_t shown = std::min<std::size_t>(outcome.output.size(), 2000);
    throw std::runtime_error(fmt::format("{} failed:\n{}", sim::to_text(command),
                                         outcome.output.substr(outcome.output.size() - shown)));
  }
  return processor_seconds() - before;
}

class BuildBench {
 public:
  BuildBench(bench::Report& report, fs::path folder)
      : report_(report), folder_(std::move(folder)) {}

  void run_all() {
    const std::string build = (folder_ / "build").string();
    const Arguments ninja{"cmake", "--build", build, "--", "-j2"};
    const auto with = [](Arguments arguments, const char* target) {
      arguments.emplace_back(target);
      return arguments;
    };
    run({"cmake", "-S", source.string(), "-B", build, "-G", "Ninja"}, folder_);
    row("denim, from nothing", with(ninja, "denim"), 120);
    row("the tests, once denim is there", with(ninja, "denim_tests"), 220);
    const std::string denim = build + "/denim";
    // As `make build` leaves it beside the program, where what follows finds it.
    row("denim prepare", {denim, "prepare"}, 18, fs::path(build) / "cache");
    row("denim demo", {denim, "demo", "-o", "demo"}, 15, "demo_cache");
    row("denim run demm_8_128_64",
        {denim, "run", "demm_8_128_64", "--synthetic", "256x1152@0.1", "--cols", "196"}, 12,
        "run_cache");
    row("denim compare", {denim, "compare", "--synthetic", "256x1152@0.1", "--cols", "196"}, 115,
        "compare_cache");
    report_.table(table_);
  }

 private:
  // `limit` is the ratio that must not be passed; `cache`, within the folder, is empty before.
  void row(const std::string& what, const Arguments& command, double limit,
           const fs::path& cache = "cache") {
    const double unit_before = unit();
    const auto start = std::chrono::steady_clock::now();
    const double spent = run(command, folder_, {"DENIM_CACHE=" + (folder_ / cache).string()});
    const double passed =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double ratio = spent / ((unit_before + unit()) / 2);
    fmt::print("{}: {:.1f} s of processor time\n", what, spent);
    std::fflush(stdout);
    table_.add(
        {what, fmt::format("{:.1f}", spent), fmt::format("{:.1f}", passed),
         report_.cell(fmt::format("{:.1f}", ratio), ratio <= limit,
                      fmt::format("{}: a ratio of {:.1f}, more than {}", what, ratio, limit)),
         fmt::format("{}", limit)});
    report_.json()["rows"].push_back(
        {{"what", what}, {"seconds", spent}, {"passed", passed}, {"ratio", ratio}});
  }

  // What one unit of the ratio is.
  double unit() const {
    return run({"g++", "-std=c++20", "-O1", "-I" + source.string(), "-c",
                (source / "gen/ir/expr.cpp").string(), "-o", "unit.o"},
               folder_);
  }

  bench::Report& report_;
  fs::path folder_;
  bench::Table table_{{"what", "processor s", "s", "ratio", "at most"}};
};

int bench_all() {
  const fs::path bench = fs::path(DENIM_BINARY).parent_path() / "bench";
  const fs::path folder = bench / "build_bench";
  fs::remove_all(folder);
  fs::create_directories(folder);
  bench::Report report("What it costs to build");
  report.paragraph(
      "Processor time without ccache; the ratio is to compiling gen/ir/expr.cpp, side by side.");
  BuildBench(report, folder).run_all();
  fs::remove_all(folder);
  return report.finish({bench / "build.md", bench / "build.json"});
}

}  // namespace

int main() {
  try {
    return bench_all();
  } catch (const std::exception& error) {
    fmt::print(stderr, "build: error: {}\n", error.what());
    return 2;
  }
}
