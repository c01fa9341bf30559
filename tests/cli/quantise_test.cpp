// What quantising takes of A is told by every command, against the file, with the scales that turn
// results back.
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

Ended done(const User& user, const Arguments& arguments) {
  Ended ended = user.denim(arguments);
  INFO(ended.all());
  REQUIRE(ended.ok());
  return ended;
}

/// Weights of which the rows differ in size, and the small ones are lost.
Table<float> weights() {
  const auto from = integers(12, 40, 0.6, 5);
  Table<float> table(from.rows, from.cols);
  for (std::size_t r = 0; r < from.rows; ++r)
    for (std::size_t c = 0; c < from.cols; ++c) {
      const float size = r % 3 == 0 ? 0.001f : 1.0f;
      table.at(r, c) = static_cast<float>(from.at(r, c)) * size / 64;
    }
  return table;
}

struct Taken {
  Table<std::int32_t> values;
  std::vector<double> scales;
  std::size_t lost = 0;
};

/// By the definition, in 8 bits.
Taken quantised_by(const Table<float>& table, bool per_row) {
  Taken taken{Table<std::int32_t>(table.rows, table.cols), {}, 0};
  for (std::size_t r = 0; r < table.rows; ++r) {
    double largest = 0;
    for (std::size_t i = 0; i < table.rows; ++i)
      for (std::size_t c = 0; c < table.cols && (i == r || !per_row); ++c)
        largest = std::max(largest, std::fabs(double(table.at(i, c))));
    taken.scales.push_back(largest / 127);
    for (std::size_t c = 0; c < table.cols; ++c) {
      const double share = double(table.at(r, c)) / taken.scales[r];
      taken.values.at(r, c) = static_cast<std::int32_t>(std::nearbyint(share));
      taken.lost += table.at(r, c) != 0 && taken.values.at(r, c) == 0;
    }
  }
  return taken;
}

double error_of(const Table<float>& file, const Taken& taken, const Table<std::int32_t>& kept) {
  double wrong = 0;
  double right = 0;
  for (std::size_t r = 0; r < file.rows; ++r)
    for (std::size_t c = 0; c < file.cols; ++c) {
      const double value = file.at(r, c);
      wrong += std::pow(value - taken.scales[r] * kept.at(r, c), 2);
      right += value * value;
    }
  return std::sqrt(wrong / right);
}

TEST_CASE("run, compile and compare tell what quantising loses", "[cli][quantise]") {
  const User user;
  const Table<float> file = weights();
  user.write("a.npy", npy(file));
  const Taken taken = quantised_by(file, false);
  REQUIRE(taken.lost > 20);
  const auto left_of = [&](const std::string& series) {
    auto left = taken.values;
    return series == "lossless" ? taken.values : take_term(left, 2, 8);
  };
  const std::string said =
      fmt::format("{} of {} non-zeros lost to quantising", taken.lost, nonzeros(file));
  for (const std::string series : {"lossless", "2:8"}) {
    CAPTURE(series);
    const double error = error_of(file, taken, left_of(series));
    const std::string shown = fmt::format("{:.2e}", error);
    const Arguments layer{"--a", "a.npy", "--cols", "6", "--series", series};
    const Ended run = done(user, Arguments{"run", "demm_2_8_4", "--json", "r.json"} + layer);
    CHECK_THAT(run.out, ContainsSubstring(said));
    CHECK_THAT(run.out, ContainsSubstring("\nerror        " + shown + " of the file"));
    const Ended compile = done(user, Arguments{"compile", "demm_2_8_4", "-o", "p"} + layer);
    CHECK_THAT(compile.out, ContainsSubstring(said));
    CHECK_THAT(compile.out, ContainsSubstring("\nerror    " + shown + " of the file"));
    const Ended compare =
        done(user, Arguments{"compare", "--engines", "demm_2_8_4", "--rtl", "none", "--json",
                             "j.json", "--md", "t.md", "--svg", "c.svg"} +
                       layer);
    CHECK_THAT(compare.out, ContainsSubstring(said));
    CHECK_THAT(compare.out, ContainsSubstring("  " + shown));
    CHECK_THAT(user.text("t.md"), ContainsSubstring(said));
    CHECK_THAT(user.text("t.md"), ContainsSubstring("| " + shown + " |"));
    CHECK_THAT(user.text("c.svg"), ContainsSubstring(said));
    for (const Json& json :
         {user.json("r.json"), user.json("p/manifest.json"), user.json("j.json").at("rows")[0]}) {
      CHECK(json.at("a_scale").get<double>() == Approx(taken.scales[0]));
      CHECK(json.at("b_scale") == 1);
      CHECK(json.at("a_lost_count") == taken.lost);
      CHECK(json.at("b_lost_count") == 0);
      CHECK(json.at("error_to_file").get<double>() == Approx(error));
    }
  }

  // Of a model: each layer and all.
  user.write("net.csv", "layer,file,n\none,a.npy,6\ntwo,a.npy,3\n");
  const Ended model = done(user, {"compare", "--model-list", "net.csv", "--engines", "demm_2_8_4",
                                  "--rtl", "none", "--json", "j.json", "--svg", "c.svg"});
  const std::string all =
      fmt::format("{} of {} non-zeros lost to quantising", 2 * taken.lost, 2 * nonzeros(file));
  CHECK_THAT(model.out, ContainsSubstring("\nA: " + all + "\n"));
  CHECK_THAT(model.out, ContainsSubstring("\n  one: " + said + "\n  two: " + said + "\n"));
  CHECK_THAT(user.text("c.svg"), ContainsSubstring(all));
  CHECK(user.json("j.json").at("totals")[0].at("a_lost_count") == 2 * taken.lost);
}

