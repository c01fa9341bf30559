// denim compare --model-list: layers from files and from the seed, their totals, and every bad
// line.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

const std::string engines = "vegeta_m4_64,dense_ws";

Json compared(const User& user, const Arguments& more) {
  const Ended ended = user.denim(Arguments{"compare", "--json", "j.json"} + more);
  INFO(ended.all());
  REQUIRE(ended.ok());
  return user.json("j.json");
}

/// The row of `json` for a layer and an engine.
Json row_of(const Json& json, const std::string& layer, const std::string& engine) {
  for (const Json& row : json.at("rows")) {
    if (row.at("layer") == layer && row.at("preset") == engine) return row;
  }
  throw std::runtime_error("no row of " + layer + " and " + engine);
}

/// That a row has the figures of a run.
void check_same(const Json& row, const Json& run) {
  for (const char* key : {"rows", "k", "cols", "nnz", "cycles", "cycles_model", "a_bytes", "b_bits",
                          "spec_hash", "products_useful", "rtl", "a_scale", "beats"}) {
    CAPTURE(key);
    CHECK(row.at(key) == run.at(key));
  }
}

TEST_CASE("layers from the seed are those that run draws", "[cli][compare]") {
  const User user;
  user.write("model/net.csv",
             "density, N,Layer,K,M\n"
             "0.5,19,conv1,27,16\n"
             "\n"
             "1e-1, 7,\"conv2, the | second\", 64,33\r\n");
  const Arguments list{"--model-list", "model/net.csv", "--seed", "3"};
  const Json json =
      compared(user, list + Arguments{"--engines", engines, "--md", "t.md", "--svg", "c.svg"});
  REQUIRE(json.at("rows").size() == 4);
  CHECK(json.at("rows")[0].at("layer") == "conv1");
  CHECK(json.at("rows")[1].at("layer") == "conv1");
  CHECK(json.at("rows")[1].at("preset") == "dense_ws");
  const auto run = [&](const std::string& preset, const Arguments& layer) {
    const Ended ended =
        user.denim(Arguments{"run", preset, "--seed", "3", "--json", "r.json"} + layer);
    INFO(ended.all());
    REQUIRE(ended.ok());
    return user.json("r.json");
  };
  for (const char* preset : {"vegeta_m4_64", "dense_ws"}) {
    CAPTURE(preset);
    check_same(row_of(json, "conv1", preset),
               run(preset, {"--synthetic", "16x27@0.5", "--cols", "19"}));
    check_same(row_of(json, "conv2, the | second", preset),
               run(preset, {"--synthetic", "33x64@0.1", "--cols", "7"}));
  }
  CHECK(row_of(json, "conv1", "dense_ws").at("nnz") == 216);  // half of 16 · 27

  // Totals: sums, and shares of sums.
  REQUIRE(json.at("totals").size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& total = json.at("totals")[i];
    const Json first = json.at("rows")[i];
    const Json second = json.at("rows")[i + 2];
    INFO(total.dump(1));
    CHECK(total.at("preset") == first.at("preset"));
    CHECK(total.at("rtl") == true);
    CHECK(total.at("passed") == true);
    CHECK(total.at("multipliers") == first.at("multipliers"));
    for (const char* key :
         {"cycles", "cycles_model", "products_useful", "a_bytes", "b_bits", "nnz", "mismatches",
          "cycles_dense_ws", "accumulator_reads", "accumulator_writes"}) {
      CAPTURE(key);
      CHECK(total.at(key).get<std::uint64_t>() ==
            first.at(key).get<std::uint64_t>() + second.at(key).get<std::uint64_t>());
    }
    const auto number = [&](const char* key) { return total.at(key).get<double>(); };
    CHECK(number("utilisation") ==
          Approx(number("products_useful") / (number("multipliers") * number("cycles"))));
    CHECK(number("speed_up_over_dense_ws") == Approx(number("cycles_dense_ws") / number("cycles")));
    CHECK(number("b_bits_per_cycle") == Approx(number("b_bits") / number("cycles")));
  }
  CHECK(json.at("totals")[1].at("speed_up_over_dense_ws") == 1);

  // The table has all, the chart the totals.
  const std::string md = user.text("t.md");
  CHECK_THAT(md, ContainsSubstring("net.csv, 2 layers"));
  CHECK_THAT(md, ContainsSubstring("| conv2, the \\| second | vegeta_m4_64 |"));
  CHECK_THAT(md, ContainsSubstring("| total | vegeta_m4_64 |"));
  const std::string speed_up =
      fmt::format("{:.2f} ×", json.at("totals")[0].at("speed_up_over_dense_ws").get<double>());
  CHECK_THAT(md, ContainsSubstring("| " + speed_up + " |"));
  CHECK_THAT(user.text("c.svg"), ContainsSubstring(">" + speed_up + "</text>"));
}

