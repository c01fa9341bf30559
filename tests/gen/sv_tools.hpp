// Runs the three SystemVerilog tools on texts. A tool that is missing fails, it never passes.
#pragma once

#include <stdlib.h>  // mkdtemp

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace denim::test {

// A folder with one file a module, gone with the object.
class SvFolder {
 public:
  // Module name → text; the package denim_pkg comes along by itself.
  explicit SvFolder(const std::map<std::string, std::string>& modules) {
    std::string pattern = (std::filesystem::temp_directory_path() / "denim_sv_XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder: " + pattern);
    folder_ = pattern;
    add("denim_pkg",
        "package denim_pkg;\n"
        "  function automatic int index_width(input int count);\n"
        "    index_width = (count > 1) ? $clog2(count) : 1;\n"
        "  endfunction\n"
        "endpackage\n");
    for (const auto& [name, text] : modules) add(name, text);
  }
  ~SvFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SvFolder(const SvFolder&) = delete;
  SvFolder& operator=(const SvFolder&) = delete;

  using Settings = std::vector<std::pair<std::string, int>>;

  // Each returns what the tool says; empty when it accepts the text silently.
  std::string verilator(const std::string& top, const Settings& settings = {}) const {
    std::string options = " --lint-only -Wall --top-module " + top;
    for (const auto& [name, value] : settings)
      options += " -G" + name + "=" + std::to_string(value);
    return run("verilator" + options + files_);
  }
  std::string icarus(const std::string& top, const Settings& settings = {}) const {
    std::string options = " -g2012 -Wall -t null -s " + top;
    for (const auto& [name, value] : settings)
      options += " -P" + top + "." + name + "=" + std::to_string(value);
    return run("iverilog" + options + files_);
  }
  std::string yosys(const std::string& top, const Settings& settings = {}) const {
    std::string script = "read_verilog -sv" + files_ + "; hierarchy -check -top " + top;
    for (const auto& [name, value] : settings)
      script += " -chparam " + name + " " + std::to_string(value);
    return run("yosys -q -e . -p '" + script + "; proc; check -assert'");
  }

 private:
  void add(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_ / (name + ".sv");
    std::ofstream(path) << text;
    files_ += " " + path.string();
  }

  std::string run(const std::string& command) const {
    const std::string output = (folder_ / "output.txt").string();
    const int status = std::system((command + " > " + output + " 2>&1").c_str());
    std::ifstream file(output);
    std::string said{std::istreambuf_iterator<char>(file), {}};
    if (status != 0) said += "\nstatus " + std::to_string(status) + " of: " + command;
    return said;
  }

  std::filesystem::path folder_;
  std::string files_;
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
