#include "sw/flow/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gen/bundle/bundle.hpp"
#include "sim/error.hpp"
#include "sim/sources.hpp"

namespace denim::flow {

namespace {

// What a quick build saves, some seconds, is what it loses in so many cycles.
constexpr std::uint64_t few_cycles = 1'000'000;

bool is_quick(std::uint64_t cycles) { return cycles < few_cycles; }

// The files of either that the other has not, or has otherwise.
std::vector<std::string> differing(const sim::Texts& one, const sim::Texts& other) {
  std::set<std::string> names;
  for (const auto& [path, text] : one) {
    const auto found = other.find(path);
    if (found == other.end() || found->second != text) names.insert(path);
  }
  for (const auto& [path, text] : other) {
    if (!one.contains(path)) names.insert(path);
  }
  return {names.begin(), names.end()};
}

}  // namespace

spec::Spec spec_of_bundle(const std::filesystem::path& folder) {
  const sim::Manifest manifest = sim::Manifest::read(folder);
  const auto own = std::ranges::find_if(
      manifest.files, [](const std::string& file) { return file.ends_with(".toml"); });
  if (own == manifest.files.end()) {
    throw sim::SimError(fmt::format("{}: names no .toml file, which would be the spec",
                                    (folder / "manifest.json").string()));
  }
  const std::string file = (folder / *own).string();
  spec::Spec spec = spec::Spec::load(file);
  if (spec.hash() != manifest.spec_hash) {
    throw sim::SimError(
        fmt::format("{}: is the spec {}, and the bundle was made of {}; put the spec back as it "
                    "was, or make a bundle of the new one with `denim gen {} -o DIR`",
                    file, spec.hash(), manifest.spec_hash, file));
  }
  return spec;
}

Device::Device(const spec::Spec& spec, std::uint64_t cycles, sim::Trace trace, const Tell& tell,
               const Rtl& rtl)
    : spec_(spec) {
  if (tell) tell("generating the engine");
  const std::filesystem::path cache = sim::default_cache();
  const bundle::Bundle generated = bundle::generate(spec);
  if (rtl.bundle.empty()) {
    const sim::InterruptScope interrupt;
    const sim::Kept kept =
        sim::keep_files(cache / "bundles", generated.content, generated.files, interrupt, tell);
    bundle_ = kept.folder;
    if (kept.put_aside) {
      notes_.push_back(
          fmt::format("{} had been edited and is kept as {}; `denim run --bundle` runs it",
                      bundle_.string(), kept.put_aside->string()));
    }
  } else {
    bundle_ = rtl.bundle;
    edited_ = differing(generated.files, sim::read_sources(sim::Manifest::read(bundle_)));
  }
  sim::BuildOptions options;
  options.cache = cache;
  options.top = rtl.top;
  options.trace = trace;
  options.quick = is_quick(cycles);
  options.progress = tell;
  simulator_ = sim::build(bundle_, options);
  notes_.insert(notes_.end(), simulator_.notes.begin(), simulator_.notes.end());
}

const Device& Devices::get(const spec::Spec& spec, std::uint64_t cycles, sim::Trace trace,
                           const Tell& tell, const Rtl& rtl) {
  for (const Made& made : all_) {
    if (made.spec == spec && made.quick == is_quick(cycles) && made.trace == trace &&
        made.rtl == rtl) {
      return made.device;
    }
  }
  return all_
      .emplace_back(spec, is_quick(cycles), trace, rtl, Device(spec, cycles, trace, tell, rtl))
      .device;
}

}  // namespace denim::flow
