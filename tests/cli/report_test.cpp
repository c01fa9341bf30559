// What denim run and denim demo leave: the JSON report, the table, the waves.
#include <set>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

/// What must hold between the numbers of any report.
void check_report(const Json& json) {
  INFO(json.dump(2));
  for (const char* key : {"seed", "rows", "k", "cols", "nnz", "b_nnz", "products_useful",
                          "accumulator_reads", "accumulator_writes", "multipliers", "cycles",
                          "cycles_model", "beats", "mismatches", "dropped_nonzeros_count"}) {
    CAPTURE(key);
    CHECK(json.at(key).is_number_unsigned());
  }
  for (const char* key : {"engine", "preset", "spec_hash", "series"}) {
    CAPTURE(key);
    CHECK(json.at(key).is_string());
  }
  for (const char* key : {"utilisation", "dropped_nonzeros", "dropped_magnitude"}) {
    CAPTURE(key);
    CHECK(json.at(key).is_number());
    CHECK(json.at(key).get<double>() >= 0);
    CHECK(json.at(key).get<double>() <= 1);
  }
  for (const char* key : {"relative_error", "build_seconds", "sim_seconds", "cycles_per_second"}) {
    CAPTURE(key);
    CHECK(json.at(key).is_number());
    CHECK(json.at(key).get<double>() >= 0);
  }
  const auto number = [&](const char* key) { return json.at(key).get<double>(); };
  // A drawn B has a zero here and there.
  const double products =
      (number("nnz") - number("dropped_nonzeros_count")) * number("b_nnz") / number("k");
  CHECK(number("products_useful") == Approx(products).epsilon(0.03));
  CHECK(number("accumulator_writes") >= number("accumulator_reads"));
  CHECK(number("utilisation") ==
        Approx(number("products_useful") / (number("multipliers") * number("cycles"))));
  CHECK(number("cycles_per_second") == Approx(number("cycles") / number("sim_seconds")));
  std::uint64_t explained = 0;
  for (const auto& cause : json.at("cycles_by_cause").items()) {
    explained += cause.value().get<std::uint64_t>();
  }
  CHECK(explained == json.at("cycles_model").get<std::uint64_t>());
  CHECK(json.at("spec").is_object());
  CHECK(json.at("spec").at("n").get<int>() * json.at("spec").at("columns").get<int>() ==
        json.at("multipliers").get<int>());
  std::size_t kept = 0;
  for (const auto& term : json.at("terms")) {
    kept += term.at("kept_count").get<std::size_t>();
    CHECK(term.at("n").is_number_unsigned());
    CHECK(term.at("m").is_number_unsigned());
    CHECK(term.at("kept_magnitude").is_number());
  }
  CHECK(kept + json.at("dropped_nonzeros_count").get<std::size_t>() ==
        json.at("nnz").get<std::size_t>());
}

