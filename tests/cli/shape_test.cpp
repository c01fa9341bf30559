// What of a tensor is R and what K: run, compile, compare and decompose read it alike, say how, and
// refuse what leaves it open.
#include <sstream>

#include "tests/catch.hpp"
#include "tests/support/cli_own_bench.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

/// The weights of a convolution, which a file has in one order or another.
struct Convolution {
  std::size_t outs = 8, channels = 4, height = 3, width = 2;
  std::vector<std::int32_t> values = integers(8, 4 * 3 * 2, 0.5, 3, 60).values;  // oihw

  std::int32_t at(std::size_t o, std::size_t c, std::size_t h, std::size_t w) const {
    return values.at(((o * channels + c) * height + h) * width + w);
  }

  /// The file in which the axes have these letters.
  std::string file(const std::string& layout) const {
    std::vector<std::size_t> sizes;
    for (const char letter : layout) sizes.push_back(size(letter));
    std::vector<std::int8_t> data;
    std::vector<std::size_t> index(layout.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::size_t rest = i;
      for (std::size_t axis = layout.size(); axis-- > 0; rest /= sizes[axis]) {
        index[axis] = rest % sizes[axis];
      }
      const auto of = [&](char letter) {
        const auto axis = layout.find(letter);
        return axis == layout.npos ? 0 : index[axis];
      };
      data.push_back(static_cast<std::int8_t>(at(of('o'), of('i'), of('h'), of('w'))));
    }
    std::string shape;
    for (const std::size_t dimension : sizes) shape += fmt::format("{}, ", dimension);
    return npy("|i1", "(" + shape + ")", bytes_of(data));
  }

  /// A by the formulas of the help.
  Table<std::int32_t> a(bool channel_last) const {
    Table<std::int32_t> table(outs, channels * height * width);
    for (std::size_t o = 0; o < outs; ++o)
      for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t h = 0; h < height; ++h)
          for (std::size_t w = 0; w < width; ++w) {
            table.at(o, channel_last ? (h * width + w) * channels + c
                                     : (c * height + h) * width + w) = at(o, c, h, w);
          }
    return table;
  }

 private:
  std::size_t size(char letter) const {
    return letter == 'o' ? outs : letter == 'i' ? channels : letter == 'h' ? height : width;
  }
};

Ended good(const User& user, const Arguments& arguments) {
  Ended ended = user.denim(arguments);
  INFO(ended.all());
  REQUIRE(ended.ok());
  CHECK(ended.err.empty());
  return ended;
}

TEST_CASE("run multiplies a convolution in every layout and order", "[cli][shape]") {
  const User user;
  const Convolution weights;
  const auto b = integers(24, 5, 0.9, 2);
  user.write("b.npy", npy(b.as<std::int8_t>()));
  for (const char* layout : {"oihw", "ohwi", "hwio"}) {
    for (const char* order : {"channel-last", "channel-first"}) {
      CAPTURE(layout, order);
      user.write("a.npy", weights.file(layout));
      const Ended ended =
          good(user, {"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "--c", "c.npy",
                      "--layout", layout, "--k-order", order, "--json", "j.json"});
      const bool last = order == std::string("channel-last");
      CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(weights.a(last), b));
      CHECK_THAT(ended.out,
                 ContainsSubstring(fmt::format(") read as {}, {}: k = ", layout, order)));
      const Json json = user.json("j.json");
      CHECK(json.at("layout") == layout);
      CHECK(json.at("k_order") == order);
      CHECK(json.at("groups") == 1);
      CHECK(json.at("transpose") == false);
    }
  }
  // Conv1d, and a matrix, also one that is not the right way round.
  const Convolution line{8, 4, 1, 6};
  user.write("a.npy", line.file("oiw"));
  good(user, {"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "--c", "c.npy", "--k-order",
              "channel-last"});
  CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(line.a(true), b));
  const Convolution matrix{8, 24, 1, 1};
  for (const Arguments& way : {Arguments{"--layout", "kr"}, Arguments{"--transpose"}}) {
    user.write("a.npy", matrix.file("io"));
    const Ended ended = good(
        user, Arguments{"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "--c", "c.npy"} + way);
    CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(matrix.a(true), b));
  }
}

