// Building simulators: what is cached, what is built again, and what happens when things go wrong.
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>

#include "sim/error.hpp"
#include "sim/run.hpp"
#include "tests/catch.hpp"
#include "tests/sim/test_engine.hpp"

using namespace denim;
using namespace denim::test;
namespace fs = std::filesystem;

namespace {

sim::Simulator build_in(const fs::path& bundle, const fs::path& cache,
                        const sim::Progress& progress = {}) {
  sim::BuildOptions options;
  options.cache = cache;
  options.progress = progress;
  return sim::build(bundle, options);
}

bool works(const sim::Simulator& simulator) {
  const TestJob job = test_job(14, 10);
  return sim::run(simulator, test_spec(), job.program, {}).ok();
}

// Folders that are being made, and would be left by a builder that did not clean up.
std::size_t half_made(const fs::path& cache) {
  std::size_t count = 0;
  for (const std::string& name : names_in(cache)) count += name.find(".tmp-") != std::string::npos;
  return count;
}

// A folder to be put first in PATH.
void write_script(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "#!/bin/sh\n" << text;
  chmod(file.c_str(), 0755);
}

std::string path_with(const fs::path& folder) {
  return folder.string() + ":" + std::getenv("PATH");
}

// Processes whose command line has `text` in it.
std::vector<std::string> processes_with(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& item : fs::directory_iterator("/proc")) {
    std::string line;
    try {
      line = text_of(item.path() / "cmdline");
    } catch (const std::exception&) {
      continue;  // it has ended meanwhile
    }
    std::replace(line.begin(), line.end(), '\0', ' ');
    if (line.find(text) != std::string::npos) found.push_back(line);
  }
  return found;
}

