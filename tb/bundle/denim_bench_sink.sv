// Takes the beats of a valid/ready stream and compares each with <Name>.hex. A beat that waits must
// stay as it is, and none may come behind the last one.
//
// Plusargs: PROGRAM (the folder of the file), SEED, STALL (per cent of cycles in which no beat is
// taken; from 50 on, ready waits for valid besides, as a sink may: a valid that waits for ready in
// its turn stands still).
module denim_bench_sink #(
    // Name of the stream
    parameter     Name  = "c",
    // Width of a beat, bits
    parameter int Width = 32,
    // Tells the stalls of several streams apart
    parameter int Salt  = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    // Beats in the file
    input  logic [     63:0] beats_i,
    input  logic             valid_i,
    output logic             ready_o,
    input  logic [Width-1:0] data_i,
    // Every beat has come
    output logic             done_o
);

  string folder;
  string path;
  integer file;
  integer found;
  int stall;
  int random_state;
  longint came = 0;
  bit held = 1'b0;
  logic [Width-1:0] held_data;
  logic [Width-1:0] expected;

  assign done_o = came == longint'(beats_i);

  task automatic fail(input string what);
    $display("FAIL stream %0s out, beat %0d: %0s", Name, came, what);
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
    if (!$value$plusargs("PROGRAM=%s", folder)) begin
      folder = "sim";
    end
    path = $sformatf("%0s/%0s.hex", folder, Name);
    file = $fopen(path, "r");
    if (file == 0) begin
      fail({path, " cannot be read"});
    end
    ready_o = 1'b0;
  end

  always @(negedge clk_i) begin
    ready_o = int'($unsigned($random(random_state)) % 100) >= stall;
    if (stall >= 50 && valid_i !== 1'b1) begin
      ready_o = 1'b0;
    end
  end

  always @(posedge clk_i) begin
    if (rst_ni) begin
      if (valid_i !== 1'b0 && valid_i !== 1'b1) begin
        fail("valid is unknown");
      end
      if (held && !valid_i) begin
        fail("valid fell before ready came");
      end
      if (held && data_i !== held_data) begin
        fail($sformatf("the payload changed while it waited, from %h to %h", held_data, data_i));
      end
      held = valid_i && !ready_o;
      held_data = data_i;
      if (valid_i && ready_o) begin
        if (done_o) begin
          fail("there should be no more");
        end
        found = $fscanf(file, "%h", expected);
        if (found != 1) begin
          fail({path, " has fewer beats than program.hex says"});
        end
        if (data_i !== expected) begin
          fail($sformatf("is %h, expected %h", data_i, expected));
        end
        came = came + 1;
      end
    end
  end

endmodule
