// Operands, specs and tables as people have them: kinds of files, standard input and output, pipes,
// byte order marks; and what is too large, refused before it is made.
#include <sys/stat.h>

#include <bit>
#include <fstream>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/cli_tensors.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/zip_file.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

const std::string mark = "\xef\xbb\xbf";

// The same 3 × 4 matrix in every kind of file that holds numbers.
void write_kinds(const User& user, const Table<std::int32_t>& a) {
  user.write("a.npy", npy(a.as<std::int8_t>()));
  user.write("a.npz", zip_file({{"other.npy", npy(Table<std::int8_t>(2, 2)), false},
                                {"a.npy", npy(a.as<std::int8_t>()), true}}));
  std::string entries;
  std::vector<std::uint8_t> shifted;
  std::vector<std::uint16_t> bfloats;
  for (std::size_t r = 0; r < a.rows; ++r) {
    for (std::size_t c = 0; c < a.cols; ++c) {
      const std::int32_t value = a.at(r, c);
      if (value != 0) entries += fmt::format("{} {} {}\n", r + 1, c + 1, value);
      shifted.push_back(static_cast<std::uint8_t>(value + 100));
      bfloats.push_back(
          static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(float(value)) >> 16));
    }
  }
  const std::string shape = fmt::format("({}, {})", a.rows, a.cols);
  user.write("a.mtx",
             fmt::format("{}%%MatrixMarket matrix coordinate integer general\n{} {} {}\n{}", mark,
                         a.rows, a.cols, nonzeros(a), entries));
  user.write("u8.npy", npy("|u1", shape, bytes_of(shifted)));
  user.write("bf.npy", npy("<V2", shape, bytes_of(bfloats)));
}

TEST_CASE("every kind of file gives the same operands", "[cli][files]") {
  const User user;
  auto a = integers(3, 4, 0.6, 1, 100);
  a.at(0, 0) = 127;  // so that floats are quantised with scale 1
  write_kinds(user, a);
  const auto b = integers(4, 4, 1, 2, 100);
  write_kinds(user, b);
  for (const char* name : {"a.npy", "a.npz", "a.mtx", "u8.npy", "bf.npy"}) {
    fs::rename(user.path(name), user.path(std::string("b_") + name));
  }
  write_kinds(user, a);
  const auto c_of = [&](const Arguments& operands) {
    const Ended ended = user.denim(Arguments{"run", "demm_2_8_4", "--c", "c.npy"} + operands);
    INFO(ended.all());
    REQUIRE(ended.ok());
    return read_npy<std::int32_t>(user.text("c.npy"));
  };
  for (const Arguments& operands :
       {Arguments{"--a", "a.npy", "--b", "b_a.npy"},
        Arguments{"--a", "a.npz:a", "--b", "b_a.npz:a"},
        Arguments{"--a", "a.mtx", "--b", "b_a.mtx"}, Arguments{"--a", "bf.npy", "--b", "b_a.mtx"},
        Arguments{"--a", "a.npy", "--b", "b_u8.npy", "--zero-point", "100"}}) {
    CAPTURE(operands);
    CHECK(c_of(operands) == product(a, b));
  }
  const Arguments run{"run", "demm_2_8_4"};
  CHECK_BAD(user, run + Arguments{"--a", "u8.npy", "--cols", "2"}, {"u8.npy: ", "--zero-point Z"});
  CHECK_BAD(user, run + Arguments{"--a", "a.npy", "--cols", "2", "--zero-point", "3"},
            {"--zero-point: only uint8"});
  CHECK_BAD(user, Arguments{"decompose", "a.npy", "--series", "2:4", "--zero-point", "3"},
            {"--zero-point: only uint8"});
  user.write("p.smtx", "4, 2, 1\n0 1 1 1 1\n0\n");
  CHECK_BAD(user, run + Arguments{"--a", "a.npy", "--b", "p.smtx"},
            {"p.smtx: is a pattern without values", "--cols J"});
  CHECK_BAD(user, run + Arguments{"--a", "a.npz", "--cols", "2"}, {"a.npz: holds 2 arrays", "a"});
  CHECK_BAD(user, run + Arguments{"--a", "a.npz:a", "--cols", "2", "--json", "a.npz"},
            {"a.npz: is read, and would be overwritten"});

  // The types that a matrix is decomposed in, and terms that are written.
  const Ended terms = user.denim({"decompose", "bf.npy", "--series", "1:4", "-o", "out"});
  CHECK_THAT(terms.out, ContainsSubstring("3 × 4 bfloat16"));
  CHECK_THAT(user.text("out/residual.npy"), ContainsSubstring("'descr': '<V2'"));
  CHECK_THAT(user.denim({"decompose", "u8.npy", "--zero-point", "100", "--series", "1:4"}).out,
             ContainsSubstring(fmt::format("uint8, {} non-zeros", nonzeros(a))));
}

