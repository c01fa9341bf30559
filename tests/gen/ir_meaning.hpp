// Emitted modules in simulators against the interpreter: all modules side by side in one bench, so
// that each tool builds once.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "gen/emit/sv_writer.hpp"
#include "tests/gen/ir_interpreter.hpp"
#include "tests/gen/ir_random.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

// Modules with the ports of RandomModule, what goes in, and what must come out.
class Meaning {
 public:
  static constexpr int settling = 20;  // cycles of reset, in which memories are filled

  // `fields` are those of the module's result_o.
  void add(const ir::Module& module, std::vector<Field> fields) {
    duts_.push_back({&module, std::move(fields)});
  }

  // The seed gives the stimuli; with `counting` they count from zero instead.
  void write(int cycles, unsigned seed, bool counting = false) {
    std::mt19937 random(seed);
    std::size_t widest = 0;
    std::deque<Interpreter> interpreters;
    for (const Dut& dut : duts_) {
      interpreters.emplace_back(*dut.module);
      widest = std::max(widest, interpreters.back().width("stimulus_i"));
      write_text(dut.module->name + ".sv", emit::write_module(*dut.module, "Written by a test."));
    }
    std::string stimuli;
    std::vector<std::string> results(duts_.size());
    for (int t = 0; t < settling + cycles; ++t) {
      const bool settles = t < settling;
      Bits in = counting ? bits_of(static_cast<std::uint64_t>(std::max(0, t - settling)), widest)
                         : Bits(widest);
      if (!counting) {
        for (std::size_t i = 0; i < widest; ++i) in[i] = random() % 2 != 0;
      }
      const Bits sweep = bits_of(static_cast<std::uint64_t>(t), 2);
      for (std::size_t k = 0; k < duts_.size(); ++k) {
        Interpreter& dut = interpreters[k];
        dut.set("rst_ni", {!settles});
        dut.set("set_i", {settles});
        dut.set("sweep_i", sweep);
        dut.set("stimulus_i", resized(in, dut.width("stimulus_i"), false));
        results[k] += text_of(dut.get("result_o")) + "\n";
        dut.clock();
      }
      in.insert(in.end(), {!settles, settles, sweep[0], sweep[1]});
      stimuli += text_of(in) + "\n";
    }
    write_text("stimuli.txt", stimuli);
    for (std::size_t k = 0; k < duts_.size(); ++k)
      write_text(duts_[k].module->name + ".txt", results[k]);
    write_text("bench.sv", bench(widest, settling + cycles));
  }

  // Each returns what went wrong; empty if nothing did.
  std::string icarus() const { return in_icarus(sources(".sv")); }
  std::string verilator() const {
    std::vector<std::string> command{"verilator",
                                     "--binary",
                                     "-j",
                                     "2",
                                     "-Wno-lint",
                                     "-Wno-style",
                                     "-Wno-SELRANGE",
                                     "--top-module",
                                     "bench",
                                     "-MAKEFLAGS",
                                     "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0",
                                     "-o",
                                     "bench"};
    for (const std::string& file : sources(".sv")) command.push_back(file);
    const Said built = run(std::move(command), folder_.path());
    if (!built.ok()) return built.complaint();
    return verdict(run({"obj_dir/bench"}, folder_.path()));
  }
  // What Yosys makes of the modules by this command, in one run, each by itself; `models` are of
  // the cells, if it has any.
  std::string netlists(const std::string& synthesis, const std::string& models = "") const {
    std::string script = "read_verilog -sv " + package_path();
    std::string instances, writes;
    for (const Dut& dut : duts_) {
      const std::string& name = dut.module->name;
      script += " " + name + ".sv";
      instances += fmt::format("  (* keep *) {0} u_{0} ();\n", name);
      writes +=
          fmt::format("; select {0}; write_verilog -noattr -selected {0}.v; select -clear", name);
    }
    write_text("all.v", "module all;\n" + instances + "endmodule\n");
    script +=
        "; read_verilog all.v; hierarchy -check -top all; " + synthesis + " -top all" + writes;
    const Said said = run({"yosys", "-q", "-p", script}, folder_.path());
    if (!said.ok()) return said.complaint();
    std::vector<std::string> files = sources(".v");
    if (!models.empty()) files.push_back(models);
    return in_icarus(files);
  }
  std::filesystem::path path() const { return folder_.path(); }

