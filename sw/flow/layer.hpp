// One layer: its operands, read once, and what is made of them once for all engines.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sw/engines/engine.hpp"
#include "sw/flow/operands.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::flow {

// What a series takes of A.
struct Apart {
  std::vector<engines::Term> parts;  // none where the series leaves that to the engine
  tasd::Quality quality;
  tensor::Matrix<std::int32_t> dropped;  // A − A*; empty where nothing is
};

// Not for two threads at once: what is asked first is computed then, and kept.
class Layer {
 public:
  explicit Layer(Operands operands) : operands_(std::move(operands)) {}

  const Operands& operands() const { return operands_; }
  std::size_t rows() const { return operands_.a.values.rows(); }
  std::size_t depth() const { return operands_.a.values.cols(); }
  std::size_t columns() const { return operands_.b.values.cols(); }  // 0: there is no B
  std::size_t groups() const { return operands_.shape.groups; }      // A is block-diagonal in these

  const Apart& apart(const tasd::Series& series) const;
  // What must be computed, by operands and series alone: A*·B*, or A where there is no B.
  const tensor::Matrix<std::int64_t>& results(const tasd::Series& series) const;
  // Pairs of a non-zero of A* and one of B* that meet: the products that are not zero. 0 where
  // there is no B.
  std::uint64_t products(const tasd::Series& series) const;
  std::uint64_t b_nonzeros() const;  // of B*
  // ‖A_file − A*·scale‖F / ‖A_file‖F: quantising and series together.
  double error_to_file(const tasd::Series& series) const;
  // ‖AB − A*B*‖F / ‖AB‖F; 0 where there is no B.
  double relative_error(const tasd::Series& series) const;

 private:
  Operands operands_;
  mutable std::map<std::string, Apart> apart_;  // by series
  // By series; all that drop nothing share one.
  mutable std::map<std::string, tensor::Matrix<std::int64_t>> results_;
  mutable std::map<std::string, double> errors_;
  mutable std::map<std::string, double> errors_to_file_;

  tensor::Matrix<std::int32_t> kept(const tasd::Series& series) const;  // A*
  tensor::Matrix<std::int64_t> whole_results() const;  // AB, of a B that is not kept whole
};

}  // namespace denim::flow
