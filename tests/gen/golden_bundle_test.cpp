// The bundles of small specs, byte by byte against tests/golden/<name>.
//
// Copies of leaves are compared with rtl/, not kept again. The generator's version and the bundle's
// hash, which depends on it and on the leaves, stand as tokens there.
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "denim_version.hpp"
#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/gen/golden_folder.hpp"
#include "tests/gen/lint_bundle.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

namespace fs = std::filesystem;

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

// Results in parts; else as the preset demm_2_8_4.
constexpr const char* parts_spec = R"(
engine = "demm"
n = 2
m = 8
columns = 4
rows = 16
memory = "regs"
result_bits = 32
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

// Two units of 2×2 multipliers; a beat of A brings fewer values than a tile has rows.
constexpr const char* outer_spec = R"(
engine = "outer"
p = 2
q = 2
tile = 4
units = 2
queue = 2
a_values = 2
)";

// The same with accumulators in banks.
constexpr const char* banked_spec = R"(
engine = "outer"
p = 2
q = 2
tile = 4
units = 2
queue = 2
a_values = 4
banks = 2
)";

struct GoldenSpec {
  spec::Spec spec;
  Shown shown = Shown::modules;
};

// The whole ones, which between them have everything in them, and then what differs from those.
std::vector<GoldenSpec> golden_specs() {
  const auto parse = [](const char* text, const char* name) {
    return spec::Spec::parse(text, "golden_bundle_test.cpp", name);
  };
  return {{parse(full_spec, "demm_full"), Shown::all},
          {parse(patterns_spec, "nm_patterns"), Shown::engine},
          {parse(serial_spec, "tasd_serial"), Shown::engine},
          {spec::Spec::load("demm_2_8_4")},
          {spec::Spec::load("demm_4_16_8")},
          {parse(odd_spec, "demm_odd")},
          {parse(tail_spec, "demm_tail")},
          {parse(parts_spec, "demm_parts")},
          {parse(dense_spec, "nm_dense")},
          {parse(broadcast_spec, "nm_broadcast")},
          {spec::Spec::load("tasd_2_4")},
          {parse(outer_spec, "outer_few")},
          {parse(banked_spec, "outer_banked")}};
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

// The bundle's files but the leaves, of which every copy is the same.
Files emitted(const spec::Spec& spec) {
  static const Files leaf_texts = leaves();
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
  return files;
}

bool to_be_updated() {
  const char* wanted = std::getenv("DENIM_UPDATE_GOLDEN");
  return wanted && std::string(wanted) == "1";
}

TEST_CASE("bundles of small specs are as their goldens", "[golden][bundle]") {
  INFO(
      "if the change is meant: DENIM_UPDATE_GOLDEN=1 make test ONLY=gen, then read what "
      "`git diff tests/golden` shows");
  std::set<std::string> names;
  GoldenWriter writer;
  for (const auto& [spec, shown] : golden_specs()) {
    CAPTURE(spec.name());
    names.insert(spec.name());
    const Files files = emitted(spec);
    if (to_be_updated()) {
      writer.write(spec.name(), files, shown);
      WARN("rewrote tests/golden/" << spec.name());
    }
    const Golden golden = read_golden(spec.name());
    for (const auto& [path, text] : files) {
      CAPTURE(path);
      CHECK(golden.hashes.contains(path) != is_shown(path, shown));
      if (golden.hashes.contains(path)) {
        CHECK(golden.hashes.at(path) == hash_of(text));
      } else {
        REQUIRE(golden.texts.contains(path));
        CHECK(difference(golden.texts.at(path), text) == "");
      }
    }
    for (const Files& kept : {golden.texts, golden.hashes}) {
      for (const auto& [path, text] : kept) {
        INFO("golden file that the bundle does not have: " << path);
        CHECK(files.contains(path));
      }
    }
  }
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(golden_root))
    folders.insert(entry.path().filename().string());
  CHECK(folders == names);
}

TEST_CASE("four tools accept the bundles of the goldens", "[golden][bundle][lint]") {
  for (const auto& [spec, shown] : golden_specs()) {
    CAPTURE(spec.name());
    CHECK(lint_bundle(BundleFolder(spec)) == "");
  }
}

TEST_CASE("a diff and its base give the text again", "[golden]") {
  const std::vector<std::string> texts{"",
                                       "a\n",
                                       "a\nb\nc\nd\ne\nf\ng\n",
                                       "b\nc\nd\ne\nf\ng\n",
                                       "a\nb\nc\nd\ne\nf\n",
                                       "new\na\nb\nc\nd\ne\nf\ng\nnew\n",
                                       "a\nb\n- x\n\n+ y\nd\ne\nF\ng\n@@ -1 +1 @@\n"};
  for (const std::string& base : texts) {
    for (const std::string& text : texts) {
      const std::string diff = unified_diff("base", base, "text", text);
      CAPTURE(diff);
      CHECK(patched(base, diff) == text);
    }
  }
  const std::string diff = unified_diff("base", texts[2], "text", texts[4]);
  CHECK_REFUSED(patched("a\nb\nc\nd\ne\nF\ng\n", diff), "is not line 6 of its base");
  CHECK_REFUSED(patched("a\n", diff), "too short");
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
                             ".\n// Do not edit; remake it with: denim gen ./demm_2_8_4.toml\n";
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

  // The same spec with another leaf, as another version has it, has another name by content.
  const auto of = [&](const std::map<std::string, std::string>& leaves) {
    return bundle::generate(spec, bundle::design(spec), leaves);
  };
  const bundle::Bundle here = bundle::generate(spec);
  const bundle::Bundle elsewhere =
      of({{"denim_pkg.sv", here.files.at("rtl/denim_pkg.sv") + "// another\n"}});
  CHECK(of({}).content == here.content);
  CHECK(here.content.starts_with("demm_2_8_4-"));
  CHECK(elsewhere.folder == here.folder);
  CHECK(elsewhere.content != here.content);
}

}  // namespace
}  // namespace denim::test
