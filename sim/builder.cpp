#include "sim/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <numeric>
#include <span>
#include <sstream>
#include <system_error>

#include "denim_embedded.hpp"
#include "gen/spec/spec.hpp"
#include "sim/error.hpp"
#include "sim/process.hpp"

namespace denim::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* log_name = "build.log";
constexpr const char* prefix = "Vdut";   // of all that Verilator writes
constexpr std::size_t shown_lines = 12;  // of a failed tool's output
// Sources are put together to units of about this size: each costs a start of g++, and what runs in
// every cycle simulates fastest out of one unit.
constexpr std::uintmax_t fast_unit_bytes = 1'500'000;
constexpr std::uintmax_t slow_unit_bytes = 1'200'000;
constexpr std::size_t max_units = 8;
// A small engine is one unit.
constexpr std::uintmax_t small_bytes = 500'000;

// Unknowns (--x-assign, --x-initial) are `unique`: random by the run's seed, so that a reset that
// was forgotten shows. Functions are left whole: where Verilator would split one depends on every
// statement of the text, and g++ computes columns one by one, not eight at once, where they lie
// apart. An assertion more or less moved an engine of 512 multipliers by a fifth.
constexpr std::array verilator_flags{
    "--cc",        "-O3",    "-Wall",       "--assert",    "--x-assign", "unique",
    "--x-initial", "unique", "--no-timing", "--timescale", "1ns/1ns",    "--output-split-cfuncs",
    "1000000",
};
// The width is for versions that leave out what is wider than 4096 bits: a result beat may be.
constexpr std::array trace_flags{"--trace-fst", "--trace-max-width", "1000000"};

// So that dut_shim.cpp hears of what could not be written.
constexpr std::array trace_link_flags{"-Wl,--wrap=fflush", "-Wl,--wrap=fclose"};

// Hidden symbols: libraries of several engines live in one process, and calls need no detour.
constexpr std::array compiler_flags{
    "-std=gnu++17",    "-fPIC",           "-fvisibility=hidden",
    "-fno-gnu-unique", "-faligned-new",   "-fcf-protection=none",
    "-DVM_COVERAGE=0", "-DVM_SC=0",       "-DVL_USER_FINISH",
    "-DVL_USER_STOP",  "-DVL_USER_FATAL",
};
// Of x86-64 alone. A memory's word or a result is copied in a loop of vectors: g++ would say
// `rep movsq`, which starts slowly and waits for the stores before it. An engine of 512 multipliers
// is a quarter faster.
constexpr std::array x86_flags{
    "-mmemcpy-strategy=vector_loop:2048:noalign,libcall:-1:noalign",
    "-mmemset-strategy=vector_loop:2048:noalign,libcall:-1:noalign",
};
using Flags = std::span<const char* const>;
constexpr std::array fast_flags{"-O2"};
// Where a build takes longer than the runs. Redundancies are not looked for, nor conditions that
// are known from those around them: in functions as long as a cycle of an engine that is up to two
// thirds of g++'s time.
constexpr std::array quick_flags{"-O1", "-fno-tree-fre", "-fno-tree-dominator-opts"};
constexpr std::array slow_flags{"-O0"};  // for what runs once, or only writes waves
// How a unit is compiled, and what g++ takes for each megabyte of what Verilator wrote: this, and
// what a unit and a file of the runtime take, are a guess at how long a build is.
struct Level {
  Flags flags;
  double seconds;
};
constexpr Level fast_level{fast_flags, 13};
constexpr Level quick_level{quick_flags, 6};
constexpr Level slow_level{slow_flags, 2.5};
constexpr double unit_seconds = 0.2;
constexpr double runtime_seconds = 4;
// Included in front of every unit.
constexpr const char* header_name = "dut_model.h";
constexpr std::array embedded_names{"dut_abi.h", "dut_hooks.h", "dut_shim.cpp", header_name,
                                    "trace.vlt"};

template <class Texts>
void append(std::vector<std::string>& to, const Texts& texts) {
  to.insert(to.end(), texts.begin(), texts.end());
}

