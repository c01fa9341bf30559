// manifest.json of a bundle: all that the simulator must know of an engine to build and drive it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace denim::sim {

struct Port {
  std::string name;
  unsigned width = 1;  // bits
  bool output = false;
};

struct ManifestField {
  std::string name;
  unsigned offset = 0;  // of element 0, bits
  unsigned width = 1;   // of one element, bits
  unsigned count = 1;   // elements, side by side
};

// Its ports are <name>_valid, <name>_ready and <name>_data, with _i or _o by direction, unless the
// top calls them otherwise. The port of the data may be wider than a beat: what is above is
// padding.
struct ManifestStream {
  std::string name;
  bool sink = true;    // true: the engine takes beats ("in"), false: it gives them ("out")
  unsigned width = 1;  // of a beat, bits
  // How a beat passes the port: whole, or in so many parts of so many bits, low bits first.
  unsigned port_width = width;
  unsigned parts = 1;
  std::vector<ManifestField> fields = {};
  struct Names {
    std::string valid, ready, data;
    std::string keep = {}, last = {};  // of an AXI-Stream out, otherwise empty
  };
  Names names = {};  // empty: as said

  std::string valid_port() const {
    return names.valid.empty() ? name + (sink ? "_valid_i" : "_valid_o") : names.valid;
  }
  std::string ready_port() const {
    return names.ready.empty() ? name + (sink ? "_ready_o" : "_ready_i") : names.ready;
  }
  std::string data_port() const {
    return names.data.empty() ? name + (sink ? "_data_i" : "_data_o") : names.data;
  }
};

// An input that holds still: its port is <name>_i.
struct ManifestSetting {
  std::string name;
  unsigned width = 1;  // bits, at most 64

  std::string port() const { return name + "_i"; }
};

// Behind the AXI4-Lite port of a top.
struct ManifestRegister {
  std::string name;
  unsigned offset = 0;  // bytes
};

struct Manifest {
  std::filesystem::path folder;  // of the bundle, absolute
  std::string text;              // that it was read from
  std::string name;
  std::string engine;
  std::string spec_hash;
  std::string wrapper;                              // the module to simulate, or another top
  std::string clock = "clk_i", reset_n = "rst_ni";  // its inputs
  std::string scope;         // of the engine in the waves of another top: "x_axis.u_engine"
  std::string packet_beats;  // its input that says how many beats a packet has; empty: none does
  // Of a top with s_axi, which has them in the place of settings and packet_beats.
  std::vector<ManifestRegister> registers;
  std::string filelist;  // relative to the folder, as all files are
  std::vector<std::string> files;
  std::string save_file;    // of GTKWave, relative to the folder
  std::string save_text;    // what it says
  std::vector<Port> ports;  // of the wrapper
  std::vector<ManifestStream> streams;
  std::vector<ManifestSetting> settings = {};
  std::vector<std::string> errors;  // names of the bits of error_o, from bit 0
  unsigned latency = 0;             // cycles from an `a` handshake to what it gives

  // Reads and checks: every stream has its ports with the right widths and directions, every name
  // can stand in a source file, every file is in the bundle. `top` names another top than the
  // wrapper ("axis"). Throws SimError.
  static Manifest read(const std::filesystem::path& bundle_folder, const std::string& top = "");

  const Port* port(std::string_view port_name) const;  // null: there is none
  // The names of the bits that are set in error_o, joined by ", ".
  std::string error_names(std::uint64_t bits) const;
};

}  // namespace denim::sim
