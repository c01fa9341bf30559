// README.md of a bundle: use, ports, every payload bit of every stream, error bits, timing.
#include <fmt/format.h>

#include <utility>

#include "denim_version.hpp"
#include "gen/emit/bundle_file.hpp"
#include "gen/emit/registers.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/registers.hpp"

namespace denim::emit {

namespace {

using spec::Field;
using spec::Layout;

// "[15:8]" of the wire, as engineers write it.
std::string bit_range(unsigned low, unsigned width) {
  return width == 1 ? fmt::format("[{}]", low) : fmt::format("[{}:{}]", low + width - 1, low);
}

std::string field_rows(const Layout& layout) {
  std::string text;
  for (const Field& field : layout.fields) {
    if (field.count == 1) {
      text += fmt::format("| `{}` | {} | {} |\n", bit_range(field.offset, field.width), field.name,
                          field.meaning);
    } else {
      text += fmt::format(
          "| `{}` | {}[{}], {} × {} bits; element i is `[{} + {}·i +: {}]` | {} |\n",
          bit_range(field.offset, field.width * field.count), field.name, field.count, field.count,
          field.width, field.offset, field.width, field.width, field.meaning);
    }
  }
  return text;
}

// Of a stream whose beats are cut at the port.
std::string parts_text(const spec::Spec& spec, const spec::StreamDeclaration& stream) {
  const unsigned whole = spec::layout(spec, stream.name).width;
  const spec::Passage passage = spec::passage(spec, stream.name);
  if (passage.width == whole) return {};
  const unsigned filled = passage.parts * passage.width - whole;
  return fmt::format(
      "\nBy `{}` the port is {} bits wide: such a beat leaves in {} parts, one behind the other, "
      "bits 0 … {} first{}. Counted from reset, every {}th beat of the port is the last part of a "
      "result. While the parts of one result leave, one more waits, so that the engine goes on "
      "until there is a third.\n",
      spec::result_bits_key, passage.width, passage.parts, passage.width - 1,
      filled == 0 ? std::string() : fmt::format("; the last one has {} zeros on top", filled),
      passage.parts);
}

std::string settings_text(const spec::Spec& spec) {
  const auto settings = spec.engine().settings_of(spec);
  if (settings.empty()) return {};
  std::string text =
      "\n"
      "## Settings\n\n"
      "Inputs that hold still from before the end of reset, or change only while no beat is on its "
      "way.\n\n"
      "| port | bits | meaning |\n"
      "|---|---|---|\n";
  for (const spec::SettingDeclaration& setting : settings) {
    text += fmt::format("| `{}_i` | {} | {} |\n", setting.name, setting.width, setting.meaning);
  }
  return text;
}

std::string errors_text(const spec::Spec& spec) {
  const auto errors = spec.engine().errors_of(spec);
  if (errors.empty()) return "\n## Error bits\n\nNone: every beat is a good one.\n";
  std::string text =
      "\n## Error bits\n\nSticky until reset, or until the same bit of `error_clear_i` is set. "
      "None of them stops the engine.\n\n"
      "| bit of `error_o` | name | raised when |\n|---|---|---|\n";
  int bit = 0;
  for (const spec::ErrorDeclaration& error : errors) {
    text += fmt::format("| {} | {} | {} |\n", bit++, error.name, error.meaning);
  }
  return text;
}

std::string ports_text(const ir::Module& module) {
  const ir::Values values = module.defaults();
  std::string text = "| port | direction | bits | meaning |\n|---|---|---|---|\n";
  for (const ir::Port& port : module.ports) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", port.name,
                        port.direction == ir::Direction::in ? "in" : "out",
                        port.width.evaluate(values), port.comment);
  }
  return text;
}

std::string top_lines(const Contents& contents) {
  std::string text;
  for (const Top& top : contents.tops)
    text += fmt::format("  - `{}`: {}.\n", top.module->name, top.meaning);
  return text;
}