/// `denim ARGUMENTS < input` by the shell; nothing is read where `input` is empty.
Ended piped(const User& user, const std::string& input, const std::string& arguments) {
  Call call = user.call(
      {"-c", (input.empty() ? "" : "cat " + input + " | ") + DENIM_BINARY + " " + arguments});
  call.arguments[0] = "/bin/bash";
  return Running(call).wait(60);
}

TEST_CASE("- is standard input wherever a file is read", "[cli][files]") {
  const User user;
  const auto a = integers(3, 4, 0.6, 1);
  write_kinds(user, a);
  user.write("s.toml", mark + "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\n");
  user.write("l.csv", mark + "# layers\nLayer name;n;file;\nx;2;a.npy;\n\n");
  const auto says = [&](const std::string& input, const std::string& arguments) {
    const Ended ended = piped(user, input, arguments);
    INFO(ended.all());
    CHECK(ended.ok());
    return ended.out;
  };
  const std::string shape = "3 × 4";
  CHECK_THAT(says("a.npy", "decompose - --series 2:4"), ContainsSubstring(shape));
  CHECK_THAT(says("a.mtx", "decompose - --series 2:4"), ContainsSubstring(shape));
  CHECK_THAT(says("a.npz", "run demm_2_8_4 --a -:a --cols 2 --model-only"),
             ContainsSubstring(shape));
  CHECK_THAT(says("a.npy", "run demm_2_8_4 --a - --cols 2 --model-only"), ContainsSubstring(shape));
  CHECK_THAT(says("s.toml", "run - --a a.npy --cols 2 --model-only"), ContainsSubstring(shape));
  CHECK_THAT(says("s.toml", "decompose a.npy --menu -"), ContainsSubstring(shape));
  CHECK_THAT(says("l.csv", "compare --model-list - --engines demm_2_8_4 --rtl none"),
             ContainsSubstring("standard input, 1 layer"));
  const auto refused = [&](const std::string& arguments, const std::string& part) {
    const Ended ended = piped(user, "a.npy", arguments);
    INFO(ended.all());
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring(part));
  };
  for (const char* twice : {"run demm_2_8_4 --a - --b -", "decompose - --menu -",
                            "compile demm_2_8_4 --a - --b - -o out",
                            "compare --engines demm_2_8_4 --a - --b - --rtl none"}) {
    CAPTURE(twice);
    refused(twice, "standard input is named twice");
  }
  const Ended both = piped(user, "s.toml", "run - --a - --cols 2");
  CHECK(both.status == 2);
  CHECK_THAT(both.err, ContainsSubstring("standard input is named twice"));
  refused("run demm_2_8_4 --a -:w --cols 2",
          "standard input: is no .npz, so it holds no array 'w'");
}

