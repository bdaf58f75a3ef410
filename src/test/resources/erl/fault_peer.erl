%% The peer's part of test-cluster/faults. sink takes numbered messages and notes what is missing; a source sends numbered ones; a watcher
%% monitors a process of the Java node, again and again.  All of them only ever react, but for the source: it alone dials, and sends nothing
%% while it does, because what a BEAM holds back for a connection that then fails is lost without a word.
-module(fault_peer).
-export([start/4, report/0]).

start(Us, Sink, Target, Life) ->
    register(sink, spawn(fun() -> sink(Life, 0, 0, [], []) end)),
    TargetHere = spawn(fun Wait() -> receive never -> Wait() end end),
    register(target, TargetHere),
    register(watcher, spawn(fun() -> watch({Target, Us}, 0, 0, 0) end)),
    spawn(fun() -> source({Sink, Us}, Life, TargetHere, 1) end),
    ok.

%% {{Last, Count, [{From, To}] that are missing, [{Number, After}] out of order}, {Armed, Fired, Odd}}
report() ->
    {ask(sink), ask(watcher)}.

ask(Name) ->
    Ref = make_ref(),
    Name ! {report, self(), Ref},
    receive {Ref, Report} -> Report end.

%% What was meant for an earlier life of this peer is not for us.
sink(Life, Last, Count, Missing, Wrong) ->
    receive
        {seq, Life, N} when N =:= Last + 1 -> sink(Life, N, Count + 1, Missing, Wrong);
        {seq, Life, N} when N > Last -> sink(Life, N, Count + 1, [{Last + 1, N - 1} | Missing], Wrong);
        {seq, Life, N} -> sink(Life, Last, Count, Missing, [{N, Last} | Wrong]);
        {seq, _, _} -> sink(Life, Last, Count, Missing, Wrong);
        {report, From, Ref} ->
            From ! {Ref, {Last, Count, lists:reverse(Missing), lists:reverse(Wrong)}},
            sink(Life, Last, Count, Missing, Wrong)
    end.

source({_, Us} = To, Life, Target, N) ->
    timer:sleep(4),
    case erlang:send(To, {seq, Life, N, Target}, [noconnect]) of
        ok ->
            source(To, Life, Target, N + 1);
        noconnect ->
            _ = net_kernel:connect_node(Us),
            source(To, Life, Target, N)
    end.

%% Armed only while there is a connection, so that it makes none.  Whatever fires for another reference than the last is odd.
watch({_, Us} = Target, Armed, Fired, Odd) ->
    case lists:member(Us, nodes(connected)) of
        true ->
            Ref = monitor(process, Target),
            fired(Target, Ref, Armed + 1, Fired, Odd);
        false ->
            idle(Target, Armed, Fired, Odd)
    end.

fired(Target, Ref, Armed, Fired, Odd) ->
    receive
        {'DOWN', Ref, process, Target, _} -> idle(Target, Armed, Fired + 1, Odd);
        {'DOWN', _, _, _, _} -> fired(Target, Ref, Armed, Fired, Odd + 1);
        {report, From, Tag} ->
            From ! {Tag, {Armed, Fired, Odd}},
            fired(Target, Ref, Armed, Fired, Odd)
    end.

idle(Target, Armed, Fired, Odd) ->
    receive
        {'DOWN', _, _, _, _} -> idle(Target, Armed, Fired, Odd + 1);
        {report, From, Tag} ->
            From ! {Tag, {Armed, Fired, Odd}},
            idle(Target, Armed, Fired, Odd)
    after 100 -> watch(Target, Armed, Fired, Odd)
    end.
