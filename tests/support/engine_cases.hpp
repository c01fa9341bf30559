// Cases of GEMMs for the tests of an engine (sw/flow/cases.hpp), compiled, with what must come.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/flow/cases.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tasd/decompose.hpp"

namespace denim::test::engines {

using flow::Case;
using flow::Cases;
using flow::Pattern;
using flow::Values;

using Ints = tensor::Matrix<std::int32_t>;

struct Job {
  Ints a;  // what the series keeps of it
  Ints b;
  tensor::Matrix<std::int64_t> golden;
  denim::engines::Compiled compiled;
};

inline std::vector<denim::engines::Term> compressed(std::span<const Ints> terms) {
  return {terms.begin(), terms.end()};
}

// The terms that a series takes of A, or all of A where the engine is to choose; leaves in `a` what
// they keep.
inline std::vector<denim::engines::Term> terms_of(const spec::Spec& spec, Ints& a,
                                                  const std::string& series) {
  const tasd::Series meant = denim::engines::parse_series(series, spec);
  if (meant.terms.empty()) return {denim::engines::Term(a)};
  const auto parts = tasd::decompose(a, meant);
  std::vector<denim::engines::Term> terms;
  for (std::size_t t = 0; t < parts.terms.size(); ++t) {
    terms.emplace_back(parts.terms[t], parts.quality.terms[t].term);
  }
  for (std::size_t i = 0; i < a.size(); ++i) a.values()[i] -= parts.residual.values()[i];
  return terms;
}

inline Job make_job(const spec::Spec& spec, const Case& c,
                    const program::StreamBits& bounded = {}) {
  auto [a, b] = flow::draw(spec, c);
  Job job{std::move(a), std::move(b), {}, {}};
  job.compiled =
      denim::engines::compile(spec, {{}, terms_of(spec, job.a, c.series), job.b}, bounded);
  job.golden = golden::multiply(job.a, job.b);
  return job;
}

}  // namespace denim::test::engines