 private:
  struct Dut {
    const ir::Module* module;
    std::vector<Field> fields;
  };

  static std::string package_path() {
    return std::string(DENIM_SOURCE_DIR) + "/rtl/common/denim_pkg.sv";
  }
  // As $readmemb reads it.
  static std::string text_of(const Bits& bits) {
    std::string text;
    for (std::size_t i = bits.size(); i-- > 0;) text += bits[i] ? '1' : '0';
    return text;
  }
  void write_text(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
  }

  std::vector<std::string> sources(const std::string& ending) const {
    std::vector<std::string> files{package_path()};
    for (const Dut& dut : duts_) files.push_back(dut.module->name + ending);
    files.emplace_back("bench.sv");
    return files;
  }

  std::string in_icarus(const std::vector<std::string>& files) const {
    std::vector<std::string> command{"iverilog", "-g2012", "-s", "bench", "-o", "bench.vvp"};
    command.insert(command.end(), files.begin(), files.end());
    const Said built = run(std::move(command), folder_.path());
    if (!built.ok()) return built.complaint();
    return verdict(run({"vvp", "-n", "bench.vvp"}, folder_.path()));
  }
  std::string verdict(const Said& said) const {
    std::istringstream lines(said.output);
    std::string differences;
    bool passed = false;
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
      passed = passed || line == "PASS";
      if (line.starts_with("DIFFERS ") && ++count <= 8) differences += difference(line);
    }
    if (count > 8) differences += fmt::format("and {} more\n", count - 8);
    return passed ? differences : differences + said.complaint().substr(0, 2000) + "no PASS";
  }
  // "random_3 in cycle 22: late_0 is 0110, not 0100"
  std::string difference(const std::string& line) const {
    std::istringstream words(line);
    std::string word, name, cycle, is, must;
    words >> word >> name >> cycle >> is >> must;
    std::string text = name + " in cycle " + cycle + ":";
    for (const Dut& dut : duts_) {
      if (dut.module->name != name) continue;
      std::size_t end = is.size();
      for (const Field& field : dut.fields) {
        end -= field.width;
        const std::string now = is.substr(end, field.width), right = must.substr(end, field.width);
        if (now != right) text += fmt::format(" {} is {}, not {};", field.name, now, right);
      }
    }
    return text.substr(0, 400) + "\n";
  }

  std::string bench(std::size_t widest, int cycles) const {
    std::string nets, reads, checks;
    for (const Dut& dut : duts_) {
      const std::string& name = dut.module->name;
      std::size_t width = 0;
      for (const Field& field : dut.fields) width += field.width;
      const std::size_t in_width = Interpreter(*dut.module).width("stimulus_i");
      nets += fmt::format(
          "  logic [{1}:0] is_{0};\n  logic [{1}:0] must_{0} [{2}];\n"
          "  {0} u_{0} (.clk_i(clk), .rst_ni(now[{3}]), .set_i(now[{4}]), "
          ".sweep_i(now[{5}:{6}]), .stimulus_i(now[{7}:0]), .result_o(is_{0}));\n",
          name, width - 1, cycles, widest, widest + 1, widest + 3, widest + 2, in_width - 1);
      reads += fmt::format("    $readmemb(\"{0}.txt\", must_{0});\n", name);
      checks += fmt::format(
          "      if (t >= {1} && is_{0} !== must_{0}[t])\n"
          "        $display(\"DIFFERS {0} %0d %b %b\", t, is_{0}, must_{0}[t]);\n",
          name, settling);
    }
    return fmt::format(
        "module bench;\n  logic clk;\n  logic [{0}:0] stimuli [{1}];\n  logic [{0}:0] now;\n{2}"
        "  initial begin\n    clk = 0;\n    $readmemb(\"stimuli.txt\", stimuli);\n{3}"
        "    for (int t = 0; t < {1}; t++) begin\n      now = stimuli[t];\n      #1;\n{4}"
        "      clk = 1;\n      #1;\n      clk = 0;\n      #1;\n    end\n"
        "    $display(\"PASS\");\n    $finish;\n  end\nendmodule\n",
        widest + 3, cycles, nets, reads, checks);
  }

  std::vector<Dut> duts_;
  ScratchFolder folder_;
};

}  // namespace denim::test
