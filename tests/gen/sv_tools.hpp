// Runs the SystemVerilog tools on texts. A tool that is missing fails, it never passes.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/support/scratch_folder.hpp"
#include "tests/support/sv_lint.hpp"

namespace denim::test {

// A folder with one file a module, gone with the object.
class SvFolder {
 public:
  // Module name → text; the package denim_pkg comes along by itself.
  explicit SvFolder(const std::map<std::string, std::string>& modules) {
    add("denim_pkg",
        "package denim_pkg;\n"
        "  function automatic int index_width(input int count);\n"
        "    index_width = (count > 1) ? $clog2(count) : 1;\n"
        "  endfunction\n"
        "endpackage\n");
    for (const auto& [name, text] : modules) add(name, text);
  }
  // Each returns what the tool says; empty when it accepts the text silently.
  std::string verilator(const std::string& top, const Settings& settings = {}) const {
    return verilator_lint(sources_, top, settings).complaint();
  }
  std::string icarus(const std::string& top, const Settings& settings = {}) const {
    return icarus_lint(sources_, top, settings).complaint();
  }
  std::string yosys(const std::string& top, const Settings& settings = {}) const {
    return yosys_lint(sources_, top, settings).complaint();
  }
  // All four, each by itself.
  std::vector<Said> each(const std::string& top, const Settings& settings = {}) const {
    return each_lint(sources_, top, settings);
  }

 private:
  void add(const std::string& name, const std::string& text) {
    sources_.files.push_back(name + ".sv");
    std::ofstream(folder_.path() / sources_.files.back()) << text;
  }

  ScratchFolder folder_;
  Sources sources_{folder_.path(), {}};
};

// The leaves of ir_fixture.hpp.
inline std::map<std::string, std::string> test_leaves() {
  return {{"test_register",
           "module test_register #(\n"
           "  parameter int Width = 8\n"
           ") (\n"
           "  input  logic             clk_i,\n"
           "  input  logic [Width-1:0] d_i,\n"
           "  output logic [Width-1:0] q_o,\n"
           "  output logic             parity_o\n"
           ");\n"
           "  always_ff @(posedge clk_i) begin\n"
           "    q_o <= d_i;\n"
           "    parity_o <= ^d_i;\n"
           "  end\n"
           "endmodule\n"},
          {"test_invert",
           "module test_invert #(\n"
           "  parameter int Width = 8\n"
           ") (\n"
           "  input  logic [Width-1:0] a_i,\n"
           "  output logic [Width-1:0] y_o\n"
           ");\n"
           "  assign y_o = ~a_i;\n"
           "endmodule\n"}};
}

}  // namespace denim::test
