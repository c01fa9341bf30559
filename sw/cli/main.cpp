#include "sw/cli/cli.hpp"

int main(int argc, char** argv) { return denim::cli::run(argc, argv); }
