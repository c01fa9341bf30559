/* The C interface between the host and the shared library of one engine. The host includes it, and
 * so does dut_shim.cpp when an engine is built. Nothing else crosses the border: no C++ type, no
 * exception, no symbol but denim_dut_api.
 *
 * A port's storage holds the value as little-endian words with the bits above its width zero, as
 * the model keeps it: 1, 2, 4 or 8 bytes, or a row of 32-bit words. The host copies into inputs and
 * out of outputs; the storage stays where it is as long as the DUT lives. */
#ifndef DENIM_SIM_DUT_ABI_H
#define DENIM_SIM_DUT_ABI_H

#include <stdint.h>

#define DENIM_DUT_ABI_VERSION 2

#ifdef __cplusplus
extern "C" {
#endif

typedef struct DenimDut DenimDut;

typedef struct DenimDutPort {
  const char* name;
  uint32_t width; /* bits */
  uint32_t bytes; /* of the storage */
  int output;     /* 1: the engine drives it */
  void* storage;
} DenimDutPort;

/* Functions that return int give 0 when all went well; what went wrong otherwise is message(). A
 * DUT whose eval failed may only be asked for its message, traced to the end, and destroyed. */
typedef struct DenimDutApi {
  uint32_t version; /* DENIM_DUT_ABI_VERSION of the library */
  uint32_t port_count;
  int traces; /* 1: built with waves */
  /* What has no reset value starts random, the same for the same seed. NULL: out of memory. */
  DenimDut* (*create)(uint32_t seed);
  void (*destroy)(DenimDut*);
  const DenimDutPort* (*ports)(DenimDut*);
  int (*eval)(DenimDut*);
  int (*finish)(DenimDut*);                    /* end of simulation: final blocks */
  void (*check_assertions)(DenimDut*, int on); /* off at first */
  /* Failed assertions, $display and the like since the last call; owned by the library. */
  const char* (*message)(DenimDut*);
  /* They fail as soon as something that was written of the waves did not reach its file; the first
   * reason is kept until the next trace_open. One DUT of a library traces at a time. */
  int (*trace_open)(DenimDut*, const char* path);
  int (*trace_dump)(DenimDut*, uint64_t nanoseconds);
  int (*trace_close)(DenimDut*);
} DenimDutApi;

const DenimDutApi* denim_dut_api(void);

#ifdef __cplusplus
}
#endif

#endif