TEST_CASE("layers from files lie beside their table", "[cli][compare]") {
  const User user;
  user.write("model/net.csv", "layer,file,cols\none,weights/a.npy,5\ntwo,b.smtx,9\n");
  user.write("model/weights/a.npy", npy(integers(9, 40, 0.4, 2).as<std::int8_t>()));
  user.write("model/b.smtx", "3, 24, 13\n0 9 10 13\n0 1 2 3 4 5 6 7 23 12 1 9 20\n");
  const Json json = compared(user, {"--model-list", "model/net.csv", "--engines", engines, "--seed",
                                    "8", "--rtl", "none"});
  const auto run = [&](const std::string& file, const char* cols) {
    REQUIRE(user.denim({"run", "vegeta_m4_64", "--a", file, "--cols", cols, "--seed", "8",
                        "--model-only", "--json", "r.json"})
                .ok());
    return user.json("r.json");
  };
  check_same(row_of(json, "one", "vegeta_m4_64"), run("model/weights/a.npy", "5"));
  check_same(row_of(json, "two", "vegeta_m4_64"), run("model/b.smtx", "9"));
  for (const char* part : {"rows", "totals"}) {
    for (const Json& row : json.at(part)) {
      CHECK(row.at("rtl") == false);
      CHECK_FALSE(row.contains("mismatches"));
    }
  }
}

TEST_CASE("the layer of demo is a synthetic one", "[cli][compare]") {
  const User user;
  REQUIRE(user.denim({"demo", "demm_2_8_4", "-o", "demo"}).ok());
  REQUIRE(user.denim({"run", "demm_2_8_4", "--synthetic", "256x1152@0.1", "--cols", "196", "--json",
                      "j.json"})
              .ok());
  check_same(user.json("j.json"), user.json("demo/report.json"));
}

