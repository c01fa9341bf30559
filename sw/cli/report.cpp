#include "sw/cli/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/cli/output.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

void row(std::string_view name, const std::string& text) { fmt::print("{:<13}{}\n", name, text); }

// Nothing for integers, which are taken as they are.
void print_quantising(std::string_view operand, double scale, std::size_t lost) {
  if (scale == 1 && lost == 0) return;
  row(fmt::format("quantised {}", operand),
      fmt::format("scale {:.6g}, {} non-zeros became 0", scale, with_separators(lost)));
}

}  // namespace

bool Report::passed() const { return !simulated_ || (simulated_->result.ok() && !cycles_differ()); }

bool Report::cycles_differ() const {
  return simulated_ && job_.stall == 0 && simulated_->result.cycles != prepared_.cost.cycles;
}

std::uint64_t Report::cycles() const {
  return simulated_ ? simulated_->result.cycles : prepared_.cost.cycles;
}

std::uint64_t Report::macs_useful() const {
  const tasd::Quality& quality = prepared_.quality;
  return std::uint64_t{quality.nonzero_count - quality.dropped_count} * prepared_.columns;
}

std::uint64_t Report::multipliers() const {
  return static_cast<std::uint64_t>(job_.spec.engine().multipliers(job_.spec));
}

double Report::utilisation() const {
  if (cycles() == 0) return 0;
  return static_cast<double>(macs_useful()) /
         (static_cast<double>(multipliers()) * static_cast<double>(cycles()));
}

double Report::speed_up() const {
  if (cycles() == 0) return 0;
  const double dense = static_cast<double>(prepared_.rows) * static_cast<double>(prepared_.depth) *
                       static_cast<double>(prepared_.columns);
  return dense / static_cast<double>(multipliers()) / static_cast<double>(cycles());
}

nlohmann::ordered_json Report::json() const {
  nlohmann::ordered_json json;
  const tasd::Quality& quality = prepared_.quality;
  json["engine"] = job_.spec.engine().name;
  json["preset"] = job_.spec.preset();
  auto& keys = json["spec"] = nlohmann::ordered_json::object();
  keys["name"] = job_.spec.name();
  for (const spec::KeyDeclaration& key : job_.spec.engine().keys) {
    std::visit([&](const auto& value) { keys[key.name] = value; }, job_.spec.value(key.name));
  }
  json["spec_hash"] = job_.spec.hash();
  json["seed"] = job_.seed;
  json["stall"] = job_.stall;
  json["series"] = job_.series.to_string();
  json["rows"] = prepared_.rows;
  json["k"] = prepared_.depth;
  const bool multiplies = job_.spec.engine().multiplies();
  if (multiplies) json["cols"] = prepared_.columns;
  json["nnz"] = quality.nonzero_count;
  if (multiplies) {
    json["macs_useful"] = macs_useful();
    json["multipliers"] = multipliers();
  }
  json["rtl"] = simulated_.has_value();
  json["cycles"] = cycles();
  json["cycles_model"] = prepared_.cost.cycles;
  auto& causes = json["cycles_by_cause"] = nlohmann::ordered_json::object();
  for (const engines::Cost::Cause& cause : prepared_.cost.by_cause) {
    causes[cause.name] = cause.cycles;
  }
  json["beats"] = prepared_.cost.beats;
  if (multiplies) {
    json["utilisation"] = utilisation();
    json["speed_up_over_dense_bound"] = speed_up();
  }
  json["dropped_nonzeros"] = quality.dropped_nonzeros();
  json["dropped_nonzeros_count"] = quality.dropped_count;
  json["dropped_magnitude"] = quality.dropped_magnitude();
  json["executed_fraction"] = quality.executed_fraction();
  if (multiplies) json["relative_error"] = prepared_.relative_error;
  json["a_scale"] = prepared_.a_scale;
  json["a_lost_count"] = prepared_.a_lost_count;
  if (multiplies) {
    json["b_scale"] = prepared_.b_scale;
    json["b_lost_count"] = prepared_.b_lost_count;
  }
  if (const auto& how = prepared_.requantise) {
    json["requantise"] = {{"scale", how->scale}, {"shift", how->shift}, {"relu", how->relu}};
  }
  json["terms"] = terms_json(quality);
  if (!simulated_) return json;
  const sim::RunResult& result = simulated_->result;
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
  if (job_.outputs.json) tensor::write_file(*job_.outputs.json, {json().dump(2), "\n"});
}

void Report::print() const {
  print_table();
  if (simulated_) {
    print_failures();
    fmt::print("mismatches: {}\n", simulated_->result.mismatches);
    row("RTL", (simulated_->bundle / "rtl").string());
  }
  if (job_.outputs.json) row("report", job_.outputs.json->string());
  if (job_.outputs.c) row("results", job_.outputs.c->string());
  if (job_.outputs.waves && std::filesystem::exists(job_.outputs.waves->file)) {
    row("waves", job_.outputs.waves->open_hint());
  }
}

