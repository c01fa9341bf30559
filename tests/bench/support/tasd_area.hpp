// What `make bench-tasd-area` measures: the TASD unit in both forms for several blocks, and what
// units come to beside the PEs that they serve.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/yosys.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::bench {

// The chain of units of a `tasd_unit`, without its streams' fork, flat.
inline synth::Mapping map_units(Yosys& yosys, const synth::Target& target, const spec::Spec& spec) {
  const test::BundleFolder bundle(spec);
  return yosys.map(target, bundle.engine_sources(),
                   {bundle.bundle().top + "_chain", Borders::none});
}

// One PE of an `nm_array`, flat, its multipliers made of LUTs.
inline synth::Mapping map_pe(Yosys& yosys, const synth::Target& target, const spec::Spec& spec) {
  const test::BundleFolder bundle(spec);
  return yosys.map(target, bundle.engine_sources(),
                   {bundle.bundle().top + "_pe", Borders::none, false});
}

class TasdAreaBench {
 public:
  TasdAreaBench(Report& report, int seconds) : report_(report), yosys_(seconds) {}

  void run() {
    report_.paragraph(
        "Written by `make bench-tasd-area`. Values of 8 bits; a beat is one block. As Yosys maps "
        "it "
        "(`synth_xilinx -family xc7 -flatten`; `synth_ecp5 -nowidelut`); not placed, not routed. "
        "The "
        "sorter has a register behind every second comparator.");
    for (const char* name : {"xc7", "ecp5"}) forms(synth::target(name));
    share();
  }

 private:
  struct Block {
    int m;
    const char* terms;
  };

  static spec::Spec unit(const Block& block, const char* form) {
    return spec::Spec::parse(
        fmt::format("engine = \"tasd_unit\"\nm = {}\nterms = {}\nform = \"{}\"\n", block.m,
                    block.terms, form),
        "bench", "unit");
  }

  void forms(const synth::Target& target) {
    static constexpr Block blocks[]{{4, R"(["2:4"])"},
                                    {8, R"(["4:8"])"},
                                    {8, R"(["4:8", "1:8"])"},
                                    {16, R"(["8:16"])"},
                                    {32, R"(["16:32"])"}};
    report_.section(fmt::format("TASD units, {}", title_of(target)));
    Table table{{"series", "form", "cycles a block", "latency", "LUTs", "wide muxes", "carries",
                 "flip-flops"},
                2};
    for (const Block& block : blocks) {
      synth::Area areas[2];
      for (const bool sorter : {false, true}) {
        const spec::Spec spec = unit(block, sorter ? "sorter" : "serial");
        const synth::Mapping mapping = map_units(yosys_, target, spec);
        const synth::Area& area = areas[sorter ? 1 : 0] = mapping.area;
        std::string series;
        std::int64_t takes = 0;
        for (const spec::Pattern& term : spec.patterns("terms")) {
          series += fmt::format("{}{}:{}", series.empty() ? "" : "+", term.n, term.m);
          takes += term.n;
        }
        const int latency = spec.engine().latency(spec);
        const std::int64_t each = sorter ? 1 : takes;
        table.add({series, spec.word("form"), std::to_string(each), std::to_string(latency),
                   grouped(area.luts()), grouped(area.wide_muxes), grouped(area.carries),
                   grouped(area.flip_flops)});
        report_.json()["units"].push_back({{"family", title_of(target)},
                                           {"series", series},
                                           {"form", spec.word("form")},
                                           {"cycles_a_block", each},
                                           {"latency", latency},
                                           {"luts", area.luts()},
                                           {"wide_muxes", area.wide_muxes},
                                           {"carries", area.carries},
                                           {"flip_flops", area.flip_flops},
                                           {"seconds", mapping.seconds}});
      }
      report_.limit(areas[0].luts() < areas[1].luts(),
                    fmt::format("{}: of {} the serial form needs {} LUTs, the sorter {}",
                                title_of(target), block.terms, areas[0].luts(), areas[1].luts()));
    }
    report_.table(table);
  }

  // The published share is of 16 serial units in a core of 16 × 16 PEs.
  void share() {
    report_.section("Units beside the PEs that they serve, 7-series");
    report_.paragraph(
        "16 units for 16 × 16 PEs of `vegeta_m8`, as published, where the serial form takes at "
        "most "
        "2 % of the area of the PEs (theirs, an ASIC). Multipliers made of LUTs, so that they "
        "count; "
        "a PE without the skew around it and the accumulators below.");
    const spec::Spec array = spec::Spec::load("vegeta_m8");
    const synth::Area pe = map_pe(yosys_, synth::target("xc7"), array).area;
    Table table{{"", "LUTs", "flip-flops", "LUTs of 256 PEs", "flip-flops of 256 PEs"}, 1};
    table.add({"a PE", grouped(pe.luts()), grouped(pe.flip_flops), "", ""});
    const auto percent = [](std::uint64_t units, std::uint64_t pes) {
      return fmt::format(
          "{:.2f} %", 100.0 * 16 * static_cast<double>(units) / (256 * static_cast<double>(pes)));
    };
    for (const char* form : {"serial", "sorter"}) {
      const synth::Area area =
          map_units(yosys_, synth::target("xc7"), unit({8, R"(["4:8", "1:8"])"}, form)).area;
      table.add({fmt::format("a unit 4:8+1:8, {}", form), grouped(area.luts()),
                 grouped(area.flip_flops), percent(area.luts(), pe.luts()),
                 percent(area.flip_flops, pe.flip_flops)});
      report_.json()["shares"].push_back({{"form", form},
                                          {"unit_luts", area.luts()},
                                          {"unit_flip_flops", area.flip_flops},
                                          {"pe_luts", pe.luts()},
                                          {"pe_flip_flops", pe.flip_flops}});
    }
    report_.table(table);
  }

  Report& report_;
  Yosys yosys_;
};

}  // namespace denim::bench