TEST_CASE("a scale for each row is exact, and loses less", "[cli][quantise]") {
  const User user;
  const Table<float> file = weights();
  const auto b = integers(40, 6, 0.9, 7);
  user.write("a.npy", npy(file));
  user.write("b.npy", npy(b.as<std::int8_t>()));
  const Taken taken = quantised_by(file, true);
  const Arguments layer{"--a", "a.npy", "--b", "b.npy", "--a-scale", "per-row"};
  const Ended run =
      done(user, Arguments{"run", "demm_2_8_4", "--c", "c.npy", "--json", "r.json"} + layer);
  CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(taken.values, b));
  CHECK_THAT(run.out, ContainsSubstring("a scale for each row, "));
  done(user, Arguments{"compile", "demm_2_8_4", "-o", "p"} + layer);
  for (const Json& json : {user.json("r.json"), user.json("p/manifest.json")}) {
    const auto scales = json.at("a_scale").get<std::vector<double>>();
    REQUIRE(scales.size() == file.rows);
    for (std::size_t r = 0; r < file.rows; ++r) CHECK(scales[r] == Approx(taken.scales[r]));
    CHECK(json.at("a_lost_count") == taken.lost);
    CHECK(json.at("error_to_file").get<double>() == Approx(error_of(file, taken, taken.values)));
  }
  CHECK(taken.lost < quantised_by(file, false).lost);
  // The same RTL: only the values in the program differ.
  const Json manifest = user.json("p/manifest.json");
  done(user, {"compile", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "-o", "q"});
  CHECK(manifest.at("spec_hash") == user.json("q/manifest.json").at("spec_hash"));
  CHECK_BAD(user, Arguments{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "3", "--a-scale", "row"},
            {"--a-scale", "per-row"});
}

TEST_CASE("the model alone refuses what a run refuses", "[cli][bad]") {
  const User user;
  user.write("a.npy", npy(integers(4, 900, 1, 1).as<std::int8_t>()));
  user.write("b.npy", npy(integers(900, 5, 1, 2).as<std::int8_t>()));
  user.write("narrow.toml", "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nacc_width = 18\n");
  user.write("array.toml",
             "engine = \"nm_array\"\nn = 1\nm = 1\npe_rows = 4\npe_cols = 4\nacc_width = 18\n");
  user.write("dot.toml", "engine = \"dot\"\nlanes = 4\nacc_width = 18\n");
  const Arguments layer{"--a", "a.npy", "--b", "b.npy"};
  for (const char* spec : {"narrow.toml", "array.toml", "dot.toml"}) {
    CAPTURE(spec);
    const Arguments run = Arguments{"run", spec} + layer;
    CHECK_BAD(user, run, {"overflows a 18-bit accumulator", "acc_width"});
    CHECK_BAD(user, run + Arguments{"--model-only"}, {"overflows a 18-bit accumulator"});
    CHECK_BAD(user, Arguments{"compare", "--rtl", "none", "--engines", spec} + layer,
              {spec, "overflows a 18-bit accumulator"});
  }
}

}  // namespace
}  // namespace denim::test::cli
