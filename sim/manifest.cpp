#include "sim/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "gen/spec/registers.hpp"
#include "gen/spec/schema.hpp"
#include "sim/error.hpp"

namespace denim::sim {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr unsigned packet_count_width = 32;

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
  throw SimError(fmt::format("{}: {}", file.string(), what));
}

// Names go into C++ and Verilog text. Verilator renames what has "__" in it.
void check_identifier(const std::string& name) {
  const auto word = [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); };
  const bool good =
      !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), word) &&
      !std::isdigit(static_cast<unsigned char>(name[0])) && name.find("__") == std::string::npos;
  if (!good) {
    throw SimError(fmt::format("'{}' is no name of letters, digits and single '_'", name));
  }
}

unsigned positive(const json& object, const char* key, unsigned least = 1) {
  const auto value = object.at(key).get<std::int64_t>();
  if (value < least || value > (1 << 24)) {
    throw SimError(fmt::format("\"{}\" is {}, which cannot be", key, value));
  }
  return static_cast<unsigned>(value);
}

bool one_of(const json& object, const char* key, const char* yes, const char* no) {
  const auto text = object.at(key).get<std::string>();
  if (text != yes && text != no) {
    throw SimError(fmt::format("\"{}\" is \"{}\"; it is \"{}\" or \"{}\"", key, text, yes, no));
  }
  return text == yes;
}

ManifestStream read_stream(const json& object) {
  ManifestStream stream;
  stream.name = object.at("name").get<std::string>();
  check_identifier(stream.name);
  stream.sink = one_of(object, "direction", "in", "out");
  stream.width = positive(object, "width");
  stream.port_width = object.contains("port_width") ? positive(object, "port_width") : stream.width;
  stream.parts = (stream.width + stream.port_width - 1) / stream.port_width;
  if (stream.sink && stream.parts > 1)
    throw SimError(fmt::format("stream '{}' comes in parts; only one out can", stream.name));
  for (const json& item : object.at("fields")) {
    ManifestField field;
    field.name = item.at("name").get<std::string>();
    field.offset = positive(item, "offset", 0);
    field.width = positive(item, "width");
    field.count = positive(item, "count");
    if (field.offset + static_cast<std::uint64_t>(field.width) * field.count > stream.width) {
      throw SimError(fmt::format("field '{}' of stream '{}' lies beyond its {} bits", field.name,
                                 stream.name, stream.width));
    }
    stream.fields.push_back(std::move(field));
  }
  return stream;
}

std::vector<Port> read_ports(const json& list) {
  std::vector<Port> ports;
  for (const json& item : list) {
    Port port;
    port.name = item.at("name").get<std::string>();
    check_identifier(port.name);
    port.output = one_of(item, "direction", "output", "input");
    port.width = positive(item, "width");
    ports.push_back(std::move(port));
  }
  return ports;
}

// The engine by another top than the wrapper.
void read_top(const json& object, const std::string& name, Manifest& manifest) {
  std::string known;
  for (const json& top : object.value("tops", json::array())) {
    known += (known.empty() ? "" : ", ") + top.at("name").get<std::string>();
    if (top.at("name") != name) continue;
    manifest.wrapper = top.at("module").get<std::string>();
    manifest.scope = top.at("engine").get<std::string>();
    manifest.clock = top.at("clock").get<std::string>();
    manifest.reset_n = top.at("reset_n").get<std::string>();
    manifest.packet_beats = top.value("packet_beats", "");
    manifest.ports = read_ports(top.at("ports"));
    for (const json& item : top.value("registers", json::array())) {
      manifest.registers.push_back(
          {item.at("name").get<std::string>(), positive(item, "offset", 0)});
    }
    for (ManifestStream& stream : manifest.streams) {
      for (const json& item : top.at("streams")) {
        if (item.at("name") != stream.name) continue;
        stream.names = {item.at("valid_port").get<std::string>(),
                        item.at("ready_port").get<std::string>(),
                        item.at("data_port").get<std::string>(), item.value("keep_port", ""),
                        item.value("last_port", "")};
      }
    }
    return;
  }
  throw SimError(
      fmt::format("there is no top '{}'; {}", name,
                  known.empty() ? "this bundle has its wrapper alone" : "there is " + known));
}

