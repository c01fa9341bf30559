"""What the registers of a top of demm_2_8_4 do, asked by cocotbext-axi: another module of tests of
axis_cocotb.py, with all channels of AXI4-Lite and all streams paused in 30 % of cycles."""

import os
import random
import sys

sys.path.insert(0, os.path.dirname(__file__))

import cocotb
from axis_cocotb import Bench
from cocotb.triggers import ClockCycles, RisingEdge
from cocotbext.axi import AxiResp

SOFT_RESET = 2
WATCHDOG = 1 << 31


async def start(dut, enabled=True):
    bench = Bench(dut)
    await bench.begin(1)
    if not enabled:
        await bench.registers.write("CONTROL", 0)
    return bench


async def level(dut, signal):
    await RisingEdge(dut.aclk)
    return int(signal.value)


@cocotb.test()
async def all_registers_read_as_the_table_says(dut):
    bench = await start(dut, enabled=False)
    registers = bench.registers
    hash_of_spec = await registers.read("SPEC_HASH_HIGH") << 32
    hash_of_spec |= await registers.read("SPEC_HASH_LOW")
    assert f"{hash_of_spec:012x}" == bench.bundle["hash"]
    # Time has gone by, and start() has set the others.
    live = {"CYCLES_LOW", "TLAST_BEATS"}
    live |= {setting["name"].upper() for setting in bench.bundle.get("settings", [])}
    for name, register in registers.table.items():
        expected = 0
        for field in register["fields"]:
            expected |= field["reset"] << field["low"]
        if name == "STATUS":
            expected = registers.mask("STATUS", "c_ready")
            assert await registers.read(name) & ~expected & registers.mask("STATUS", "c_valid") == 0
        elif name not in live:
            assert await registers.read(name) == expected, name
    for key, value in bench.bundle["spec"].items():
        if isinstance(value, int):
            assert await registers.read(f"PARAM_{key.upper()}") == int(value)


@cocotb.test()
async def strobes_write_the_bytes_that_they_say(dut):
    bench = await start(dut, enabled=False)
    registers = bench.registers
    at = registers.offset("TLAST_BEATS")
    value = bytearray(4)
    chance = random.Random(3)
    await registers.write("TLAST_BEATS", 0)
    for _ in range(40):
        first = chance.randrange(4)
        some = chance.randbytes(chance.randrange(1, 5 - first))
        await registers.port.write(at + first, some)
        value[first : first + len(some)] = some
        assert await registers.read("TLAST_BEATS") == int.from_bytes(value, "little")
    # A command whose byte is not written does not start.
    await registers.port.write(registers.offset("CONTROL") + 1, b"\xff\xff\xff")
    assert await registers.read("CONTROL") == 0


@cocotb.test()
async def accesses_come_back_to_back(dut):
    bench = await start(dut, enabled=False)
    registers, chance = bench.registers, random.Random(4)
    for paused in (True, False):
        if not paused:
            for interface in (registers.port.write_if, registers.port.read_if):
                for channel in ("aw", "w", "b", "ar", "r"):
                    if hasattr(interface, f"{channel}_channel"):
                        one = getattr(interface, f"{channel}_channel")
                        one.clear_pause_generator()
                        one.pause = False
        values = {}
        writes, reads = [], []
        for name in ("TLAST_BEATS", "WATCHDOG", "TLAST_BEATS", "WATCHDOG"):
            values[name] = chance.getrandbits(32)
            data = values[name].to_bytes(4, "little")
            writes.append(registers.port.init_write(registers.offset(name), data))
        for write in writes:
            await write.wait()
        for name in list(values) * 5 + ["ID"]:
            reads.append((name, registers.port.init_read(registers.offset(name), 4)))
        for name, read in reads:
            await read.wait()
            expected = values.get(name, 0x444E494D)
            assert int.from_bytes(read.data.data, "little") == expected
            assert read.data.resp == AxiResp.OKAY


@cocotb.test()
async def addresses_beyond_the_map_are_answered_by_slverr(dut):
    bench = await start(dut, enabled=False)
    registers = bench.registers
    settings = ["CONTROL", "TLAST_BEATS", "WATCHDOG", "ERROR_MASK"]
    before = [await registers.read(name) for name in settings]
    end = 4 * len(registers.table)
    for address in (end, end + 4, 0x100, 0x400, 0x7FC, 0x800 + registers.offset("WATCHDOG"), 0xFFC):
        read = await registers.port.read(address, 4)
        assert read.resp == AxiResp.SLVERR
        write = await registers.port.write(address, b"\xff\xff\xff\xff")
        assert write.resp == AxiResp.SLVERR
    last = await registers.port.read(end - 4, 4)
    assert last.resp == AxiResp.OKAY
    # What is read only is no error, and stays.
    write = await registers.port.write(registers.offset("ID"), b"\xff\xff\xff\xff")
    assert write.resp == AxiResp.OKAY
    assert await registers.read("ID") == 0x444E494D
    assert [await registers.read(name) for name in settings] == before


@cocotb.test()
async def nothing_passes_while_it_is_disabled(dut):
    bench = await start(dut, enabled=False)
    bench.send("b", bench.beats["b"][:4], random.Random(5))
    await ClockCycles(dut.aclk, 60)
    assert await bench.registers.read("B_BEATS_LOW") == 0
    await bench.registers.write("CONTROL", 1)
    await bench.sources["b"].wait()
    assert await bench.registers.read("B_BEATS_LOW") == 4


