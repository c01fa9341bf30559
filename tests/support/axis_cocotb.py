"""The AXI-Stream top of a bundle, driven by cocotb and cocotbext-axi with Icarus: a client that
shares nothing with Denim.

    python axis_cocotb.py BUNDLE PROGRAM WORK

Streams, widths and settings are read from the two manifests, beats from the hex files of `denim
compile`. Every frame of a stream in is of a few beats and paused in 30 % of cycles, at random bits of
padding; every stream out is paused likewise, and comes in packets of as many beats as divide all of
them. Ends with status 0 if every bit that came back is the one of the program, else 1.
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


def run(bundle, program, work):
    from cocotb_tools.check_results import get_results
    from cocotb_tools.runner import get_runner

    bundle = Path(bundle)
    manifest = json.loads((bundle / "manifest.json").read_text())
    axis = next(top for top in manifest["tops"] if top["name"] == "axis")
    files = (bundle / manifest["filelist"]).read_text().splitlines()
    runner = get_runner("icarus")
    runner.build(
        sources=[bundle / file for file in files if not file.startswith("//")],
        hdl_toplevel=axis["module"],
        build_args=["-g2012"],
        build_dir=work,
        timescale=("1ns", "1ps"),
    )
    results = runner.test(
        hdl_toplevel=axis["module"],
        test_module="axis_cocotb",
        test_dir=Path(__file__).parent,
        build_dir=work,
        results_xml=str(Path(work) / "results.xml"),
        extra_env={
            "AXIS_BUNDLE": bundle.as_posix(),
            "AXIS_PROGRAM": program,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    count, failed = get_results(results)
    print(f"{count} tests, {failed} failed")
    return 0 if count == 1 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(run(*(os.path.abspath(argument) for argument in sys.argv[1:4])))

import cocotb  # noqa: E402: only inside the simulation
from cocotb.clock import Clock  # noqa: E402
from cocotb.triggers import ClockCycles, RisingEdge, with_timeout  # noqa: E402
from cocotbext.axi import AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource  # noqa: E402


@cocotb.test()
async def results_are_those_of_the_program(dut):
    bundle = json.loads((Path(os.environ["AXIS_BUNDLE"]) / "manifest.json").read_text())
    program = json.loads((Path(os.environ["AXIS_PROGRAM"]) / "manifest.json").read_text())
    padding = random.Random(1)
    counts = [stream["beats"] for stream in program["streams"] if stream["direction"] == "out"]
    packet = next(size for size in (3, 2, 5, 7, 1) if all(count % size == 0 for count in counts))
    dut.tlast_beats_i.value = packet
    for setting in bundle.get("settings", []):
        getattr(dut, setting["name"] + "_i").value = program["settings"][setting["name"]]
    cocotb.start_soon(Clock(dut.aclk, 10, "ns").start())
    dut.aresetn.value = 0
    sinks = []
    for number, stream in enumerate(program["streams"]):
        name = stream["name"]
        beats = beats_of(os.environ["AXIS_PROGRAM"], stream)
        width, size = stream["width"], (stream["width"] + 7) // 8
        if stream["direction"] == "in":
            bus = AxiStreamBus.from_prefix(dut, f"s_axis_{name}")
            source = AxiStreamSource(
                bus, dut.aclk, dut.aresetn, reset_active_level=False, byte_size=8
            )
            source.set_pause_generator(pauses(number))
            while beats:
                some, beats = beats[:5], beats[5:]
                padded = [beat | padding.getrandbits(8 * size) >> width << width for beat in some]
                data = b"".join(beat.to_bytes(size, "little") for beat in padded)
                source.send_nowait(AxiStreamFrame(data))
        else:
            bus = AxiStreamBus.from_prefix(dut, f"m_axis_{name}")
            sink = AxiStreamSink(bus, dut.aclk, dut.aresetn, reset_active_level=False)
            sink.set_pause_generator(pauses(number))
            sinks.append((sink, beats, size))
    await ClockCycles(dut.aclk, 4)
    dut.aresetn.value = 1
    for sink, beats, size in sinks:
        for first in range(0, len(beats), packet):
            frame = await with_timeout(sink.recv(), 1, "ms")
            wanted = beats[first : first + packet]
            assert bytes(frame.tdata) == b"".join(beat.to_bytes(size, "little") for beat in wanted)
    await ClockCycles(dut.aclk, 200)
    for sink, _, _ in sinks:
        assert sink.empty(), "a packet that nobody asked for"
    if bundle["errors"]:
        await RisingEdge(dut.aclk)
        assert int(dut.error_o.value) == 0
