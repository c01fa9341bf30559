#include "tests/sim/test_engine.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "gen/emit/gtkwave.hpp"
#include "gen/spec/layout.hpp"
#include "sw/golden/fill.hpp"

namespace denim::test {

namespace fs = std::filesystem;

namespace {

using spec::IntegerType;
using spec::Width;

const spec::EngineDeclaration declaration{
    .name = "sim_test_engine",
    .meaning = "multiplies one value with one row; for tests of the simulator",
    .keys = {{"columns", IntegerType{4, 4}, std::int64_t{4}, "columns", "of a beat"},
             {"rows", IntegerType{16, 16}, std::int64_t{16}, "rows", "that a beat can name"}},
    .streams = {{"a",
                 spec::Carries::a,
                 true,
                 "a value",
                 {{"value", Width::of(8), "", "signed", spec::Holds::values},
                  {"row", Width::of(4), "", "its row"},
                  {"bug", Width::of(4), "", "what to do wrong"}}},
                {"b",
                 spec::Carries::b,
                 true,
                 "a row",
                 {{"data", Width::of(8), "columns", "signed", spec::Holds::values}}},
                {"c",
                 spec::Carries::results,
                 false,
                 "the products",
                 {{"data", Width::of(16), "columns", "signed", spec::Holds::values},
                  {"row", Width::of(4), "", "row"}}}},
    .errors = {{"row_fifteen", "row 15 came"}, {"row_fifteen_again", "and came again"}},
    .stages = {{"multiply", spec::always(1)}},
    .check = [](const spec::Spec&) { return std::string(); },
    .multipliers = [](const spec::Spec& s) { return s.integer("columns"); },
};
const bool added = (spec::add_engine(declaration), true);

constexpr const char* core_text = R"v(module sim_test_core (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire        a_valid_i,
    output wire        a_ready_o,
    input  wire [15:0] a_data_i,
    input  wire        b_valid_i,
    output wire        b_ready_o,
    input  wire [31:0] b_data_i,
    output wire        c_valid_o,
    input  wire        c_ready_i,
    output wire [67:0] c_data_o,
    output wire [ 1:0] error_o
);
  reg  [ 3:0] bug_q;
  wire [ 3:0] bug = take ? a_data_i[15:12] : bug_q;
  reg         valid_q;
  reg  [67:0] data_q;
  reg  [15:0] beats_q;
  reg  [ 7:0] quiet_q;
  reg  [ 1:0] error_q;
  reg         unset_q;
  reg  [16:0] a_waits_q;  // what was offered and not taken, to see that the host keeps it up
  reg  [32:0] b_waits_q;
  reg         garbage_q;
  wire        room = (~valid_q | c_ready_i) & ~((bug_q == 4'd3) & (beats_q == 16'd3));
  wire        take = a_valid_i & b_valid_i & room;
  wire        fifteen = take & (a_data_i[11:8] == 4'hf);
  wire        two = beats_q == 16'd2;
  wire        again = ((bug_q == 4'd4) & (quiet_q == 8'd3) & (beats_q != 16'd0)) | (bug_q == 4'd13);
  wire [63:0] products;

  assign a_ready_o = b_valid_i & room;
  assign b_ready_o = a_valid_i & room;
  assign c_valid_o = valid_q;
  assign c_data_o = data_q;
  assign error_o = error_q;

  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : gen_product
      assign products[i*16+:16] = {{8{a_data_i[7]}}, a_data_i[7:0]} *
          {{8{b_data_i[i*8+7]}}, b_data_i[i*8+:8]};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q   <= 1'b0;
      beats_q   <= 16'd0;
      quiet_q   <= 8'd0;
      error_q   <= 2'd0;
      garbage_q <= 1'b0;
      data_q    <= 68'd0;
      bug_q     <= 4'd0;
      a_waits_q <= 17'd0;
      b_waits_q <= 33'd0;
    end else begin
      a_waits_q <= {a_valid_i & ~a_ready_o, a_data_i};
      b_waits_q <= {b_valid_i & ~b_ready_o, b_data_i};
      if (a_waits_q[16]) assert ({a_valid_i, a_data_i} == a_waits_q);
      if (b_waits_q[32]) assert ({b_valid_i, b_data_i} == b_waits_q);
      quiet_q <= (a_valid_i | b_valid_i) ? 8'd0 : (quiet_q == 8'hff) ? 8'hff : quiet_q + 8'd1;
      error_q[0] <= fifteen | (error_q[0] & (bug != 4'd14));
      error_q[1] <= (fifteen & error_q[0]) | error_q[1];
      if (!b_valid_i & b_data_i[5]) garbage_q <= 1'b1;
      if (take) begin
        bug_q   <= bug;
        beats_q <= beats_q + 16'd1;
        valid_q <= ~((bug == 4'd7) & two);
        data_q  <= {a_data_i[11:8], products};
        if (bug == 4'd5 && two) data_q[64] <= ~a_data_i[8];
        if (bug == 4'd6 && two) data_q[16] <= ~products[16];
        if (bug == 4'd10) data_q[48] <= 1'b1;
        if (bug == 4'd11) data_q[0] <= products[0] ^ unset_q;
        if (bug == 4'd12) data_q[0] <= products[0] ^ garbage_q;
        if (bug == 4'd8) assert (!two);
        if (bug == 4'd9 && two) $finish;
      end else if (again) begin
        valid_q <= 1'b1;
      end else if (c_ready_i) begin
        valid_q <= 1'b0;
      end else begin
        if (bug == 4'd1) valid_q <= 1'b0;
        if (bug == 4'd2) data_q[0] <= ~data_q[0];
      end
    end
    if (take && bug != 4'd11) unset_q <= 1'b0;
  end
endmodule
)v";

constexpr const char* wrapper_text = R"v(module sim_test_top (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire        a_valid_i,
    output wire        a_ready_o,
    input  wire [15:0] a_data_i,
    input  wire        b_valid_i,
    output wire        b_ready_o,
    input  wire [31:0] b_data_i,
    output wire        c_valid_o,
    input  wire        c_ready_i,
    output wire [67:0] c_data_o,
    output wire [ 1:0] error_o
);
  // variant VARIANT
  sim_test_core u_core (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .a_valid_i(a_valid_i),
      .a_ready_o(a_ready_o),
      .a_data_i(a_data_i),
      .b_valid_i(b_valid_i),
      .b_ready_o(b_ready_o),
      .b_data_i(b_data_i),
      .c_valid_o(c_valid_o),
      .c_ready_i(c_ready_i),
      .c_data_o(c_data_o),
      .error_o(error_o)
  );
endmodule
)v";

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + file.string());
}

nlohmann::json manifest_of(const spec::Spec& test) {
  using nlohmann::json;
  json ports = json::array();
  const auto port = [&](const std::string& name, const char* direction, unsigned width) {
    ports.push_back({{"name", name}, {"direction", direction}, {"width", width}});
  };
  port("clk_i", "input", 1);
  port("rst_ni", "input", 1);
  json streams = json::array();
  for (const spec::StreamDeclaration& stream : test.engine().streams) {
    const spec::Layout layout = spec::layout(test, stream.name);
    json fields = json::array();
    for (const spec::Field& field : layout.fields) {
      fields.push_back({{"name", field.name},
                        {"offset", field.offset},
                        {"width", field.width},
                        {"count", field.count}});
    }
    streams.push_back({{"name", stream.name},
                       {"direction", stream.sink ? "in" : "out"},
                       {"width", layout.width},
                       {"fields", fields}});
    const char* ours = stream.sink ? "input" : "output";
    const char* theirs = stream.sink ? "output" : "input";
    port(stream.name + (stream.sink ? "_valid_i" : "_valid_o"), ours, 1);
    port(stream.name + (stream.sink ? "_ready_o" : "_ready_i"), theirs, 1);
    port(stream.name + (stream.sink ? "_data_i" : "_data_o"), ours, layout.width);
  }
  port("error_o", "output", 2);
  return {{"name", "sim_test"},
          {"engine", "sim_test_engine"},
          {"kind", "bundle"},
          {"hash", test.hash()},
          {"wrapper", "sim_test_top"},
          {"filelist", "sim_test.f"},
          {"save_file", "sim_test.gtkw"},
          {"files", {"rtl/sim_test_core.sv", "sim_test_top.v"}},
          {"ports", ports},
          {"latency", 1},
          {"streams", streams},
          {"errors", {"row_fifteen", "row_fifteen_again"}}};
}

}  // namespace

spec::Spec test_spec() {
  return spec::Spec::parse("engine = \"sim_test_engine\"\n", "test", "sim_test");
}

void write_test_bundle(const fs::path& folder, int variant) {
  fs::create_directories(folder / "rtl");
  write_text(folder / "rtl/sim_test_core.sv", core_text);
  std::string wrapper = wrapper_text;
  wrapper.replace(wrapper.find("VARIANT"), 7, std::to_string(variant));
  write_text(folder / "sim_test_top.v", wrapper);
  write_text(folder / "sim_test.f", "rtl/sim_test_core.sv\nsim_test_top.v\n");
  write_text(folder / "sim_test.gtkw", emit::write_gtkwave(test_spec()));
  write_text(folder / "manifest.json", manifest_of(test_spec()).dump(2) + "\n");
}

TestJob test_job(std::uint32_t rows, std::uint32_t columns, Bug bug) {
  const spec::Spec test = test_spec();
  const spec::Layout a = spec::layout(test, "a");
  const spec::Layout b = spec::layout(test, "b");
  TestJob job;
  job.program.rows = rows;
  job.program.columns = columns;
  job.program.streams = {{"a", a.width}, {"b", b.width}};
  const spec::Layout c = spec::layout(test, "c");
  program::Output output({"c", c.width}, 4, program::along_rows);
  job.expected = tensor::Matrix<std::int64_t>(rows, columns);
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (row % 5 == 4) {
      job.program.zero_rows.push_back(row);
      continue;
    }
    const int value = static_cast<int>(row * 37 % 255) - 127;
    for (std::uint32_t column = 0; column < columns; column += 4) {
      const auto a_beat = job.program.streams[0].append();
      program::set_bits(a_beat, a.field("value").offset, 8,
                        static_cast<std::uint64_t>(value) & 0xff);
      program::set_bits(a_beat, a.field("row").offset, 4, row);
      program::set_bits(a_beat, a.field("bug").offset, 4, static_cast<std::uint64_t>(bug));
      const auto b_beat = job.program.streams[1].append();
      for (std::uint32_t j = column; j < std::min(columns, column + 4); ++j) {
        const int factor = static_cast<int>((row * 11 + j * 91) % 256) - 128;
        program::set_bits(b_beat, b.field("data").bit(j - column), 8,
                          static_cast<std::uint64_t>(factor) & 0xff);
        job.expected(row, j) = value * factor;
      }
      program::set_bits(output.append({row, column}), c.field("row").offset, 4, row);
    }
  }
  job.program.outputs.push_back(std::move(output));
  golden::fill(test, job.expected, job.program);
  return job;
}

TemporaryFolder::TemporaryFolder() {
  // The space is on purpose: no tool may stumble over it.
  std::string name = (fs::temp_directory_path() / "denim test XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

const fs::path& shared_cache() {
  static const TemporaryFolder folder;
  return folder.path();
}

ScopedVariable::ScopedVariable(const char* name, const std::string& value) : name_(name) {
  const char* old = std::getenv(name);
  was_set_ = old != nullptr;
  if (was_set_) old_ = old;
  setenv(name, value.c_str(), 1);
}

ScopedVariable::~ScopedVariable() {
  if (was_set_) {
    setenv(name_, old_.c_str(), 1);
  } else {
    unsetenv(name_);
  }
}

int start_child(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  int status = 99;
  try {
    status = body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
  }
  _exit(status);
}

int wait_for_child(int pid) {
  constexpr int patience = 3000;  // hundredths of a second; longer than any build of a test
  int status = 0;
  for (int i = 0; waitpid(pid, &status, WNOHANG) == 0; ++i) {
    if (i == patience) kill(pid, SIGKILL);
    usleep(10'000);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& item : fs::directory_iterator(folder)) {
    names.push_back(item.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace denim::test
