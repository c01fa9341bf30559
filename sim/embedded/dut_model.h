// Included in front of verilated code, to make it fast; compiled beforehand, for the headers of
// Verilator's runtime take g++ longer than a small engine does.
//
// Sign extension as g++ likes it. Verilator's -(x & sign) | x compiles to four
// instructions; two shifts compile to one (movsx) where the width is 8, 16 or 32. The values are
// the same: as there, the bits of the argument from `from` up are zero. It makes an engine of int8
// multipliers, flat or structured, about 1.4 times as fast to simulate.
#ifndef DENIM_SIM_DUT_MODEL_H
#define DENIM_SIM_DUT_MODEL_H

#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

static inline IData denim_extend(int from, IData x) {
  return static_cast<IData>(static_cast<int32_t>(x << (32 - from)) >> (32 - from));
}
static inline QData denim_extend_wide(int from, QData x) {
  return static_cast<QData>(static_cast<int64_t>(x << (64 - from)) >> (64 - from));
}

#define VL_EXTENDS_II(to, from, x) denim_extend((from), (x))
#define VL_EXTENDS_QI(to, from, x) denim_extend_wide((from), (x))
#define VL_EXTENDS_QQ(to, from, x) denim_extend_wide((from), (x))

// What only a failed assertion does is kept out of the code of a cycle, which would not fit into
// the instruction cache with it: the time of its message, and the end of the run.
[[gnu::cold]] QData denim_dut_time(QData unit);
[[noreturn, gnu::cold]] void denim_dut_stop(const char* file, int line);
#undef VL_TIME_UNITED_Q
#define VL_TIME_UNITED_Q(unit) denim_dut_time(unit)
#define VL_STOP_MT(file, line, ...) denim_dut_stop((file), (line))

#endif
