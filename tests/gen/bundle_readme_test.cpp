// What a bundle's README says in words and numbers, against the bundle itself.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/axis_bundle.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

using Json = nlohmann::json;

TEST_CASE("a README tells the bits a cycle of each stream, and the engine's rules", "[bundle]") {
  for (const spec::Preset& preset : spec::presets()) {
    CAPTURE(preset.name);
    const spec::Spec spec = spec::Spec::load(preset.name);
    const bundle::Bundle bundle = bundle::generate(spec);
    const std::string& text = bundle.files.at("README.md");
    const Json manifest = Json::parse(bundle.files.at("manifest.json"));
    for (const Json& stream : manifest.at("streams")) {
      const int width = stream.at("width");
      CHECK_THAT(text, ContainsSubstring(fmt::format(
                           "| {} {} | {} | {} |\n", stream.at("name").get<std::string>(),
                           stream.at("direction").get<std::string>(), width, (width + 7) / 8 * 8)));
    }
    for (const spec::RuleDeclaration& rule : spec.engine().rules)
      CHECK((text.find("\n**" + rule.name + ".** ") != std::string::npos) !=
            rule.text(spec).empty());
    // "No file of rtl/ has a timescale or a delay".
    for (const auto& [path, source] : bundle.files) {
      CAPTURE(path);
      if (path.starts_with("rtl/"))
        CHECK_FALSE(std::regex_search(source, std::regex("`timescale|#[0-9]")));
    }
  }
}

TEST_CASE("a README tells the limits of overrides in numbers", "[bundle]") {
  const auto text = [](const char* preset) {
    return bundle::generate(spec::Spec::load(preset)).files.at("README.md");
  };
  const std::string banked = text("demm_8_128_64_banked");
  for (const char* limit :
       {"- AccWidth must be 16 to 48\n", "- AccWidth must be at least SumWidth (19)\n",
        "- Segments * BankRows must be at least 8\n", "| `m` | 128 | integer 2…1024 | rows |"})
    CHECK_THAT(banked, ContainsSubstring(limit));
}

// Tiles of three rows, each used by two beats, offered without a pause; one edge of reset.
std::string bench_of_releases(const std::string& name) {
  return fmt::format(R"(module releases;
  logic clk = 1'b0;
  logic reset_n = 1'b0;
  logic [{0}_params_pkg::ABeatWidth-1:0] a;
  logic [{0}_params_pkg::BBeatWidth-1:0] b;
  wire a_ready, b_ready;
  int uses = 0;
  int rows = 0;
  always_comb begin
    a = '0;
    a[{0}_params_pkg::AReleaseOffset] = uses % 2 == 1;
    b = '0;
    b[{0}_params_pkg::BLastOffset] = rows % 3 == 2;
    b[{0}_params_pkg::BRowOffset +: {0}_params_pkg::BRowWidth] = rows % 3;
  end
  {0}_wrapper dut (
    .clk_i(clk), .rst_ni(reset_n), .c_ready_i(1'b1),
    .a_valid_i(reset_n), .a_ready_o(a_ready), .a_data_i(a),
    .b_valid_i(reset_n), .b_ready_o(b_ready), .b_data_i(b)
  );
  always #5 clk = !clk;
  initial begin
    @(negedge clk) reset_n = 1'b1;
    repeat (8) begin
      @(posedge clk);
      $display("%s%s", b_ready ? rows % 3 == 2 ? "L" : "R" : "-",
               a_ready ? uses % 2 == 1 ? "e" : "u" : "-");
      if (b_ready) rows <= rows + 1;
      if (a_ready) uses <= uses + 1;
    end
    $finish(0);
  end
endmodule
)",
                     name);
}

// The letters of a line of the picture.
std::string drawn(const std::string& readme, const std::string& stream) {
  const std::size_t begin = readme.find("\n" + stream + "  ", readme.find("\ncycle   0"));
  REQUIRE(begin != std::string::npos);
  std::string letters;
  for (std::size_t cycle = 0; cycle < 8; ++cycle) letters += readme.at(begin + 9 + 4 * cycle);
  return letters;
}

TEST_CASE("the picture of releases is what the engine does", "[bundle]") {
  for (const char* overlap : {"overlap=false", "overlap=true"}) {
    for (const char* latency : {"read_latency=0", "read_latency=1"}) {
      CAPTURE(overlap, latency);
      const std::vector<std::string> overrides{"memory=replicated", overlap, latency};
      const BundleFolder bundle(spec::Spec::load("demm_2_8_4", overrides));
      const ScratchFolder folder;
      folder.write("releases.sv", bench_of_releases(bundle.bundle().top));
      std::vector<std::string> command{"iverilog", "-g2012", "-o", "releases", "-s", "releases"};
      std::vector<std::string> files = bundle.sources().files;
      files.push_back(bundle.bundle().top + "_params_pkg.sv");
      for (const std::string& file : files) command.push_back((bundle.path() / file).string());
      command.emplace_back("releases.sv");
      const Said built = run(command, folder.path());
      INFO(built.complaint());
      REQUIRE(built.ok());
      const Said said = run({"vvp", "-n", "releases"}, folder.path());
      std::istringstream lines(said.output);
      std::string b, a;
      for (std::string line; std::getline(lines, line) && line.size() == 2;) {
        b += line[0];
        a += line[1];
      }
      const std::string& readme = bundle.bundle().files.at("README.md");
      CHECK(drawn(readme, "b") == b);
      CHECK(drawn(readme, "a") == a);
    }
  }
}

}  // namespace
}  // namespace denim::test
