// What holds in the texts of every preset's bundle: they read like written by hand.
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "gen/catalog/catalog.hpp"
#include "tests/catch.hpp"
#include "tests/gen/emitted_text.hpp"

namespace denim::test {
namespace {

// Where a line is a row of a table, a list or a name, and cannot be broken.
bool has_unbroken_lines(const std::string& path) {
  return path == "README.md" || path == "manifest.json" || path.ends_with(".gtkw") ||
         path.ends_with(".hex");
}

// A leaf that is more than operators: it has registers, or a protocol, or is a function that
// docs/leaves describes and nobody would write in line.
bool is_more_than_an_operator(const ir::Interface& leaf) {
  const std::set<std::string> functions{"denim_tasd_mark", "denim_tasd_pair", "denim_tasd_rank"};
  return leaf.port("clk_i") || functions.contains(leaf.name);
}

TEST_CASE("the texts of every preset keep to the rules", "[bundle][text]") {
  std::set<std::string> known;
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    CHECK(is_more_than_an_operator(*leaf));
    known.insert(leaf->name);
  }
  int written = 0;
  for (const spec::Preset& preset : spec::presets()) {
    CAPTURE(preset.name);
    const bundle::Bundle bundle = bundle::generate(spec::Spec::load(preset.name));
    for (const auto& [path, text] : bundle.files) {
      CAPTURE(path);
      CHECK(!text.empty());
      if (!has_unbroken_lines(path)) CHECK(long_lines(text) == "");
      if (!path.starts_with("rtl/")) continue;
      const std::string module = path.substr(4, path.rfind('.') - 4);
      if (known.contains(module) || module == "denim_pkg") continue;
      ++written;
      CHECK(crowded_lines(text) == "");
      CHECK(offset_polynomials(text) == "");
      CHECK(cross_scope_drivers(text) == "");
      for (const std::string& of : instantiated(text)) {
        CAPTURE(of);
        CHECK((known.contains(of) || bundle.files.contains("rtl/" + of + ".sv")));
      }
      if (path.ends_with(".sv")) CHECK(text.find("input  logic clk_i") != std::string::npos);
    }
  }
  CHECK(written >= 3 * static_cast<int>(spec::presets().size()) / 2);
}

TEST_CASE("each rule of a text sees what breaks it", "[text]") {
  CHECK(long_lines(std::string(100, 'x') + "\n") == "");
  CHECK(long_lines("a\n" + std::string(101, 'x') + "\n") != "");
  CHECK(long_lines("×" + std::string(99, 'x')) == "");

  for (const char* line :
       {"  assign a = b;", "  if (e) a <= b;", "  leaf #(.A(1), .B(2)) u_x (", "    .a_i (a),",
        "  initial for (int i = 0; i < 4; i++) words[i] = 8'd0;", "  end else begin",
        "  input  logic [3:0] a_i,", "  // a; b; c",
        "  for (genvar i = 0; i < N; i++) begin : gen_a"})
    CHECK(crowded_lines(line) == "");
  for (const char* line :
       {"  assign a = b; assign c = d;", "  logic a, b;", "  if (e) begin a <= b;",
        "    .a_i (a), .b_i (b),", "  a <= b; end", "  input logic a_i, output logic b_o"})
    CHECK(crowded_lines(line) != "");

  for (const char* line : {"  x[(r+c)*Window*BWidth +: Window*BWidth]", "  logic [A*B*C-1:0] x;",
                           "  logic [7:0] x [A*B*C];", "  x[32'(y[A +: B])*Width +: Width]"})
    CHECK(offset_polynomials(line) == "");
  for (const char* line :
       {"  x[Segments*AEndWidth+AEndOffset-AEndWidth +: AEndWidth]", "  x[y][n*A*B*C +: A]",
        "  x[A-1:A-B-C]", "  localparam int AEndOffset = 3,"})
    CHECK(offset_polynomials(line) != "");

  for (const char* code :
       {"assign a = gen_x[i-1].gen_y[c].net[W-1:0] + b;",
        "always_ff @(posedge clk_i) begin a <= gen_x[0].net; end",
        "leaf u_x ( .a_i (gen_x[N-1].net), .b_o (b) );", "assign c = gen_x[0].net < a ? b : c;"})
    CHECK(cross_scope_drivers(code) == "");
  for (const char* code : {"assign gen_x[0].net = a;", "assign {b, gen_x[0].net[3:0]} = a;",
                           "if (e) gen_x[i].net <= a;", "case (n) 2'd0: gen_x[i].net <= a;",
                           "leaf u_x (.b_o (gen_x[0].net));", "assign a = u_x.net;",
                           "assign a = gen_first.net;", "assign a = gen_x[0].u_y.net;"})
    CHECK(cross_scope_drivers(code) != "");

  CHECK(instantiated(
            "  denim_sum #(.A(B * (C + 1)), .D(2)) u_sum (\n  .a_i (b)\n  );\n  pe u_pe (\n"
            "  end begin\n    Rows_must_be_1 u_stop ();\n  wide #(\n    .A (1),\n    .B (2)\n"
            "  ) u_wide (\n") == std::set<std::string>{"denim_sum", "pe", "wide"});
}

}  // namespace
}  // namespace denim::test
