// denim compile: the hex files and their manifest are all that a user needs, beside the bundle, to
// get the right product out of an engine.
#include <sstream>

#include "tests/catch.hpp"
#include "tests/support/cli_own_bench.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// C, put together from c.hex as the manifests tell.
Table<std::int32_t> expected_product(const User& user, const std::string& bundle,
                                     const std::string& program) {
  const Json manifest = user.json(program + "/manifest.json");
  const Json stream = named(user.json(bundle + "/manifest.json").at("streams"), "c");
  const Json data = named(stream.at("fields"), "data");
  const auto field = [&](const char* key) { return data.at(key).get<unsigned>(); };
  const auto beats = lines_of(user.text(program + "/c.hex"));
  REQUIRE(beats.size() == manifest.at("results").size());
  Table<std::int32_t> c(manifest.at("rows").get<std::size_t>(),
                        manifest.at("cols").get<std::size_t>());
  std::vector<bool> set(c.values.size());
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const auto row = manifest.at("results")[i][0].get<std::size_t>();
    const auto column = manifest.at("results")[i][1].get<std::size_t>();
    for (unsigned e = 0; e < field("count"); ++e) {
      const auto value =
          signed_bits_of(beats[i], field("offset") + e * field("width"), field("width"));
      if (column + e >= c.cols) {
        CHECK(value == 0);
        continue;
      }
      c.at(row, column + e) = static_cast<std::int32_t>(value);
      CHECK_FALSE(set[row * c.cols + column + e]);
      set[row * c.cols + column + e] = true;
    }
  }
  // What never comes back is said to be zero.
  for (const auto& row : manifest.at("zero_rows")) {
    for (std::size_t j = 0; j < c.cols; ++j) set[row.get<std::size_t>() * c.cols + j] = true;
  }
  CHECK(std::count(set.begin(), set.end(), false) == 0);
  return c;
}

TEST_CASE("a user's own bench reproduces the product from the hex files", "[cli][compile]") {
  User user;
  user.write("odd.toml",
             "engine = \"demm\"\nn = 3\nm = 11\ncolumns = 5\nrows = 6\na_width = 4\n"
             "acc_width = 21\nmemory = \"replicated\"\npasses = \"fixed\"\n");
  const std::string spec = GENERATE("demm_2_8_4", "demm_4_16_8", "odd.toml");
  const std::string series = GENERATE("lossless", "2:11");
  CAPTURE(spec, series);
  auto a = integers(20, 47, 0.25, 6, 7);
  for (std::size_t k = 0; k < a.cols; ++k) a.at(9, k) = 0;  // a row without any
  const auto b = integers(47, 11, 0.9, 7);
  user.write("a.npy", npy(a.as<std::int8_t>()));
  user.write("b.npy", npy(b.as<std::int16_t>()));
  REQUIRE(user.denim({"gen", spec, "-o", "bundle"}).ok());
  const Ended ended = user.denim(
      {"compile", spec, "--a", "a.npy", "--b", "b.npy", "--series", series, "-o", "program"});
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());

  const Json manifest = user.json("program/manifest.json");
  CHECK(manifest.at("spec_hash") == user.json("bundle/manifest.json").at("hash"));
  CHECK_THAT(ended.out, ContainsSubstring("program  program\n"));
  // Each file is what the manifest says, as wide as the bundle's port.
  for (const auto& stream : manifest.at("streams")) {
    CAPTURE(stream.dump());
    const auto lines = lines_of(user.text("program/" + stream.at("file").get<std::string>()));
    CHECK(lines.size() == stream.at("beats").get<std::size_t>());
    const Json port = named(user.json("bundle/manifest.json").at("streams"),
                            stream.at("name").get<std::string>());
    CHECK(port.at("width") == stream.at("width"));
    CHECK(port.at("direction") == stream.at("direction"));
    const std::size_t digits = (stream.at("width").get<std::size_t>() + 3) / 4;
    for (const std::string& line : lines) {
      if (line.size() != digits || line.find_first_not_of("0123456789abcdef") != line.npos) {
        FAIL_CHECK("no beat: " << line);
      }
    }
  }
  CHECK(user.files("program").size() == 5);  // a.hex, b.hex, c.hex, program.hex, manifest.json

  auto left = a;
  auto kept = a;
  if (series != "lossless") kept = take_term(left, 2, 11);
  CHECK(expected_product(user, "bundle", "program") == product(kept, b));
  CHECK(run_own_bench(user, "bundle", "program", {0, 30, 80}) == "");

  // The bench would see a wrong result, too.
  if (spec != "demm_2_8_4" || series != "lossless") return;
  std::string c = user.text("program/c.hex");
  const std::size_t last = c.size() - 2;
  c[last] = c[last] == '0' ? '1' : '0';
  user.write("program/c.hex", c);
  CHECK_THAT(run_own_bench(user, "bundle", "program", {0}), ContainsSubstring(" wrong 1 error"));
}

TEST_CASE("compile writes the same bytes twice, and replaces only its own", "[cli][compile]") {
  const User user;
  user.write("a.smtx", "2, 9, 3\n0 1 3\n3 0 8\n");
  const Arguments compile{"compile", "demm_2_8_4", "--a", "a.smtx", "--cols", "5", "-o"};
  REQUIRE(user.denim(compile + Arguments{"one"}).ok());
  REQUIRE(user.denim(compile + Arguments{"deep/two", "--seed", "0"}).ok());
  CHECK(user.files("one") == user.files("deep/two"));
  REQUIRE(user.denim(compile + Arguments{"one", "--seed", "1"}).ok());
  CHECK(user.files("one") != user.files("deep/two"));
  CHECK(user.json("one/manifest.json").at("seed") == 1);
  user.write("one/mine.txt", "mine");
  CHECK_BAD(user, compile + Arguments{"one"}, {"one", "mine.txt", "not denim's"});
}

}  // namespace
}  // namespace denim::test::cli