// What the Makefile that Verilator writes says of its lists, e.g. VM_GLOBAL_FAST.
std::vector<std::string> makefile_list(const std::string& text, const std::string& variable) {
  std::vector<std::string> words;
  const auto start = text.find("\n" + variable + " +=");
  if (start == std::string::npos) return words;
  std::istringstream lines(text.substr(text.find("+=", start) + 2));
  for (std::string word; lines >> word && word[0] != '#';) {
    if (word == "\\") continue;
    if (word == "+=" || word.find('=') != std::string::npos) break;
    words.push_back(word);
  }
  // The next variable's name comes before its "+=".
  while (!words.empty() && words.back().starts_with("VM_")) words.pop_back();
  return words;
}

struct Unit {
  std::uintmax_t bytes = 0;
  std::vector<std::string> sources;
};

using Sources = std::vector<std::pair<std::uintmax_t, std::string>>;  // size and name

std::uintmax_t size_of(const Sources& sources) {
  std::uintmax_t total = 0;
  for (const auto& source : sources) total += source.first;
  return total;
}

// Units of about equal size, about as large as wanted; none of nothing.
std::vector<Unit> dealt(Sources sources, std::uintmax_t unit_bytes) {
  std::sort(sources.rbegin(), sources.rend());
  const auto wanted = static_cast<std::size_t>((size_of(sources) + unit_bytes - 1) / unit_bytes);
  std::vector<Unit> units(std::clamp<std::size_t>(wanted, 1, max_units));
  for (const auto& [bytes, source] : sources) {
    Unit& smallest = *std::min_element(
        units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.bytes < b.bytes; });
    smallest.bytes += bytes;
    smallest.sources.push_back(source);
  }
  std::erase_if(units, [](const Unit& unit) { return unit.sources.empty(); });
  return units;
}

// ", about 40 s" for compilers that take so long, so many at a time; "" for a moment.
std::string about(const std::vector<double>& seconds, unsigned jobs) {
  const double all = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  const double longest = seconds.empty() ? 0 : *std::max_element(seconds.begin(), seconds.end());
  const double fives = std::round(std::max(all / jobs, longest) / 5);
  return fives < 1 ? "" : fmt::format(", about {:.0f} s", 5 * fives);
}

class Builder {
 public:
  Builder(const BuildJob& job, CacheSlot& slot, fs::path folder)
      : job_(job), slot_(slot), folder_(std::move(folder)), include_(verilator_include_folder()) {}

  void run();
  void run_runtime();

 private:
  void verilate();
  void write_sources();
  void add_unit(const std::string& name, const Level& level, const Unit& unit);
  void plan_runtime();
  void add_runtime(const std::vector<std::string>& what, const fs::path& to);
  void compile();
  void link();
  std::vector<std::string> libraries();
  void remove_intermediates() const;

  bool traces() const { return job_.trace != Trace::none; }
  const Level& level() const { return job_.quick ? quick_level : fast_level; }
  // The runtime is the same whatever is traced.
  Trace runtime_trace() const { return traces() ? Trace::main : Trace::none; }
  std::vector<std::string> compiler_call(const Level& level) const;
  void run_commands(const std::vector<Command>& commands, const std::string& step);
  [[noreturn]] void fail(const std::string& what, const Outcome& outcome);
  void tell(const std::string& text) const {
    if (job_.progress) job_.progress(text);
  }

  const BuildJob& job_;
  CacheSlot& slot_;
  fs::path folder_;
  fs::path include_;
  std::vector<Command> compiles_;
  std::vector<double> seconds_;  // that each of them takes, about
  std::vector<std::string> objects_;
  std::unique_ptr<CacheSlot> runtime_;  // while its objects are being compiled here
  std::size_t runtime_left_ = 0;        // the first of compiles_ that are to end before it is whole
  fs::path runtime_folder_;             // where its objects are to be found for linking
  std::vector<std::string> runtime_sources_;
  std::string log_;
};

void Builder::run() {
  verilate();
  plan_runtime();
  write_sources();
  compile();
  link();
  remove_intermediates();
  write_whole(folder_ / log_name, log_);
}

