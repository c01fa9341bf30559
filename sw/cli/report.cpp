#include "sw/cli/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"
#include "gen/spec/schema.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/reading.hpp"
#include "sw/tensor/file.hpp"
#include "sw/tensor/npy.hpp"

namespace denim::cli {

namespace {

// Of an error that is relative to A·B = 0.
constexpr const char* no_relative_error = "no relative error: A·B is all zero, and (A−A*)·B is not";

void row(std::string_view name, const std::string& text) { fmt::print("{:<13}{}\n", name, text); }

// Values of C as the narrowest integers that hold an accumulator.
tensor::AnyMatrix results(const std::vector<std::int64_t>& values, const flow::Layer& layer,
                          unsigned width) {
  auto wide = tensor::Matrix<std::int64_t>::from(layer.rows(), layer.columns(), values);
  if (width > 32) return wide;
  tensor::Matrix<std::int32_t> narrow(wide.rows(), wide.cols());
  for (std::size_t i = 0; i < wide.size(); ++i) {
    narrow.values()[i] = static_cast<std::int32_t>(wide.values()[i]);
  }
  return narrow;
}

void print_quantising(std::string_view operand, const tensor::Quantised& quantised,
                      std::uint64_t dropped = 0) {
  const std::string text = quantised_text(quantised, dropped);
  if (!text.empty()) row(fmt::format("quantised {}", operand), text);
}

// What a bundle that was not generated for the run holds.
std::string as_it_lies(const std::vector<std::string>& edited) {
  constexpr std::size_t shown = 4;
  if (edited.empty()) return ", as it lies, which is as generated";
  std::string text = fmt::format(
      ", as it lies; not as generated: {}",
      fmt::join(edited.begin(),
                edited.begin() + static_cast<std::ptrdiff_t>(std::min(shown, edited.size())),
                ", "));
  if (edited.size() > shown) text += fmt::format(" and {} more", edited.size() - shown);
  return text;
}

}  // namespace

bool Report::passed() const { return !simulated_ || (simulated_->result.ok() && !cycles_differ()); }

bool Report::cycles_differ() const {
  return simulated_ && job_.stall == 0 && simulated_->result.cycles != outcome_.cost.cycles;
}

std::int64_t Report::added_cycles() const {
  return simulated_ ? static_cast<std::int64_t>(simulated_->result.cycles - outcome_.cost.cycles)
                    : 0;
}

std::uint64_t Report::a_beats() const {
  std::uint64_t beats = 0;
  for (const spec::StreamDeclaration& stream : job_.spec.engine().streams) {
    if (stream.sink && stream.carries == spec::Carries::a) {
      beats += outcome_.cost.stream(stream.name).beats;
    }
  }
  return beats;
}

Figures Report::figures() const {
  const tasd::Quality& quality = outcome_.quality;
  const spec::Spec& spec = job_.spec;
  Figures figures;
  figures.multipliers = static_cast<std::uint64_t>(spec.engine().multipliers(spec));
  figures.cycles = simulated_ ? simulated_->result.cycles : outcome_.cost.cycles;
  figures.cycles_model = outcome_.cost.cycles;
  figures.products_useful = layer_.products(job_.series);
  figures.b_nonzeros = layer_.b_nonzeros();
  figures.macs_dense = static_cast<double>(layer_.rows()) *
                       static_cast<double>(layer_.depth() / layer_.groups()) *
                       static_cast<double>(layer_.columns());
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    if (!stream.sink) continue;
    const spec::Layout layout = spec::layout(spec, stream.name);
    const engines::Cost::Traffic& traffic = outcome_.cost.stream(stream.name);
    if (stream.carries == spec::Carries::a) {
      figures.a_bytes += (traffic.stored * layout.width + 7) / 8;
    } else if (const spec::Field* values = layout.holding(spec::Holds::values)) {
      figures.b_bits += traffic.beats * values->width * values->count;
    }
  }
  for (const engines::Cost::Count& count : outcome_.cost.counts) {
    if (count.name == "accumulator_reads") figures.accumulator_reads = count.number;
    if (count.name == "accumulator_writes") figures.accumulator_writes = count.number;
  }
  figures.nonzeros = quality.nonzero_count;
  figures.dropped = quality.dropped_count;
  const flow::Operands& operands = layer_.operands();
  figures.a_lost = operands.a.lost_count;
  figures.a_file_nonzeros = file_nonzeros(operands.a);
  figures.b_lost = operands.b.lost_count;
  figures.b_dropped = dropped_of_b(operands);
  figures.b_file_nonzeros = file_nonzeros(operands.b, figures.b_dropped);
  figures.error_to_file = outcome_.error_to_file;
  if (simulated_) figures.mismatches = simulated_->result.mismatches;
  figures.failed = passed() ? 0 : 1;
  return figures;
}

