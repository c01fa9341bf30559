// What `make bench-area` measures: the memory alone and the whole engine, for each style of memory,
// read latency and number of tile copies, in two FPGA families.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gen/spec/spec.hpp"
#include "tests/bench/support/area_figures.hpp"
#include "tests/bench/support/memory_module.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/yosys.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::bench {

// A form of the engine with 512 multipliers.
struct AreaForm {
  std::string memory;
  int read_latency = 0;
  int copies = 1;
  bool published = false;  // by its preset; the above say what that is

  spec::Spec spec(int columns) const {
    std::vector<std::string> keys{fmt::format("columns={}", columns), "memory=" + memory};
    if (published) return spec::Spec::load("demm_8_128_64_published", keys);
    keys.push_back(fmt::format("read_latency={}", read_latency));
    keys.push_back(fmt::format("overlap={}", copies == 2));
    return spec::Spec::load("demm_8_128_64", keys);
  }
  static AreaForm of(const spec::Spec& preset, bool published) {
    return {preset.word("memory"), static_cast<int>(preset.integer("read_latency")),
            preset.flag("overlap") ? 2 : 1, published};
  }
  std::string name() const { return published ? memory + ", published" : memory; }
  bool operator<(const AreaForm& other) const {
    return std::tie(memory, read_latency, copies, published) <
           std::tie(other.memory, other.read_latency, other.copies, other.published);
  }
};

// Bits that the memory of B holds: words × width × copies for the read ports.
inline std::uint64_t memory_bits(const spec::Spec& spec) {
  const std::int64_t words = spec.integer("m") * (spec.flag("overlap") ? 2 : 1);
  const std::int64_t width = spec.integer("columns") * spec.integer("b_width");
  const std::int64_t ports = spec.word("memory") == "replicated" ? spec.integer("n") : 1;
  return static_cast<std::uint64_t>(words * width * ports);
}

// The memory of an engine by itself, with words of `width` bits; each leaf of it is mapped once.
inline synth::Mapping map_memory(Yosys& yosys, const synth::Target& target, const spec::Spec& spec,
                                 std::int64_t width) {
  const test::BundleFolder bundle(spec);
  const std::string top = bundle.bundle().top + "_memory";
  blocks::MemoryShape shape = memory_shape(spec);
  shape.width = width;
  // The memory's leaves are among the engine's. The engine, which is last, is not read.
  test::Sources sources = bundle.engine_sources();
  sources.files.back() = top + ".sv";
  std::ofstream(bundle.path() / sources.files.back()) << memory_module(shape, top);
  return yosys.map(target, sources, {top});
}

// What is measured of a form.
struct Row {
  synth::Area area;
  double seconds = 0;
  bool finished = true;
};

inline std::vector<AreaForm> area_forms() {
  std::vector<AreaForm> all;
  for (const int copies : {1, 2}) {
    for (const int latency : {0, 1}) {
      for (const char* memory : {"regs", "replicated", "banked"}) {
        all.push_back({memory, latency, copies});
      }
    }
  }
  return all;
}

struct Rows {
  std::map<AreaForm, Row> memories, engines;
  std::vector<std::pair<std::string, Row>> wholes;  // the default preset, not extrapolated
};

inline constexpr int columns = 64;
// Powers of two, as 64 is: the choice of a word from a vector takes four times the logic where its
// width is none. Accumulators of 32 bits take 8, 15 and 57 RAM blocks, 36 bits wide, for 8, 16 and
// 64 columns, as even as that can be.
inline constexpr int few_columns = 8;
inline constexpr int more_columns = 16;
// Of a memory of registers
inline constexpr int few_bits = 4;
inline constexpr int more_bits = 8;

// All mappings to one family.
class Measurement {
 public:
  Measurement(const synth::Target& target, int seconds) : target_(target), yosys_(seconds) {}

  Rows rows() {
    Rows rows;
    for (const AreaForm& form : area_forms())
      rows.memories[form] = told("memory", form, memory(form));
    for (const AreaForm& form : area_forms())
      rows.engines[form] = told("engine", form, engine(form, rows.memories.at(form)));
    const spec::Spec preset = spec::Spec::load("demm_8_128_64_published");
    const AreaForm published = AreaForm::of(preset, true);
    rows.engines[published] =
        told("engine", published, engine(published, rows.memories.at(AreaForm::of(preset, false))));
    // ECP5 takes too long for it.
    if (target_.name == "xc7") {
      const AreaForm usual = AreaForm::of(spec::Spec::load("demm_8_128_64"), false);
      for (const auto& [part, borders] : {std::pair{"engine, flat but for RAMs", Borders::rams},
                                          std::pair{"engine, flat", Borders::none}}) {
        rows.wholes.emplace_back(part, told(part, usual, whole_engine(usual, borders)));
      }
    }
    return rows;
  }