Manifest parse(const json& object, const std::string& top) {
  if (!object.is_object() || object.value("kind", json()) != "bundle")
    throw SimError("this is no manifest of a bundle, which has `\"kind\": \"bundle\"`");
  const int schema = object.value("schema", spec::json_schema);
  if (schema != spec::json_schema) {
    throw SimError(fmt::format(
        "the bundle is of another version: {}, schema {}, and this is denim {}, schema {}; make "
        "it again with `denim gen`",
        object.value("generator", "unknown"), schema, DENIM_VERSION, spec::json_schema));
  }
  Manifest manifest;
  manifest.name = object.at("name").get<std::string>();
  manifest.engine = object.at("engine").get<std::string>();
  manifest.spec_hash = object.at("hash").get<std::string>();
  manifest.wrapper = object.at("wrapper").get<std::string>();
  manifest.filelist = object.at("filelist").get<std::string>();
  manifest.files = object.at("files").get<std::vector<std::string>>();
  manifest.save_file = object.at("save_file").get<std::string>();
  manifest.errors = object.at("errors").get<std::vector<std::string>>();
  manifest.latency = positive(object, "latency", 0);
  manifest.ports = read_ports(object.at("ports"));
  for (const json& item : object.at("streams")) manifest.streams.push_back(read_stream(item));
  for (const json& item : object.value("settings", json::array())) {
    manifest.settings.push_back({item.at("name").get<std::string>(), positive(item, "width")});
    check_identifier(manifest.settings.back().name);
  }
  if (!top.empty()) read_top(object, top, manifest);
  check_identifier(manifest.name);
  check_identifier(manifest.wrapper);
  return manifest;
}

void check_port(const Manifest& manifest, const std::string& name, unsigned width, bool output) {
  const Port* port = manifest.port(name);
  if (!port) throw SimError(fmt::format("no port '{}'", name));
  if (port->width != width || port->output != output) {
    throw SimError(fmt::format("port '{}' is an {} of {} bits; it should be an {} of {}", name,
                               port->output ? "output" : "input", port->width,
                               output ? "output" : "input", width));
  }
}

void check_register_ports(const Manifest& manifest) {
  for (const char* input : {"awvalid", "wvalid", "bready", "arvalid", "rready"})
    check_port(manifest, fmt::format("s_axi_{}", input), 1, false);
  for (const char* output : {"awready", "wready", "bvalid", "arready", "rvalid"})
    check_port(manifest, fmt::format("s_axi_{}", output), 1, true);
  for (const char* address : {"awaddr", "araddr"})
    check_port(manifest, fmt::format("s_axi_{}", address), spec::register_address_width, false);
  for (const char* unused : {"awprot", "arprot"})
    check_port(manifest, fmt::format("s_axi_{}", unused), 3, false);
  for (const char* answer : {"bresp", "rresp"})
    check_port(manifest, fmt::format("s_axi_{}", answer), 2, true);
  check_port(manifest, "s_axi_wdata", spec::register_width, false);
  check_port(manifest, "s_axi_wstrb", spec::register_width / 8, false);
  check_port(manifest, "s_axi_rdata", spec::register_width, true);
}