nlohmann::ordered_json Report::json() const {
  nlohmann::ordered_json json;
  const tasd::Quality& quality = outcome_.quality;
  const Figures figures = this->figures();
  spec::add_schema(json);
  json["engine"] = job_.spec.engine().name;
  json["preset"] = job_.spec.preset();
  auto& keys = json["spec"] = nlohmann::ordered_json::object();
  keys["name"] = job_.spec.name();
  if (!job_.spec.prefix().empty()) keys["prefix"] = job_.spec.prefix();
  for (const spec::KeyDeclaration& key : job_.spec.keys()) {
    std::visit([&](const auto& value) { keys[key.name] = value; }, job_.spec.value(key.name));
  }
  json["spec_hash"] = job_.spec.hash();
  if (!job_.rtl.bundle.empty()) {
    json["bundle"] = job_.rtl.bundle.string();
    if (simulated_) json["bundle_edited"] = simulated_->edited;
  }
  json["seed"] = job_.seed;
  json["stall"] = job_.stall;
  json["series"] = job_.series.to_string();
  json["rows"] = layer_.rows();
  json["k"] = layer_.depth();
  // An engine that multiplies nothing has no B and no C.
  const bool multiplies = job_.spec.engine().takes_b();
  if (multiplies) json["cols"] = layer_.columns();
  json["nnz"] = quality.nonzero_count;
  if (multiplies) {
    json["b_nnz"] = figures.b_nonzeros;
    json["products_useful"] = figures.products_useful;
    json["multipliers"] = figures.multipliers;
  }
  json["rtl"] = ran();
  if (!job_.rtl.top.empty()) {
    json["top"] = job_.rtl.top;
    if (simulated_ && job_.stall == 0) json["cycles_of_top"] = added_cycles();
    if (simulated_ && !simulated_->simulator.manifest.registers.empty())
      json["cycles_of_setup"] = simulated_->result.setup_cycles;
  }
  json["cycles"] = figures.cycles;
  json["cycles_model"] = figures.cycles_model;
  auto& causes = json["cycles_by_cause"] = nlohmann::ordered_json::object();
  for (const engines::Cost::Cause& cause : outcome_.cost.by_cause) {
    causes[cause.name] = cause.cycles;
  }
  for (const engines::Cost::Count& count : outcome_.cost.counts) json[count.name] = count.number;
  json["beats"] = a_beats();
  json["a_bytes"] = figures.a_bytes;
  auto& bits = json["stream_bits"] = nlohmann::ordered_json::object();
  auto& bytes = json["stream_bytes"] = nlohmann::ordered_json::object();
  for (const spec::StreamDeclaration& stream : job_.spec.engine().streams) {
    const auto bounded = job_.stream_bits.find(stream.name);
    if (bounded != job_.stream_bits.end()) bits[stream.name] = bounded->second;
    bytes[stream.name] =
        outcome_.cost.stream(stream.name).beats * spec::passage(job_.spec, stream.name).width / 8;
  }
  json["buffer_bytes"] = job_.spec.engine().b_buffer_bits(job_.spec) / 8;
  if (multiplies) {
    json["result_bits"] = spec::result_bits(job_.spec);
    json["b_bits"] = figures.b_bits;
    json["b_bits_per_cycle"] = figures.b_bits_per_cycle();
    json["utilisation"] = figures.utilisation();
    json["speed_up_over_dense_bound"] = figures.speed_up();
  }
  json["dropped_nonzeros"] = quality.dropped_nonzeros();
  json["dropped_nonzeros_count"] = quality.dropped_count;
  json["dropped_magnitude"] = quality.dropped_magnitude();
  json["executed_fraction"] = quality.executed_fraction();
  if (multiplies && std::isfinite(outcome_.relative_error)) {
    json["relative_error"] = outcome_.relative_error;
  } else if (multiplies) {
    json["relative_error"] = nullptr;
    json["relative_error_note"] = no_relative_error;
  }
  add_operands(json, layer_, outcome_.error_to_file);
  if (const auto& how = outcome_.requantise) {
    json["requantise"] = {{"scale", how->scale}, {"shift", how->shift}, {"relu", how->relu}};
    auto& edges = json["checked_also"] = nlohmann::ordered_json::array();
    for (const golden::Requantise& edge : outcome_.edges) {
      edges.push_back({{"scale", edge.scale}, {"shift", edge.shift}});
    }
  }
  json["terms"] = terms_json(quality);
  if (!simulated_) return json;
  const sim::RunResult& result = simulated_->result;
  json["passed"] = passed();
  json["mismatches"] = result.mismatches;
  json["error_bits"] = result.error_bits;
  json["faults"] = result.faults;
  json["build_seconds"] = simulated_->simulator.build_seconds;
  json["sim_seconds"] = result.seconds;
  json["cycles_per_second"] =
      result.seconds > 0 ? static_cast<double>(result.cycles) / result.seconds : 0.0;
  return json;
}