void Builder::run_runtime() {
  verilate();
  plan_runtime();
  if (!compiles_.empty()) compile();
}

void Builder::fail(const std::string& what, const Outcome& outcome) {
  const fs::path log = slot_.log_path();
  write_whole(log, log_);
  std::istringstream lines(outcome.output);
  std::string shown;
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    if (count < shown_lines) shown += "\n  " + line;
  }
  if (count > shown_lines) shown += fmt::format("\n  … {} lines more", count - shown_lines);
  throw SimError(fmt::format("{}: {}{}\n  the whole log: {}", job_.manifest.folder.string(), what,
                             shown, log.string()));
}

void Builder::verilate() {
  tell("Verilator reads the engine");
  // From a copy of its own: the bundle may be written by others while it is read.
  const fs::path bundle = folder_ / "bundle";
  for (const auto& [path, text] : job_.sources) {
    fs::create_directories((bundle / path).parent_path());
    write_whole(bundle / path, text);
  }
  Command command{{"verilator"}, bundle};
  append(command.arguments, verilator_flags);
  if (traces()) append(command.arguments, trace_flags);
  if (job_.trace == Trace::main) {
    const fs::path left_out = folder_ / "trace.vlt";
    write_whole(left_out, embedded_source("trace.vlt"));
    append(command.arguments, std::vector<std::string>{"--no-trace-params", left_out.string()});
  }
  append(command.arguments,
         std::vector<std::string>{"--prefix", prefix, "--top-module", job_.manifest.wrapper,
                                  "--Mdir", folder_.string(), "-f", job_.manifest.filelist});
  run_commands({command}, "Verilator refuses the engine");
}

std::vector<std::string> Builder::compiler_call(const Level& level) const {
  std::vector<std::string> call{"g++"};
  append(call, level.flags);
  append(call, compiler_flags);
  if (!job_.tools.machine.empty()) {
    call.push_back("-march=" + job_.tools.machine);
    append(call, x86_flags);
  }
  call.push_back(traces() ? "-DVM_TRACE=1" : "-DVM_TRACE=0");
  call.push_back(traces() ? "-DVM_TRACE_FST=1" : "-DVM_TRACE_FST=0");
  call.emplace_back("-DVM_TRACE_VCD=0");
  append(call, std::vector<std::string>{"-I.", "-isystem", include_.string(), "-isystem",
                                        (include_ / "vltstd").string()});
  return call;
}

void Builder::plan_runtime() {
  const std::string makefile = read_whole(folder_ / (std::string(prefix) + "_classes.mk"));
  runtime_sources_ = makefile_list(makefile, "VM_GLOBAL_FAST");
  append(runtime_sources_, makefile_list(makefile, "VM_GLOBAL_SLOW"));
  if (runtime_sources_.empty()) {
    throw SimError(
        fmt::format("Verilator {} does not say which runtime it needs", job_.tools.verilator));
  }
  std::string all;
  for (const std::string& source : runtime_sources_) all += source + " ";
  const auto hash =
      spec::fnv1a(recipe(job_.tools, runtime_trace(), false) + include_.string() + all);
  const std::string entry = fmt::format("runtime-{:016x}", hash);
  // `make build` leaves it beside the program, whatever the user's own cache is.
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  const fs::path beside = program.parent_path() / "cache";
  if (!unknown && fs::is_directory(beside / entry, unknown)) {
    const CacheSlot built(beside, entry);
    runtime_folder_ = built.folder();
    if (built.usable()) return;
  }
  auto slot = std::make_unique<CacheSlot>(job_.cache, entry);
  runtime_folder_ = slot->folder();
  if (slot->usable()) return;
  slot->lock(job_.interrupt, job_.progress);
  if (slot->usable()) return;

  // Compiled beside the engine's own sources; published as soon as it is whole.
  const fs::path& folder = slot->prepare();
  // By its bare name: with a path of this build in it, ccache would never know a call again.
  write_whole(folder_ / "dut_hooks.h", embedded_source("dut_hooks.h"));
  write_whole(folder / header_name, embedded_source(header_name));
  for (const std::string& source : runtime_sources_) {
    add_runtime({"-include", "dut_hooks.h", "-c", (include_ / (source + ".cpp")).string()},
                folder / (source + ".o"));
  }
  // Fits whatever is compiled with an -O above 0; g++ reads the header itself for the rest.
  const std::string header = (folder / header_name).string();
  add_runtime({"-x", "c++-header", header}, header + ".gch");
  runtime_left_ = compiles_.size();
  runtime_ = std::move(slot);
}

