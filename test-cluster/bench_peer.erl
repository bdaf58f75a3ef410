%% The BEAM's part of test-cluster/bench: a peer that echoes, counts and sends, and a client that does to such a peer what the
%% Java clients do.
-module(bench_peer).
-behaviour(gen_server).
-export([start/0, client/3, served/1]).
-export([init/1, handle_call/3, handle_cast/2]).

start() ->
    lists:foreach(
        fun({Name, Loop}) ->
            register(Name, spawn(fun() -> process_flag(message_queue_data, off_heap), Loop() end))
        end,
        [{echo, fun echo/0}, {count, fun count/0}, {source, fun source/0}, {caller, fun caller/0}]),
    {ok, _} = gen_server:start({local, bench_server}, ?MODULE, [], []),
    ok.

init([]) -> {ok, none}.

handle_call(X, _From, State) -> {reply, X, State}.

handle_cast(_, State) -> {noreply, State}.

echo() ->
    receive {From, M} -> From ! M end,
    echo().

count() ->
    receive {start, N, From} -> wait(N), From ! done end,
    count().

wait(0) -> ok;
wait(N) -> receive {msg, _, _} -> wait(N - 1) end.

source() ->
    receive
        {small, N, To} -> small(N, To);
        {big, N, Size, To} -> big(N, binary:copy(<<7>>, Size), To)
    end,
    source().

small(0, _) -> ok;
small(N, To) -> To ! {msg, N, <<"hello">>}, small(N - 1, To).

big(0, _, _) -> ok;
big(N, B, To) -> To ! {msg, N, B}, big(N - 1, B, To).

%% Calls the node of whoever asks, by erpc or its gen_server, by so many processes at once, and tells how long that took.
caller() ->
    receive
        {Kind, Callers, N, From} ->
            T = now_ns(),
            Calls = [spawn_monitor(fun() -> call(Kind, node(From), N div Callers) end) || _ <- lists:seq(1, Callers)],
            [receive {'DOWN', R, process, _, normal} -> ok end || {_, R} <- Calls],
            From ! now_ns() - T
    end,
    caller().

call(_, _, 0) -> ok;
call(erpc, Node, N) -> N = erpc:call(Node, ?MODULE, served, [N]), call(erpc, Node, N - 1);
call(gen, Node, N) -> N = gen_server:call({bench_server, Node}, N), call(gen, Node, N - 1).

served(X) -> X.

%% Each row answers with nanoseconds: a list of them for rows of single times, else one for all N.
client(round_trip, Peer, N) ->
    [begin
         T = now_ns(),
         {echo, Peer} ! {self(), {ping, I}},
         receive {ping, I} -> ok end,
         now_ns() - T
     end || I <- lists:seq(1, N)];
client(small_out, Peer, N) ->
    T = now_ns(),
    {count, Peer} ! {start, N, self()},
    small(N, {count, Peer}),
    receive done -> now_ns() - T end;
client(small_in, Peer, N) ->
    T = now_ns(),
    {source, Peer} ! {small, N, self()},
    wait(N),
    now_ns() - T;
client(big_out, Peer, N) ->
    B = binary:copy(<<7>>, 1024 * 1024),
    T = now_ns(),
    {count, Peer} ! {start, N, self()},
    big(N, B, {count, Peer}),
    receive done -> now_ns() - T end;
client(big_in, Peer, N) ->
    T = now_ns(),
    {source, Peer} ! {big, N, 1024 * 1024, self()},
    wait(N),
    now_ns() - T;
client(rex, Peer, N) ->
    T = now_ns(),
    rex(Peer, N),
    now_ns() - T;
client({called, Kind, Callers}, Peer, N) ->
    {caller, Peer} ! {Kind, Callers, N, self()},
    receive Ns when is_integer(Ns) -> Ns end;
client({erpc, Callers}, Peer, N) ->
    T = now_ns(),
    Refs = [element(2, spawn_monitor(fun() -> erpc(Peer, N div Callers) end)) || _ <- lists:seq(1, Callers)],
    [receive {'DOWN', Ref, _, _, normal} -> ok end || Ref <- Refs],
    now_ns() - T;
client(connect, Peer, N) ->
    [begin
         true = erlang:disconnect_node(Peer),
         await_gone(Peer),
         T = now_ns(),
         true = net_kernel:connect_node(Peer),
         now_ns() - T
     end || _ <- lists:seq(1, N)].

rex(_, 0) -> ok;
rex(Peer, N) ->
    {rex, Peer} ! {self(), {call, erlang, node, [], user}},
    receive {rex, Peer} -> ok end,
    rex(Peer, N - 1).

erpc(_, 0) -> ok;
erpc(Peer, N) ->
    Peer = erpc:call(Peer, erlang, node, []),
    erpc(Peer, N - 1).

%% disconnect_node returns before the peer has noticed; a new connect would then meet an old connection that is alive there.
await_gone(Peer) ->
    case lists:member(Peer, nodes(connected)) of
        true -> erlang:yield(), await_gone(Peer);
        false -> timer:sleep(2)
    end.

now_ns() -> erlang:monotonic_time(nanosecond).
