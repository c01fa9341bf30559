// denim run and compile of the TASD unit, and of an engine with a tail.
#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

const Table<std::int32_t> tasd_a = integers(13, 45, 0.6, 1);
const Table<std::int32_t> tasd_b = integers(45, 8, 0.9, 2);

TEST_CASE("run takes a tensor apart on the RTL and says so", "[cli][tasd]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  for (const char* form : {"form=serial", "form=sorter"}) {
    const Ended ended =
        user.denim({"run", "tasd_2_4", "--set", form, "--a", "a.npy", "--json", "j.json"});
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK(ended.err.empty());
    CHECK_THAT(ended.out, ContainsSubstring("\nmismatches: 0\n"));
    CHECK_THAT(ended.out, !ContainsSubstring("multipliers"));
    const Json json = user.json("j.json");
    CHECK(json.at("engine") == "tasd_unit");
    CHECK(json.at("series") == "2:4+2:8");
    CHECK(json.at("rows") == 13);
    CHECK(json.at("k") == 45);
    CHECK(json.at("beats") == 13 * 6);  // of 8 values, the last of a row filled up
    CHECK(json.at("cycles") == json.at("cycles_model"));
    CHECK(json.at("passed") == true);
    std::uint64_t cycles = 0;
    for (const auto& cause : json.at("cycles_by_cause").items()) {
      cycles += cause.value().get<std::uint64_t>();
    }
    CHECK(json.at("cycles") == cycles);
    // What has no meaning without B and C is not there.
    for (const char* key : {"cols", "products_useful", "multipliers", "utilisation", "b_bits",
                            "b_scale", "relative_error", "speed_up_over_dense_bound"}) {
      CAPTURE(key);
      CHECK_FALSE(json.contains(key));
    }
    // What the terms keep is what decompose says of them.
    const Ended parts =
        user.denim({"decompose", "a.npy", "--series", "2:4+2:8", "--json", "d.json"});
    INFO(parts.all());
    REQUIRE(parts.ok());
    CHECK(json.at("terms") == user.json("d.json").at("terms"));
  }
}

TEST_CASE("run of a TASD unit: model only, stalls, its own series", "[cli][tasd]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  const Arguments run{"run", "tasd_4_8_serial", "--a", "a.npy"};
  const Ended model = user.denim(run + Arguments{"--model-only", "--json", "m.json"});
  INFO(model.all());
  REQUIRE(model.ok());
  const Ended stalled =
      user.denim(run + Arguments{"--stall", "0.4", "--series", "4:8+1:8", "--json", "s.json"});
  INFO(stalled.all());
  REQUIRE(stalled.ok());
  CHECK(user.json("m.json").at("cycles") == user.json("s.json").at("cycles_model"));
  CHECK(user.json("m.json").at("cycles") < user.json("s.json").at("cycles"));
}

TEST_CASE("run of a TASD unit refuses what it has no use for", "[cli][tasd]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  user.write("b.npy", npy(tasd_b));
  const Arguments run{"run", "tasd_2_4", "--a", "a.npy"};
  CHECK_BAD(user, run + Arguments{"--b", "b.npy"}, {"tasd_unit multiplies nothing", "--b"});
  CHECK_BAD(user, run + Arguments{"--cols", "3"}, {"tasd_unit multiplies nothing", "--cols"});
  CHECK_BAD(user, run + Arguments{"--c", "c.npy"}, {"--c: tasd_unit multiplies nothing"});
  CHECK_BAD(user, run + Arguments{"--series", "2:4"}, {"tasd_2_4", "2:4", "its own, 2:4+2:8"});
  CHECK_BAD(user, run + Arguments{"--relu"}, {"tasd_2_4 is a tasd_unit", "take one of: demm"});
  CHECK_BAD(user, {"compare", "--engines", "tasd_2_4", "--a", "a.npy", "--cols", "3"},
            {"tasd_2_4 does not multiply"});
}

TEST_CASE("run with a tail: C requantised as the test does it itself", "[cli][tail]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  user.write("b.npy", npy(tasd_b));
  const Arguments run{"run", "demm_2_8_4", "--set", "tail=requantise", "--a",    "a.npy",
                      "--b", "b.npy",      "--c",   "c.npy",           "--json", "j.json"};
  const Table<std::int32_t> c = product(tasd_a, tasd_b);
  for (const bool relu : {false, true}) {
    const Ended ended = user.denim(run + Arguments{"--scale", "3", "--shift", "11"} +
                                   (relu ? Arguments{"--relu"} : Arguments{}));
    INFO(ended.all());
    REQUIRE(ended.ok());
    CHECK_THAT(ended.out, ContainsSubstring("\nmismatches: 0\n"));
    const auto got = read_npy<std::int32_t>(user.text("c.npy"));
    REQUIRE(got.values.size() == c.values.size());
    for (std::size_t i = 0; i < c.values.size(); ++i) {
      // A double holds it exactly, and rounds to nearest, ties to even.
      const double exact = static_cast<double>(c.values[i]) * 3 / 2048;
      double wanted = std::clamp(std::nearbyint(exact), -128.0, 127.0);
      if (relu) wanted = std::max(wanted, 0.0);
      CAPTURE(i, c.values[i]);
      REQUIRE(got.values[i] == wanted);
    }
    const Json json = user.json("j.json");
    CHECK(json.at("requantise") == Json{{"scale", 3}, {"shift", 11}, {"relu", relu}});
    CHECK(json.at("cycles_by_cause").contains("tail_bound"));
  }
  // By itself it takes what fits, and is checked by scales that do not.
  const Ended fitting = user.denim(run);
  INFO(fitting.all());
  REQUIRE(fitting.ok());
  const auto got = read_npy<std::int32_t>(user.text("c.npy"));
  const auto largest = std::ranges::max(got.values, {}, [](int v) { return std::abs(v); });
  CHECK(std::abs(largest) >= 126);
  CHECK(std::ranges::count(got.values, 127) + std::ranges::count(got.values, -128) <= 1);
  const Json others = user.json("j.json").at("checked_also");
  const auto exact = [&](const Json& by, std::int32_t value) {
    return static_cast<double>(value) * by.at("scale").get<double>() /
           std::exp2(by.at("shift").get<double>());
  };
  int saturated = 0;
  int tied = 0;
  for (const Json& by : others) {
    CHECK_THAT(fitting.out, ContainsSubstring(fmt::format("checked also by scale {}, shift {}",
                                                          by.at("scale").get<int>(),
                                                          by.at("shift").get<int>())));
    for (const std::int32_t value : c.values) {
      const double result = exact(by, value);
      saturated += result > 127.5 || result < -128.5;
      tied += std::fabs(result) < 127 && result - std::floor(result) == 0.5;
    }
  }
  CHECK(saturated > 0);
  CHECK(tied > 0);
}

