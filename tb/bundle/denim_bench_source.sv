// Offers the beats of <Name>.hex, the whole file several times, on a valid/ready stream.
//
// What is no beat is unknown, so nothing of it may reach a result. A beat that is offered stays
// until it is taken. Plusargs: PROGRAM (the folder of the file), SEED, STALL (per cent of cycles in
// which a beat that could be offered is not), GATES (the engine is a netlist: a ready that depends
// on the payload is unknown with it, so that it must be known only while a beat is offered).
module denim_bench_source #(
    // Name of the stream
    parameter     Name  = "a",
    // Width of a beat, bits
    parameter int Width = 32,
    // Tells the stalls of several streams apart
    parameter int Salt  = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    // Beats in the file, and times that they are sent
    input  logic [     63:0] beats_i,
    input  logic [     63:0] times_i,
    output logic             valid_o,
    input  logic             ready_i,
    output logic [Width-1:0] data_o,
    // Every beat was taken
    output logic             done_o
);

  string folder;
  string path;
  integer file;
  integer found;
  int stall;
  int random_state;
  bit gates;
  bit taken = 1'b0;
  longint sent = 0;
  longint in_file = 0;

  assign done_o = sent == longint'(beats_i * times_i);

  task automatic fail(input string what);
    $display("FAIL stream %0s in, beat %0d: %0s", Name, sent, what);
    $fatal(1, "the bench ends");
  endtask

  initial begin
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    if (!$value$plusargs("SEED=%d", random_state)) begin
      random_state = 0;
    end
    random_state = random_state * 100 + Salt;
    gates = $test$plusargs("GATES") != 0;
    if (!$value$plusargs("PROGRAM=%s", folder)) begin
      folder = "sim";
    end
    path = $sformatf("%0s/%0s.hex", folder, Name);
    file = $fopen(path, "r");
    if (file == 0) begin
      fail({path, " cannot be read"});
    end
    valid_o = 1'b0;
    data_o = 'x;
  end

  always @(posedge clk_i) begin
    taken = 1'b0;
    if (rst_ni) begin
      if (ready_i !== 1'b0 && ready_i !== 1'b1 && (valid_o || !gates)) begin
        fail("ready is unknown");
      end
      taken = valid_o && ready_i;
      if (taken) begin
        sent = sent + 1;
      end
    end
  end

  // When the clock falls, so that what the engine sees as it rises has long settled.
  always @(negedge clk_i) begin
    if (rst_ni && (taken || !valid_o)) begin
      valid_o = !done_o && (int'($unsigned($random(random_state)) % 100) >= stall);
      data_o = 'x;
      if (valid_o) begin
        if (in_file == longint'(beats_i)) begin
          $fclose(file);
          file = $fopen(path, "r");
          in_file = 0;
        end
        found = $fscanf(file, "%h", data_o);
        if (found != 1) begin
          fail({path, " has fewer beats than program.hex says"});
        end
        in_file = in_file + 1;
      end
    end
  end

endmodule