TEST_CASE("pruned along its channels, a convolution stays 2:4 without a word", "[cli][shape]") {
  const User user;
  Convolution weights{8, 16, 3, 3};
  weights.values = integers(8, 16 * 9, 1, 4, 60).values;
  for (std::size_t i = 0; i < weights.values.size(); ++i) {
    if (i / 9 % 4 == i % 3 || i / 9 % 4 == 3) weights.values[i] = 0;
  }
  user.write("a.npy", weights.file("oihw"));
  const auto run = [&](const Arguments& more) {
    good(user, Arguments{"run", "stc_2_4_64", "--a", "a.npy", "--cols", "40", "--model-only",
                         "--json", "j.json"} +
                   more);
    return user.json("j.json");
  };
  const Json last = run({"--series", "2:4"});
  const Json first = run({"--series", "2:4", "--k-order", "channel-first"});
  CHECK(last.at("dropped_nonzeros") == 0);
  CHECK(first.at("dropped_nonzeros").get<double>() > 0.1);
  CHECK(last.at("k_order") == "channel-last");
  CHECK(run({}).at("cycles") < run({"--k-order", "channel-first"}).at("cycles"));
}

TEST_CASE("a grouped convolution is one block-diagonal A on any engine", "[cli][shape][groups]") {
  const User user;
  const Convolution weights;  // of 4 groups: 2 output channels each of 4 input channels
  const auto b = integers(4 * 24, 5, 0.9, 2);
  user.write("a.npy", weights.file("oihw"));
  user.write("b.npy", npy(b.as<std::int8_t>()));
  const auto dense = weights.a(true);
  Table<std::int32_t> a(8, 4 * 24);
  for (std::size_t o = 0; o < 8; ++o)
    for (std::size_t k = 0; k < 24; ++k) a.at(o, o / 2 * 24 + k) = dense.at(o, k);
  const Arguments grouped{"--a",       "a.npy",        "--b",      "b.npy",
                          "--k-order", "channel-last", "--groups", "4"};
  for (const char* spec : {"demm_2_8_4", "dense_ws_64", "vegeta_m4_64"}) {
    CAPTURE(spec);
    const Ended ended =
        good(user, Arguments{"run", spec, "--c", "c.npy", "--json", "j.json"} + grouped);
    CHECK(read_npy<std::int32_t>(user.text("c.npy")) == product(a, b));
    CHECK_THAT(ended.out, ContainsSubstring("4 groups, block-diagonal: k = g·24 + "));
    const Json json = user.json("j.json");
    CHECK(json.at("groups") == 4);
    CHECK(json.at("k") == 96);
    CHECK(json.at("nnz") == nonzeros(a));
    CHECK(json.at("passed") == true);
  }
  // An engine that multiplies zeros does without those between the groups.
  const auto cycles = [&](const char* spec, const Arguments& layer) {
    good(user, Arguments{"run", spec, "--model-only", "--json", "m.json"} + layer);
    return user.json("m.json").at("cycles").get<std::uint64_t>();
  };
  const Arguments large{"--synthetic", "64x32@0.5", "--cols", "9", "--groups"};
  const Arguments whole{"--synthetic", "64x256@0.5", "--cols", "9"};
  CHECK(cycles("dense_ws_64", large + Arguments{"8"}) * 7 < cycles("dense_ws_64", whole));

  // The program says which elements of a beat are results.
  good(user, Arguments{"compile", "dense_ws_64", "-o", "program"} + grouped);
  good(user, {"gen", "dense_ws_64", "-o", "bundle"});
  const Json manifest = user.json("program/manifest.json");
  CHECK(manifest.at("groups") == 4);
  const Json stream = named(user.json("bundle/manifest.json").at("streams"), "c");
  const Json data = named(stream.at("fields"), "data");
  std::istringstream lines(user.text("program/c.hex"));
  Table<std::int32_t> c(8, 5);
  for (const auto& place : manifest.at("results")) {
    std::string beat;
    std::getline(lines, beat);
    REQUIRE(place.size() == 3);
    CHECK(place[2] == 2);
    for (unsigned i = 0; i < 2; ++i) {
      const auto width = data.at("width").get<unsigned>();
      c.at(place[0].get<std::size_t>() + i, place[1].get<std::size_t>()) =
          static_cast<std::int32_t>(
              signed_bits_of(beat, data.at("offset").get<unsigned>() + i * width, width));
    }
  }
  CHECK(c == product(a, b));
}