 private:
  // Says that there is one more row.
  Row told(const char* part, const AreaForm& form, const Row& row) const {
    fmt::print("  {} {}, {}, latency {}, {} copies: {:.0f} s\n", title_of(target_), part,
               form.name(), form.read_latency, form.copies, row.seconds);
    std::fflush(stdout);
    return row;
  }

  // What a design of `all` takes, if each takes as much as each between `few` and `more`.
  template <class Map>
  static Row extrapolate(int few, int more, int all, const Map& map) {
    const synth::Mapping first = map(few);
    const synth::Mapping second = map(more);
    return {extrapolated(first.area, few, second.area, more, all), first.seconds + second.seconds,
            first.finished && second.finished};
  }

  Row memory(const AreaForm& form) {
    const spec::Spec spec = form.spec(columns);
    const auto width = static_cast<int>(columns * spec.integer("b_width"));
    const auto map = [&](int bits) { return map_memory(yosys_, target_, spec, bits); };
    if (form.memory == "regs") return extrapolate(few_bits, more_bits, width, map);
    if (form.memory == "banked" || form.read_latency == 0) return memory_by_columns(form);
    const synth::Mapping mapping = map(width);  // RAM blocks, of which the last is filled in part
    return {mapping.area, mapping.seconds, mapping.finished};
  }
  Row memory_by_columns(const AreaForm& form) {
    return extrapolate(few_columns, more_columns, columns, [&](int with) {
      const spec::Spec spec = form.spec(with);
      return map_memory(yosys_, target_, spec, with * spec.integer("b_width"));
    });
  }

  // The whole engine, with its memory as measured alone: that does not grow evenly where RAM blocks
  // are filled in part.
  Row engine(const AreaForm& form, const Row& memory_alone) {
    AreaForm mapped = form;
    if (form.memory == "regs") mapped.memory = "replicated";  // the same around it
    Row row = extrapolate(few_columns, more_columns, columns,
                          [&](int with) { return map_engine(mapped.spec(with), Borders::rams); });
    const Row evenly = memory_by_columns(mapped);
    replace(row.area, evenly.area, memory_alone.area);
    row.finished = row.finished && evenly.finished && memory_alone.finished;
    return row;
  }
  synth::Mapping map_engine(const spec::Spec& spec, Borders borders) {
    const test::BundleFolder bundle(spec);
    return yosys_.map(target_, bundle.engine_sources(), {bundle.bundle().top, borders});
  }
  Row whole_engine(const AreaForm& form, Borders borders) {
    const synth::Mapping mapping = map_engine(form.spec(columns), borders);
    return {mapping.area, mapping.seconds, mapping.finished};
  }

  const synth::Target& target_;
  Yosys yosys_;
};

class AreaBench {
 public:
  AreaBench(Report& report, int seconds) : report_(report), seconds_(seconds) {}

  void run() {
    report_.paragraph(
        "Written by `make bench-area`. Preset `demm_8_128_64`: 512 multipliers, rows of B of 512 "
        "bits, 8 read ports, 128 rows a tile, 4 segments; and what the columns say. As Yosys maps "
        "it (`synth_xilinx -family xc7`; `synth_ecp5 -nowidelut`); not placed, not routed.");
    report_.paragraph(
        "LUTs as RAM: RAM32M, RAM64M, RAM128X1D, RAM256X1S 4, RAM32X1D, RAM64X1D 2; for ECP5 a "
        "TRELLIS_DPR16X4 is 6, for nextpnr gives it two slices for its data and one for its write "
        "port. Other LUTs: LUT1 to LUT6; LUT4. Not in the sum: wide multiplexers (MUXF7, "
        "MUXF8), inverters in front of resets, which the flip-flops have inside, and carries "
        "(CARRY4; CCU2C, which takes both LUT4 of a slice). RAM blocks of 18 "
        "Kbit: RAMB18E1, half a RAMB36E1; DP16KD.");
    report_.paragraph(fmt::format(
        "How: the memory alone is the engine's block between ports; the engine is flat but for its "
        "RAMs. Yosys is busy for too long with all {0} columns, so {1} and {2} are mapped, and "
        "each "
        "column up to {0} takes as much as each between those. Of the memory alone that is not so "
        "for `regs`, of which words of {3} and of {4} bits are mapped, and for `replicated` of RAM "
        "blocks, which is mapped as a whole. In an engine stands, in place of what its memory "
        "alone "
        "takes by the columns, what its own table says; around `regs` is what is around "
        "`replicated`. One form is mapped as a whole, with all {0} columns, to compare.",
        columns, few_columns, more_columns, few_bits, more_bits));
    // The families side by side, for Yosys uses one core.
    const auto measured = [this](const synth::Target& target) {
      return Measurement(target, seconds_).rows();
    };
    const synth::Target& series7 = synth::target("xc7");
    const synth::Target& ecp5 = synth::target("ecp5");
    std::future<Rows> rows = std::async(std::launch::async, measured, std::cref(ecp5));
    report(series7, measured(series7));
    report(ecp5, rows.get());
  }