TEST_CASE("behind a tail that takes terms, --c writes them beside the residual", "[cli][tail]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  user.write("b.npy", npy(tasd_b));
  const Arguments layer{"--a", "a.npy", "--b", "b.npy", "--scale", "3", "--shift", "11"};
  const Arguments tail{
      "run",    "demm_2_8_4",  "--set", "tail=tasd", "--set", "tail_terms=[\"1:4\", \"1:2\"]",
      "--a-is", "activations", "--c",   "c.npy"};
  const Ended ended = user.denim(tail + layer);
  INFO(ended.all());
  REQUIRE(ended.ok());
  for (const char* line : {"\nterm 1       c.term1_1_4.npy\n", "\nterm 2       c.term2_1_2.npy\n",
                           "\nresidual     c.npy\n"}) {
    CHECK_THAT(ended.out, ContainsSubstring(line));
  }
  // What the same engine gives without taking terms, taken apart by the definition.
  REQUIRE(
      user.denim(Arguments{"run", "demm_2_8_4", "--set", "tail=requantise", "--c", "q.npy"} + layer)
          .ok());
  auto left = read_npy<std::int32_t>(user.text("q.npy"));
  const auto first = take_term(left, 1, 4);
  const auto second = take_term(left, 1, 2);
  REQUIRE(nonzeros(left) > 0);
  CHECK(read_npy<std::int32_t>(user.text("c.term1_1_4.npy")) == first);
  CHECK(read_npy<std::int32_t>(user.text("c.term2_1_2.npy")) == second);
  CHECK(read_npy<std::int32_t>(user.text("c.npy")) == left);
  // None of them is written over an input.
  user.write("c.term2_1_2.npy", npy(tasd_a));
  CHECK_BAD(user, tail + Arguments{"--a", "c.term2_1_2.npy", "--cols", "3"},
            {"c.term2_1_2.npy: is read, and would be overwritten"});
}

TEST_CASE("a tail that takes C apart is for activations times weights", "[cli][tail]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  const Arguments run{"run", "demm_2_8_4", "--set",  "tail=tasd", "--set", "tail_terms=[\"2:4\"]",
                      "--a", "a.npy",      "--cols", "6"};
  CHECK_BAD(user, run, {"blocks lie along the columns of C", "--a-is activations"});
  CHECK_BAD(user, run + Arguments{"--a-is", "weights"},
            {"with weights in A", "tail = \"requantise\""});
  CHECK_BAD(user, run + Arguments{"--a-is", "images"}, {"--a-is", "activations"});
  CHECK_BAD(user, run + Arguments{"--a-is", "activations", "--scale", "3"}, {"--shift"});
  CHECK_BAD(user, run + Arguments{"--a-is", "activations", "--scale", "65536", "--shift", "1"},
            {"--scale", "65535"});
  CHECK_BAD(user, run + Arguments{"--a-is", "activations", "--scale", "1", "--shift", "48"},
            {"--shift", "47"});
  const Ended ended = user.denim(run + Arguments{"--a-is", "activations"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK_THAT(ended.out, ContainsSubstring("\nmismatches: 0\n"));
}

TEST_CASE("compile writes every stream, and what settings are", "[cli][tail]") {
  const User user;
  user.write("a.npy", npy(tasd_a));
  const Ended unit = user.denim({"compile", "tasd_2_4", "--a", "a.npy", "-o", "unit"});
  INFO(unit.all());
  REQUIRE(unit.ok());
  std::vector<std::string> names;
  const Json manifest = user.json("unit/manifest.json");
  for (const auto& stream : manifest.at("streams")) {
    names.push_back(stream.at("name").get<std::string>() + " " +
                    stream.at("direction").get<std::string>());
    CHECK(user.has("unit/" + stream.at("file").get<std::string>()));
    CHECK(stream.at("beats") == 13 * 6);
  }
  CHECK(names == std::vector<std::string>{"a in", "t out", "r out"});
  const Ended tail =
      user.denim({"compile", "demm_2_8_4", "--set", "tail=requantise", "--scale", "5", "--shift",
                  "9", "--relu", "--a", "a.npy", "--cols", "4", "-o", "tail"});
  INFO(tail.all());
  REQUIRE(tail.ok());
  CHECK(user.json("tail/manifest.json").at("settings") ==
        Json{{"scale", 5}, {"shift", 9}, {"relu", 1}});
}

}  // namespace
}  // namespace denim::test::cli
