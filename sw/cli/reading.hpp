// How operands are read: the options that say it, and what every command says of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sw/cli/command.hpp"
#include "sw/cli/figures.hpp"
#include "sw/flow/layer.hpp"
#include "sw/tensor/quantise.hpp"
#include "sw/tensor/shape.hpp"

namespace denim::cli {

// --layout, --k-order, --groups and --transpose of A; --zero-point of files that are uint8.
class ReadingOptions {
 public:
  void add_to(Command& command);
  // Of what a command line says itself, such as R and K, only the groups are left to tell.
  void exclude_from(Option& option, Command& command) const;
  const tensor::Reading& reading() const { return reading_; }

 private:
  tensor::Reading reading_;
};

// --a-scale.
Option add_a_scale(Command& command, tensor::Scaling& scaling);

// The options that say the same, each with a blank in front.
std::string command_line(const tensor::Reading& reading, tensor::Scaling a_scaling);

// layout, k_order (null of rank 2), groups and transpose.
void add_shape(nlohmann::ordered_json& json, const tensor::Shape& shape);

// How both operands were read and quantised, under the names that run, compare and compile share:
// also a_scale and b_scale, a list where each row has its own, a_lost_count, b_lost_count and
// error_to_file; of a series of B, series_b (else null), b_dropped_nonzeros and
// b_dropped_magnitude. What is of B only where there is one.
void add_operands(nlohmann::ordered_json& json, const flow::Layer& layer, double error_to_file);

// "3 of 400 non-zeros lost to quantising"
std::string lost_text(std::uint64_t lost, std::uint64_t of);
// "scale 0.002, 3 of 400 non-zeros lost to quantising"; empty for integers, which are taken as they
// are.
std::string quantised_text(const tensor::Quantised& operand, std::uint64_t dropped = 0);
// Non-zeros before they were quantised, `dropped` of which a series left out behind that.
std::uint64_t file_nonzeros(const tensor::Quantised& operand, std::uint64_t dropped = 0);
// "4:8 drops 12 of 400 non-zeros (3.00 %), 1.00 % of the magnitude"; empty where B has no series.
std::string series_of_b_text(const flow::Operands& operands);
// Of B's non-zeros, that its series leaves out; 0 where there is none.
std::uint64_t dropped_of_b(const flow::Operands& operands);

}  // namespace denim::cli