TEST_CASE("every output says in a line how A was read", "[cli][shape]") {
  const User user;
  user.write("a.npy", Convolution().file("oihw"));
  user.write("fc.npy", npy(integers(6, 9, 0.5, 1).as<std::int8_t>()));
  const std::string said = "(8, 4, 3, 2) read as oihw, channel-last: k = (kh·2 + kw)·4 + c";
  const Arguments a{"--a", "a.npy", "--cols", "5"};
  CHECK_THAT(good(user, Arguments{"run", "demm_2_8_4", "--model-only"} + a).out,
             ContainsSubstring(said));
  CHECK_THAT(good(user, Arguments{"compile", "demm_2_8_4", "-o", "p"} + a).out,
             ContainsSubstring(said));
  CHECK_THAT(good(user, {"decompose", "a.npy", "--series", "2:4", "--json", "d.json"}).out,
             ContainsSubstring(said));
  CHECK_THAT(good(user, {"decompose", "a.npy", "--menu", "vegeta_m4"}).out,
             ContainsSubstring(said));
  CHECK_THAT(good(user, Arguments{"compare", "--engines", "dense_ws_64", "--rtl", "none", "--json",
                                  "j.json", "--md", "t.md", "--svg", "c.svg"} +
                            a)
                 .out,
             ContainsSubstring(said));
  CHECK_THAT(user.text("t.md"), ContainsSubstring(said));
  CHECK_THAT(user.text("c.svg"), ContainsSubstring(said));
  for (const Json& json :
       {user.json("p/manifest.json"), user.json("d.json"), user.json("j.json").at("rows")[0]}) {
    CHECK(json.at("layout") == "oihw");
    CHECK(json.at("k_order") == "channel-last");
    CHECK(json.at("groups") == 1);
  }

  // Of a model, each layer by what is told for its rank.
  user.write("net.csv", "layer,file,n,groups\nconv,a.npy,5,2\nfc,fc.npy,5,1\n");
  const Ended model = good(
      user, {"compare", "--model-list", "net.csv", "--layout", "hwio,kr", "--k-order",
             "channel-first", "--engines", "dense_ws_64", "--rtl", "none", "--json", "j.json"});
  CHECK_THAT(model.out, ContainsSubstring(
                            "\nA read as hwio, channel-first, 2 groups, block-diagonal: conv\n"));
  CHECK_THAT(model.out, ContainsSubstring("\nA read as kr: fc\n"));
  const Json rows = user.json("j.json").at("rows");
  CHECK(rows[0].at("rows") == 2);
  CHECK(rows[0].at("k") == 2 * 8 * 4 * 3);
  CHECK(rows[0].at("groups") == 2);
  CHECK(rows[1].at("rows") == 9);
  CHECK(rows[1].at("k_order").is_null());
}

TEST_CASE("decompose tells along which other axis a tensor is N:M", "[cli][shape][decompose]") {
  const User user;
  constexpr std::size_t side = 8;
  for (const std::size_t axis : {0, 1, 2, 3}) {
    CAPTURE(axis);
    std::vector<std::int8_t> values(side * side * side * side);
    for (std::size_t i = 0; i < values.size(); ++i) {
      // Two of four neighbours along the axis, others for each four of them.
      const std::size_t step = std::size_t{1} << (3 * (3 - axis));
      const std::size_t at = i / step % side;
      const std::size_t hash = (i - at % 4 * step) * 0x9e3779b97f4a7c15u >> 40;
      const std::size_t one = hash % 4;
      const std::size_t two = (one + 1 + hash / 4 % 3) % 4;
      values[i] = at % 4 == one || at % 4 == two ? 3 : 0;
    }
    user.write("a.npy", npy("|i1", "(8, 8, 8, 8)", bytes_of(values)));
    const Ended ended = good(user, {"decompose", "a.npy", "--series", "2:4", "--json", "j.json"});
    const Json others = user.json("j.json").at("other_structures");
    if (axis == 1) {
      CHECK_THAT(ended.out, !ContainsSubstring("hint:"));
      CHECK(others.empty());
      continue;
    }
    REQUIRE(others.size() == 1);
    CHECK(others[0].at("axis") == axis);
    CHECK(others[0].at("dropped_nonzeros") == 0);
    const std::string hint =
        fmt::format("hint: along axis {} the tensor is {}:{}: ", axis, others[0].at("n").get<int>(),
                    others[0].at("m").get<int>());
    CHECK_THAT(ended.out, ContainsSubstring(hint));
    // The options that it names do what it says.
    std::istringstream words(ended.out.substr(ended.out.find("; say ") + 6));
    Arguments options;
    for (std::string word; words >> word;) options.push_back(word);
    good(user, Arguments{"decompose", "a.npy", "--series", "2:4", "--json", "k.json"} + options);
    CHECK(user.json("k.json").at("dropped_nonzeros") == 0);
    CHECK(user.json("j.json").at("dropped_nonzeros").get<double>() ==
          Approx(others[0].at("dropped_nonzeros_as_read").get<double>()));
  }
}