std::string axis_text(const Contents& contents) {
  const Top& axis = contents.top("axis");
  return fmt::format(
             "\n## AXI-Stream top `{}`\n\n"
             "A beat here is a beat of the stream above, bit for bit and in the same cycle, padded "
             "to whole bytes. Bits of the padding are not looked at on the way in and are 0 on "
             "the way out; every bit of tkeep is 1. Each stream out counts packets of its own.\n\n",
             axis.module->name) +
         ports_text(*axis.module);
}

std::string registers_text(const Contents& contents) {
  std::string text = fmt::format(
      "\n## Top with registers `{0}`\n\n"
      "The streams of `{1}`, whose packets and settings come from registers here, and `irq_o`. A "
      "stream in has a gate, which is closed until CONTROL.enable is set; an open gate adds no "
      "cycle. `s_axi` is AXI4-Lite with byte strobes: one write and one read at a time, two cycles "
      "each at least; an address beyond the registers is answered by SLVERR, a write to what is "
      "read only by OKAY and nothing else.\n\n"
      "`{2}_regs.h` (C), `denim_axi.hpp` (C++, over two functions that read and write) and "
      "`{2}.rdl` (SystemRDL) say the same as this table. To begin: read ID and SPEC_HASH, write "
      "TLAST_BEATS and the settings, then CONTROL.enable. A soft reset does not take back a beat "
      "that a stream out offers: it waits until that is taken. A beat that a host offers all the "
      "while is the first one afterwards.\n\n"
      "| offset | register | bits | field | access | reset | meaning |\n"
      "|---|---|---|---|---|---|---|\n",
      contents.top("axi").module->name, contents.top("axis").module->name, contents.engine.name);
  for (const spec::RegisterDeclaration& one : spec::registers(contents.spec)) {
    if (!one.is_plain())
      text += fmt::format("| `0x{:03x}` | {} | | | | | {} |\n", one.offset, one.name, one.meaning);
    for (const spec::RegisterField& field : one.fields) {
      const bool is_live = field.access == spec::Access::status;
      text += fmt::format("| {} | {} | `{}` | {} | {} | {} | {} |\n",
                          one.is_plain() ? fmt::format("`0x{:03x}`", one.offset) : "",
                          one.is_plain() ? one.name : "", bits_text(field),
                          one.is_plain() ? "" : field.name, spec::access_text(field.access),
                          is_live ? "" : fmt::format("`0x{:x}`", field.reset),
                          one.is_plain() ? one.meaning : field.meaning);
    }
  }
  return text;
}

// What an override must keep to, in numbers.
std::string limits_text(const ir::Module& module) {
  if (module.guards.empty()) return {};
  const ir::Values values = module.defaults();
  std::string text =
      "\nAn override beyond these limits is refused when the design is elaborated; in brackets the "
      "numbers where nothing is overridden:\n\n";
  for (const ir::Guard& guard : module.guards) {
    text += "- " + guard.text();
    if (!guard.bound.is_constant()) text += fmt::format(" ({})", guard.bound.evaluate(values));
    text += "\n";
  }
  return text;
}

std::string time_text(const Contents& contents) {
  return fmt::format(
      "\n"
      "## Clock, reset, time\n\n"
      "- Reset is synchronous: `{}` (`{}` of the AXI tops) low at one rising edge of the "
      "clock is enough. RAMs have no reset and need none.\n"
      "- Beats may be offered from the first cycle after reset.\n"
      "- No file of `rtl/` has a `timescale` or a delay. A bench that has one, with files behind "
      "it that have none, makes some simulators warn: for Verilator give `--timescale 1ns/1ps`.\n",
      contents.engine.reset_n, contents.top("axis").module->reset_n);
}

