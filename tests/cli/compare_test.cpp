// denim compare: every row is what `denim run` says, and table, Markdown and chart say the same.
#include <sstream>

#include "denim_version.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

const Arguments operands{"--a", "a.npy", "--cols", "19", "--seed", "5"};

/// A user with a layer, and a spec of their own.
class Comparer : public User {
 public:
  Comparer() {
    write("a.npy", npy(integers(21, 50, 0.25, 4).as<std::int8_t>()));
    write("specs/my.toml",
          "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nrows = 16\nsegments = 2\n");
  }

  Json compare(const Arguments& more) const {
    const Ended ended = denim(Arguments{"compare", "--json", "j.json"} + more);
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK(ended.err.empty());
    return json("j.json");
  }
  /// What `denim run` reports.
  Json run(const Arguments& more) const {
    const Ended ended = denim(Arguments{"run", "--json", "run.json"} + more);
    INFO(ended.all());
    REQUIRE(ended.ok());
    return json("run.json");
  }
};

/// Without what differs from run to run.
Json timeless(Json json) {
  for (const char* key : {"build_seconds", "sim_seconds", "cycles_per_second"}) json.erase(key);
  return json;
}

/// That `row` is what `run` says, beside what only a comparison can say.
void check_row(Json row, const Json& run, const std::string& name, std::uint64_t dense_cycles) {
  for (const auto& [key, value] : run.items()) {
    CAPTURE(key);
    CHECK(row.contains(key));
  }
  CHECK(row.at("preset") == name);
  CHECK(row.at("cycles_dense_ws") == dense_cycles);
  CHECK(row.at("speed_up_over_dense_ws").get<double>() ==
        Approx(double(dense_cycles) / row.at("cycles").get<double>()));
  row["preset"] = run.at("preset");
  for (const char* key : {"cycles_dense_ws", "speed_up_over_dense_ws", "layer"}) row.erase(key);
  CHECK(timeless(row).dump(1) == timeless(run).dump(1));
}

/// The cells of the table in a Markdown file, line by line, the names first.
std::vector<std::vector<std::string>> markdown_cells(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ") || line.starts_with("| ---")) continue;
    auto& cells = rows.emplace_back();
    for (std::size_t at = 2; at < line.size();) {
      const auto end = line.find(" |", at);
      cells.push_back(line.substr(at, end - at));
      at = end + 3;
    }
  }
  return rows;
}

/// 12 345 for a number in JSON.
std::string spaced(const Json& number) {
  std::string text = number.dump();
  for (int i = static_cast<int>(text.size()) - 3; i > 0; i -= 3) {
    text.insert(static_cast<std::size_t>(i), 1, ' ');
  }
  return text;
}

std::string percent(const Json& share) {
  return fmt::format("{:.2f} %", 100 * share.get<double>());
}

/// Holds the cells of a row against its JSON; `mismatches` is the last cell.
void check_cells(std::vector<std::string> cells, const Json& row, const std::string& mismatches) {
  INFO(row.dump(1));
  if (row.contains("layer")) {
    CHECK(cells.at(0) == row.at("layer").get<std::string>());
    cells.erase(cells.begin());
  }
  const double speed_up = row.at("speed_up_over_dense_ws").get<double>();
  CHECK(cells ==
        std::vector<std::string>{
            row.at("preset").get<std::string>(), spaced(row.at("multipliers")),
            spaced(row.at("cycles")), percent(row.at("utilisation")),
            speed_up < 0.1 ? fmt::format("{:.2g} ×", speed_up) : fmt::format("{:.2f} ×", speed_up),
            fmt::format("{:.1f}", row.at("b_bits_per_cycle").get<double>()),
            spaced(row.at("a_bytes")),
            fmt::format("{:.2f}", (row.at("accumulator_reads").get<double>() +
                                   row.at("accumulator_writes").get<double>()) /
                                      row.at("products_useful").get<double>()),
            percent(row.at("dropped_nonzeros")),
            fmt::format("{:.2e}", row.at("error_to_file").get<double>()), mismatches});
}