void Report::write() const {
  if (job_.c && simulated_) {
    const unsigned width = spec::value_width(job_.spec, spec::Carries::results);
    const std::vector<std::filesystem::path> terms = job_.c_terms();
    for (std::size_t i = 0; i < terms.size(); ++i) {
      tensor::write_npy(terms[i], results(simulated_->result.terms.at(i), layer_, width));
    }
    tensor::write_npy(*job_.c, results(simulated_->result.results, layer_, width));
  }
  if (job_.json) tensor::write_file(*job_.json, {json().dump(2), "\n"});
}

void Report::print() const {
  print_table();
  if (simulated_) {
    for (const std::string& note : simulated_->result.notes) fmt::print("  {}\n", note);
    for (const std::string& line : failures()) fmt::print("  {}\n", line);
    fmt::print("mismatches: {}\n", simulated_->result.mismatches);
    row("RTL", (simulated_->bundle / "rtl").string());
  }
  if (job_.json) row("report", job_.json->string());
  if (job_.c) {
    const std::vector<std::filesystem::path> terms = job_.c_terms();
    for (std::size_t i = 0; i < terms.size(); ++i) {
      row(fmt::format("term {}", i + 1), terms[i].string());
    }
    row(terms.empty() ? "results" : "residual", job_.c->string());
  }
  if (job_.waves && std::filesystem::exists(job_.waves->file)) {
    row("waves", job_.waves->open_hint());
  }
}

void Report::print_table() const {
  const tasd::Quality& quality = outcome_.quality;
  const std::size_t kept = quality.nonzero_count - quality.dropped_count;
  const double size = static_cast<double>(layer_.rows()) * static_cast<double>(layer_.depth());
  const Figures figures = this->figures();
  const bool multiplies = job_.spec.engine().takes_b();
  const std::string times =
      multiplies ? fmt::format(" times {} columns", layer_.columns()) : std::string();
  row("engine", multiplies
                    ? fmt::format("{}, {} multipliers", job_.spec.name(), figures.multipliers)
                    : job_.spec.name());
  row("layer", fmt::format("{} × {}{}, {} non-zeros ({})", layer_.rows(), layer_.depth(), times,
                           with_separators(quality.nonzero_count),
                           percent(static_cast<double>(quality.nonzero_count) / size)));
  row("A", layer_.operands().shape.to_string());
  print_quantising("A", layer_.operands().a);
  print_quantising("B", layer_.operands().b, figures.b_dropped);
  if (const std::string text = series_of_b_text(layer_.operands()); !text.empty())
    row("series of B", text);
  row("series", fmt::format("{}, {} term{}", job_.series.to_string(), quality.terms.size(),
                            quality.terms.size() == 1 ? "" : "s"));
  row("kept", fmt::format("{} non-zeros ({}), {} of the magnitude", with_separators(kept),
                          percent(1 - quality.dropped_nonzeros()),
                          percent(1 - quality.dropped_magnitude())));
  row("dropped",
      fmt::format("{} non-zeros ({}), {} of the magnitude{}",
                  with_separators(quality.dropped_count), percent(quality.dropped_nonzeros()),
                  percent(quality.dropped_magnitude()),
                  !multiplies ? ""
                  : std::isfinite(outcome_.relative_error)
                      ? fmt::format(", relative error {:.2e}", outcome_.relative_error)
                      : fmt::format("; {}", no_relative_error)));
  row("error", fmt::format("{:.2e} of the file, by quantising and series", outcome_.error_to_file));
  if (const auto& how = outcome_.requantise) {
    row("requantised", fmt::format("scale {}, shift {}{}, to {} bits", how->scale, how->shift,
                                   how->relu ? ", ReLU" : "", how->width));
    for (const golden::Requantise& edge : outcome_.edges) {
      row("checked also", fmt::format("by scale {}, shift {}", edge.scale, edge.shift));
    }
  }
  if (!job_.stream_bits.empty()) {
    std::string bounds;
    for (const auto& [stream, bits] : job_.stream_bits) {
      bounds += fmt::format("{}{} at most {}", bounds.empty() ? "" : ", ", stream, bits);
    }
    row("streams", bounds + " bits a cycle");
  }
  if (simulated_) {
    print_simulation();
  } else {
    row("cycles", fmt::format("{} in the model; no RTL was run", with_separators(figures.cycles)));
  }
  std::string causes;
  for (const engines::Cost::Cause& cause : outcome_.cost.by_cause) {
    std::string name = cause.name;
    std::ranges::replace(name, '_', ' ');
    causes +=
        fmt::format("{}{} {}", causes.empty() ? "" : ", ", with_separators(cause.cycles), name);
  }
  row(job_.stall > 0 ? "of the model" : "of which", causes);
  if (!multiplies) return;
  row("traffic", fmt::format("A {} bytes with its metadata, B {:.1f} bits a cycle",
                             with_separators(figures.a_bytes), figures.b_bits_per_cycle()));
  row("utilisation", percent(figures.utilisation()) + " of the multipliers");
  row("speed-up",
      fmt::format("{:.2f} × the dense bound at the same multipliers", figures.speed_up()));
}