TEST_CASE("a bad line of a layer table is refused with its place", "[cli][bad]") {
  const User user;
  user.write("a.npy", npy(integers(3, 9, 0.5, 1).as<std::int8_t>()));
  user.write("wide.npy", npy(integers(3, 9, 0.5, 1, 1000).as<std::int16_t>()));
  const auto refused = [&](const std::string& text, std::initializer_list<std::string> parts) {
    CAPTURE(text);
    user.write("t.csv", text);
    CHECK_BAD(user, {"compare", "--model-list", "t.csv", "--engines", engines, "--json", "j.json"},
              parts);
  };
  refused("", {"t.csv: is empty", "name the columns"});
  const std::string drawn = "layer,m,k,n,density\n";
  refused(drawn, {"t.csv:1:1: no layer"});
  refused(drawn + "a,1,2,3\n", {"t.csv:2:7: the line has 4 fields", "names 5"});
  refused(drawn + "a,1,2,3,0.5,6\n", {"t.csv:2:13: the line has 6 fields"});
  refused(drawn + "a,0,2,3,0.5\n", {"t.csv:2:3: m is '0'", "from 1 to 16777216"});
  refused(drawn + "a,1,-2,3,0.5\n", {"t.csv:2:5: k is '-2'", "whole number"});
  refused(drawn + "a,1,2,3.5,0.5\n", {"t.csv:2:7: n is '3.5'", "whole number"});
  refused(drawn + "a,1,2,,0.5\n", {"t.csv:2:7: n is ''"});
  refused(drawn + "a,16777217,2,3,0.5\n", {"t.csv:2:3: m is '16777217'"});
  for (const char* density : {"0", "1.01", "-0.5", "nan", "inf", "x", "0.5x", ""}) {
    refused(drawn + "ok,1,2,3,0.5\na,1,2,3," + density + "\n",
            {"t.csv:3:9: density is '" + std::string(density) + "'", "above 0 and at most 1"});
  }
  refused(drawn + "ok,1,2,3,1\n,1,2,3,1\n", {"t.csv:3:1: the layer has no name"});
  refused(drawn + "a,1,2,3,1\nb,1,2,3,1\na,1,2,3,1\n", {"t.csv:4:1: layer 'a' is on line 2"});
  refused(drawn + "total,1,2,3,1\n", {"t.csv:2:1: 'total' names the sums"});
  refused("layer,m,k,density\n", {"t.csv:1:1: column 'n' is missing", "layer, n and either file"});
  refused("layer,m,n,density\n", {"t.csv:1:1: column 'k' is missing"});
  refused("layer,m,k,n\n", {"t.csv:1:1: column 'density' is missing"});
  refused("m,k,n,density\n", {"t.csv:1:1: column 'layer' is missing"});
  refused("layer,file\n", {"t.csv:1:1: column 'n' is missing"});
  refused("layer,size,n\n", {"t.csv:1:7: column 'size' is not known", "layer, n and either file"});
  refused("layer,file,n,cols\n", {"t.csv:1:14: column 'cols' says what 'n' says"});
  refused("layer,file,n,LAYER\n", {"t.csv:1:14: column 'LAYER' says what 'layer' says"});
  refused("layer,file,n,m\n", {"t.csv:1:14: column 'm' beside 'file'"});
  refused("layer,m,k,n,density,m\n", {"t.csv:1:21: 'm' names a second column"});
  refused(drawn + "\"a,1,2,3,1\n", {"t.csv:2:1: the quote is not closed"});
  refused(drawn + "\xff,1,2,3,1\n", {"t.csv:2:1: this is no UTF-8"});

  const std::string filed = "layer,file,n\n";
  refused(filed + "a,,3\n", {"t.csv:2:3: the layer has no file"});
  refused(filed + "ok,a.npy,3\na, nowhere.npy,3\n", {"t.csv:3:4: nowhere.npy: cannot be opened"});
  refused(filed + "a,t.csv,3\n", {"t.csv:2:3: ", "t.csv: "});
  refused(filed + "a,wide.npy,3\n", {"t.csv:2:3: wide.npy: ", "8 bits"});

  CHECK_BAD(user, {"compare", "--model-list", "nowhere.csv"}, {"nowhere.csv: cannot be opened"});
  CHECK_BAD(user, {"compare", "--model-list", "."}, {".: this is a folder"});
  user.write("t.csv", filed + "ok,a.npy,3\n");
  for (const Arguments& more : {Arguments{"--a", "a.npy"}, Arguments{"--cols", "3"},
                                Arguments{"--b", "a.npy"}, Arguments{"--synthetic", "3x4@1"}}) {
    CHECK_BAD(user, Arguments{"compare", "--model-list", "t.csv"} + more,
              {"--model-list", "excludes", more.front()});
  }
}

TEST_CASE("an engine that cannot take a layer is named with it", "[cli][bad]") {
  const User user;
  user.write("narrow.toml", "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nacc_width = 18\n");
  user.write("t.csv", "layer,m,k,n,density\nsmall,2,4,3,0.5\nlarge,20,900,30,1\n");
  CHECK_BAD(user,
            {"compare", "--model-list", "t.csv", "--engines", "demm_2_8_4,narrow.toml", "--json",
             "j.json"},
            {"large, narrow.toml: row ", "18-bit accumulator", "acc_width"});
}

}  // namespace
}  // namespace denim::test::cli
