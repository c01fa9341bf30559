#include "sim/simulator.hpp"

#include <fmt/format.h>

#include <chrono>

#include "gen/spec/spec.hpp"
#include "sim/builder.hpp"
#include "sim/sources.hpp"

namespace denim::sim {

namespace {

const char* trace_suffix(Trace trace) {
  switch (trace) {
    case Trace::none:
      return "";
    case Trace::main:
      return "-waves";
    case Trace::everything:
      return "-waves-all";
  }
  return "";
}

// Of what is really in the folder: a bundle that was edited by hand gets a simulator of its own.
std::string entry_name(const Manifest& manifest, const Texts& sources, const Toolchain& tools,
                       const BuildOptions& options) {
  std::uint64_t hash = spec::fnv1a(recipe(tools, options.trace, options.quick));
  hash = spec::fnv1a(manifest.wrapper, hash);
  for (const auto& [path, text] : sources) {
    hash = spec::fnv1a(fmt::format("\n{} {}\n", path, text.size()), hash);
    hash = spec::fnv1a(text, hash);
  }
  return fmt::format("{}-{:016x}{}", manifest.name, hash, trace_suffix(options.trace));
}

}  // namespace

Simulator build(const std::filesystem::path& bundle_folder, const BuildOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const InterruptScope interrupt;
  Simulator simulator;
  simulator.manifest = Manifest::read(bundle_folder, options.top);
  const Texts sources = read_sources(simulator.manifest);
  simulator.traces = options.trace != Trace::none;
  Toolchain tools = find_toolchain();
  tools.machine = options.machine;
  if (!tools.doubt.empty()) simulator.notes.push_back(tools.doubt);
  const std::filesystem::path cache = options.cache.empty() ? default_cache() : options.cache;
  CacheSlot slot(cache, entry_name(simulator.manifest, sources, tools, options));
  remove_leftovers(cache);

  simulator.cached = slot.usable();
  if (!simulator.cached) {
    slot.lock(interrupt, options.progress);
    simulator.cached = slot.usable();  // another one built it while we waited
  }
  if (!simulator.cached) {
    const BuildJob job{simulator.manifest, sources, tools,     options.trace,   options.quick,
                       options.jobs,       cache,   interrupt, options.progress};
    build_library(job, slot, slot.prepare());
    slot.publish();
  }
  interrupt.check();
  simulator.library = slot.folder() / library_name;
  simulator.build_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return simulator;
}

void build_runtimes(const BuildOptions& options) {
  const InterruptScope interrupt;
  Toolchain tools = find_toolchain();
  tools.machine = options.machine;
  const std::filesystem::path cache = options.cache.empty() ? default_cache() : options.cache;
  remove_leftovers(cache);
  for (const Trace trace : {Trace::none, Trace::main}) {
    CacheSlot slot(cache, fmt::format("no-engine{}", trace_suffix(trace)));
    slot.lock(interrupt, options.progress);
    Manifest nothing;
    nothing.folder = slot.folder();
    nothing.wrapper = "denim_no_engine";
    nothing.filelist = "denim_no_engine.f";
    const Texts sources{
        {nothing.filelist, "denim_no_engine.sv\n"},
        {"denim_no_engine.sv",
         "module denim_no_engine (\n  input  logic clk_i,\n  output logic clk_o\n);\n"
         "  assign clk_o = clk_i;\nendmodule\n"}};
    build_runtime(
        {nothing, sources, tools, trace, false, options.jobs, cache, interrupt, options.progress},
        slot, slot.prepare());
    interrupt.check();
  }
}

}  // namespace denim::sim
