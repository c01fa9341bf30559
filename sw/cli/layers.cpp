#include "sw/cli/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "sw/cli/csv.hpp"
#include "sw/tensor/error.hpp"

namespace denim::cli {

namespace {

constexpr std::string_view what_a_table_is =
    "a layer table has the columns layer, n and either file or m, k and density";

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Which column has what.
struct Columns {
  explicit Columns(const Csv& csv) {
    for (std::size_t i = 0; i < csv.names.size(); ++i) {
      std::string name = lower(csv.names[i].text);
      if (name == "cols") name = "n";
      if (name == "layer name" || name == "layer_name") name = "layer";
      const auto found = at_.find(name);
      if (found == at_.end()) {
        csv.refuse(csv.names[i],
                   fmt::format("column '{}' is not known; {}", csv.names[i].text, what_a_table_is));
      }
      if (found->second) {
        csv.refuse(csv.names[i], fmt::format("column '{}' says what '{}' says; give one of them",
                                             csv.names[i].text, csv.names[*found->second].text));
      }
      found->second = i;
    }
    for (const char* name : {"layer", "n"}) need(csv, name);
    has_files_ = at_["file"].has_value();
    for (const char* name : {"m", "k", "density"}) {
      if (!has_files_) need(csv, name);
      if (!has_files_ || !at_[name]) continue;
      csv.refuse(csv.names[*at_[name]],
                 fmt::format("column '{}' beside 'file', which gives all of A; {}", name,
                             what_a_table_is));
    }
  }

  bool has_files() const { return has_files_; }
  bool has(const std::string& name) const { return at_.at(name).has_value(); }
  std::size_t operator[](const std::string& name) const { return at_.at(name).value(); }

 private:
  void need(const Csv& csv, const char* name) {
    if (at_[name]) return;
    csv.refuse(csv.names[0], fmt::format("column '{}' is missing; {}", name, what_a_table_is));
  }

  std::map<std::string, std::optional<std::size_t>> at_{
      {"layer", {}}, {"file", {}},    {"m", {}},     {"k", {}},
      {"n", {}},     {"density", {}}, {"groups", {}}};
  bool has_files_ = false;
};

template <class T>
std::optional<T> number(const std::string& text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

// What of a reading goes with a layer's rank, so that a command line for the layer alone says no
// more.
tensor::Reading narrowed(tensor::Reading reading, const tensor::Shape& shape) {
  std::erase_if(reading.layouts, [&](tensor::Layout layout) { return layout != shape.layout; });
  if (!shape.k_order) reading.k_order.reset();
  reading.many = false;
  return reading;
}

}  // namespace

std::vector<Layer> read_layers(const std::filesystem::path& table,
                               const flow::OperandSource& shared, const spec::Spec& spec) {
  const Csv csv = read_csv(table);
  const Columns columns(csv);
  std::map<std::string, std::size_t> lines;  // of the names
  std::vector<Layer> layers;
  for (const std::vector<CsvField>& record : csv.records) {
    const auto size = [&](const char* name) {
      const CsvField& field = record[columns[name]];
      const auto value = number<std::uint64_t>(field.text);
      if (!value || *value < 1 || *value > flow::max_drawn) {
        csv.refuse(field, fmt::format("{} is '{}'; it must be a whole number from 1 to {}", name,
                                      field.text, flow::max_drawn));
      }
      return *value;
    };
    Layer layer;
    const CsvField& name = record[columns["layer"]];
    layer.name = name.text;
    if (name.text.empty()) csv.refuse(name, "the layer has no name; give it one");
    if (name.text == "total")
      csv.refuse(name, "'total' names the sums; give the layer another name");
    const auto [first, is_new] = lines.emplace(name.text, name.line);
    if (!is_new) {
      csv.refuse(name, fmt::format("layer '{}' is on line {} already; each needs a name of its own",
                                   name.text, first->second));
    }
    layer.source = shared;
    layer.source.columns = size("n");
    layer.source.reading.many = true;
    if (columns.has("groups")) layer.source.reading.groups = size("groups");
    if (columns.has_files()) {
      const CsvField& file = record[columns["file"]];
      if (file.text.empty() || file.text == "-") {
        csv.refuse(file, "the layer has no file; name one, such as a .npy or .smtx");
      }
      const std::filesystem::path path = table.parent_path() / file.text;
      std::error_code code;
      if (std::filesystem::exists(path, code) && !std::filesystem::is_regular_file(path, code)) {
        csv.refuse(file, fmt::format("{} is no regular file; a layer's is read more than once",
                                     path.string()));
      }
      layer.source.a = path;
      try {
        layer.source.reading = narrowed(layer.source.reading, layer.source.load(spec).shape);
      } catch (const tensor::TensorError& error) {
        csv.refuse(file, error.what());
      }
    } else {
      const CsvField& field = record[columns["density"]];
      const auto density = number<double>(field.text);
      if (!density || !(*density > 0 && *density <= 1)) {
        csv.refuse(
            field,
            fmt::format("density is '{}'; it must be a number above 0 and at most 1, such as 0.25",
                        field.text));
      }
      layer.source.a = flow::Synthetic{size("m"), size("k"), *density};
      layer.source.reading = {.groups = layer.source.reading.groups};
    }
    layers.push_back(std::move(layer));
  }
  if (layers.empty()) csv.refuse(csv.names[0], "no layer follows the names; give one a line");
  return layers;
}

}  // namespace denim::cli