TEST_CASE("what leaves open what K is, is refused", "[cli][shape][bad]") {
  const User user;
  user.write("a.npy", Convolution().file("oihw"));
  user.write("one.npy", Convolution{8, 24, 1, 1}.file("oihw"));
  user.write("m.npy", npy(integers(6, 24, 0.5, 1).as<std::int8_t>()));
  user.write("b.npy", npy(integers(24, 5, 0.9, 2).as<std::int8_t>()));
  const std::string twelve(12, '\1');
  user.write("v.npy", npy("|i1", "(12,)", twelve));
  user.write("five.npy", npy("|i1", "(1, 2, 2, 3, 1)", twelve));
  const auto refused = [&](const Arguments& more, std::initializer_list<std::string> parts) {
    CAPTURE(more);
    CHECK_BAD(user, Arguments{"run", "demm_2_8_4", "--json", "j.json"} + more, parts);
  };
  refused({"--a", "a.npy", "--b", "b.npy"},
          {"a.npy is of rank 4 and b.npy of rank 2",
           "--k-order channel-last, which is k = (kh·KW + kw)·C + c",
           "--k-order channel-first, which is k = (c·KH + kh)·KW + kw"});
  refused({"--a", "v.npy", "--cols", "3"},
          {"v.npy: rank 1", "a bias or a vector", "save it as (12, 1)"});
  refused({"--a", "five.npy", "--cols", "3"}, {"five.npy: rank 5 tensor, shape (1, 2, 2, 3, 1)"});
  refused({"--a", "m.npy", "--b", "a.npy"}, {"a.npy: rank 4", "B is a matrix"});
  refused({"--a", "m.npy", "--cols", "3", "--layout", "oihw"},
          {"m.npy: rank 2", "layout oihw is for rank 4", "rk, kr"});
  refused({"--a", "m.npy", "--cols", "3", "--k-order", "channel-last"},
          {"m.npy: rank 2", "rank 3"});
  refused({"--a", "a.npy", "--cols", "3", "--groups", "3"}, {"a.npy: ", "8 output channels"});
  refused({"--a", "a.npy", "--cols", "3", "--groups", "0"}, {"--groups"});
  refused({"--a", "a.npy", "--cols", "3", "--layout", "nchw"}, {"--layout", "nchw", "oihw"});
  refused({"--a", "a.npy", "--cols", "3", "--layout", "oihw,hwio"}, {"--layout", "of each rank"});
  refused({"--a", "a.npy", "--cols", "3", "--k-order", "last"}, {"--k-order", "channel-last"});
  refused({"--synthetic", "8x8@1", "--cols", "3", "--layout", "kr"}, {"--synthetic", "--layout"});
  CHECK_BAD(user, {"run", "tasd_2_4", "--a", "a.npy", "--groups", "2"},
            {"tasd_unit multiplies nothing", "--groups"});
  CHECK_BAD(user, {"decompose", "v.npy", "--series", "2:4"}, {"v.npy: rank 1", "a bias"});
  // Nothing is open where the order changes nothing.
  good(user, {"run", "demm_2_8_4", "--a", "one.npy", "--b", "b.npy", "--model-only"});
}

}  // namespace
}  // namespace denim::test::cli