void check_ports(const Manifest& manifest) {
  check_port(manifest, manifest.clock, 1, false);
  check_port(manifest, manifest.reset_n, 1, false);
  if (!manifest.packet_beats.empty())
    check_port(manifest, manifest.packet_beats, packet_count_width, false);
  for (const ManifestStream& stream : manifest.streams) {
    check_port(manifest, stream.valid_port(), 1, !stream.sink);
    check_port(manifest, stream.ready_port(), 1, stream.sink);
    const bool is_axi = !stream.names.valid.empty();
    const unsigned bytes = (stream.port_width + 7) / 8;
    check_port(manifest, stream.data_port(), is_axi ? 8 * bytes : stream.port_width, !stream.sink);
    if (!stream.names.keep.empty()) check_port(manifest, stream.names.keep, bytes, true);
    if (!stream.names.last.empty()) check_port(manifest, stream.names.last, 1, true);
  }
  const auto sources = std::count_if(manifest.streams.begin(), manifest.streams.end(),
                                     [](const ManifestStream& stream) { return !stream.sink; });
  if (sources == 0) throw SimError("no stream is \"out\"; one is at least");
  if (!manifest.registers.empty()) check_register_ports(manifest);
  for (const ManifestSetting& setting : manifest.settings) {
    if (manifest.registers.empty()) check_port(manifest, setting.port(), setting.width, false);
    if (setting.width > 64)
      throw SimError(fmt::format("setting '{}' is wider than 64", setting.name));
  }
  if (manifest.errors.size() > 64) throw SimError("more than 64 error bits");
  if (!manifest.errors.empty()) {
    check_port(manifest, "error_o", static_cast<unsigned>(manifest.errors.size()), true);
  }
}

// The save file names ports of the wrapper, which is the top of the waves; the engine has the same.
std::string in_scope(const std::string& save, const std::string& scope) {
  const std::string top = "TOP.";
  std::string text;
  std::size_t at = 0;
  for (std::size_t found; (found = save.find(top, at)) != std::string::npos;) {
    text += save.substr(at, found - at) + top + scope + ".";
    at = found + top.size();
  }
  return text + save.substr(at);
}

void check_files(const Manifest& manifest) {
  std::vector<std::string> names = manifest.files;
  names.push_back(manifest.filelist);
  names.push_back(manifest.save_file);
  for (const std::string& name : names) {
    const fs::path path(name);
    const bool inside = !path.empty() && path.is_relative() &&
                        std::find(path.begin(), path.end(), "..") == path.end();
    if (!inside) throw SimError(fmt::format("file '{}' is not within the bundle", name));
    std::error_code error;
    if (!fs::is_regular_file(manifest.folder / path, error)) {
      throw SimError(
          fmt::format("file '{}' is missing from the bundle; make it again with "
                      "`denim gen`",
                      name));
    }
  }
}

}  // namespace

Manifest Manifest::read(const fs::path& bundle_folder, const std::string& top) {
  std::error_code error;
  const fs::path folder = fs::absolute(bundle_folder, error);
  const fs::path file = folder / "manifest.json";
  std::ifstream stream(file, std::ios::binary);
  if (!fs::is_regular_file(file, error) || !stream) {
    refuse(bundle_folder,
           "no bundle: there is no manifest.json in it that can be read; make one "
           "with `denim gen SPEC -o DIR`");
  }
  try {
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    Manifest manifest = parse(json::parse(text), top);
    manifest.folder = folder;
    manifest.text = text;
    check_ports(manifest);
    check_files(manifest);
    std::ifstream save(folder / manifest.save_file, std::ios::binary);
    manifest.save_text.assign(std::istreambuf_iterator<char>(save), {});
    if (!top.empty()) manifest.save_text = in_scope(manifest.save_text, manifest.scope);
    return manifest;
  } catch (const json::exception& wrong) {
    refuse(file, wrong.what());
  } catch (const SimError& wrong) {
    refuse(file, wrong.what());
  }
}

const Port* Manifest::port(std::string_view port_name) const {
  const auto found = std::find_if(ports.begin(), ports.end(),
                                  [&](const Port& port) { return port.name == port_name; });
  return found == ports.end() ? nullptr : &*found;
}

std::string Manifest::error_names(std::uint64_t bits) const {
  std::string names;
  for (std::size_t bit = 0; bit < 64; ++bit) {
    if ((bits >> bit & 1) == 0) continue;
    names += names.empty() ? "" : ", ";
    names += bit < errors.size() ? errors[bit] : fmt::format("bit {}", bit);
  }
  return names;
}

}  // namespace denim::sim