template <class Condition>
bool becomes_true(Condition&& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace

TEST_CASE("a simulator is built once and then found", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "not yet" / "cache";
  write_test_bundle(bundle);
  std::vector<std::string> heard;
  const auto listen = [&](std::string_view text) { heard.emplace_back(text); };
  const sim::Simulator first = build_in(bundle, cache, listen);
  CHECK_FALSE(first.cached);
  CHECK(first.library.is_absolute());
  CHECK(works(first));
  CHECK(heard.size() >= 3);
  // How long it takes is told of what takes long, which here is the runtime.
  const auto tells_seconds = [&] {
    return std::ranges::any_of(heard, [](const std::string& text) {
      int seconds = 0;
      return std::sscanf(text.c_str(), "compiling the simulator, about %d s, 0 of", &seconds) ==
                 1 &&
             seconds >= 5 && seconds <= 60;
    });
  };
  CHECK(tells_seconds());
  CHECK(half_made(cache) == 0);
  // Nothing is kept that nobody needs.
  CHECK(names_in(first.library.parent_path()) ==
        std::vector<std::string>{"build.log", "dut.so", "stamp.json"});
  CHECK(text_of(first.library.parent_path() / "build.log").find("verilator --cc") == 0);

  heard.clear();
  const sim::Simulator second = build_in(bundle, cache, listen);
  CHECK(second.cached);
  CHECK(second.library == first.library);
  CHECK(second.build_seconds < first.build_seconds);
  CHECK(heard.empty());

  SECTION("the same bundle elsewhere is the same simulator") {
    write_test_bundle(folder.path() / "copy");
    CHECK(build_in(folder.path() / "copy", cache).cached);
  }
  SECTION("an edited bundle is another one, whatever its manifest says") {
    write_test_bundle(bundle, 1);
    const sim::Simulator edited = build_in(bundle, cache, listen);
    CHECK(heard.size() >= 3);
    CHECK_FALSE(tells_seconds());
    CHECK_FALSE(edited.cached);
    CHECK(edited.library != first.library);
  }
  SECTION("a damaged library is built again") {
    const auto damage = GENERATE(0, 1, 2, 3);
    // In a copy that takes its place: this process may still have the old one mapped.
    const fs::path library = first.library;
    fs::copy_file(library, folder.path() / "copy.so");
    fs::rename(folder.path() / "copy.so", library);
    if (damage == 0) fs::resize_file(library, fs::file_size(library) / 2);
    if (damage == 1) {
      std::fstream file(library, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(4096);
      file.put('\x5a');
    }
    if (damage == 2) fs::remove(library);
    if (damage == 3) std::ofstream(library.parent_path() / "stamp.json") << "{";
    const sim::Simulator again = build_in(bundle, cache);
    CHECK_FALSE(again.cached);
    CHECK(works(again));
    CHECK(build_in(bundle, cache).cached);
  }
  SECTION("what a killed builder left is removed") {
    const std::string entry = first.library.parent_path().filename().string();
    fs::create_directories(cache / (entry + ".tmp-12345") / "rubbish");
    fs::remove(first.library);
    CHECK_FALSE(build_in(bundle, cache).cached);
    CHECK(half_made(cache) == 0);
  }
  SECTION("Verilator's runtime is compiled once, and again if damaged") {
    fs::path runtime;
    for (const std::string& name : names_in(cache)) {
      if (name.starts_with("runtime-") && !name.ends_with(".lock")) runtime = cache / name;
    }
    REQUIRE(fs::exists(runtime / "verilated.o"));
    const auto written = fs::last_write_time(runtime / "verilated.o");
    fs::remove(first.library);
    const sim::Simulator again = build_in(bundle, cache);
    CHECK(works(again));
    CHECK(fs::last_write_time(runtime / "verilated.o") == written);
    // The headers too, which the first one had to read.
    CHECK(fs::exists(runtime / "dut_model.h.gch"));
    const std::string log = text_of(again.library.parent_path() / "build.log");
    CHECK_THAT(log, ContainsSubstring((runtime / "dut_model.h").string()));
    fs::resize_file(runtime / "verilated.o", 100);
    fs::remove(first.library);
    CHECK(works(build_in(bundle, cache)));
    CHECK(fs::file_size(runtime / "verilated.o") > 100);
  }
}

TEST_CASE("x86-64-v3 is told from the machine itself", "[sim][build]") {
  const std::string flags = " " + text_of("/proc/cpuinfo") + " ";
  bool all = true;
  for (const char* flag : {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"}) {
    all = all && flags.find(fmt::format(" {} ", flag)) != std::string::npos;
  }
  CHECK(sim::machine_level() == (all ? "x86-64-v3" : ""));
}

TEST_CASE("another level of machine is another simulator and another runtime", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  // Each call of the compiler, with `flag` in it or not.
  const auto compilations = [](const sim::Simulator& simulator, const std::string& flag) {
    std::istringstream log(text_of(simulator.library.parent_path() / "build.log"));
    std::pair<int, int> counts;  // all, with the flag
    for (std::string line; std::getline(log, line);) {
      if (line.find("g++ ") == std::string::npos || line.find(" -c ") == std::string::npos)
        continue;
      ++counts.first;
      counts.second += line.find(" " + flag) != std::string::npos;
    }
    return counts;
  };
  const auto runtimes = [&] {
    const std::vector<std::string> names = names_in(cache);
    return std::count_if(names.begin(), names.end(), [](const std::string& name) {
      return name.starts_with("runtime-") && !name.ends_with(".lock");
    });
  };
  sim::BuildOptions options;
  options.cache = cache;
  options.machine = "";
  const sim::Simulator any = sim::build(bundle, options);
  options.machine = "native";
  const sim::Simulator native = sim::build(bundle, options);
  CHECK_FALSE(native.cached);
  CHECK(native.library != any.library);
  CHECK(runtimes() == 2);
  const auto [all, with_flag] = compilations(native, "-march=native");
  CHECK(all >= 3);  // the engine's own, and the runtime's
  CHECK(with_flag == all);
  CHECK(compilations(any, "-march=").second == 0);
  CHECK(works(native));
  options.machine = "";
  CHECK(sim::build(bundle, options).library == any.library);

  // Without a word it is compiled for this machine.
  const sim::Simulator here = build_in(bundle, cache);
  const std::string level = sim::machine_level();
  CHECK((here.library == any.library) == level.empty());
  CHECK(compilations(here, "-march=" + level).second ==
        (level.empty() ? 0 : compilations(here, "").first));
}

TEST_CASE("a quick build is another simulator on the same runtime", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  write_test_bundle(bundle);
  sim::BuildOptions options;
  options.cache = folder.path() / "cache";
  const sim::Simulator usual = sim::build(bundle, options);
  options.quick = true;
  const sim::Simulator quick = sim::build(bundle, options);
  CHECK_FALSE(quick.cached);
  CHECK(quick.library != usual.library);
  CHECK(works(quick));
  CHECK(sim::build(bundle, options).cached);
  const std::vector<std::string> names = names_in(options.cache);
  CHECK(std::ranges::count_if(names, [](const std::string& name) {
          return name.starts_with("runtime-") && !name.ends_with(".lock");
        }) == 1);
}

TEST_CASE("two processes do not build one simulator twice", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const auto builder = [&] {
    return start_child([&] {
      const sim::Simulator simulator = build_in(bundle, cache);
      if (!works(simulator)) return 9;
      return simulator.cached ? 1 : 0;
    });
  };
  const int first = builder();
  const int second = builder();
  const int a = wait_for_child(first);
  const int b = wait_for_child(second);
  CAPTURE(a, b);
  CHECK(a + b == 1);  // one built it, one found it
  CHECK(half_made(cache) == 0);
}

TEST_CASE("who waits for another builder says so", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const sim::InterruptScope interrupt;
  const std::string entry = build_in(bundle, cache).library.parent_path().filename().string();
  fs::remove_all(cache / entry);
  auto held = std::make_unique<sim::CacheSlot>(cache, entry);
  held->lock(interrupt, {});
  bool waited = false;
  const sim::Simulator simulator = build_in(bundle, cache, [&](std::string_view text) {
    if (text.find("waiting for another denim") != std::string_view::npos) {
      waited = true;
      held.reset();
    }
  });
  CHECK(waited);
  CHECK_FALSE(simulator.cached);
}

TEST_CASE("Ctrl-C ends the tools and leaves the cache as it was", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const int signal = GENERATE(SIGINT, SIGTERM);
  const std::string stage = GENERATE("verilator", "g++");
  CAPTURE(signal, stage);
  // The tool that is to be interrupted starts a child, as the real ones do, and both hang.
  const std::string mark = "600." + std::to_string(getpid());
  write_script(folder.path() / "bin" / stage,
               "case \"$*\" in *version*|*VERILATOR_ROOT*) exec /usr/bin/" + stage +
                   " \"$@\";; esac\n/bin/sh -c 'trap \"\" TERM; sleep " + mark + "; sleep " + mark +
                   "'\n");
  const std::string path = path_with(folder.path() / "bin");
  const int child = start_child([&] {
    const ScopedVariable changed("PATH", path);
    try {
      build_in(bundle, cache);
    } catch (const sim::Interrupted& interrupted) {
      return interrupted.signal();
    }
    return 50;
  });
  REQUIRE(becomes_true([&] { return !processes_with("sleep " + mark).empty(); }));
  CHECK(half_made(cache) > 0);
  kill(child, signal);
  CHECK(wait_for_child(child) == signal);
  CHECK(processes_with(mark) == std::vector<std::string>{});
  CHECK(half_made(cache) == 0);
  CHECK(works(build_in(bundle, cache)));
}

TEST_CASE("a builder that is killed does no harm", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const int child = start_child([&] {
    build_in(bundle, cache);
    return 0;
  });
  REQUIRE(becomes_true([&] { return fs::exists(cache) && half_made(cache) > 0; }));
  kill(child, SIGKILL);
  CHECK(wait_for_child(child) == -SIGKILL);
  CHECK(works(build_in(bundle, cache)));
  CHECK(half_made(cache) == 0);
}

TEST_CASE("a killed builder leaves no tool and, behind the next build, no folder", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const std::string stage = GENERATE("verilator", "g++");
  CAPTURE(stage);
  const std::string mark = "601." + std::to_string(getpid());
  write_script(folder.path() / "bin" / stage,
               "case \"$*\" in *version*|*VERILATOR_ROOT*) exec /usr/bin/" + stage +
                   " \"$@\";; esac\n/bin/sh -c 'trap \"\" TERM HUP; sleep " + mark + "; sleep " +
                   mark + "'\n");
  const std::string path = path_with(folder.path() / "bin");
  const int child = start_child([&] {
    const ScopedVariable changed("PATH", path);
    build_in(bundle, cache);
    return 0;
  });
  REQUIRE(becomes_true([&] { return !processes_with("sleep " + mark).empty(); }));
  kill(child, SIGKILL);
  CHECK(wait_for_child(child) == -SIGKILL);
  CHECK(becomes_true([&] { return processes_with(mark).empty(); }));
  CHECK(half_made(cache) > 0);
  // Another engine: the one that was being built may never be wanted again.
  write_test_bundle(folder.path() / "other", 1);
  CHECK(works(build_in(folder.path() / "other", cache)));
  CHECK(half_made(cache) == 0);
}

TEST_CASE("what another one is making stays", "[sim][build]") {
  const TemporaryFolder folder;
  const sim::InterruptScope interrupt;
  sim::CacheSlot slot(folder.path(), "entry");
  slot.lock(interrupt, {});
  const fs::path made = slot.prepare();
  fs::create_directories(folder.path() / "gone.tmp-1/rubbish");
  sim::remove_leftovers(folder.path());
  CHECK(fs::exists(made));
  CHECK_FALSE(fs::exists(folder.path() / "gone.tmp-1"));
}

// Two versions of Denim may write the bundle of one spec into one folder. Here the other one does
// so when this one has taken the key and Verilator has not read yet.
TEST_CASE("a simulator is of the files that gave its key", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const fs::path core = bundle / "rtl/sim_test_core.sv";
  const std::string right = text_of(core);
  write_script(folder.path() / "bin/verilator", "case \"$*\" in *--cc*) sed -i 's/ \\*$/ +/' '" +
                                                    core.string() +
                                                    "';; esac\nexec /usr/bin/verilator \"$@\"\n");
  {
    const ScopedVariable path("PATH", path_with(folder.path() / "bin"));
    CHECK(works(build_in(bundle, cache)));
  }
  REQUIRE(text_of(core) != right);
  const sim::Simulator wrong = build_in(bundle, cache);
  CHECK_FALSE(wrong.cached);
  CHECK_FALSE(works(wrong));
  std::ofstream(core) << right;
  const sim::Simulator again = build_in(bundle, cache);
  CHECK(again.cached);
  CHECK(works(again));
}

TEST_CASE("files are kept by what they hold", "[sim][build]") {
  const TemporaryFolder folder;
  const sim::InterruptScope interrupt;
  const sim::Texts files{{"a", "1"}, {"b/c", "2"}};
  const auto keep = [&] { return sim::keep_files(folder.path(), "entry", files, interrupt, {}); };
  sim::Kept kept = keep();
  CHECK(kept.folder == folder.path() / "entry");
  CHECK_FALSE(kept.put_aside);
  CHECK(text_of(kept.folder / "b/c") == "2");
  const auto written = fs::last_write_time(kept.folder / "a");
  std::ofstream(kept.folder / "a~") << "stray";
  kept = keep();
  CHECK_FALSE(kept.put_aside);
  CHECK(fs::exists(kept.folder / "a~"));
  CHECK(fs::last_write_time(kept.folder / "a") == written);
  std::ofstream(kept.folder / "a") << "edited";
  kept = keep();
  REQUIRE(kept.put_aside);
  CHECK(text_of(*kept.put_aside / "a") == "edited");
  CHECK(text_of(kept.folder / "a") == "1");
  CHECK_FALSE(fs::exists(kept.folder / "a~"));
  fs::create_directories(folder.path() / "entry.tmp-77");
  CHECK_FALSE(keep().put_aside);
  CHECK(half_made(folder.path()) == 0);
}

TEST_CASE("a Verilator without a number is used, with a doubt", "[sim][build]") {
  const TemporaryFolder folder;
  write_test_bundle(folder.path() / "bundle");
  write_script(folder.path() / "bin/verilator",
               "case \"$*\" in *--version*) echo 'Verilator rev UNKNOWN.REV'; exit;; esac\n"
               "exec /usr/bin/verilator \"$@\"\n");
  const ScopedVariable path("PATH", path_with(folder.path() / "bin"));
  const sim::Simulator simulator = build_in(folder.path() / "bundle", folder.path() / "cache");
  CHECK(works(simulator));
  REQUIRE(simulator.notes.size() == 1);
  CHECK(simulator.notes[0].find("\"Verilator rev UNKNOWN.REV\"") != std::string::npos);
  CHECK(simulator.notes[0].find("5.006") != std::string::npos);
}

// Later versions need other libraries than zlib, and say so in the makefiles that they bring.
TEST_CASE("what is linked is what Verilator's makefiles say", "[sim][build]") {
  const TemporaryFolder folder;
  write_test_bundle(folder.path() / "bundle");
  const std::string library = "denim_no_such_" + std::to_string(getpid());
  write_script(folder.path() / "bin/verilator",
               "/usr/bin/verilator \"$@\" || exit\n"
               "while [ $# -gt 0 ]; do\n"
               "  [ \"$1\" = --Mdir ] && echo 'LDLIBS += -l" +
                   library + "' >>\"$2/Vdut.mk\"\n  shift\ndone\n");
  const ScopedVariable path("PATH", path_with(folder.path() / "bin"));
  CHECK_REFUSED(build_in(folder.path() / "bundle", folder.path() / "a cache"), "cannot be linked",
                library.c_str());
}

TEST_CASE("a missing or old tool is named, with what to do", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  const fs::path bin = folder.path() / "bin";
  write_test_bundle(bundle);
  fs::create_directories(bin);
  SECTION("no Verilator") {
    const ScopedVariable path("PATH", bin.string());
    CHECK_REFUSED(build_in(bundle, cache), "Verilator is not installed", "5.006", "make doctor");
  }
  SECTION("an old one") {
    write_script(bin / "verilator", "echo 'Verilator 4.038 2020-07-11 rev v4.036'\n");
    const ScopedVariable path("PATH", path_with(bin));
    CHECK_REFUSED(build_in(bundle, cache), "4.038 is too old", "5.006", "make doctor");
  }
  SECTION("one just too old") {
    write_script(bin / "verilator", "echo 'Verilator 5.004 2022-12-14 rev v5.004'\n");
    const ScopedVariable path("PATH", path_with(bin));
    CHECK_REFUSED(build_in(bundle, cache), "5.004 is too old", "5.006");
  }
  SECTION("one that does not run") {
    write_script(bin / "verilator", "echo no library; exit 127\n");
    const ScopedVariable path("PATH", path_with(bin));
    CHECK_REFUSED(build_in(bundle, cache), "no library", "make doctor");
  }
  SECTION("no g++") {
    write_script(bin / "verilator", "echo 'Verilator 5.006 2023-01-22'\n");
    const ScopedVariable path("PATH", bin.string());
    CHECK_REFUSED(build_in(bundle, cache), "g++ is needed", "make doctor");
  }
  CHECK_FALSE(fs::exists(cache));
}

TEST_CASE("a ccache that fails is done without", "[sim][build]") {
  const TemporaryFolder folder;
  write_test_bundle(folder.path() / "bundle");
  write_script(folder.path() / "bin" / "ccache", "[ \"$1\" = --version ] && exit 0\nexit 1\n");
  const ScopedVariable path("PATH", path_with(folder.path() / "bin"));
  CHECK(works(build_in(folder.path() / "bundle", folder.path() / "cache")));
}

TEST_CASE("a cache that cannot be written is named", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  write_test_bundle(bundle);
  SECTION("a file is in the way") {
    std::ofstream(folder.path() / "file") << "x";
    CHECK_REFUSED(build_in(bundle, folder.path() / "file" / "cache"), "file/cache",
                  "cannot be made", "DENIM_CACHE=DIR");
  }
  SECTION("nobody may write") {
    CHECK_REFUSED(build_in(bundle, "/proc"), "/proc/", "cannot be written", "DENIM_CACHE=DIR");
  }
}

TEST_CASE("the cache's place follows the environment", "[sim][build]") {
  const ScopedVariable home("HOME", "/home/somebody");
  const ScopedVariable xdg("XDG_CACHE_HOME", "/var/xdg");
  const ScopedVariable own("DENIM_CACHE", "/var/own");
  CHECK(sim::default_cache() == "/var/own");
  unsetenv("DENIM_CACHE");
  CHECK(sim::default_cache() == "/var/xdg/denim");
  setenv("XDG_CACHE_HOME", "relative", 1);
  CHECK(sim::default_cache() == "/home/somebody/.cache/denim");
  setenv("DENIM_CACHE", "near", 1);
  CHECK(sim::default_cache() == fs::current_path() / "near");
  unsetenv("DENIM_CACHE");
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  CHECK_REFUSED(sim::default_cache(), "DENIM_CACHE", "HOME");
}

TEST_CASE("RTL that Verilator refuses is shown, and the log stays", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  write_test_bundle(bundle);
  const fs::path core = bundle / "rtl/sim_test_core.sv";
  const std::string text = text_of(core);
  SECTION("an error") { std::ofstream(core) << "module sim_test_core (oops\n"; }
  SECTION("a warning") {
    std::string wide = text;
    wide.replace(wide.find("quiet_q + 8'd1"), 14, "quiet_q + 9'd1");
    std::ofstream(core) << wide;
  }
  CHECK_REFUSED(build_in(bundle, cache), "Verilator refuses",
                "rtl/sim_test_core.sv:", "the whole log: ", ".log");
  CHECK(half_made(cache) == 0);
  std::size_t logs = 0;
  for (const std::string& name : names_in(cache)) {
    if (name.ends_with(".log")) ++logs;
  }
  CHECK(logs == 1);
  std::ofstream(core) << text;
  CHECK(works(build_in(bundle, cache)));
}

TEST_CASE("a folder that is no bundle is refused", "[sim][build]") {
  const TemporaryFolder folder;
  const fs::path bundle = folder.path() / "bundle";
  const fs::path cache = folder.path() / "cache";
  CHECK_REFUSED(build_in(bundle, cache), "no bundle", "denim gen");
  write_test_bundle(bundle);
  const fs::path manifest = bundle / "manifest.json";
  const std::string text = text_of(manifest);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    REQUIRE(changed.find(from) != std::string::npos);
    changed.replace(changed.find(from), from.size(), to);
    std::ofstream(manifest) << changed;
  };
  SECTION("cut off") {
    std::ofstream(manifest) << text.substr(0, text.size() / 2);
    CHECK_REFUSED(build_in(bundle, cache), "manifest.json", "parse error");
  }
  SECTION("a key is missing") {
    with("\"latency\"", "\"delay\"");
    CHECK_REFUSED(build_in(bundle, cache), "manifest.json", "latency");
  }
  SECTION("a file is missing") {
    fs::remove(bundle / "sim_test_top.v");
    CHECK_REFUSED(build_in(bundle, cache), "sim_test_top.v", "missing");
  }
  SECTION("a file is elsewhere") {
    with("\"sim_test_top.v\"", "\"../top.v\"");
    CHECK_REFUSED(build_in(bundle, cache), "../top.v", "not within");
  }
  SECTION("a name that could not stand in a source file") {
    with("\"c_data_o\"", "\"c data\"");
    CHECK_REFUSED(build_in(bundle, cache), "'c data' is no name");
  }
  SECTION("a port that the streams need") {
    with("\"c_data_o\"", "\"d_data_o\"");
    CHECK_REFUSED(build_in(bundle, cache), "no port 'c_data_o'");
  }
}
