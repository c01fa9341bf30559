// --b-density: a B with zeros, from the seed, for every engine; and what counts pairs of non-zeros.
#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

const Arguments drawn_layer{"--synthetic", "40x60@0.3", "--cols", "21", "--seed", "2"};

Json report_of(const User& user, const std::string& preset, const std::string& density) {
  const Ended ended = user.denim(
      Arguments{"run", preset, "--b-density", density, "--json", "j.json"} + drawn_layer);
  INFO(ended.all());
  REQUIRE(ended.ok());
  return user.json("j.json");
}

TEST_CASE("useful products are pairs of non-zeros, whatever the engine", "[cli][run]") {
  const User user;
  const Json both = report_of(user, "outer_2_4_8", "0.25");
  const Json one = report_of(user, "demm_2_8_4", "0.25");
  const Json dense = report_of(user, "outer_2_4_8", "1");
  const auto number = [](const Json& json, const char* key) { return json.at(key).get<double>(); };
  for (const Json& json : {both, one, dense}) {
    CHECK(json.at("mismatches") == 0);
    CHECK(number(json, "utilisation") ==
          Approx(number(json, "products_useful") /
                 (number(json, "multipliers") * number(json, "cycles"))));
  }
  CHECK(both.at("b_nnz") == one.at("b_nnz"));
  CHECK(both.at("products_useful") == one.at("products_useful"));
  CHECK(number(both, "b_nnz") == Approx(0.25 * 60 * 21).epsilon(0.1));
  CHECK(number(dense, "b_nnz") == Approx(60 * 21).epsilon(0.02));
  CHECK(number(both, "products_useful") ==
        Approx(number(dense, "products_useful") * 0.25).epsilon(0.1));
  // Fewer pairs are fewer steps; an engine with a dense B does the same as ever.
  CHECK(number(both, "steps") < number(dense, "steps"));
  CHECK(number(both, "cycles") < number(dense, "cycles"));
  CHECK(number(one, "cycles") == number(report_of(user, "demm_2_8_4", "1"), "cycles"));
  CHECK(number(both, "accumulator_reads") >= number(both, "products_useful"));
}

TEST_CASE("the density of B is told to whoever repeats a run", "[cli][run]") {
  const User user;
  const Ended ended =
      user.denim(Arguments{"compare", "--engines", "outer_2_4_8,demm_2_8_4", "--rtl", "none",
                           "--b-density", "0.5", "--json", "j.json"} +
                 drawn_layer);
  INFO(ended.all());
  REQUIRE(ended.ok());
  const Json rows = user.json("j.json").at("rows");
  CHECK(rows[0].at("products_useful") == rows[1].at("products_useful"));
  CHECK(rows[0].at("b_nnz") == rows[1].at("b_nnz"));
}

TEST_CASE("a density that is none is refused", "[cli][run]") {
  const User user;
  for (const char* density : {"0", "-0.1", "1.1", "nan", "half"}) {
    const Ended ended =
        user.denim(Arguments{"run", "outer_2_4_8", "--b-density", density} + drawn_layer);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring("is no density with 0 < D ≤ 1"));
  }
  user.write("b.npy", npy(integers(60, 4, 1, 3).as<std::int8_t>()));
  const Ended ended = user.denim(
      {"run", "outer_2_4_8", "--synthetic", "40x60@0.3", "--b", "b.npy", "--b-density", "0.5"});
  CHECK(ended.status == 2);
  CHECK_THAT(ended.err, ContainsSubstring("--b-density"));
}

}  // namespace
}  // namespace denim::test::cli