TEST_CASE("- is standard output, which then takes nothing else", "[cli][files]") {
  const User user;
  write_kinds(user, integers(3, 4, 0.6, 1));
  const auto before = user.files();
  const Arguments run{"run", "demm_2_8_4", "--a", "a.npy", "--cols", "2"};
  const Ended json = user.denim(run + Arguments{"--json", "-"});
  INFO(json.all());
  CHECK(json.ok());
  CHECK(Json::parse(json.out).at("rows") == 3);
  CHECK_THAT(json.err, ContainsSubstring("mismatches: 0\n"));
  CHECK(read_npy<std::int32_t>(user.denim(run + Arguments{"--c", "-"}).out).rows == 3);
  CHECK(Json::parse(user.denim({"decompose", "a.npy", "--series", "2:4", "--json", "-"}).out)
            .at("k") == 4);
  CHECK(Json::parse(user.denim({"decompose", "a.npy", "--menu", "vegeta_m4", "--json", "-"}).out)
            .contains("menu"));
  const Arguments compare{"compare", "--engines", "demm_2_8_4", "--a", "a.npy",
                          "--cols",  "2",         "--rtl",      "none"};
  CHECK(Json::parse(user.denim(compare + Arguments{"--json", "-"}).out).contains("rows"));
  CHECK(user.denim(compare + Arguments{"--md", "-"}).out.starts_with("## 3 × 4"));
  CHECK(user.denim(compare + Arguments{"--svg", "-"}).out.starts_with("<svg"));
  CHECK(user.files() == before);

  CHECK_BAD(user, run + Arguments{"--json", "-", "--c", "-"}, {"named for two outputs"});
  CHECK_BAD(user, compare + Arguments{"--json", "-", "--svg", "-"}, {"named for two outputs"});
  CHECK_BAD(user, run + Arguments{"--waves", "-"}, {"ends in .fst"});
  const Ended full = piped(user, "", "run demm_2_8_4 --a a.npy --cols 2 --json - >/dev/full");
  CHECK(full.status == 2);
  CHECK_THAT(full.err, ContainsSubstring("standard output: cannot be written: No space left"));
  for (const Arguments& folder : {Arguments{"gen", "demm_2_8_4"}, Arguments{"demo"},
                                  Arguments{"compile", "demm_2_8_4", "--a", "a.npy", "--cols", "2"},
                                  Arguments{"decompose", "a.npy", "--series", "2:4"}}) {
    const Ended ended = user.denim(folder + Arguments{"-o", "-"});
    INFO(ended.all());
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, ContainsSubstring("a folder of files, which '-' cannot take"));
  }
}

TEST_CASE("a pipe is read like a file", "[cli][files]") {
  const User user;
  write_kinds(user, integers(3, 4, 0.6, 1));
  for (const char* name : {"fifo", "fifo.npy"}) {
    CAPTURE(name);
    REQUIRE(mkfifo(user.path(name).c_str(), 0600) == 0);
    std::jthread writer(
        [&] { std::ofstream(user.path(name), std::ios::binary) << user.text("a.npy"); });
    const Ended ended = user.denim(
        {"run", "demm_2_8_4", "--a", name, "--cols", "2", "--model-only", "--json", "-"}, 30);
    INFO(ended.all());
    CHECK(ended.ok());
    if (!ended.ok()) std::ifstream(user.path(name)).get();  // lets the writer end
  }
  // A pipe of the shell's leads to what is no path.
  const Ended shell =
      piped(user, "", "run demm_2_8_4 --a <(cat a.mtx) --cols 2 --model-only --json j.json");
  INFO(shell.all());
  CHECK(shell.ok());
  user.write("l.csv", "layer,file,n\nx,fifo,2\n");
  const Arguments compare{"compare", "--engines", "demm_2_8_4", "--rtl", "none", "--model-list"};
  CHECK_BAD(user, compare + Arguments{"l.csv"}, {"l.csv:2:3: fifo is no regular file"});
  user.write("l.csv", "layer,file,n\nx,-,2\n");
  CHECK_BAD(user, compare + Arguments{"l.csv"}, {"l.csv:2:3: the layer has no file"});
  CHECK_BAD(user, {"decompose", "/dev/zero", "--series", "2:4"}, {"/dev/zero: this is a device"});
}

