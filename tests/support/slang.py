"""slang as a command, of the Python package pyslang: its own options, and silence where all is well."""
import sys

from pyslang.driver import Driver

driver = Driver()
driver.addStandardArgs()
line = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in sys.argv)
is_sound = (
    driver.parseCommandLine(line)
    and driver.processOptions()
    and driver.parseAllSources()
    and driver.runFullCompilation(True)
)
sys.exit(0 if is_sound else 1)