void Report::print_simulation() const {
  const sim::RunResult& result = simulated_->result;
  const sim::Simulator& simulator = simulated_->simulator;
  row("bundle", simulated_->bundle.string() +
                    (job_.rtl.bundle.empty() ? "" : as_it_lies(simulated_->edited)));
  const double speed = result.seconds > 0 ? static_cast<double>(result.cycles) / result.seconds : 0;
  row("simulation",
      fmt::format("{:.2f} s, {} cycles/s; simulator {}", result.seconds,
                  with_separators(static_cast<std::uint64_t>(speed)),
                  simulator.cached ? "from the cache"
                                   : fmt::format("built in {:.1f} s", simulator.build_seconds)));
  row("cycles",
      fmt::format("{} in RTL, {} in the model{}", with_separators(result.cycles),
                  with_separators(outcome_.cost.cycles), job_.stall > 0 ? " without stalls" : ""));
  if (!job_.rtl.top.empty()) {
    row("top",
        fmt::format("{}{}{}", simulator.manifest.wrapper,
                    job_.stall > 0 ? "" : fmt::format(", which adds {} cycles", added_cycles()),
                    simulator.manifest.registers.empty()
                        ? ""
                        : fmt::format("; {} before the first beat to set its registers",
                                      result.setup_cycles)));
  }
}

std::vector<std::string> Report::failures() const {
  std::vector<std::string> lines;
  if (passed()) return lines;
  const sim::RunResult& result = simulated_->result;
  for (const sim::Mismatch& wrong : result.first) lines.push_back(wrong.to_text());
  lines.insert(lines.end(), result.faults.begin(), result.faults.end());
  const auto errors = job_.spec.engine().errors_of(job_.spec);
  for (std::size_t bit = 0; bit < errors.size(); ++bit) {
    if ((result.error_bits >> bit & 1) == 0) continue;
    lines.push_back(fmt::format("error_o[{}] {}: {}", bit, errors[bit].name, errors[bit].meaning));
  }
  if (cycles_differ()) {
    lines.push_back(fmt::format("the RTL took {} cycles and the model says {}", result.cycles,
                                outcome_.cost.cycles));
  }
  lines.push_back("to reproduce: " + job_.command_line);
  return lines;
}

nlohmann::ordered_json terms_json(const tasd::Quality& quality) {
  auto terms = nlohmann::ordered_json::array();
  for (const tasd::TermStats& stats : quality.terms) {
    terms.push_back({{"n", stats.term.n},
                     {"m", stats.term.m},
                     {"kept_count", stats.kept_count},
                     {"kept_magnitude", stats.kept_magnitude}});
  }
  return terms;
}

}  // namespace denim::cli