void Report::print_table() const {
  const tasd::Quality& quality = prepared_.quality;
  const std::size_t kept = quality.nonzero_count - quality.dropped_count;
  const double size = static_cast<double>(prepared_.rows) * static_cast<double>(prepared_.depth);
  const bool multiplies = job_.spec.engine().multiplies();
  row("engine", multiplies ? fmt::format("{}, {} multipliers", job_.spec.name(), multipliers())
                           : job_.spec.name());
  row("layer", fmt::format("{} × {}{}, {} non-zeros ({})", prepared_.rows, prepared_.depth,
                           multiplies ? fmt::format(" times {} columns", prepared_.columns) : "",
                           with_separators(quality.nonzero_count),
                           percent(static_cast<double>(quality.nonzero_count) / size)));
  print_quantising("A", prepared_.a_scale, prepared_.a_lost_count);
  print_quantising("B", prepared_.b_scale, prepared_.b_lost_count);
  row("series", fmt::format("{}, {} term{}", job_.series.to_string(), quality.terms.size(),
                            quality.terms.size() == 1 ? "" : "s"));
  row("kept", fmt::format("{} non-zeros ({}), {} of the magnitude", with_separators(kept),
                          percent(1 - quality.dropped_nonzeros()),
                          percent(1 - quality.dropped_magnitude())));
  row("dropped",
      fmt::format(
          "{} non-zeros ({}), {} of the magnitude{}", with_separators(quality.dropped_count),
          percent(quality.dropped_nonzeros()), percent(quality.dropped_magnitude()),
          multiplies ? fmt::format(", relative error {:.2e}", prepared_.relative_error) : ""));
  if (const auto& how = prepared_.requantise) {
    row("requantise", fmt::format("scale {}, shift {}{}; to {} bits", how->scale, how->shift,
                                  how->relu ? ", ReLU" : "", how->width));
  }
  if (simulated_) {
    print_simulation();
  } else {
    row("cycles", fmt::format("{} in the model; no RTL was run", with_separators(cycles())));
  }
  std::string causes;
  for (const engines::Cost::Cause& cause : prepared_.cost.by_cause) {
    std::string name = cause.name;
    std::ranges::replace(name, '_', ' ');
    causes +=
        fmt::format("{}{} {}", causes.empty() ? "" : ", ", with_separators(cause.cycles), name);
  }
  row("of which", causes);
  if (!multiplies) return;
  row("utilisation", percent(utilisation()) + " of the multipliers");
  row("speed-up", fmt::format("{:.2f} × the dense bound at the same multipliers", speed_up()));
}

void Report::print_simulation() const {
  const sim::RunResult& result = simulated_->result;
  const sim::Simulator& simulator = simulated_->simulator;
  row("bundle", simulated_->bundle.string());
  const double speed = result.seconds > 0 ? static_cast<double>(result.cycles) / result.seconds : 0;
  row("simulation",
      fmt::format("{:.2f} s, {} cycles/s; simulator {}", result.seconds,
                  with_separators(static_cast<std::uint64_t>(speed)),
                  simulator.cached ? "from the cache"
                                   : fmt::format("built in {:.1f} s", simulator.build_seconds)));
  row("cycles",
      fmt::format("{} in RTL, {} in the model{}", with_separators(result.cycles),
                  with_separators(prepared_.cost.cycles), job_.stall > 0 ? " without stalls" : ""));
}

void Report::print_failures() const {
  const sim::RunResult& result = simulated_->result;
  for (const std::string& note : result.notes) fmt::print("  {}\n", note);
  if (passed()) return;
  for (const sim::Mismatch& wrong : result.first) {
    fmt::print("  row {}, column {}: expected {}, got {} in cycle {}{}\n", wrong.row, wrong.column,
               wrong.expected, wrong.got, wrong.cycle,
               wrong.kind == sim::MismatchKind::value
                   ? ""
                   : fmt::format(" ({})", sim::to_text(wrong.kind)));
  }
  for (const sim::BeatMismatch& wrong : result.first_beats) fmt::print("  {}\n", wrong.to_text());
  for (const std::string& fault : result.faults) fmt::print("  {}\n", fault);
  const auto& errors = job_.spec.engine().errors;
  for (std::size_t bit = 0; bit < errors.size(); ++bit) {
    if ((result.error_bits >> bit & 1) != 0) {
      fmt::print("  error_o[{}] {}: {}\n", bit, errors[bit].name, errors[bit].meaning);
    }
  }
  if (cycles_differ()) {
    fmt::print("  the RTL took {} cycles and the model says {}\n", result.cycles,
               prepared_.cost.cycles);
  }
  fmt::print("  to reproduce: {}\n", job_.command_line);
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
