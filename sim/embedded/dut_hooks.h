/* Included by force into Verilator's runtime, so that what a model prints goes to the host as a
 * message and not to the standard output of whoever loaded it. */
#ifndef DENIM_SIM_DUT_HOOKS_H
#define DENIM_SIM_DUT_HOOKS_H

int denim_dut_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
#define VL_PRINTF denim_dut_printf

#endif
