#include "sw/cli/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sw/cli/output.hpp"

namespace denim::cli {

namespace {

using tensor::KOrder;
using tensor::Layout;
using tensor::Scaling;

constexpr const char* per_tensor = "per-tensor";
constexpr const char* per_row = "per-row";

// Layouts with a ',' between two, of different ranks; nothing where the text is none.
std::optional<std::vector<Layout>> parse_layouts(const std::string& text) {
  std::vector<Layout> layouts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const auto* const found =
        std::ranges::find(tensor::kLayouts, text.substr(at, end - at),
                          [](Layout layout) { return std::string(tensor::to_string(layout)); });
    if (found == std::end(tensor::kLayouts)) return std::nullopt;
    const bool twice = std::ranges::any_of(
        layouts, [&](Layout other) { return tensor::rank_of(other) == tensor::rank_of(*found); });
    if (twice) return std::nullopt;
    layouts.push_back(*found);
    at = end + 1;
  }
  return layouts;
}

// 0 … 255, nothing where the text is none.
std::optional<int> parse_zero_point(const std::string& text) {
  int value = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool right = error == std::errc() && stop == end && value >= 0 && value <= 255;
  return right ? std::optional(value) : std::nullopt;
}

std::string to_text(const std::vector<Layout>& layouts) {
  std::string text;
  for (const Layout layout : layouts) {
    text += (text.empty() ? "" : ",") + std::string(tensor::to_string(layout));
  }
  return text;
}

nlohmann::ordered_json scale_json(const tensor::Quantised& operand) {
  if (operand.scaling == Scaling::per_row) return operand.scales;
  return operand.scale();
}

}  // namespace

void ReadingOptions::add_to(Command& command) {
  command
      .each(
          "--layout",
          [this](const std::string& text) { reading_.layouts = parse_layouts(text).value(); },
          "The axes of A's file: oihw (the default of rank 4), ohwi or hwio; oik of rank 3; rk "
          "(the default of rank 2) or kr. For layers of several ranks one of each, as hwio,kr")
      .type_name("LAYOUT")
      .check([](const std::string& text) {
        return parse_layouts(text)
                   ? std::string()
                   : fmt::format(
                         "'{}' is none of oihw, ohwi, hwio, oik, rk and kr, nor one of each "
                         "rank with a ',' between two",
                         text);
      });
  command
      .each(
          "--k-order",
          [this](const std::string& text) {
            reading_.k_order = text == tensor::to_string(KOrder::channel_last)
                                   ? KOrder::channel_last
                                   : KOrder::channel_first;
          },
          fmt::format("How a kernel is K, of A and of the rows of B. channel-last (default): {}; "
                      "channel-first: {}",
                      tensor::formula(KOrder::channel_last),
                      tensor::formula(KOrder::channel_first)))
      .type_name("ORDER")
      .one_of({std::string(tensor::to_string(KOrder::channel_last)),
               std::string(tensor::to_string(KOrder::channel_first))});
  command
      .number("--groups", reading_.groups, 1, 1 << 24,
              "A holds a grouped or depthwise convolution: a block-diagonal matrix of G blocks, "
              "whose k are those of a group, group by group (default 1)")
      .type_name("G");
  command.flag("--transpose", reading_.transpose, "A is transposed, after all that");
  command
      .each(
          "--zero-point",
          [this](const std::string& text) { reading_.zero_point = parse_zero_point(text).value(); },
          "The element that stands for 0 in a uint8 file, as a quantiser of activations has it")
      .type_name("Z")
      .check([](const std::string& text) {
        return parse_zero_point(text) ? std::string()
                                      : fmt::format("'{}' is no whole number from 0 to 255", text);
      });
}

void ReadingOptions::exclude_from(Option& option, Command& command) const {
  for (const char* name : {"--layout", "--k-order", "--transpose"}) {
    option.excludes(command.option(name));
  }
}

