// The bundles of small specs, byte by byte against tests/golden/<name>.
//
// Copies of leaves are compared with rtl/, not kept again. The generator's version and the bundle's
// hash, which depends on it and on the leaves, stand as tokens there.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "denim_version.hpp"
#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

const fs::path project = DENIM_SOURCE_DIR;

// Odd in every way: one multiplier a column, sizes that are no powers of two, fixed passes.
constexpr const char* odd_spec = R"(
engine = "demm"
n = 3
m = 5
columns = 7
rows = 6
a_width = 4
b_width = 16
acc_width = 24
memory = "replicated"
passes = "fixed"
)";

// Everything that a spec may add: packed beats, banks, registered reads, all pipeline registers.
constexpr const char* full_spec = R"(
engine = "demm"
n = 4
m = 12
columns = 3
rows = 12
segments = 4
overlap = true
memory = "banked"
read_latency = 1
read_registers = 1
multiply_registers = 2
sum_levels = 1
)";

// A tail that takes rows apart, one element a cycle.
constexpr const char* tail_spec = R"(
engine = "demm"
n = 2
m = 4
columns = 4
rows = 4
memory = "regs"
tail = "tasd"
tail_terms = ["2:4", "1:2"]
tail_form = "serial"
)";

// One element of a block of four a cycle.
constexpr const char* serial_spec = R"(
engine = "tasd_unit"
m = 4
terms = ["2:4"]
a_width = 4
form = "serial"
)";

// The plain systolic array: no positions, no patterns, tiles strictly serial.
constexpr const char* dense_spec = R"(
engine = "nm_array"
n = 1
m = 1
pe_rows = 3
pe_cols = 2
rows = 5
a_width = 4
b_width = 16
acc_width = 24
overlap = false
skip_empty = false
)";

// Several patterns, weights that swap, a registered sum in each PE, a registered read below.
constexpr const char* patterns_spec = R"(
engine = "nm_array"
n = 4
m = 4
patterns = ["1:4", "2:4", "4:4"]
pe_rows = 2
pe_cols = 3
rows = 8
read_latency = 1
)";

// Activations that reach all PEs of a row, trees below; no size is a power of two.
constexpr const char* broadcast_spec = R"(
engine = "nm_array"
n = 3
m = 5
pe_rows = 7
pe_cols = 3
rows = 6
flow = "broadcast"
)";