void Builder::add_runtime(const std::vector<std::string>& what, const fs::path& to) {
  Command command{compiler_call(fast_level), folder_};
  append(command.arguments, what);
  append(command.arguments, std::vector<std::string>{"-o", to.string()});
  compiles_.push_back(std::move(command));
  seconds_.push_back(runtime_seconds);
}

void Builder::add_unit(const std::string& name, const Level& level, const Unit& unit) {
  std::string text;
  for (const std::string& source : unit.sources) text += fmt::format("#include \"{}\"\n", source);
  write_whole(folder_ / (name + ".cc"), text);
  // Compiled beforehand, unless the runtime is compiled at the same time as this unit.
  const fs::path header = runtime_ ? header_name : runtime_folder_ / header_name;
  Command command{compiler_call(level), folder_};
  append(command.arguments, std::vector<std::string>{"-include", header.string(), "-c",
                                                     name + ".cc", "-o", name + ".o"});
  compiles_.push_back(std::move(command));
  seconds_.push_back(unit_seconds + static_cast<double>(unit.bytes) / 1e6 * level.seconds);
  objects_.push_back(name + ".o");
}

void Builder::write_sources() {
  for (const char* name : embedded_names) write_whole(folder_ / name, embedded_source(name));
  std::string ports;
  for (const Port& port : job_.manifest.ports) {
    ports += fmt::format("DENIM_PORT({}, {}, {})\n", port.name, port.width, port.output ? 1 : 0);
  }
  write_whole(folder_ / "ports.inc", ports);

  Sources fast;
  Sources slow;
  for (const auto& item : fs::directory_iterator(folder_)) {
    const std::string name = item.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(".cpp")) continue;
    const auto is = [&](const char* part) { return name.find(part) != std::string::npos; };
    (is("__Slow") || is("__Syms") || is("__Trace") ? slow : fast)
        .emplace_back(item.file_size(), name);
  }
  fast.emplace_back(0, "dut_shim.cpp");
  if (size_of(fast) + size_of(slow) <= small_bytes) {
    fast.insert(fast.end(), slow.begin(), slow.end());
    slow.clear();
  }
  unsigned number = 0;
  for (const Unit& unit : dealt(std::move(fast), fast_unit_bytes)) {
    add_unit(fmt::format("fast_{}", number++), level(), unit);
  }
  for (const Unit& unit : dealt(std::move(slow), slow_unit_bytes)) {
    add_unit(fmt::format("slow_{}", number++), slow_level, unit);
  }
}

void Builder::compile() {
  const std::vector<std::string> launcher = find_launcher();
  std::vector<Command> commands = compiles_;
  for (Command& command : commands) {
    command.arguments.insert(command.arguments.begin(), launcher.begin(), launcher.end());
  }
  std::vector<std::size_t> failed;
  std::size_t ended = 0;
  std::size_t runtime_left = runtime_left_;
  const auto publish_runtime = [&](std::size_t index) {
    if (runtime_ && index < runtime_left_ && --runtime_left == 0) {
      runtime_->publish();
      runtime_.reset();
    }
  };
  const std::string step = "compiling the simulator" + about(seconds_, job_.jobs);
  tell(fmt::format("{}, 0 of {}", step, commands.size()));
  run_tools(commands, job_.jobs, job_.interrupt, [&](std::size_t index, const Outcome& outcome) {
    log_ += to_text(commands[index]) + "\n" + outcome.output;
    if (!outcome.ok()) {
      failed.push_back(index);
      if (!launcher.empty()) return true;
      fail("the simulator cannot be compiled", outcome);
    }
    publish_runtime(index);
    tell(fmt::format("{}, {} of {}", step, ++ended, commands.size()));
    return true;
  });
  // A launcher may fail for reasons of its own, such as a home that cannot be written.
  std::vector<Command> again;
  for (const std::size_t index : failed) again.push_back(compiles_[index]);
  run_tools(again, job_.jobs, job_.interrupt, [&](std::size_t i, const Outcome& outcome) {
    log_ += to_text(again[i]) + "\n" + outcome.output;
    if (!outcome.ok()) fail("the simulator cannot be compiled", outcome);
    publish_runtime(failed[i]);
    return true;
  });
}

