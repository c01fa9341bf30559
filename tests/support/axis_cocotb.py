"""A top of a bundle with AXI-Streams, driven by cocotb and cocotbext-axi with Icarus: a client that
shares nothing with Denim.

    python axis_cocotb.py BUNDLE PROGRAM WORK TOP CHECKS…

Streams, widths, registers and settings are read from the two manifests, beats from the hex files of
`denim compile`. Every frame of a stream in is of a few beats and paused in 30 % of cycles, at random
bits of padding; every stream out is paused likewise, and comes in packets of as many beats as divide
all of them; so is every channel of AXI4-Lite. CHECKS are sources of a module `checks`, another root,
which finds the top by the macro DUT. Ends with status 0 if every bit that came back is the one of the
program, and the registers do what they should, else 1.
"""

import json
import os
import random
import sys
from pathlib import Path

PAUSED = 0.3


def beats_of(program, stream):
    lines = (Path(program) / stream["file"]).read_text().splitlines()
    beats = [int(line, 16) for line in lines if line and not line.startswith("//")]
    return beats * stream["repeat"]


def pauses(seed):
    generator = random.Random(seed)
    while True:
        yield generator.random() < PAUSED


def run(bundle, program, work, name, checks):
    from cocotb_tools.check_results import get_results
    from cocotb_tools.runner import get_runner

    bundle = Path(bundle)
    manifest = json.loads((bundle / "manifest.json").read_text())
    top = next(top for top in manifest["tops"] if top["name"] == name)
    files = (bundle / manifest["filelist"]).read_text().splitlines()
    runner = get_runner("icarus")
    runner.build(
        sources=[bundle / file for file in files if not file.startswith("//")] + checks,
        hdl_toplevel=top["module"],
        build_args=["-g2012", "-s", "checks"],
        defines={"DUT": top["module"]},
        build_dir=work,
        timescale=("1ns", "1ps"),
    )
    modules = ["axis_cocotb"]
    # What needs beats that raise an error is asked of the engine that it is written for.
    if "registers" in top and manifest["name"] == "demm_2_8_4":
        modules.append("axi_cocotb")
    results = runner.test(
        hdl_toplevel=top["module"],
        test_module=modules,
        test_dir=Path(__file__).parent,
        build_dir=work,
        results_xml=str(Path(work) / "results.xml"),
        extra_env={
            "AXIS_BUNDLE": bundle.as_posix(),
            "AXIS_PROGRAM": program,
            "AXIS_TOP": name,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    count, failed = get_results(results)
    print(f"{count} tests, {failed} failed")
    return 0 if count > 0 and failed == 0 else 1


if __name__ == "__main__":
    names = [os.path.abspath(argument) for argument in sys.argv[1:4]]
    sys.exit(run(*names, sys.argv[4], [Path(check) for check in sys.argv[5:]]))

import cocotb  # noqa: E402: only inside the simulation
from cocotb.clock import Clock  # noqa: E402
from cocotb.triggers import ClockCycles, RisingEdge, with_timeout  # noqa: E402
from cocotbext.axi import (  # noqa: E402
    AxiLiteBus,
    AxiLiteMaster,
    AxiStreamBus,
    AxiStreamFrame,
    AxiStreamSink,
    AxiStreamSource,
)


class Registers:
    """The registers of a top, by their names."""

    def __init__(self, dut, table):
        self.table = {register["name"]: register for register in table}
        bus = AxiLiteBus.from_prefix(dut, "s_axi")
        self.port = AxiLiteMaster(bus, dut.aclk, dut.aresetn, reset_active_level=False)
        channels = [
            self.port.write_if.aw_channel,
            self.port.write_if.w_channel,
            self.port.write_if.b_channel,
            self.port.read_if.ar_channel,
            self.port.read_if.r_channel,
        ]
        for number, channel in enumerate(channels):
            channel.set_pause_generator(pauses(100 + number))

    def offset(self, name):
        return self.table[name]["offset"]

    def mask(self, name, field):
        for one in self.table[name]["fields"]:
            if one["name"] == field:
                return ((1 << one["width"]) - 1) << one["low"]
        raise KeyError(f"{name}.{field}")

    async def read(self, name):
        return await self.port.read_dword(self.offset(name))

    async def write(self, name, value):
        await self.port.write_dword(self.offset(name), value)


class Bench:
    """The top with a source or a sink on each stream and its registers, in reset."""

    def __init__(self, dut):
        self.dut = dut
        self.bundle = json.loads((Path(os.environ["AXIS_BUNDLE"]) / "manifest.json").read_text())
        folder = os.environ["AXIS_PROGRAM"]
        self.program = json.loads((Path(folder) / "manifest.json").read_text())
        top = next(t for t in self.bundle["tops"] if t["name"] == os.environ["AXIS_TOP"])
        dut.aresetn.value = 0
        cocotb.start_soon(Clock(dut.aclk, 10, "ns").start())
        self.registers = Registers(dut, top["registers"]) if "registers" in top else None
        self.sources, self.sinks, self.beats, self.widths = {}, {}, {}, {}
        for number, stream in enumerate(self.program["streams"]):
            name = stream["name"]
            self.beats[name] = beats_of(folder, stream)
            self.widths[name] = stream["width"]
            is_in = stream["direction"] == "in"
            bus = AxiStreamBus.from_prefix(dut, f"{'s' if is_in else 'm'}_axis_{name}")
            if is_in:
                end = AxiStreamSource(
                    bus, dut.aclk, dut.aresetn, reset_active_level=False, byte_size=8
                )
            else:
                end = AxiStreamSink(bus, dut.aclk, dut.aresetn, reset_active_level=False)
            end.set_pause_generator(pauses(number))
            (self.sources if is_in else self.sinks)[name] = end

    async def begin(self, packet):
        """Out of reset, with all that holds still, and enabled."""
        if self.registers is None:
            self.dut.tlast_beats_i.value = packet
            for setting in self.bundle.get("settings", []):
                value = self.program["settings"][setting["name"]]
                getattr(self.dut, setting["name"] + "_i").value = value
        await ClockCycles(self.dut.aclk, 4)
        self.dut.aresetn.value = 1
        if self.registers is not None:
            await self.registers.write("TLAST_BEATS", packet)
            for setting in self.bundle.get("settings", []):
                value = self.program["settings"][setting["name"]]
                await self.registers.write(setting["name"].upper(), value)
            await self.registers.write("CONTROL", 1)

    def size(self, name):
        return (self.widths[name] + 7) // 8

    def send(self, name, beats, padding):
        width, size = self.widths[name], self.size(name)
        for first in range(0, len(beats), 5):
            padded = [
                beat | padding.getrandbits(8 * size) >> width << width
                for beat in beats[first : first + 5]
            ]
            data = b"".join(beat.to_bytes(size, "little") for beat in padded)
            self.sources[name].send_nowait(AxiStreamFrame(data))

    async def check_results(self, packet):
        for name, sink in self.sinks.items():
            beats = self.beats[name]
            for first in range(0, len(beats), packet):
                frame = await with_timeout(sink.recv(), 1, "ms")
                wanted = beats[first : first + packet]
                assert bytes(frame.tdata) == b"".join(
                    beat.to_bytes(self.size(name), "little") for beat in wanted
                )
        await ClockCycles(self.dut.aclk, 200)
        for sink in self.sinks.values():
            assert sink.empty(), "a packet that nobody asked for"
        if self.bundle["errors"]:
            await RisingEdge(self.dut.aclk)
            assert int(self.dut.error_o.value) == 0

    def packet(self):
        counts = [len(self.beats[name]) for name in self.sinks]
        return next(size for size in (3, 2, 5, 7, 1) if all(count % size == 0 for count in counts))


@cocotb.test()
async def results_are_those_of_the_program(dut):
    bench = Bench(dut)
    padding = random.Random(1)
    packet = bench.packet()
    for name in bench.sources:
        bench.send(name, bench.beats[name], padding)
    await bench.begin(packet)
    await bench.check_results(packet)
    if bench.registers is not None:
        for name, beats in bench.beats.items():
            assert await bench.registers.read(f"{name.upper()}_BEATS_LOW") == len(beats)
        assert await bench.registers.read("ERROR") == 0
