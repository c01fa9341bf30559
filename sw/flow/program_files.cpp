#include "sw/flow/program_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gen/emit/bundle_file.hpp"
#include "gen/spec/layout.hpp"
#include "sw/flow/cases.hpp"
#include "sw/flow/run.hpp"

namespace denim::flow {

namespace {

void append_hex(std::string& text, std::span<const std::uint64_t> beat, unsigned width) {
  static constexpr char digits[] = "0123456789abcdef";
  for (unsigned digit = (width + 3) / 4; digit-- > 0;) {
    text += digits[beat[digit / 16] >> (digit % 16 * 4) & 15];
  }
  text += '\n';
}

// Of a small engine more than fills it, which makes it change tiles; of a wide one all its columns
// and k, which make its beats no more.
Case small_case(const spec::Spec& spec) {
  const engines::Extent full = engines::find_engine(spec.engine().name).fills(spec);
  const auto size = [](std::int64_t fills, std::int64_t enough, std::int64_t most) {
    const std::int64_t more = std::min(2 * fills + 1, enough);
    return static_cast<std::size_t>(std::max(more, std::min(fills, most)));
  };
  Case c;
  c.rows = size(full.rows, 6, 6);
  c.depth = size(full.depth, 24, 64);
  c.columns = size(full.columns, 6, 64);
  c.pattern = Pattern::half;
  c.seed = 1;
  return c;
}

Operands operands_of(const spec::Spec& spec, const Case& c) {
  Operands operands;
  if (spec.engine().takes_b()) {
    Gemm gemm = draw(spec, c);
    operands.a.values = std::move(gemm.a);
    operands.b.values = std::move(gemm.b);
  } else {
    tensor::Rng rng(c.seed);
    operands.a.values = draw_a(spec, c, rng);
  }
  return operands;
}

Job job_of(const spec::Spec& spec, const Case& c) {
  Job job;
  job.spec = spec;
  job.series = engines::parse_series(c.series, spec);
  return job;
}

// Characters of its hex files.
std::uint64_t size_of(const spec::Spec& spec, const Case& c) {
  Job job = job_of(spec, c);
  job.model_only = true;
  const Layer layer(operands_of(spec, c));
  std::uint64_t size = 0;
  for (const engines::Cost::Traffic& stream : prepare(job, layer).cost.streams)
    size += stream.stored * (spec::layout(spec, stream.stream).width / 4 + 2);
  return size;
}

// With fewer columns where it would be large and that makes it smaller.
Case fitting_case(const spec::Spec& spec) {
  constexpr std::uint64_t large = 50'000;
  Case c = small_case(spec);
  for (std::uint64_t size = size_of(spec, c); size > large && c.columns > 1;) {
    Case narrower = c;
    narrower.columns = (c.columns + 1) / 2;
    const std::uint64_t less = size_of(spec, narrower);
    if (less >= size) break;
    c = narrower;
    size = less;
  }
  return c;
}

const emit::RegisterBundleFiles vectors([](const spec::Spec& spec) {
  std::map<std::string, std::string> files;
  for (auto& [name, text] : bench_program(spec)) files["sim/" + name] = std::move(text);
  return files;
});

}  // namespace

std::string beats_text(const program::BeatStream& stream, const spec::Passage& passage) {
  std::string text;
  text.reserve(stream.stored() * passage.parts * (passage.width / 4 + 2));
  std::vector<std::uint64_t> part((passage.width + 63) / 64);
  for (std::size_t i = 0; i < stream.stored(); ++i) {
    if (passage.parts == 1) append_hex(text, stream.beat(i), passage.width);
    for (unsigned p = 0; passage.parts > 1 && p < passage.parts; ++p) {
      const unsigned begin = p * passage.width;
      std::ranges::fill(part, 0);
      program::copy_bits(stream.beat(i), begin, part, 0,
                         std::min(passage.width, stream.width() - begin));
      append_hex(text, part, passage.width);
    }
  }
  return text;
}

std::string numbers_text(const spec::Spec& spec, const program::Program& program,
                         std::uint64_t cycles) {
  std::string text =
      fmt::format("{}  // spec\n{:x}  // cycles without stalls\n", spec.hash(), cycles);
  for (const program::BeatStream& stream : program.streams) {
    text += fmt::format("{:x}  // beats in {}.hex\n{:x}  // times that they are sent\n",
                        stream.stored(), stream.name(), stream.repeat());
  }
  for (const program::Output& output : program.outputs) {
    const std::string& name = output.beats.name();
    text += fmt::format("{:x}  // beats in {}.hex\n",
                        output.beats.stored() * spec::passage(spec, name).parts, name);
  }
  for (const program::Setting& setting : program.settings)
    text += fmt::format("{:x}  // {}\n", setting.value, setting.name);
  return text;
}

std::map<std::string, std::string> bench_program(const spec::Spec& spec) {
  const Case c = fitting_case(spec);
  const Layer layer(operands_of(spec, c));
  const Prepared prepared = prepare(job_of(spec, c), layer);
  std::map<std::string, std::string> files;
  for (const program::BeatStream& stream : prepared.program.streams)
    files[stream.name() + ".hex"] = beats_text(stream, spec::passage(spec, stream.name()));
  for (const program::Output& output : prepared.program.outputs)
    files[output.beats.name() + ".hex"] =
        beats_text(output.beats, spec::passage(spec, output.beats.name()));
  files["program.hex"] = numbers_text(spec, prepared.program, prepared.cost.cycles);
  return files;
}

}  // namespace denim::flow