// A stream moves a beat a cycle at most.
std::string rates_text(const Contents& contents) {
  const ir::Module& axis = *contents.top("axis").module;
  const ir::Values values = axis.defaults();
  std::string text =
      "\n## Bits a cycle\n\nA stream moves a beat a cycle at most.\n\n"
      "| stream | bits a beat | bits of tdata |\n|---|---|---|\n";
  for (std::size_t i = 0; i < contents.engine.streams.size(); ++i) {
    const std::string& name = contents.engine.streams[i].name;
    text += fmt::format("| {} {} | {} | {} |\n", name,
                        contents.engine.streams[i].direction == ir::Direction::in ? "in" : "out",
                        spec::passage(contents.spec, name).width,
                        axis.port(axis.streams.at(i).data_port())->width.evaluate(values));
  }
  return text;
}

std::string rules_text(const spec::Spec& spec) {
  std::string text;
  for (const spec::RuleDeclaration& rule : spec.engine().rules) {
    const std::string said = rule.text(spec);
    if (!said.empty()) text += fmt::format("\n**{}.** {}\n", rule.name, said);
  }
  return text;
}

std::string program_text(const spec::Spec& spec) {
  return fmt::format(
             "\n"
             "## A program\n\n"
             "`denim compile ./{}.toml --a A.npy{} -o DIR` writes, for a bench or a host:\n\n"
             "- a hex file for each stream, a beat a line, for `$readmemh`. A stream in is its "
             "whole file, sent `repeat` times one after the other, for the beats of A are often "
             "the same for all columns of B; a stream out is what must come back;\n"
             "- `manifest.json`: `streams` with file, width, beats and `repeat`; `results`, which "
             "has for each beat out, in order, row and column of its first element in the matrix "
             "of results, and `results_note`, which says where its other elements lie; "
             "`zero_rows`, rows of results that never come and are zeros.\n",
             spec.top_name(), spec.engine().takes_b() ? " --b B.npy" : "") +
         rules_text(spec);
}