TEST_CASE("the rows of compare are what run reports", "[cli][compare]") {
  const Comparer user;
  const std::vector<std::string> engines{"vegeta_m4_64", "specs/my.toml", "dense_ws_64",
                                         "demm_4_16_8"};
  const Arguments stall = GENERATE(Arguments{}, Arguments{"--stall", "0.3"});
  CAPTURE(stall);
  std::string list = engines[0];
  for (std::size_t i = 1; i < engines.size(); ++i) list += "," + engines[i];
  const Json json = user.compare(operands + stall +
                                 Arguments{"--engines", list, "--md", "t.md", "--svg", "c.svg"});
  CHECK(json.size() == 3);
  CHECK(json.at("schema") == 1);
  REQUIRE(json.at("rows").size() == engines.size());
  const auto dense_cycles =
      user.run(Arguments{"dense_ws", "--model-only"} + operands).at("cycles").get<std::uint64_t>();
  const auto cells = markdown_cells(user.text("t.md"));
  REQUIRE(cells.size() == engines.size() + 1);
  for (std::size_t i = 0; i < engines.size(); ++i) {
    CAPTURE(engines[i]);
    const Json& row = json.at("rows")[i];
    check_row(row, user.run(Arguments{engines[i]} + operands + stall), engines[i], dense_cycles);
    CHECK(row.at("rtl") == true);
    CHECK(row.at("passed") == true);
    CHECK(row.at("mismatches") == 0);
    check_cells(cells[i + 1], row, "0");
  }
}

TEST_CASE("stalled engines are compared with a dense_ws that stalls too", "[cli][compare]") {
  const Comparer user;
  const Json rows =
      user.compare(operands + Arguments{"--engines", "vegeta_m4_64,dense_ws", "--stall", "0.3"})
          .at("rows");
  CHECK(rows[1].at("cycles") > rows[1].at("cycles_model"));
  for (const Json& row : rows) CHECK(row.at("cycles_dense_ws") == rows[1].at("cycles"));
}

TEST_CASE("table, Markdown and chart say the same", "[cli][compare]") {
  const Comparer user;
  const Ended ended =
      user.denim(Arguments{"compare", "--engines", "demm_2_8_4,dense_ws", "--rtl", "none", "--md",
                           "t.md", "--svg", "c.svg", "--json", "j.json"} +
                 operands);
  INFO(ended.all());
  REQUIRE(ended.ok());
  const auto cells = markdown_cells(user.text("t.md"));
  REQUIRE(cells.size() == 3);
  std::istringstream lines(ended.out);
  std::string title;
  std::getline(lines, title);
  CHECK_THAT(title, ContainsSubstring("21 × 50 times 19 columns"));
  CHECK_THAT(title, ContainsSubstring("series lossless, seed 5"));
  for (const auto& row : cells) {
    std::string line;
    std::getline(lines, line);
    CAPTURE(line);
    CHECK(line.size() < 146);
    std::size_t at = 0;
    for (const std::string& cell : row) {
      CAPTURE(cell);
      at = line.find(cell, at);
      REQUIRE(at != std::string::npos);
      at += cell.size();
    }
  }
  // One engine has other multipliers, and that is said; dense_ws is there, so no word of it.
  CHECK_THAT(ended.out, ContainsSubstring("dense_ws has 512 multipliers, and not all"));
  CHECK_THAT(ended.out, !ContainsSubstring("is not among them"));
  for (const char* file : {"t.md", "c.svg", "j.json"}) {
    CHECK_THAT(ended.out, ContainsSubstring("written: " + std::string(file) + "\n"));
  }
  const std::string svg = user.text("c.svg");
  CHECK_THAT(svg, ContainsSubstring("Speed-up over dense_ws"));
  CHECK_THAT(svg, ContainsSubstring(">" + cells[1][4] + "</text>"));
  CHECK_THAT(svg, ContainsSubstring(">1.00 ×</text>"));
}

TEST_CASE("compare by the exact models needs no tools, and says so", "[cli][compare]") {
  Comparer user;
  const Arguments compare =
      Arguments{"--engines", "demm_2_8_4,vegeta_m4_64", "--md", "t.md"} + operands;
  const Json ran = user.compare(compare);
  const fs::path none = user.own_cache(false);
  user.set("PATH", (user.root() / "home").string());
  const Json modelled = user.compare(compare + Arguments{"--rtl", "none"});
  CHECK(fs::is_empty(none));
  const auto cells = markdown_cells(user.text("t.md"));
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& row = modelled.at("rows")[i];
    CHECK(row.at("rtl") == false);
    CHECK_FALSE(row.contains("mismatches"));
    CHECK(row.at("cycles") == ran.at("rows")[i].at("cycles"));
    check_cells(cells.at(i + 1), row, "–");
    check_row(
        row, user.run(Arguments{i == 0 ? "demm_2_8_4" : "vegeta_m4_64", "--model-only"} + operands),
        i == 0 ? "demm_2_8_4" : "vegeta_m4_64",
        ran.at("rows")[i].at("cycles_dense_ws").get<std::uint64_t>());
  }
  const Ended ended = user.denim(Arguments{"compare", "--rtl", "none"} + compare);
  CHECK_THAT(ended.out, ContainsSubstring("exact models, no RTL was run\n"));
  CHECK_THAT(ended.out, ContainsSubstring("dense_ws is not among them"));
  CHECK_THAT(user.text("t.md"), ContainsSubstring("exact models, no RTL was run"));
}