@cocotb.test()
async def the_watchdog_barks_when_a_beat_waits(dut):
    bench = await start(dut)
    registers = bench.registers
    await registers.write("WATCHDOG", 400)
    await ClockCycles(dut.aclk, 600)
    assert await registers.read("ERROR") == 0, "nothing waits"
    bench.send("a", bench.beats["a"][:4], random.Random(6))  # waits for a tile
    await ClockCycles(dut.aclk, 200)
    assert await registers.read("ERROR") == 0
    assert await registers.read("STATUS") & registers.mask("STATUS", "a_valid") != 0
    assert await registers.read("STATUS") & registers.mask("STATUS", "a_ready") == 0
    await ClockCycles(dut.aclk, 400)
    assert await registers.read("ERROR") == WATCHDOG
    assert await level(dut, dut.irq_o) == 0
    await registers.write("ERROR_MASK", WATCHDOG)
    await ClockCycles(dut.aclk, 3)
    assert await level(dut, dut.irq_o) == 1
    await registers.write("ERROR", WATCHDOG)
    await ClockCycles(dut.aclk, 3)
    assert await level(dut, dut.irq_o) == 0
    await ClockCycles(dut.aclk, 500)
    assert await level(dut, dut.irq_o) == 1, "the beat still waits"
    await registers.write("WATCHDOG", 0)
    await registers.write("ERROR", WATCHDOG)
    await ClockCycles(dut.aclk, 500)
    assert await registers.read("ERROR") == 0
    # A soft reset clears it too.
    await registers.write("WATCHDOG", 50)
    await ClockCycles(dut.aclk, 100)
    assert await registers.read("ERROR") == WATCHDOG
    await registers.write("CONTROL", SOFT_RESET)
    await ClockCycles(dut.aclk, 10)
    assert await registers.read("ERROR") == 0
    assert await registers.read("WATCHDOG") == 50


@cocotb.test()
async def errors_raise_irq_and_are_cleared_bit_by_bit(dut):
    bench = await start(dut)
    registers, noise = bench.registers, random.Random(7)
    for name in bench.sources:
        bench.send(name, [noise.getrandbits(bench.widths[name]) for _ in range(80)], noise)
    await ClockCycles(dut.aclk, 600)
    errors = await registers.read("ERROR")
    assert bin(errors).count("1") >= 2, "the noise raises two errors at least"
    assert await level(dut, dut.error_o) == errors
    assert await level(dut, dut.irq_o) == 0, "no bit is in the mask"
    await registers.write("CONTROL", 0)
    lowest = errors & -errors
    await registers.write("ERROR_MASK", lowest)
    await ClockCycles(dut.aclk, 3)
    assert await level(dut, dut.irq_o) == 1
    await registers.write("ERROR", 0)
    await registers.port.write(registers.offset("ERROR") + 1, b"\xff")
    assert await registers.read("ERROR") == errors
    await registers.write("ERROR", lowest)
    assert await registers.read("ERROR") == errors & ~lowest
    assert await level(dut, dut.irq_o) == 0
    assert await level(dut, dut.error_o) == errors & ~lowest
    await registers.write("ERROR", 0xFFFFFFFF)
    assert await registers.read("ERROR") == 0


@cocotb.test()
async def a_soft_reset_forgets_all_but_the_settings(dut):
    bench = await start(dut)
    registers, padding = bench.registers, random.Random(8)
    packet = bench.packet()
    await registers.write("TLAST_BEATS", packet)
    # A whole tile, and some of what uses it.
    bench.send("b", bench.beats["b"][:8], padding)
    bench.send("a", bench.beats["a"][:3], padding)
    for source in bench.sources.values():
        await source.wait()
    await ClockCycles(dut.aclk, 20)
    assert await registers.read("A_BEATS_LOW") == 3
    await registers.write("CONTROL", SOFT_RESET)
    await ClockCycles(dut.aclk, 10)
    assert await registers.read("CONTROL") == 0, "done, and not enabled"
    assert await registers.read("A_BEATS_LOW") == 0
    assert await registers.read("CYCLES_LOW") == 0
    assert await registers.read("TLAST_BEATS") == packet
    # The engine is as new: the program brings what it should.
    for name in bench.sources:
        bench.send(name, bench.beats[name], padding)
    await registers.write("CONTROL", 1)
    await bench.check_results(packet)


@cocotb.test()
async def a_soft_reset_waits_for_a_beat_that_is_offered(dut):
    bench = await start(dut)
    registers = bench.registers
    sink = bench.sinks["c"]
    sink.clear_pause_generator()
    sink.pause = True
    for name in bench.sources:
        bench.send(name, bench.beats[name], random.Random(9))
    waiting = registers.mask("STATUS", "c_valid")
    while await registers.read("STATUS") & waiting == 0:
        pass
    await registers.write("CONTROL", SOFT_RESET)
    await ClockCycles(dut.aclk, 100)
    assert await registers.read("CONTROL") == SOFT_RESET, "the beat is not taken back"
    assert await registers.read("STATUS") & waiting != 0
    sink.pause = False
    await ClockCycles(dut.aclk, 10)
    assert await registers.read("CONTROL") == 0
    assert await registers.read("STATUS") & waiting == 0
    assert await registers.read("C_BEATS_LOW") == 0
    assert sink.count() == 1, "that beat, and none behind it"
