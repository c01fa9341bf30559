#include "sim/waves.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* form = "write FILE.fst, FILE.fst@FROM:TO, FILE.fst@FROM: or FILE.fst@:TO";

[[noreturn]] void refuse(std::string_view text, const std::string& what) {
  throw SimError(fmt::format("--waves {}: {}; {}", text, what, form));
}

std::optional<std::uint64_t> parse_cycle(std::string_view whole, std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t cycle = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cycle);
  if (error != std::errc() || end != text.data() + text.size()) {
    refuse(whole, fmt::format("'{}' is no cycle", text));
  }
  return cycle;
}

// ---- the save file ------------------------------------------------------------------------------

// GTKWave's flags of a trace.
constexpr unsigned flag_hex = 0x22;      // and right-justified
constexpr unsigned flag_bit = 0x28;      // binary, right-justified
constexpr unsigned flag_decimal = 0x24;  // unsigned, right-justified
constexpr unsigned flag_signed = 0x420;  // decimal, right-justified
constexpr unsigned flag_group_start = 0x800200;
constexpr unsigned flag_closed_start = 0xc00200;
constexpr unsigned flag_group_end = 0x1000200;
constexpr unsigned flag_closed_end = 0x1401200;
constexpr unsigned shown_elements = 16;  // of a field with many

// "TOP.a_data_i[31:0]", as the wave file names a port.
std::string signal_name(const Port& port) {
  return port.width == 1 ? "TOP." + port.name
                         : fmt::format("TOP.{}[{}:0]", port.name, port.width - 1);
}

class SaveFile {
 public:
  explicit SaveFile(const Manifest& manifest) : manifest_(manifest) {}

  void line(const std::string& text) { text_ += text + "\n"; }
  void signal(const std::string& name) {
    const Port* port = manifest_.port(name);
    if (!port) return;
    format(port->width == 1 ? flag_bit : flag_hex);
    line(signal_name(*port));
  }
  // Bits `low` … `low + width - 1` of a port as a signal of its own. GTKWave counts a vector's bits
  // from its left end.
  void bits(const std::string& label, const Port& port, unsigned low, unsigned width,
            unsigned flags) {
    if (port.width == 1) return signal(port.name);
    format(flags);
    text_ += fmt::format("{}{{{}}}", width == 1 ? '+' : '#', label);
    for (unsigned i = width; i-- > 0;) {
      text_ += fmt::format(" ({}){}", port.width - 1 - (low + i), signal_name(port));
    }
    text_ += "\n";
  }
  void group(const std::string& label, bool closed, const auto& body) {
    format(closed ? flag_closed_start : flag_group_start);
    line("-" + label);
    body();
    format(closed ? flag_closed_end : flag_group_end);
    line("-" + label);
  }
  const std::string& text() const { return text_; }

 private:
  void format(unsigned flags) { line(fmt::format("@{:x}", flags)); }

  const Manifest& manifest_;
  std::string text_;
};

void add_field(SaveFile& save, const Port& port, const ManifestField& field) {
  // The words of the engine contract for signed things; all else counts something.
  const bool value = field.name == "data" || field.name == "value";
  const unsigned flags = field.width == 1 ? flag_bit : value ? flag_signed : flag_decimal;
  if (field.count == 1) return save.bits(field.name, port, field.offset, field.width, flags);
  const unsigned shown = std::min(field.count, shown_elements);
  const std::string label = shown == field.count
                                ? field.name
                                : fmt::format("{} 0..{} of {}", field.name, shown - 1, field.count);
  save.group(label, true, [&] {
    for (unsigned i = 0; i < shown; ++i) {
      save.bits(fmt::format("{}{}", field.name, i), port, field.offset + i * field.width,
                field.width, flags);
    }
  });
}

void add_stream(SaveFile& save, const Manifest& manifest, const ManifestStream& stream) {
  save.group(fmt::format("stream {} ({} the engine)", stream.name, stream.sink ? "into" : "out of"),
             false, [&] {
               save.signal(stream.valid_port());
               save.signal(stream.ready_port());
               save.signal(stream.data_port());
               const Port* data = manifest.port(stream.data_port());
               for (const ManifestField& field : stream.fields) add_field(save, *data, field);
             });
}

}  // namespace

Waves Waves::parse(std::string_view text) {
  Waves waves;
  const auto at = text.rfind('@');
  // A '/' after the '@' makes it part of a folder's name.
  const bool window = at != std::string_view::npos && text.find('/', at) == std::string_view::npos;
  waves.file = std::string(text.substr(0, window ? at : std::string_view::npos));
  if (waves.file.filename().empty()) refuse(text, "no file is named");
  if (waves.file.extension() != ".fst") {
    refuse(text, fmt::format("waves are written as FST, so the name of '{}' ends in .fst",
                             waves.file.string()));
  }
  if (!window) return waves;
  const std::string_view cycles = text.substr(at + 1);
  const auto colon = cycles.find(':');
  if (colon == std::string_view::npos) refuse(text, "there is no ':' between FROM and TO");
  waves.from = parse_cycle(text, cycles.substr(0, colon));
  waves.to = parse_cycle(text, cycles.substr(colon + 1));
  if (waves.from && waves.to && *waves.from > *waves.to) {
    refuse(text, fmt::format("FROM {} is after TO {}", *waves.from, *waves.to));
  }
  return waves;
}

fs::path Waves::save_file() const { return fs::path(file).replace_extension(".gtkw"); }

std::string Waves::open_hint() const {
  return fmt::format("gtkwave {} {}", file.string(), save_file().string());
}

void Waves::check_writable() const {
  const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(parent, error)) {
    throw SimError(fmt::format("{}: there is no folder {}", file.string(), parent.string()));
  }
  if (fs::is_directory(file, error) || fs::is_directory(save_file(), error)) {
    throw SimError(fmt::format("{}: is a folder", file.string()));
  }
  if (access(parent.c_str(), W_OK | X_OK) != 0) {
    throw SimError(fmt::format("{}: the folder {} cannot be written: {}", file.string(),
                               parent.string(), std::strerror(errno)));
  }
}

std::string save_file_text(const Waves& waves, const Manifest& manifest) {
  SaveFile save(manifest);
  save.line(fmt::format("[*] {} ({}): cycle c starts at {} c ns", manifest.name, manifest.engine,
                        cycle_nanoseconds));
  save.line(fmt::format("[dumpfile] \"{}\"", fs::absolute(waves.file).string()));
  save.line(fmt::format("[timestart] {}", waves.from.value_or(0) * cycle_nanoseconds));
  save.line("[size] 1400 900");
  save.line("[pos] -1 -1");
  save.line("*-5 0 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1");
  save.line("[signals_width] 260");
  save.signal("clk_i");
  save.signal("rst_ni");
  for (const ManifestStream& stream : manifest.streams) add_stream(save, manifest, stream);
  if (const Port* errors = manifest.port("error_o")) {
    save.group("errors", false, [&] {
      for (unsigned bit = 0; bit < errors->width; ++bit) {
        const std::string label = bit < manifest.errors.size() ? manifest.errors[bit] : "error";
        save.bits(label, *errors, bit, 1, flag_bit);
      }
    });
  }
  save.line("[pattern_trace] 1");
  save.line("[pattern_trace] 0");
  return save.text();
}

}  // namespace denim::sim