TEST_CASE("compare tells the cycles at so many bits a cycle of streams", "[cli][compare]") {
  const Comparer user;
  const std::string bits = GENERATE("1", "a=7,c=9", "b=100000");
  const Arguments rtl = GENERATE(Arguments{}, Arguments{"--rtl", "none"});
  const Arguments engines{"--engines", "demm_2_8_4,vegeta_m4_64", "--md", "t.md"};
  const Json free = user.compare(engines + rtl + operands);
  const Json json = user.compare(engines + rtl + operands + Arguments{"--stream-bits", bits});
  const auto cells = markdown_cells(user.text("t.md"));
  CHECK(cells.at(0).at(3) == "at " + bits + " bits/cycle");
  for (std::size_t i = 0; i < 2; ++i) {
    Json row = json.at("rows")[i];
    INFO(row.dump(1));
    const Json run = user.run(
        Arguments{row.at("preset").get<std::string>(), "--model-only", "--stream-bits", bits} +
        operands);
    CHECK(row.at("cycles_at_stream_bits") == run.at("cycles"));
    CHECK(row.at("cycles_by_cause_at_stream_bits") == run.at("cycles_by_cause"));
    CHECK(row.at("stream_bits") == run.at("stream_bits"));
    CHECK((run.at("cycles") == row.at("cycles")) == (bits == "b=100000"));
    CHECK(cells.at(i + 1).at(3) == spaced(row.at("cycles_at_stream_bits")));
    // All else is as without.
    for (const char* key : {"cycles_at_stream_bits", "cycles_by_cause_at_stream_bits"})
      row.erase(key);
    row["stream_bits"] = Json::object();
    CHECK(timeless(row).dump(1) == timeless(free.at("rows")[i]).dump(1));
  }
}

TEST_CASE("compare shows the LUTs that synth counted", "[cli][compare]") {
  const Comparer user;
  const Arguments compare =
      Arguments{"--engines", "demm_2_8_4,vegeta_m4_64", "--rtl", "none", "--md", "t.md"} + operands;
  const auto hash = user.compare(compare).at("rows")[1].at("spec_hash").get<std::string>();
  const auto counted = [&](const std::string& of, const std::string& target, const Json& luts) {
    Json json{{"preset", "vegeta_m4_64"}, {"spec_hash", of}, {"target", target}};
    if (!luts.is_null()) json["lut"] = luts;
    return json.dump();
  };
  user.write("s.json", counted(hash, "xc7", 12345));
  const Json json = user.compare(compare + Arguments{"--synth", "s.json"});
  CHECK_FALSE(json.at("rows")[0].contains("lut"));
  CHECK(json.at("rows")[1].at("lut") == 12345);
  const auto cells = markdown_cells(user.text("t.md"));
  CHECK(cells.at(0).at(2) == "LUTs");
  CHECK(cells.at(1).at(2) == "–");
  CHECK(cells.at(2).at(2) == "12 345");
  CHECK_THAT(user.text("t.md"), ContainsSubstring("LUTs of xc7"));
  CHECK_THAT(user.text("t.md"), !ContainsSubstring("µs"));

  // With a clock, also the time.
  Json routed = Json::parse(counted(hash, "xc7", 12345));
  routed["fmax_mhz"] = 80.5;
  user.write("r.json", routed.dump());
  const Json timed =
      user.compare(compare + Arguments{"--synth", "r.json", "--stream-bits", "b=16"}).at("rows")[1];
  CHECK(timed.at("fmax_mhz") == 80.5);
  CHECK(timed.at("microseconds").get<double>() == Approx(timed.at("cycles").get<double>() / 80.5));
  CHECK(timed.at("microseconds_at_stream_bits").get<double>() ==
        Approx(timed.at("cycles_at_stream_bits").get<double>() / 80.5));
  const auto with_time = markdown_cells(user.text("t.md"));
  CHECK(with_time.at(0).at(4) == "µs");
  CHECK(with_time.at(0).at(6) == "µs");
  CHECK(with_time.at(1).at(4) == "–");
  CHECK(with_time.at(2).at(4) == fmt::format("{:.1f}", timed.at("microseconds").get<double>()));
  CHECK(with_time.at(2).at(6) ==
        fmt::format("{:.1f}", timed.at("microseconds_at_stream_bits").get<double>()));

  const auto refused = [&](const Arguments& files, const std::string& why) {
    const Ended ended = user.denim(Arguments{"compare"} + compare + files);
    INFO(ended.all());
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring(why));
  };
  refused({"--synth", "none.json"}, "none.json");
  user.write("bad.json", "{");
  refused({"--synth", "bad.json"}, "--synth bad.json: is not what denim synth --json writes");
  user.write("bad.json", counted(hash, "liberty", nullptr));
  refused({"--synth", "bad.json"}, "of an FPGA");
  user.write("bad.json", counted("0123", "xc7", 1));
  refused({"--synth", "bad.json"}, "is of vegeta_m4_64, whose spec is none of the compared ones");
  refused({"--synth", "s.json", "--synth", "s.json"}, "vegeta_m4_64 has a file already");
  routed["fmax_mhz"] = "fast";
  user.write("bad.json", routed.dump());
  refused({"--synth", "bad.json"}, "has no clock in fmax_mhz");
  user.write("other.json", counted(hash, "ecp5", 1));
  refused({"--synth", "s.json", "--synth", "other.json"}, "is of ecp5, another file of xc7");
}