std::string write_readme(const Contents& contents) {
  const spec::Spec& spec = contents.spec;
  const ir::Module& top = contents.engine;
  const ir::Values values = top.defaults();
  std::string text = fmt::format(
      "# {}\n\n{}.\nGenerated by denim {}, spec hash `{}`; `{}` remakes it.\n\n## The spec\n\n"
      "```toml\n{}```\n\n",
      spec.name(), spec.engine().meaning, DENIM_VERSION, spec.hash(), remake_command(spec),
      spec.canonical());
  text += "| key | value | may be | unit | meaning |\n|---|---|---|---|---|\n";
  for (const spec::KeyDeclaration& key : spec.keys()) {
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, spec::to_text(spec.value(key.name)),
                    key.type_text(), key.unit, key.meaning);
  }
  text += fmt::format(
      "\n"
      "## Use\n\n"
      "- `{0}.f` lists the sources, relative to this folder. Here, `verilator --lint-only -Wall -f "
      "{0}.f --top-module {2}` and `iverilog -g2012 -t null -c {0}.f -s {2}` have nothing to say; "
      "Yosys takes the same files with `read_verilog -sv`.\n"
      "- `make lint` asks those of Verilator, Icarus and Yosys that are installed about every top; "
      "`make synth` has Yosys count the cells of `{3}`.\n"
      "- `make sim` runs `sim/{0}_tb.sv` on the small program beside it, without stalls and with "
      "50 % of them, in Icarus; `make sim SIM=verilator SEED=\"1 2\" STALL=\"0 30\"` chooses. It "
      "prints PASS with beats and cycles, or FAIL and ends with another status than 0: a result "
      "that differs, a raised error bit, other cycles than the model says, a stream that stands "
      "still, a beat that changes while it waits. `PROGRAM=DIR`, seen from here, takes what `denim "
      "compile` wrote. Another simulator takes `{0}.f` and the bench, with `{0}_tb` as top and "
      "`+SEED=`, `+STALL=`, `+PROGRAM=`; of a large engine Verilator is the faster one.\n"
      "- `{1}` is the SystemVerilog top with parameters; the other tops are Verilog-2001 with "
      "literal port ranges at the values above:\n{4}"
      "- FuseSoC takes `{0}.core`, Bender `Bender.yml`; `{0}.sdc` and `{0}_ooc.xdc` constrain the "
      "clock.\n"
      "- Vivado packages `{3}` as an IP by `{0}_vivado_ip.tcl` and builds it out of context by "
      "`{0}_vivado_ooc.tcl`; `{0}_quartus.tcl` makes a project of Quartus. They may be run in any "
      "folder; their first lines say how.\n"
      "- What this page says in numbers are constants in `{0}_params.hpp` (C++), `{0}_params.py` "
      "(Python) and `{0}_params_pkg.sv` (SystemVerilog): `a_beat_width`, `A_BEAT_WIDTH`, "
      "`ABeatWidth`.\n"
      "- `denim synth ./{0}.toml` says what it takes of an FPGA, module by module, and `--top "
      "axis` or `--top axi` what that top adds.\n\n",
      top.name, top.name, contents.top("wrapper").module->name, contents.top("axis").module->name,
      top_lines(contents));
  text +=
      "Parameters that may be overridden when the SystemVerilog top is instantiated:\n\n"
      "| parameter | default | meaning |\n|---|---|---|\n";
  for (const ir::Parameter& parameter : top.parameters) {
    if (parameter.local) continue;
    text += fmt::format("| `{}` | {} | {} |\n", parameter.name, parameter.value.evaluate(values),
                        parameter.comment);
  }
  text += limits_text(top) + "\n## Ports\n\n" + ports_text(top);
  text +=
      "\nA beat is transferred in each cycle in which a stream's valid and ready are both high. "
      "valid never waits for ready, and the payload holds still while it waits.\n";
  if (!top.paths.empty()) {
    text += "\nCombinational paths, from an input to an output in the same cycle:";
    for (const auto& [from, to] : top.paths) {
      text +=
          fmt::format("{} `{}` to `{}`", &from == &top.paths.front().first ? "" : ",", from, to);
    }
    text += ".\n";
  }
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const Layout layout = spec::layout(spec, stream.name);
    text += fmt::format(
        "\n## Stream `{}`, {} bits: {}\n\n| bits of `{}_data_{}` | field | meaning |\n"
        "|---|---|---|\n{}",
        stream.name, layout.width, stream.meaning, stream.name, stream.sink ? "i" : "o",
        field_rows(layout));
    text += parts_text(spec, stream);
  }
  text += rates_text(contents) + program_text(spec) + axis_text(contents) +
          registers_text(contents) + settings_text(spec) + errors_text(spec) + time_text(contents);
  text += fmt::format(
      "\n## Timing\n\nFrom the handshake of {} to {} it takes {} cycles:", spec.engine().timed,
      spec.engine().takes_b()
          ? "the valid `" + spec.engine().results().name +
                (spec::cuts_results(spec) ? "` beat that is the first part" : "` beat")
          : "the valid beats out",
      spec::latency_to_port(spec));
  bool first_stage = true;
  if (spec::cycles_in(spec) > 0)
    text += fmt::format("{} port {}", std::exchange(first_stage, false) ? "" : ",",
                        spec::cycles_in(spec));
  for (const spec::StageDeclaration& stage : spec.engine().stages) {
    const int cycles = stage.cycles(spec);
    if (cycles == 0) continue;
    text +=
        fmt::format("{} {} {}", std::exchange(first_stage, false) ? "" : ",", stage.name, cycles);
  }
  if (spec::cycles_out(spec) > 0) text += fmt::format(", port {}", spec::cycles_out(spec));
  text += ".\n";
  text += "\n## Files\n\n";
  for (const std::string& file : contents.files) text += fmt::format("- `{}`\n", file);
  return text;
}

const RegisterBundleFile readme("README.md", write_readme);

}  // namespace

}  // namespace denim::emit