TEST_CASE("the report has every key, and they agree", "[cli][report]") {
  const User user;
  const auto a = integers(21, 50, 0.25, 4);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  const std::string preset = GENERATE("demm_2_8_4", "demm_4_16_8");
  CAPTURE(preset);
  const Ended ended = user.denim({"run", preset, "--a", "a.npy", "--cols", "19", "--seed", "5",
                                  "--json", "j.json", "--c", "c.npy"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  const Json json = user.json("j.json");
  check_report(json);
  CHECK(json.at("engine") == "demm");
  CHECK(json.at("preset") == preset);
  CHECK(json.at("spec").at("name") == preset);
  CHECK(json.at("spec_hash").get<std::string>().size() == 12);
  CHECK(json.at("seed") == 5);
  CHECK(json.at("rows") == 21);
  CHECK(json.at("k") == 50);
  CHECK(json.at("cols") == 19);
  CHECK(json.at("nnz") == nonzeros(a));
  CHECK(json.at("rtl") == true);
  CHECK(json.at("cycles") == json.at("cycles_model"));
  CHECK(json.at("mismatches") == 0);
  CHECK(json.at("passed") == true);
  CHECK(json.at("dropped_nonzeros") == 0);

  // beats: of the stream that carries the schedule. `compile` tells what that is.
  REQUIRE(user.denim({"compile", preset, "--a", "a.npy", "--cols", "19", "--seed", "5", "-o", "p"})
              .ok());
  const Json program = user.json("p/manifest.json");
  const Json stream = program.at("streams").at(0);
  CHECK(stream.at("name") == "a");
  CHECK(json.at("beats").get<std::size_t>() ==
        stream.at("beats").get<std::size_t>() * stream.at("repeat").get<std::size_t>());
  CHECK(program.at("cycles_model") == json.at("cycles"));
  const auto bits = [](const Json& of) {
    return of.at("beats").get<std::size_t>() * of.at("width").get<std::size_t>();
  };
  CHECK(json.at("a_bytes") == (bits(stream) + 7) / 8);
  // b: without the row's address and `last`.
  const Json b = program.at("streams").at(1);
  CHECK(b.at("name") == "b");
  const auto b_beats = b.at("beats").get<std::size_t>() * b.at("repeat").get<std::size_t>();
  CHECK(json.at("b_bits") == b_beats * 8 * json.at("spec").at("columns").get<std::size_t>());
  CHECK(json.at("b_bits_per_cycle").get<double>() ==
        Approx(json.at("b_bits").get<double>() / json.at("cycles").get<double>()));

  // The table has the same numbers, and where everything lies.
  for (const char* line :
       {"multipliers", "series", "kept", "dropped", "bundle", "in RTL", "in the model",
        "of the multipliers", "the dense bound", "\nmismatches: 0\n", "j.json", "c.npy"}) {
    CHECK_THAT(ended.out, ContainsSubstring(line));
  }
  const auto at = ended.out.find("\nRTL");
  REQUIRE(at != std::string::npos);
  const auto from = ended.out.find('/', at);
  const fs::path rtl = ended.out.substr(from, ended.out.find('\n', from) - from);
  CHECK(fs::exists(rtl / (preset + ".sv")));
}

TEST_CASE("the waves show the cycles that were asked for", "[cli][report]") {
  const User user;
  user.write("a.npy", npy(integers(21, 50, 0.25, 4).as<std::int8_t>()));
  const Arguments run{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "3", "--waves"};
  const auto times = [&](const std::string& file) {
    const Said vcd = test::run({"fst2vcd", "-f", user.path(file).string()});
    INFO(vcd.complaint());
    REQUIRE(vcd.ok());
    CHECK_THAT(vcd.output, ContainsSubstring("a_valid_i"));
    std::set<std::uint64_t> result;
    for (std::size_t at = 0; (at = vcd.output.find("\n#", at)) != std::string::npos; ++at) {
      result.insert(std::stoull(vcd.output.substr(at + 2, 20)));
    }
    REQUIRE(result.size() > 2);
    return result;
  };
  Ended ended = user.denim(run + Arguments{"all.fst", "--json", "j.json"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("waves        gtkwave all.fst all.gtkw\n"));
  const auto cycles = user.json("j.json").at("cycles").get<std::uint64_t>();
  CHECK(*times("all.fst").begin() == 0);
  CHECK(*times("all.fst").rbegin() >= cycles * 10);
  ended = user.denim(run + Arguments{"window.fst@20:29"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  const auto window = times("window.fst");
  CHECK(*window.begin() == 200);
  CHECK(*window.rbegin() < 300);
  CHECK(*window.rbegin() >= 290);
  const std::string save = user.text("window.gtkw");
  CHECK_THAT(save, ContainsSubstring(user.path("window.fst").string()));
  CHECK_THAT(save, ContainsSubstring("-stream a (into the engine)"));
  CHECK_THAT(save, ContainsSubstring("[timestart] 200"));
  CHECK(user.files("").size() == 6);  // a.npy, j.json, and two of each
}

TEST_CASE("demo runs its layer and leaves report and waves", "[cli][report]") {
  const User user;
  const bool own = GENERATE(false, true);
  const std::string folder = own ? "shown/here" : "build/demo";
  const Ended ended =
      user.denim(Arguments{"demo", "demm_2_8_4"} + (own ? Arguments{"-o", folder} : Arguments{}));
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  CHECK_THAT(ended.out, ContainsSubstring("256 × 1152 times 196 columns, 29 491 non-zeros"));
  CHECK_THAT(ended.out, ContainsSubstring("\nmismatches: 0\n"));
  CHECK_THAT(ended.out, ContainsSubstring(folder + "/report.json\n"));
  CHECK_THAT(ended.out,
             ContainsSubstring("gtkwave " + folder + "/waves.fst " + folder + "/waves.gtkw\n"));
  const Json json = user.json(folder + "/report.json");
  check_report(json);
  CHECK(json.at("rows") == 256);
  CHECK(json.at("k") == 1152);
  CHECK(json.at("cols") == 196);
  CHECK(json.at("nnz").get<int>() == 29491);
  CHECK(json.at("cycles") == json.at("cycles_model"));
  CHECK(json.at("mismatches") == 0);
  CHECK(fs::file_size(user.path(folder + "/waves.fst")) > 1000);
  CHECK(user.has(folder + "/waves.gtkw"));
}

}  // namespace
}  // namespace denim::test::cli