TEST_CASE("all engines are the presets that say so, with dense_ws's multipliers",
          "[cli][compare]") {
  const Comparer user;
  const Json json = user.compare(Arguments{"--rtl", "none"} + operands);
  std::vector<std::string> names;
  for (const Json& row : json.at("rows")) {
    names.push_back(row.at("preset").get<std::string>());
    CHECK(row.at("multipliers") == 512);
    if (names.back() == "dense_ws") CHECK(row.at("speed_up_over_dense_ws") == 1);
  }
  const Ended help = user.denim({"compare", "--help"});
  for (const char* name : {"dense_ws", "stc_2_4", "dbb_4_8", "vegeta_m4", "vegeta_m8",
                           "demm_8_128_64", "demm_8_128_64_banked"}) {
    CAPTURE(name);
    CHECK(std::ranges::count(names, name) == 1);
    CHECK_THAT(help.out, ContainsSubstring(name));
  }
  CHECK(user.compare(Arguments{"--rtl", "none", "--engines", "all"} + operands) == json);
  CHECK(user.compare(Arguments{"--rtl", "none", "--engines", "dense_ws , stc_2_4"} + operands)
            .at("rows")
            .size() == 2);
}

TEST_CASE("of all engines those are left out, and told, that lack the series", "[cli][compare]") {
  const Comparer user;
  const Arguments compare = Arguments{"compare", "--rtl",  "none",  "--series", "1:4",
                                      "--json",  "j.json", "--svg", "s.svg"} +
                            operands;
  const Ended ended = user.denim(compare);
  CHECK(ended.status == 0);
  const std::string note = "Cannot run 1:4, and left out: dbb_4_8, dense_ws, stc_2_4, vegeta_m8.";
  CHECK_THAT(ended.out, ContainsSubstring(note));
  CHECK_THAT(user.text("s.svg"), ContainsSubstring(note));
  const Json json = Json::parse(user.text("j.json"));
  for (const Json& row : json.at("rows")) {
    CHECK(row.at("series") == "1:4");
    CHECK(row.at("preset") != "stc_2_4");
  }
}

TEST_CASE("compare drops the same of A for every engine", "[cli][compare]") {
  const Comparer user;
  const auto a = integers(21, 50, 0.9, 4);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  const Arguments series{"--series", "2:4+1:4"};
  const Json json =
      user.compare(operands + series + Arguments{"--engines", "vegeta_m4_64,demm_2_8_4"});
  auto left = a;
  take_term(left, 2, 4);
  take_term(left, 1, 4);
  REQUIRE(nonzeros(left) > 0);
  for (const Json& row : json.at("rows")) {
    CHECK(row.at("dropped_nonzeros_count") == nonzeros(left));
    CHECK(row.at("dropped_nonzeros").get<double>() ==
          Approx(double(nonzeros(left)) / double(nonzeros(a))));
    CHECK(row.at("relative_error").get<double>() > 0);
    CHECK(row.at("series") == "2:4+1:4");
    CHECK(row.at("passed") == true);
  }
  CHECK(timeless(user.run(Arguments{"vegeta_m4_64"} + operands + series)).at("cycles") ==
        json.at("rows")[0].at("cycles"));
}