TEST_CASE("what is too large is refused before it is made", "[cli][files]") {
  const User user;
  std::string offsets = "0";
  for (int row = 0; row < 30000; ++row) offsets += " 1";
  user.write("a.smtx", "30000, 4000000000, 1\n" + offsets + "\n3\n");
  user.write("a.mtx",
             "%%MatrixMarket matrix coordinate real general\n4000000000 4000000000 1\n1 1 1\n");
  user.write("l.csv", "layer,m,k,density,n\nx,16000000,16000000,0.5,2\n");
  const auto refused = [&](const Arguments& command, const std::string& what) {
    const auto begin = std::chrono::steady_clock::now();
    CHECK_BAD(user, command, {what, " needs ", " GB, and ", " GB are free"});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  };
  for (const std::string file : {"a.smtx", "a.mtx"}) {
    CAPTURE(file);
    refused({"decompose", file, "--series", "2:4"}, file + ": a matrix of ");
    refused({"run", "demm_2_8_4", "--a", file, "--cols", "2"}, file + ": a matrix of ");
    refused({"compile", "demm_2_8_4", "--a", file, "--cols", "2", "-o", "out"}, file + ": a matri");
  }
  refused({"run", "demm_2_8_4", "--synthetic", "16000000x16000000@0.1", "--cols", "2"},
          "a matrix of 16000000 × 16000000");
  refused({"run", "demm_2_8_4", "--synthetic", "2x1000000@0.1", "--cols", "16000000"},
          "a matrix of 1000000 × 16000000");  // B
  refused({"run", "demm_2_8_4", "--synthetic", "3000000x8@0.1", "--cols", "16000000"},
          "a matrix of 3000000 × 16000000");  // C
  refused({"compare", "--engines", "demm_2_8_4", "--rtl", "none", "--model-list", "l.csv"},
          "a matrix of 16000000 × 16000000");
}

TEST_CASE("an error that is relative to nothing says so", "[cli][files]") {
  const User user;
  // A·B = 0; the term 1:4 keeps the first of each row only, so that A*·B is not.
  Table<std::int8_t> a(1, 4);
  a.at(0, 0) = 3;
  a.at(0, 1) = -3;
  Table<std::int8_t> b(4, 1);
  b.at(0, 0) = 1;
  b.at(1, 0) = 1;
  user.write("a.npy", npy(a));
  user.write("b.npy", npy(b));
  const Ended ended = user.denim({"run", "demm_2_8_4", "--a", "a.npy", "--b", "b.npy", "--series",
                                  "1:4", "--model-only", "--json", "j.json"});
  INFO(ended.all());
  CHECK(ended.ok());
  const std::string why = "A·B is all zero, and (A−A*)·B is not";
  CHECK_THAT(ended.out, ContainsSubstring(why));
  CHECK(ended.out.find("inf") == std::string::npos);
  CHECK(user.json("j.json").at("relative_error").is_null());
  CHECK_THAT(user.json("j.json").at("relative_error_note").get<std::string>(),
             ContainsSubstring(why));
}

TEST_CASE("magnitudes that add up to more than a double are refused", "[cli][files]") {
  const User user;
  Table<double> a(1, 4);
  std::fill(a.values.begin(), a.values.end(), 1e308);
  user.write("a.npy", npy(a));
  CHECK_BAD(user, {"decompose", "a.npy", "--series", "2:4", "--json", "j.json"},
            {"add up to more than a float64 holds", "power of two"});
  CHECK(user.denim({"run", "demm_2_8_4", "--a", "a.npy", "--cols", "1", "--model-only"}).ok());
}

TEST_CASE("a cache that is a file is named as the cause", "[cli][files]") {
  User user;
  user.write("file", "a file\n");
  const Arguments run{"run", "demm_2_8_4", "--synthetic", "3x9@0.5", "--cols", "2"};
  for (const char* cache : {"file", "file/below/it"}) {
    CAPTURE(cache);
    user.set("DENIM_CACHE", user.path(cache).string());
    CHECK_BAD(user, run, {"file is no folder", "set DENIM_CACHE to another one"});
    CHECK_BAD(user, {"prepare"}, {"file is no folder", "set DENIM_CACHE to another one"});
  }
  user.set("DENIM_CACHE", "");
  user.set("XDG_CACHE_HOME", user.path("file").string());
  CHECK_BAD(user, run, {"file is no folder", "set XDG_CACHE_HOME to another one"});
}

}  // namespace
}  // namespace denim::test::cli
