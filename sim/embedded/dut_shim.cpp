// The part of an engine's library that is the same for all engines: a verilated model behind the C
// interface of dut_abi.h. The builder writes ports.inc beside it, one line a port of the top:
//   DENIM_PORT(name, width, output)
// and verilates the top with the prefix Vdut. VM_TRACE says whether it has waves.
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

#include "Vdut.h"
#include "dut_abi.h"
#include "dut_model.h"

namespace {

constexpr std::size_t max_message = 1 << 16;

// What models of this library printed. The runtime's hooks do not say which model it was.
std::mutex printed_mutex;
std::string printed;

void add_printed(const std::string& text) {
  const std::lock_guard<std::mutex> lock(printed_mutex);
  if (printed.size() + text.size() <= max_message) printed += text;
}

constexpr DenimDutPort no_port{nullptr, 0, 0, 0, nullptr};

enum {
#define DENIM_PORT(name, width, output) port_of_##name,
#include "ports.inc"
#undef DENIM_PORT
  port_count
};

}  // namespace

struct DenimDut {
  VerilatedContext context;
  std::unique_ptr<Vdut> model;
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> waves;
#endif
  DenimDutPort ports[port_count + 1];
  std::string message;

  explicit DenimDut(uint32_t seed) {
    context.randReset(2);  // what is not reset starts random
    context.randSeed(static_cast<int>((seed & 0x7ffffffeU) + 1));  // 0 would mean the time of day
    context.assertOn(false);
#if VM_TRACE
    context.traceEverOn(true);
#endif
    model = std::make_unique<Vdut>(&context, "TOP");
    DenimDutPort* port = ports;
#define DENIM_PORT(name, width, output)                                                    \
  *port++ = DenimDutPort{#name, width, static_cast<uint32_t>(sizeof(model->name)), output, \
                         static_cast<void*>(&model->name)};
#include "ports.inc"
#undef DENIM_PORT
    *port = no_port;
  }
};

// ---- the runtime's hooks ------------------------------------------------------------------------

int denim_dut_printf(const char* format, ...) {
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  add_printed(text);
  return length;
}

namespace {

// A model stops by an exception, which ends in `guarded`: the runtime's own way is to abort.
[[noreturn]] void stop(const char* file, int line, const char* what) {
  std::string text = what;
  if (file && file[0]) text += std::string(" (") + file + ":" + std::to_string(line) + ")";
  throw std::runtime_error(text);
}

template <class Action>
int guarded(DenimDut* dut, Action&& action) {
  try {
    action();
    return 0;
  } catch (const std::exception& error) {
    try {
      add_printed(std::string(error.what()) + "\n");
    } catch (...) {
    }
  } catch (...) {
  }
  (void)dut;
  return 1;
}

}  // namespace

void vl_finish(const char* file, int line, const char*) { stop(file, line, "$finish"); }
void vl_stop(const char* file, int line, const char*) { stop(file, line, "$stop"); }
QData denim_dut_time(QData unit) { return Verilated::threadContextp()->time() / unit; }
void denim_dut_stop(const char* file, int line) { stop(file, line, "$stop"); }
void vl_fatal(const char* file, int line, const char*, const char* what) { stop(file, line, what); }

// ---- waves --------------------------------------------------------------------------------------

#if VM_TRACE
namespace {

int trace_error = 0;  // the first reason why something was not written

void note_trace_error(int reason) {
  if (trace_error == 0) trace_error = reason != 0 ? reason : EIO;
}

void check_traced() {
  if (trace_error != 0) throw std::runtime_error(std::strerror(trace_error));
}

}  // namespace

// Verilator's writer does not look whether its writes succeed. It ends each part of a file by one
// of these two, which the linker (--wrap) leads here from all of the runtime.
extern "C" {
int __real_fflush(FILE* file);
int __real_fclose(FILE* file);
int __wrap_fflush(FILE* file) {
  const int result = __real_fflush(file);
  if (result != 0) note_trace_error(errno);
  return result;
}
int __wrap_fclose(FILE* file) {
  if (std::ferror(file) != 0) note_trace_error(EIO);
  const int result = __real_fclose(file);
  if (result != 0) note_trace_error(errno);
  return result;
}
}
#endif

// ---- the interface ------------------------------------------------------------------------------

namespace {

DenimDut* create(uint32_t seed) {
  try {
    return new DenimDut(seed);
  } catch (...) {
    return nullptr;
  }
}

void destroy(DenimDut* dut) {
  guarded(dut, [&] { delete dut; });
}

const DenimDutPort* ports(DenimDut* dut) { return dut->ports; }

int eval(DenimDut* dut) {
  return guarded(dut, [&] { dut->model->eval(); });
}

int finish(DenimDut* dut) {
  return guarded(dut, [&] { dut->model->final(); });
}

void check_assertions(DenimDut* dut, int on) { dut->context.assertOn(on != 0); }

const char* message(DenimDut* dut) {
  guarded(dut, [&] {
    const std::lock_guard<std::mutex> lock(printed_mutex);
    dut->message = std::move(printed);
    printed.clear();
  });
  return dut->message.c_str();
}

int trace_open(DenimDut* dut, const char* path) {
#if VM_TRACE
  return guarded(dut, [&] {
    trace_error = 0;
    dut->waves = std::make_unique<VerilatedFstC>();
    dut->waves->set_time_unit("1ns");
    dut->waves->set_time_resolution("1ns");
    dut->model->trace(dut->waves.get(), 99);
    dut->waves->open(path);
    if (!dut->waves->isOpen()) throw std::runtime_error(std::strerror(errno));
    // What follows maps what has been written so far into memory, whether it arrived or not.
    std::fflush(nullptr);
    check_traced();
  });
#else
  (void)path;
  return guarded(dut, [] { throw std::runtime_error("built without waves"); });
#endif
}

int trace_dump(DenimDut* dut, uint64_t nanoseconds) {
#if VM_TRACE
  return guarded(dut, [&] {
    dut->waves->dump(nanoseconds);
    check_traced();
  });
#else
  (void)nanoseconds;
  return guarded(dut, [] { throw std::runtime_error("built without waves"); });
#endif
}

int trace_close(DenimDut* dut) {
#if VM_TRACE
  return guarded(dut, [&] {
    if (dut->waves) dut->waves->close();
    check_traced();
  });
#else
  (void)dut;
  return 0;
#endif
}

constexpr DenimDutApi api{
    DENIM_DUT_ABI_VERSION, port_count, VM_TRACE,   create,     destroy,     ports, eval, finish,
    check_assertions,      message,    trace_open, trace_dump, trace_close,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const DenimDutApi* denim_dut_api(void) {
  return &api;
}
