// What `make bench-area` measures: the memory alone and the whole engine, for each style of memory,
// read latency and number of tile copies, in two FPGA families.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gen/spec/spec.hpp"
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
    std::vector<std::string> keys{fmt::format("columns={}", columns)};
    if (published) return spec::Spec::load("demm_8_128_64_published", keys);
    keys.push_back("memory=" + memory);
    keys.push_back(fmt::format("read_latency={}", read_latency));
    keys.push_back(fmt::format("overlap={}", copies == 2));
    return spec::Spec::load("demm_8_128_64", keys);
  }
  static AreaForm of(const spec::Spec& preset, bool published) {
    return {preset.word("memory"), static_cast<int>(preset.integer("read_latency")),
            preset.flag("overlap") ? 2 : 1, published};
  }
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

class AreaBench {
 public:
  AreaBench(Report& report, int seconds) : report_(report), seconds_(seconds), yosys_(seconds) {}

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
        "How: the memory leaf by leaf, each counted as often as it is there. `regs` keeps Yosys "
        "busy for too long at {0} columns, so it is mapped with {1}, and its figures are {2} times "
        "what came out; that counts the decoders of the addresses {2} times and is a little too "
        "much. The engine around the memory flat but for its RAMs, with {3} and with {4} columns, "
        "and for each column up to {0} as much as for each of the last {3}; then the memory is "
        "added. One form is mapped as a whole, with all {0} columns, to compare.",
        columns, scaled_columns, columns / scaled_columns, few_columns, more_columns));
    for (const Family family : {Family::series7, Family::ecp5}) run(family);
  }

 private:
  static constexpr int columns = 64;
  static constexpr int scaled_columns = 4;  // of a memory of registers
  // Multiples of 9 accumulators of 32 bits fill RAM blocks, which are 36 bits wide, without a rest.
  static constexpr int few_columns = 9;
  static constexpr int more_columns = 18;

  struct Row {
    Area area;
    double seconds = 0;
    bool finished = true;
    int scale = 1;  // the memory was mapped with so many times fewer columns
  };

  static std::vector<AreaForm> forms() {
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

  void run(Family family) {
    std::map<AreaForm, Row> memories;
    Table table = begin(fmt::format("The memory alone, {}", to_string(family)));
    for (const AreaForm& form : forms()) {
      const Row row = memory(family, form);
      memories.emplace(form, row);
      add(table, family, "memory", form, row);
    }
    report_.table(table);
    check(family, memories);

    Table engines = begin(fmt::format("The whole engine, {}", to_string(family)));
    for (const AreaForm& each : forms()) {
      add(engines, family, "engine", each, engine(family, each, memories.at(each)));
    }
    const spec::Spec published = spec::Spec::load("demm_8_128_64_published");
    const AreaForm form = AreaForm::of(published, true);
    add(engines, family, "engine", form,
        engine(family, form, memories.at(AreaForm::of(published, false))));
    // ECP5 takes too long for it.
    if (family == Family::series7) {
      const AreaForm usual = AreaForm::of(spec::Spec::load("demm_8_128_64"), false);
      add(engines, family, "engine, flat but for RAMs", usual,
          whole_engine(family, usual, Borders::rams));
      add(engines, family, "engine, flat", usual, whole_engine(family, usual, Borders::none));
    }
    report_.paragraph(
        "Bits are those of the memory of B. `published`: the published form. `flat …`: the default "
        "preset mapped as a whole, to compare with its line above; without any borders Yosys takes "
        "the registers that address the RAMs into them and makes RAM blocks of them, although the "
        "spec's read is asynchronous.");
    report_.table(engines);
  }

  Row memory(Family family, const AreaForm& form) {
    Row row;
    row.scale = form.memory == "regs" ? columns / scaled_columns : 1;
    const test::BundleFolder bundle(form.spec(columns / row.scale));
    const Mapping mapping =
        yosys_.map(family, bundle.engine_sources(), {bundle.bundle().top + "_memory"});
    row.area.add(mapping.area, static_cast<std::uint64_t>(row.scale));
    row.seconds = mapping.seconds;
    row.finished = mapping.finished;
    return row;
  }

  // The engine around its memory, and the memory as measured alone.
  Row engine(Family family, const AreaForm& form, const Row& memory) {
    const Mapping few = around_memory(family, form, few_columns);
    const Mapping more = around_memory(family, form, more_columns);
    Row row{extrapolated(few.area, few_columns, more.area, more_columns, columns),
            few.seconds + more.seconds, few.finished && more.finished && memory.finished,
            memory.scale};
    row.area.add(memory.area);
    return row;
  }
  Mapping around_memory(Family family, const AreaForm& form, int with_columns) {
    const test::BundleFolder bundle(form.spec(with_columns));
    const std::string& top = bundle.bundle().top;
    return yosys_.map(family, bundle.engine_sources(), {top, top + "_memory", Borders::rams});
  }

  Row whole_engine(Family family, const AreaForm& form, Borders borders) {
    const test::BundleFolder bundle(form.spec(columns));
    const Mapping mapping =
        yosys_.map(family, bundle.engine_sources(), {bundle.bundle().top, {}, borders});
    return {mapping.area, mapping.seconds, mapping.finished};
  }

  Table begin(const std::string& title) {
    report_.section(title);
    return {{"memory", "read latency", "tile copies", "b-memory bits", "LUTs as RAM", "other LUTs",
             "LUTs in all", "wide muxes", "carries", "RAM blocks", "flip-flops", "multipliers",
             "seconds"}};
  }

  void add(Table& table, Family family, const std::string& part, const AreaForm& form,
           const Row& row) {
    const std::uint64_t bits = memory_bits(form.spec(columns));
    std::string name = form.published ? form.memory + ", published" : form.memory;
    if (part.starts_with("engine, ")) name += part.substr(6);
    if (row.scale > 1) name += fmt::format(" (memory {} × {} columns)", row.scale, scaled_columns);
    const Area& area = row.area;
    std::vector<std::string> cells{name, std::to_string(form.read_latency),
                                   std::to_string(form.copies), grouped(bits)};
    for (const std::uint64_t count : {area.ram_luts, area.logic_luts, area.luts(), area.wide_muxes,
                                      area.carries, area.rams, area.flip_flops, area.multipliers}) {
      cells.push_back(row.finished ? grouped(count) : "?");
    }
    cells.push_back(row.finished ? fmt::format("{:.0f}", row.seconds)
                                 : fmt::format("ended after {}", seconds_));
    table.add(cells);
    Json json{{"family", to_string(family)},
              {"part", part},
              {"memory", form.memory},
              {"published", form.published},
              {"read_latency", form.read_latency},
              {"tile_copies", form.copies},
              {"memory_mapped_with_columns", columns / row.scale},
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
      json["multipliers"] = area.multipliers;
    }
    report_.json()["areas"].push_back(json);
    fmt::print("  {} {}, {}, latency {}, {} copies: {:.0f} s\n", to_string(family), part, name,
               form.read_latency, form.copies, row.seconds);
    std::fflush(stdout);
  }

  void check(Family family, const std::map<AreaForm, Row>& memories) {
    for (const int copies : {1, 2}) {
      const spec::Spec banked = AreaForm{"banked", 0, copies}.spec(columns);
      const std::uint64_t more = memory_bits(AreaForm{"replicated", 0, copies}.spec(columns));
      const auto n = static_cast<std::uint64_t>(banked.integer("n"));
      report_.limit(memory_bits(banked) * n == more,
                    fmt::format("{}, {} tile copies: banked holds {} bits, 1/{} of {} would be "
                                "right",
                                to_string(family), copies, memory_bits(banked), n, more));
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
                     fmt::format("{}: {}; banked should need fewer", to_string(family), text)) +
        ". In every form banked holds an eighth of the bits of replicated.");
  }

  Report& report_;
  int seconds_;
  Yosys yosys_;
};

}  // namespace denim::bench