void Builder::link() {
  tell("linking the simulator");
  Command command{{"g++", "-shared", "-pthread", "-Wl,-z,defs", "-o", library_name}, folder_};
  append(command.arguments, objects_);
  for (const std::string& source : runtime_sources_) {
    command.arguments.push_back((runtime_folder_ / (source + ".o")).string());
  }
  if (traces()) append(command.arguments, trace_link_flags);
  append(command.arguments, std::vector<std::string>{"-Wl,--as-needed"});
  append(command.arguments, libraries());
  run_commands({command}, "the simulator cannot be linked");
}

// What Verilator's own makefile links: which libraries the wave writer needs depends on the
// version.
std::vector<std::string> Builder::libraries() {
  // From the root: Verilator's makefile refuses to work in a folder with a blank in its name.
  const Command command{
      {"make", "-s", "--no-print-directory", "-C", "/", "-I", folder_.string(), "-f",
       (folder_ / (std::string(prefix) + ".mk")).string(),
       "--eval=denim_libraries:;@:$(info $(LDFLAGS) $(LDLIBS))", "denim_libraries"},
      {},
      {"MAKEFLAGS=", "MAKELEVEL=", "VM_PREFIX="}};
  const Outcome outcome = run_tool(command);
  log_ += to_text(command) + "\n" + outcome.output;
  if (!outcome.ok()) fail("Verilator's makefile does not say what to link", outcome);
  std::istringstream words(outcome.output);
  return {std::istream_iterator<std::string>(words), {}};
}

void Builder::remove_intermediates() const {
  std::vector<fs::path> paths;
  for (const auto& item : fs::directory_iterator(folder_)) paths.push_back(item.path());
  for (const fs::path& path : paths) {
    if (path.filename() != library_name) fs::remove_all(path);
  }
}

void Builder::run_commands(const std::vector<Command>& commands, const std::string& step) {
  run_tools(commands, job_.jobs, job_.interrupt, [&](std::size_t index, const Outcome& outcome) {
    log_ += to_text(commands[index]) + "\n" + outcome.output;
    if (!outcome.ok()) fail(step, outcome);
    return true;
  });
}

}  // namespace

std::string_view embedded_source(std::string_view name) {
  for (const embedded::File& file : embedded::files()) {
    if (file.path == "sim/embedded/" + std::string(name)) return file.text;
  }
  throw SimError(fmt::format("sim/embedded/{} is not in the program", name));
}

std::string recipe(const Toolchain& tools, Trace trace, bool quick) {
  std::string text = fmt::format("{} {} {} {} ", tools.verilator, tools.compiler, tools.machine,
                                 static_cast<int>(trace));
  for (const Flags flags :
       {(quick ? quick_level : fast_level).flags, slow_level.flags, Flags(verilator_flags),
        Flags(trace_flags), Flags(compiler_flags), Flags(trace_link_flags), Flags(x86_flags)}) {
    for (const char* flag : flags) text += std::string(flag) + " ";
  }
  for (const char* name : embedded_names) text += embedded_source(name);
  return text;
}

void build_library(const BuildJob& job, CacheSlot& slot, const fs::path& folder) {
  Builder(job, slot, folder).run();
}

void build_runtime(const BuildJob& job, CacheSlot& slot, const fs::path& folder) {
  Builder(job, slot, folder).run_runtime();
}

}  // namespace denim::sim
