// Tools that are missing, wrong or interrupted, several users of one cache, and terminals.
#include <set>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

const Arguments run_it{"run", "demm_2_8_4", "--a",    "a.npy", "--cols",
                       "7",   "--json",     "j.json", "--c",   "c.npy"};

void write_layer(const User& user) {
  user.write("a.npy", npy(integers(13, 45, 0.3, 1).as<std::int8_t>()));
}

/// The folders of a cache whose names hold `part`.
std::vector<std::string> folders_in(const fs::path& cache, const std::string& part) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cache)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name.find(part) != std::string::npos) names.push_back(name);
  }
  return names;
}

TEST_CASE("a Verilator that is missing or too old is told of", "[cli][environment]") {
  User user;
  write_layer(user);
  const fs::path cache = user.own_cache(/*with_runtime=*/false);
  SECTION("missing") {
    user.set("PATH", (user.root() / "home").string());
    CHECK_BAD(user, run_it, {"Verilator is not installed", "5.006", "make doctor"});
    CHECK_BAD(user, {"demo", "demm_2_8_4"}, {"Verilator is not installed"});
    CHECK_BAD(user, {"demo", "demm_2_8_4", "-o", "some/where"}, {"Verilator is not installed"});
    // Whoever only generates or compiles needs no tools.
    CHECK(user.denim({"gen", "demm_2_8_4", "-o", "out"}).ok());
    CHECK(user.denim({"compile", "demm_2_8_4", "--a", "a.npy", "--cols", "2", "-o", "too"}).ok());
  }
  SECTION("too old") {
    user.put_first_in_path("verilator", "echo 'Verilator 4.210 2021-07-07 rev v4.210'\n");
    CHECK_BAD(user, run_it, {"Verilator 4.210 is too old", "5.006", "make doctor"});
  }
  SECTION("broken") {
    user.put_first_in_path("verilator", "echo 'cannot open shared object'; exit 127\n");
    CHECK_BAD(user, run_it, {"cannot open shared object", "5.006", "make doctor"});
  }
  SECTION("g++ is missing") {
    user.put_first_in_path("verilator", "echo 'Verilator 5.006 2023-01-22'\n");
    user.set("PATH", (user.root() / "bin").string());
    CHECK_BAD(user, run_it, {"g++", "make doctor"});
  }
  CHECK(folders_in(cache, "demm_2_8_4").empty());
}

// Of which perl, in which Verilator is written, says something before Verilator does.
TEST_CASE("a locale that is not installed changes nothing", "[cli][environment]") {
  User user;
  write_layer(user);
  user.set("LC_ALL", "xx_YY.UTF-8");
  const Ended ended = user.denim(run_it);
  INFO(ended.all());
  CHECK(ended.ok());
  CHECK_THAT(ended.all(), !ContainsSubstring("perl"));
}

// A copy of the program in a folder of its own: what `make build` left beside the real one would be
// found.
TEST_CASE("what all simulators share is compiled once, before the first run",
          "[cli][environment]") {
  User user;
  const fs::path program = user.root() / "home/program/denim";
  fs::create_directories(program.parent_path());
  fs::copy_file(DENIM_BINARY, program);
  const auto denim = [&](const Arguments& arguments) {
    Call call = user.call(arguments);
    call.arguments[0] = program.string();
    return Running(call).wait();
  };
  const auto runtimes = [](const fs::path& cache) {
    const auto names = folders_in(cache, "runtime-");
    return std::set<std::string>(names.begin(), names.end());
  };
  const Arguments traced{"run",    "demm_2_8_4", "--synthetic", "4x8@1",
                         "--cols", "2",          "--waves",     "w.fst"};

  const fs::path cache = user.own_cache(/*with_runtime=*/false);
  const Ended first = denim({"prepare"});
  INFO(first.all());
  REQUIRE(first.ok());
  CHECK(first.out.empty());
  CHECK(first.err.empty());
  CHECK(folders_in(cache, "no-engine").empty());
  const auto prepared = runtimes(cache);
  CHECK(prepared.size() == 2);  // one without waves and one with
  const auto written = [&] {
    std::set<fs::file_time_type> times;
    for (const std::string& name : prepared)
      times.insert(fs::last_write_time(cache / name / "stamp.json"));
    return times;
  };
  const auto before = written();
  REQUIRE(denim({"prepare"}).ok());
  REQUIRE(denim(traced).ok());
  CHECK(runtimes(cache) == prepared);
  CHECK(written() == before);

  // Beside the program they serve whoever has another cache.
  const fs::path other = user.root() / "cache/other";
  fs::rename(cache, program.parent_path() / "cache");
  fs::create_directories(other);
  user.set("DENIM_CACHE", other.string());
  REQUIRE(denim(traced).ok());
  CHECK(folders_in(other, "demm_2_8_4").size() == 1);
  CHECK(runtimes(other).empty());
}