 private:
  void report(const synth::Target& target, const Rows& rows) {
    Table memories = begin(fmt::format("The memory alone, {}", title_of(target)));
    for (const AreaForm& form : area_forms())
      add(memories, target, "memory", form, rows.memories.at(form));
    report_.table(memories);
    check(target, rows.memories);

    Table engines = begin(fmt::format("The whole engine, {}", title_of(target)));
    for (const AreaForm& form : area_forms())
      add(engines, target, "engine", form, rows.engines.at(form));
    const AreaForm published = AreaForm::of(spec::Spec::load("demm_8_128_64_published"), true);
    add(engines, target, "engine", published, rows.engines.at(published));
    const AreaForm usual = AreaForm::of(spec::Spec::load("demm_8_128_64"), false);
    for (const auto& [part, row] : rows.wholes) add(engines, target, part, usual, row);
    report_.paragraph(
        "Bits are those of the memory of B. `published`: the published form. `flat …`: the default "
        "preset mapped as a whole, to compare with its line above; without any borders Yosys takes "
        "the registers that address the RAMs into them and makes RAM blocks of them, although the "
        "spec's read is asynchronous.");
    report_.table(engines);
  }

  Table begin(const std::string& title) {
    report_.section(title);
    return {{"memory", "read latency", "tile copies", "b-memory bits", "LUTs as RAM", "other LUTs",
             "LUTs in all", "wide muxes", "carries", "RAM blocks", "flip-flops", "multipliers",
             "seconds"}};
  }

  void add(Table& table, const synth::Target& target, const std::string& part, const AreaForm& form,
           const Row& row) {
    const std::uint64_t bits = memory_bits(form.spec(columns));
    std::string name = form.name();
    if (part.starts_with("engine, ")) name += part.substr(6);
    const synth::Area& area = row.area;
    std::vector<std::string> cells{name, std::to_string(form.read_latency),
                                   std::to_string(form.copies), grouped(bits)};
    for (const std::uint64_t count : {area.ram_luts, area.logic_luts, area.luts(), area.wide_muxes,
                                      area.carries, area.rams, area.flip_flops, area.dsps}) {
      cells.push_back(row.finished ? grouped(count) : "?");
    }
    cells.push_back(row.finished ? fmt::format("{:.0f}", row.seconds)
                                 : fmt::format("ended after {}", seconds_));
    table.add(cells);
    Json json{{"family", title_of(target)},
              {"part", part},
              {"memory", form.memory},
              {"published", form.published},
              {"read_latency", form.read_latency},
              {"tile_copies", form.copies},
              {"b_memory_bits", bits},
              {"finished", row.finished},
              {"seconds", row.seconds}};
    if (row.finished) {
      json["luts_as_ram"] = area.ram_luts;
      json["other_luts"] = area.logic_luts;
      json["wide_muxes"] = area.wide_muxes;
      json["carries"] = area.carries;
      json["ram_blocks_18k"] = area.rams;
      json["flip_flops"] = area.flip_flops;
      json["multipliers"] = area.dsps;
    }
    report_.json()["areas"].push_back(json);
  }

  void check(const synth::Target& target, const std::map<AreaForm, Row>& memories) {
    for (const int copies : {1, 2}) {
      const spec::Spec banked = AreaForm{"banked", 0, copies}.spec(columns);
      const std::uint64_t more = memory_bits(AreaForm{"replicated", 0, copies}.spec(columns));
      const auto n = static_cast<std::uint64_t>(banked.integer("n"));
      report_.limit(memory_bits(banked) * n == more,
                    fmt::format("{}, {} tile copies: banked holds {} bits, 1/{} of {} would be "
                                "right",
                                title_of(target), copies, memory_bits(banked), n, more));
    }
    const Row& banked = memories.at({"banked", 0, 2});
    const Row& replicated = memories.at({"replicated", 0, 2});
    const bool holds =
        banked.finished && replicated.finished && banked.area.luts() < replicated.area.luts();
    const std::string text = fmt::format(
        "With two tile copies and asynchronous read, banked needs {} LUTs in all, replicated {}",
        grouped(banked.area.luts()), grouped(replicated.area.luts()));
    report_.paragraph(
        report_.cell(text, holds,
                     fmt::format("{}: {}; banked should need fewer", title_of(target), text)) +
        ". In every form banked holds an eighth of the bits of replicated.");
  }

  Report& report_;
  int seconds_;
};

}  // namespace denim::bench
