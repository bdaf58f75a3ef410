%% The other side of CodecErlIT. Files hold any number of <<Size:32, Bytes:Size/binary>>.
-module(codec_peer).
-export([make/0, check/0]).

%% Writes made.bin: every term in every spelling that this release has, with what binary_to_term/1 makes of it.
make() ->
    Terms = [eval(E) || E <- expressions()] ++ live() ++ large() ++ [random(N rem 5 + 1) || N <- lists:seq(1, 1500)],
    write("made.bin", lists:append([spellings(T) || T <- Terms])),
    write("local.bin", local()).

%% Reads again.bin, which must hold the terms of made.bin, and java.bin, whose terms go back in answer.bin.
check() ->
    Made = read("made.bin"),
    Again = read("again.bin"),
    true = length(Made) =:= length(Again),
    lists:foreach(fun({M, A}) -> equal(binary_to_term(M), binary_to_term(A)) end, lists:zip(Made, Again)),
    write("answer.bin", [term_to_binary(binary_to_term(B)) || B <- read("java.bin")]).

equal(T, T) -> ok;
equal(T, U) -> error({different, T, U}).

spellings(T) ->
    [term_to_binary(T), term_to_binary(T, [compressed]), term_to_binary(T, [{compressed, 1}]),
     term_to_binary(T, [{minor_version, 0}]), term_to_binary(T, [{minor_version, 1}]),
     term_to_binary(T, [{minor_version, 2}])].

local() ->
    try [term_to_binary({a, self()}, [local])] catch error:badarg -> [] end.

eval(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    {value, Value, _} = erl_eval:exprs(Expressions, []),
    Value.

expressions() ->
    ["[]", "{}", "#{}", "<<>>", "\"\"", "''", "'\\x{1F600}'", "list_to_atom(lists:duplicate(255, 16#20AC))",
     "[[[[]]]]", "[a|b]", "[1,2|3]", "[[]|[]]", "{a,{b,{c,[d|{e}]}}}", "\"string\"", "[1,2,300]", "[255,0]", "[256]", "[-1]",
     "0.0", "-0.0", "1.0e-300", "1.7976931348623157e308", "5.0e-324", "3.141592653589793", "1.0e22",
     "#{1 => 2, 1.0 => 3, a => #{b => c}, \"k\" => [v], {} => {}}", "maps:from_list([{X, X * X} || X <- lists:seq(1, 100)])",
     "<<1:1>>", "<<127:7>>", "<<255:8, 1:1>>", "<<0:71>>", "<<\"text\"/utf8>>",
     "fun lists:map/2", "fun erlang:'+'/2", "fun unknown_module:unknown_function/255",
     "fun(X) -> X end", "A = self(), B = make_ref(), fun(X, Y) -> {A, B, X, Y} end",
     "F = fun(X) -> X end, fun() -> F(1) end",
     "lists:foldl(fun(_, Acc) -> [Acc] end, end_of_it, lists:seq(1, 300))",
     "lists:foldl(fun(_, Acc) -> {Acc, x} end, end_of_it, lists:seq(1, 300))",
     "list_to_tuple(lists:seq(1, 255))", "list_to_tuple(lists:seq(1, 256))"].

%% What only a running system has.
live() ->
    Port = open_port({spawn, "cat"}, []),
    {_, Monitor} = spawn_monitor(fun() -> ok end),
    Ids = [self(), Port, make_ref(), Monitor, alias(), monitor(process, spawn(fun() -> ok end), [{alias, demonitor}])],
    [Ids | Ids].

large() ->
    Bits = [7, 8, 15, 16, 27, 28, 31, 32, 59, 60, 63, 64, 65, 127, 128, 2032, 2039, 2040, 2041, 2048, 4096],
    Integers = [S * (1 bsl B + D) || B <- Bits, D <- [-1, 0, 1], S <- [1, -1]],
    [Integers, lists:duplicate(65535, $a), lists:duplicate(65536, $a), lists:seq(1, 70000), binary:copy(<<"0123456789">>, 20000),
     lists:duplicate(3000, {key, <<"value">>, 1.5})] ++ Integers.

random(0) ->
    case rand:uniform(10) of
        1 -> rand:uniform(1 bsl rand:uniform(300));
        2 -> -rand:uniform(1 bsl rand:uniform(70));
        3 -> rand:normal() * math:pow(10, rand:uniform(40) - 20);
        4 -> list_to_atom("a" ++ integer_to_list(rand:uniform(100)));
        5 -> rand:bytes(rand:uniform(40) - 1);
        6 -> <<(rand:bytes(5))/binary, (rand:uniform(8) - 1):(rand:uniform(8) - 1)>>;
        7 -> [rand:uniform(300) || _ <- lists:seq(1, rand:uniform(5))];
        8 -> make_ref();
        9 -> list_to_pid("<0." ++ integer_to_list(rand:uniform(32767)) ++ ".0>");
        10 -> []
    end;
random(Depth) ->
    Some = fun() -> [random(Depth - 1) || _ <- lists:seq(1, rand:uniform(4) - 1)] end,
    case rand:uniform(5) of
        1 -> list_to_tuple(Some());
        2 -> Some();
        3 -> Some() ++ random(0);
        4 -> maps:from_list([{random(Depth - 1), random(Depth - 1)} || _ <- Some()]);
        5 -> random(0)
    end.

write(File, Binaries) -> ok = file:write_file(File, [[<<(byte_size(B)):32>>, B] || B <- Binaries]).

read(File) -> {ok, B} = file:read_file(File), [T || <<S:32, T:S/binary>> <= B].