TEST_CASE("a result that is wrong is shown, and how to see it again", "[cli][environment]") {
  User user;
  const auto a = integers(13, 45, 0.4, 1, 3);
  const auto b = integers(45, 7, 0.9, 2, 3);
  user.write("a b.npy", npy(a.as<std::int8_t>()));
  user.write("b.npy", npy(b.as<std::int8_t>()));
  user.own_cache();
  // Denim itself has no way to run a wrong engine, but a Verilator has that reads a changed copy of
  // the RTL: a value of 3 in A becomes one of 4.
  user.put_first_in_path(
      "verilator", fmt::format(R"sh(
case "$*" in *--cc*) ;; *) exec {1} "$@" ;; esac
rm -rf {0} && cp -R . {0} && cd {0} || exit 1
sed -i "s/{{1'b1, value_i}}/{{1'b1, value_i + Width'(value_i == Width'(3))}}/" rtl/*.sv
grep -q "Width'(3)" rtl/denim_demm_lane.sv && exec {1} "$@"
)sh",
                               (user.root() / "home/changed").string(), path_of("verilator")));
  const auto golden = product(a, b);
  auto wrong = golden;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.cols; ++j)
      for (std::size_t k = 0; k < a.cols; ++k) wrong.at(i, j) += a.at(i, k) == 3 ? b.at(k, j) : 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < wrong.values.size(); ++i) {
    count += wrong.values[i] != golden.values[i];
  }
  REQUIRE(count > 10);

  const Ended ended = user.denim({"run", "demm_2_8_4", "--a", "a b.npy", "--b", "b.npy", "--seed",
                                  "3", "--stall", "0.25", "--json", "j.json", "--c", "c.npy"});
  INFO(ended.all());
  CHECK(ended.status == 1);
  CHECK(ended.err.empty());
  CHECK_THAT(ended.out, ContainsSubstring(fmt::format("\nmismatches: {}\n", count)));
  CHECK(user.json("j.json").at("mismatches") == count);
  CHECK(read_npy<std::int32_t>(user.text("c.npy")) == wrong);

  // The first ten: each one wrong, none twice, with the cycle in which it came.
  std::set<std::pair<std::size_t, std::size_t>> shown;
  std::size_t last_cycle = 0;
  for (std::size_t at = 0; (at = ended.out.find("\n  row ", at)) != std::string::npos; ++at) {
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t cycle = 0;
    int expected = 0;
    int got = 0;
    REQUIRE(std::sscanf(ended.out.c_str() + at,
                        "\n  row %zu, column %zu: expected %d, got %d in cycle %zu", &row, &column,
                        &expected, &got, &cycle) == 5);
    CHECK(expected == golden.at(row, column));
    CHECK(got == wrong.at(row, column));
    CHECK(expected != got);
    CHECK(cycle >= last_cycle);
    CHECK(cycle < user.json("j.json").at("cycles").get<std::size_t>() + 10);
    last_cycle = cycle;
    shown.emplace(row, column);
  }
  CHECK(shown.size() == 10);

  // The line that reproduces it, typed into a shell.
  const std::string begin = "  to reproduce: ";
  const auto at = ended.out.find(begin) + begin.size();
  const std::string line = ended.out.substr(at, ended.out.find('\n', at) - at);
  CHECK(line == "denim run demm_2_8_4 --a 'a b.npy' --b b.npy --seed 3 --stall 0.25");
  Call call = user.call({"-c", "denim() { " DENIM_BINARY " \"$@\"; }; " + line});
  call.arguments[0] = "/bin/sh";
  const Ended again = Running(call).wait();
  CHECK(again.status == 1);
  const auto failures = [](const std::string& text) {
    const auto from = text.find("\n  row ");
    return text.substr(from, text.find("\nRTL") - from);
  };
  CHECK(failures(again.out) == failures(ended.out));
}

TEST_CASE("Ctrl-C while writing a folder leaves nothing half-made", "[cli][environment]") {
  User user;
  user.write("a.npy", npy(integers(64, 1024, 0.5, 1).as<std::int8_t>()));
  const bool terms = GENERATE(false, true);
  CAPTURE(terms);
  // Each takes seconds: a long b stream; a thousand terms.
  const Arguments command =
      terms ? Arguments{"decompose", "a.npy", "--series", "1:1024+lossless", "-o", "out"}
            : Arguments{"compile", "demm_2_8_4", "--a", "a.npy", "--cols", "20000", "-o", "out"};
  const auto before = user.files();
  Running running(user.call(command));
  const auto hidden = [&] { return !folders_in(user.path(""), ".out.new.").empty(); };
  REQUIRE(becomes_true(hidden));
  running.send(SIGINT);
  const Ended ended = running.wait(60);
  INFO(ended.all());
  CHECK_FALSE(ended.hung);
  CHECK(ended.signal == SIGINT);
  CHECK(user.files() == before);
  CHECK_FALSE(hidden());
}

TEST_CASE("Ctrl-C while building leaves nothing half-made", "[cli][environment]") {
  User user;
  write_layer(user);
  const fs::path cache = user.own_cache();
  const fs::path temporary = user.root() / "tmp";
  fs::create_directories(temporary);
  user.set("TMPDIR", temporary.string());
  const std::string tool = GENERATE("verilator", "g++");
  CAPTURE(tool);
  const fs::path reached = user.root() / "home/reached";
  user.put_first_in_path(tool, "case \"$*\" in *version*|*VERILATOR_ROOT*) exec " + path_of(tool) +
                                   " \"$@\" ;; esac\ntouch " + reached.string() +
                                   "\nexec sleep 300\n");
  // g++ is called through ccache, which must find ours too.
  user.set("CCACHE_DISABLE", "1");
  const auto before = user.files();
  Running running(user.call(run_it));
  REQUIRE(becomes_true([&] { return fs::exists(reached); }));
  CHECK_FALSE(folders_in(cache, ".tmp-").empty());
  running.send(SIGINT);
  const Ended ended = running.wait(30);
  INFO(ended.all());
  CHECK_FALSE(ended.hung);
  CHECK(ended.signal == SIGINT);  // the shell is to see that it was no ordinary end
  CHECK(ended.out.empty());
  CHECK(folders_in(cache, ".tmp-").empty());
  CHECK(folders_in(cache, "demm_2_8_4").empty());
  CHECK(folders_in(cache / "bundles", ".new.").empty());
  CHECK(fs::is_empty(temporary));
  fs::remove(reached);
  CHECK(user.files() == before);

  // The same again, without the tool that hangs.
  fs::remove(user.root() / "bin" / tool);
  const Ended again = user.denim(run_it);
  INFO(again.all());
  CHECK(again.ok());
  CHECK(folders_in(cache, "demm_2_8_4").size() == 1);
  CHECK(folders_in(cache, ".tmp-").empty());
  CHECK(fs::is_empty(temporary));
}

TEST_CASE("three at once build once, and only terminals hear of it", "[cli][environment]") {
  User user;
  write_layer(user);
  const fs::path cache = user.own_cache();
  const fs::path calls = user.root() / "home/calls";
  user.put_first_in_path("verilator", "case \"$*\" in *--cc*) echo x >>" + calls.string() +
                                          "; sleep 2.5 ;; esac\nexec " + path_of("verilator") +
                                          " \"$@\"\n");
  const auto call = [&](const char* name, bool terminal) {
    Call result = user.call({"run", "demm_2_8_4", "--a", "a.npy", "--cols", "7", "--json",
                             std::string(name) + ".json"});
    result.terminal = terminal;
    return result;
  };
  Running builder(call("builder", true));
  REQUIRE(becomes_true([&] { return fs::exists(calls); }));
  Running waiter(call("waiter", true));
  Running silent(call("silent", false));
  const Ended built = builder.wait();
  const Ended waited = waiter.wait();
  const Ended said_nothing = silent.wait();
  for (const Ended* ended : {&built, &waited, &said_nothing}) {
    INFO(ended->all());
    CHECK(ended->ok());
    CHECK_THAT(ended->out, ContainsSubstring("\nmismatches: 0\n"));
    CHECK(ended->out.find('\033') == std::string::npos);
  }
  CHECK(text_of(calls) == "x\n");
  CHECK_THAT(built.out, ContainsSubstring("; simulator built in "));
  CHECK_THAT(waited.out, ContainsSubstring("; simulator from the cache"));
  CHECK_THAT(said_nothing.out, ContainsSubstring("; simulator from the cache"));
  CHECK(folders_in(cache, "demm_2_8_4").size() == 1);
  CHECK(folders_in(cache / "bundles", "").size() == 1);
  CHECK(user.json("builder.json").at("cycles") == user.json("silent.json").at("cycles"));

  // One line that is written over and in the end is gone.
  CHECK_THAT(built.err, ContainsSubstring("\r\033[KVerilator reads the engine … 2 s"));
  CHECK_THAT(waited.err, ContainsSubstring("\r\033[Kwaiting for another denim"));
  for (const Ended* ended : {&built, &waited}) {
    CHECK(ended->err.find('\n') == std::string::npos);
    CHECK(ended->err.ends_with("\r\033[K"));
  }
  CHECK(said_nothing.err.empty());
}

#ifndef DENIM_SAN  // a sanitizer wants more than any limit
TEST_CASE("operands that do not fit the memory are an error", "[cli][environment]") {
  const User user;
  user.write("a.smtx", "1, 4000000000, 0\n0 0\n\n");
  Call call = user.call(
      {"-c", "ulimit -v 1000000; exec " DENIM_BINARY " decompose a.smtx --series 2:4 -o out"});
  call.arguments[0] = "/bin/sh";
  const Ended ended = Running(call).wait();
  INFO(ended.all());
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err,
             ContainsSubstring("a.smtx: a matrix of 1 × 4000000000 needs 16.0 GB, and "));
  CHECK_FALSE(user.has("out"));
}
#endif

}  // namespace
}  // namespace denim::test::cli