std::vector<spec::Spec> golden_specs() {
  const auto parse = [](const char* text, const char* name) {
    return spec::Spec::parse(text, "golden_bundle_test.cpp", name);
  };
  return {spec::Spec::load("demm_2_8_4"),        spec::Spec::load("demm_4_16_8"),
          parse(odd_spec, "demm_odd"),           parse(full_spec, "demm_full"),
          parse(dense_spec, "nm_dense"),         parse(patterns_spec, "nm_patterns"),
          parse(broadcast_spec, "nm_broadcast"), parse(tail_spec, "demm_tail"),
          spec::Spec::load("tasd_2_4"),          parse(serial_spec, "tasd_serial")};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string masked(std::string text) {
  text = replaced(std::move(text), "denim " DENIM_VERSION, "denim @VERSION@");
  static const std::regex hash(R"re("bundle_hash": "[0-9a-f]{16}")re");
  return std::regex_replace(text, hash, R"("bundle_hash": "@BUNDLE_HASH@")");
}

// The leaves of rtl/ by the name that they have in a bundle.
Files leaves() {
  Files texts;
  for (const auto& entry : fs::recursive_directory_iterator(project / "rtl"))
    if (entry.is_regular_file())
      texts["rtl/" + entry.path().filename().string()] = text_of(entry.path());
  return texts;
}

Files files_under(const fs::path& folder) {
  Files texts;
  if (!fs::exists(folder)) return texts;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      texts[entry.path().lexically_relative(folder).generic_string()] = text_of(entry.path());
  return texts;
}

// Empty if they are equal; otherwise the first line that differs.
std::string difference(const std::string& golden, const std::string& now) {
  if (golden == now) return {};
  std::istringstream golden_lines(golden);
  std::istringstream now_lines(now);
  for (int number = 1;; number++) {
    std::string golden_line = "(the end)";
    std::string now_line = "(the end)";
    const bool more = static_cast<bool>(std::getline(golden_lines, golden_line));
    const bool more_now = static_cast<bool>(std::getline(now_lines, now_line));
    if (golden_line != now_line || (!more && !more_now))
      return "line " + std::to_string(number) + "\n  golden: " + golden_line +
             "\n  now:    " + now_line;
  }
}

void update(const fs::path& folder, const Files& files) {
  fs::remove_all(folder);
  for (const auto& [path, text] : files) {
    fs::create_directories((folder / path).parent_path());
    std::ofstream(folder / path, std::ios::binary) << text;
  }
  WARN("rewrote " << folder.lexically_relative(project));
}

TEST_CASE("bundles of small specs are as their goldens", "[golden][bundle]") {
  const Files leaf_texts = leaves();
  for (const spec::Spec& spec : golden_specs()) {
    CAPTURE(spec.name());
    Files files;
    for (const auto& [path, text] : bundle::generate(spec).files) {
      const auto leaf = leaf_texts.find(path);
      if (leaf == leaf_texts.end()) {
        files[path] = masked(text);
      } else {
        CAPTURE(path);
        CHECK(text == leaf->second);
      }
    }
    const fs::path folder = project / "tests" / "golden" / spec.name();
    if (const char* wanted = std::getenv("DENIM_UPDATE_GOLDEN"); wanted && *wanted == '1')
      update(folder, files);
    const Files golden = files_under(folder);
    INFO(
        "if the change is meant: DENIM_UPDATE_GOLDEN=1 make test ONLY=gen, then read what "
        "`git diff tests/golden` shows");
    for (const auto& [path, text] : files) {
      CAPTURE(path);
      REQUIRE(golden.count(path) == 1);
      CHECK(difference(golden.at(path), text) == "");
    }
    for (const auto& [path, text] : golden) {
      INFO("golden file that the bundle does not have: " << path);
      CHECK(files.count(path) == 1);
    }
  }
}

TEST_CASE("a golden does not depend on the version, and sees everything else", "[golden][bundle]") {
  CHECK(masked("// by denim " DENIM_VERSION " from") == "// by denim @VERSION@ from");
  CHECK(masked(R"(  "bundle_hash": "0123456789abcdef",)") ==
        R"(  "bundle_hash": "@BUNDLE_HASH@",)");
  CHECK(difference("a\nb\n", "a\nb\n") == "");
  CHECK(difference("a\nb\n", "a\nc\n") == "line 2\n  golden: b\n  now:    c");
  CHECK(difference("a\n", "a\nb\n") != "");
  CHECK(difference("a\n", "a") != "");
}

TEST_CASE("the same spec gives the same bytes, wherever it comes from", "[bundle]") {
  const spec::Spec preset = spec::Spec::load("demm_2_8_4");
  const BundleFolder bundle(preset);
  const Files expected = bundle.bundle().files;
  CHECK(bundle::generate(preset).files == expected);
  CHECK(files_under(bundle.path()) == expected);

  // The spec in the bundle is the spec.
  const std::string own_spec = (bundle.path() / "demm_2_8_4.toml").string();
  CHECK(bundle::generate(spec::Spec::load(own_spec)).files == expected);

  // Another preset with every key overridden.
  const std::vector<std::string> overrides{
      "name=demm_2_8_4", "n=2", "m=8", "columns=4", "rows=16", "memory=regs", "passes=dynamic"};
  const spec::Spec overridden = spec::Spec::load("demm_4_16_8", overrides);
  CHECK(overridden.hash() == preset.hash());
  CHECK(bundle::generate(overridden).files == expected);

  // The command in the header of every file.
  const std::string header = "// Generated by denim " DENIM_VERSION " from spec demm_2_8_4, hash " +
                             preset.hash() +
                             ". Do not edit; remake it with\n//   denim gen ./demm_2_8_4.toml\n";
  CHECK(expected.at("rtl/demm_2_8_4.sv").starts_with(header));
  const ScratchFolder other;
  const std::string again = (other.path() / "again").string();
  const Said said = run({DENIM_BINARY, "gen", "./demm_2_8_4.toml", "-o", again}, bundle.path());
  INFO(said.complaint());
  REQUIRE(said.ok());
  CHECK(files_under(again) == expected);
}

TEST_CASE("another spec gives other hashes", "[bundle]") {
  const auto hash = [](const spec::Spec& spec) {
    const std::string manifest = bundle::generate(spec).files.at("manifest.json");
    const std::string key = "\"bundle_hash\": \"";
    return manifest.substr(manifest.find(key) + key.size(), 16);
  };
  const std::vector<std::string> more_rows{"rows=17"};
  const spec::Spec spec = spec::Spec::load("demm_2_8_4");
  const spec::Spec other = spec::Spec::load("demm_2_8_4", more_rows);
  CHECK(spec.hash() != other.hash());
  CHECK(hash(spec) != hash(other));
  CHECK(bundle::generate(spec).folder == "demm_2_8_4-" + spec.hash());
}

}  // namespace
}  // namespace denim::test