/// From now on Verilator reads a copy of demm_4_16_8's RTL, and no other, changed by `sed`.
void change_rtl(Comparer& user, const std::string& leaf, const std::string& sed) {
  user.own_cache();
  user.put_first_in_path("verilator", fmt::format(R"sh(
case "$*" in *--cc*) sleep 1.5 ;; *) exec {1} "$@" ;; esac
[ -f rtl/demm_4_16_8.sv ] || exec {1} "$@"
rm -rf {0} && cp -R . {0} && cd {0} || exit 1
cp rtl/{2} before && sed -i "{3}" rtl/{2} && ! cmp -s before rtl/{2} && exec {1} "$@"
)sh",
                                                  (user.root() / "home/changed").string(),
                                                  path_of("verilator"), leaf, sed));
}

/// Compares with an engine that is wrong; what is said, checked as far as all wrong engines go.
Ended compare_wrong(const Comparer& user) {
  Call call = user.call(Arguments{"compare", "--engines", "demm_2_8_4,demm_4_16_8", "--json",
                                  "j.json", "--md", "t.md", "--svg", "c.svg"} +
                        operands);
  call.terminal = true;
  const Ended ended = Running(call).wait();
  INFO(ended.all());
  CHECK(ended.status == 1);
  const Json json = user.json("j.json");
  CHECK(json.at("rows")[0].at("passed") == true);
  CHECK(json.at("rows")[1].at("passed") == false);
  const auto cells = markdown_cells(user.text("t.md"));
  CHECK(cells.at(1).back() == "0");
  CHECK(cells.at(2).back() == spaced(json.at("rows")[1].at("mismatches")) + ", FAILED");
  CHECK_THAT(user.text("c.svg"), ContainsSubstring(" ×, FAILED"));
  for (const std::string& text : {ended.out, user.text("t.md")}) {
    CHECK_THAT(text, ContainsSubstring("demm_4_16_8 FAILED:"));
    CHECK_THAT(text, !ContainsSubstring("demm_2_8_4 FAILED:"));
  }
  // A terminal hears which engine is at work.
  CHECK_THAT(ended.err, ContainsSubstring("demm_2_8_4: Verilator reads the engine"));
  CHECK_THAT(ended.err, ContainsSubstring("demm_4_16_8: Verilator reads the engine"));

  // The line that shows it again, typed into a shell.
  const std::string begin = "  to reproduce: ";
  const auto at = ended.out.find(begin) + begin.size();
  const std::string line = ended.out.substr(at, ended.out.find('\n', at) - at);
  CHECK(line == "denim run demm_4_16_8 --a a.npy --cols 19 --seed 5");
  Call again = user.call({"-c", "denim() { " DENIM_BINARY " \"$@\"; }; " + line});
  again.arguments[0] = "/bin/sh";
  CHECK(Running(again).wait().status == 1);
  return ended;
}

TEST_CASE("an engine with wrong results fails, and only that one", "[cli][compare]") {
  Comparer user;
  change_rtl(user, "denim_demm_lane.sv", "s/{1'b1, value_i}/{1'b1, value_i + Width'(value_i[0])}/");
  const Ended ended = compare_wrong(user);
  CHECK(user.json("j.json").at("rows")[1].at("mismatches").get<int>() > 0);
  CHECK_THAT(ended.out, ContainsSubstring("  row "));
  CHECK_THAT(ended.out, ContainsSubstring(": expected "));
}

TEST_CASE("an engine that is slower than its model fails", "[cli][compare]") {
  Comparer user;
  change_rtl(
      user, "denim_demm_tile.sv",
      "s/assign a_ready_o = /logic slow_q; always_ff @(posedge clk_i) slow_q <= !slow_q; "
      "assign a_ready_o = slow_q \\&\\& /; s/assign offer_o = /assign offer_o = slow_q \\&\\& /");
  const Ended ended = compare_wrong(user);
  const Json row = user.json("j.json").at("rows")[1];
  CHECK(row.at("mismatches") == 0);
  CHECK(row.at("cycles") > row.at("cycles_model"));
  CHECK_THAT(ended.out, ContainsSubstring(
                            fmt::format("  the RTL took {} cycles and the model says {}\n",
                                        row.at("cycles").dump(), row.at("cycles_model").dump())));
}

}  // namespace
}  // namespace denim::test::cli