Option add_a_scale(Command& command, Scaling& scaling) {
  return command
      .each(
          "--a-scale",
          [&scaling](const std::string& text) {
            scaling = text == per_row ? Scaling::per_row : Scaling::per_tensor;
          },
          "A of floats has one scale (per-tensor, the default), or one for each row (per-row), "
          "which loses less; the RTL is the same")
      .type_name("SCALE")
      .one_of({per_tensor, per_row});
}

std::string command_line(const tensor::Reading& reading, Scaling a_scaling) {
  std::string text;
  if (!reading.layouts.empty()) text += " --layout " + to_text(reading.layouts);
  if (reading.k_order) text += fmt::format(" --k-order {}", tensor::to_string(*reading.k_order));
  if (reading.groups != 1) text += fmt::format(" --groups {}", reading.groups);
  if (reading.transpose) text += " --transpose";
  if (reading.zero_point) text += fmt::format(" --zero-point {}", *reading.zero_point);
  if (a_scaling == Scaling::per_row) text += fmt::format(" --a-scale {}", per_row);
  return text;
}

void add_shape(nlohmann::ordered_json& json, const tensor::Shape& shape) {
  json["layout"] = tensor::to_string(shape.layout);
  json["k_order"] = nullptr;
  if (shape.k_order) json["k_order"] = tensor::to_string(*shape.k_order);
  json["groups"] = shape.groups;
  json["transpose"] = shape.transpose;
}

void add_operands(nlohmann::ordered_json& json, const flow::Layer& layer, double error_to_file) {
  const flow::Operands& operands = layer.operands();
  add_shape(json, operands.shape);
  json["a_scale"] = scale_json(operands.a);
  json["a_lost_count"] = operands.a.lost_count;
  json["error_to_file"] = error_to_file;
  if (layer.columns() == 0) return;
  json["b_scale"] = scale_json(operands.b);
  json["b_lost_count"] = operands.b.lost_count;
  json["series_b"] = nullptr;
  if (!operands.b_series) return;
  json["series_b"] = operands.b_series->series.to_string();
  json["b_dropped_nonzeros"] = operands.b_series->quality.dropped_nonzeros();
  json["b_dropped_magnitude"] = operands.b_series->quality.dropped_magnitude();
}

std::string lost_text(std::uint64_t lost, std::uint64_t of) {
  return fmt::format("{} of {} non-zeros lost to quantising", with_separators(lost),
                     with_separators(of));
}

std::uint64_t file_nonzeros(const tensor::Quantised& operand, std::uint64_t dropped) {
  const auto zeros = static_cast<std::size_t>(std::ranges::count(operand.values.values(), 0));
  return operand.values.size() - zeros + operand.lost_count + dropped;
}

std::string series_of_b_text(const flow::Operands& operands) {
  if (!operands.b_series) return {};
  const auto& [series, quality, dropped] = *operands.b_series;
  return fmt::format("{} drops {} of {} non-zeros ({}), {} of the magnitude", series.to_string(),
                     with_separators(quality.dropped_count), with_separators(quality.nonzero_count),
                     percent(quality.dropped_nonzeros()), percent(quality.dropped_magnitude()));
}

std::uint64_t dropped_of_b(const flow::Operands& operands) {
  return operands.b_series ? operands.b_series->quality.dropped_count : 0;
}

std::string quantised_text(const tensor::Quantised& operand, std::uint64_t dropped) {
  const auto [least, most] = std::ranges::minmax_element(operand.scales);
  if (*least == 1 && *most == 1 && operand.lost_count == 0) return {};
  const std::string scale =
      operand.scaling == Scaling::per_row
          ? fmt::format("a scale for each row, {:.6g} … {:.6g}", *least, *most)
          : fmt::format("scale {:.6g}", *least);
  return scale + ", " + lost_text(operand.lost_count, file_nonzeros(operand, dropped));
}

}  // namespace denim::cli
