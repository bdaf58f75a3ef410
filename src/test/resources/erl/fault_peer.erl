%% The peer's part of test-cluster/faults. sink takes numbered messages and notes what is missing; a source sends numbered ones; a watcher
%% monitors a process of the Java node, again and again, and a linker links to it.  All of them only ever react, but for the source: it alone dials, and sends nothing
%% while it does, because what a BEAM holds back for a connection that then fails is lost without a word.
-module(fault_peer).
-export([start/4, report/0]).

start(Us, Sink, Target, Life) ->
    Linker = spawn(fun() -> process_flag(trap_exit, true), link_idle(Us, none, 0, 0, 0) end),
    register(linker, Linker),
    register(sink, spawn(fun() -> sink(Life, Linker, 0, 0, [], []) end)),
    TargetHere = spawn(fun Wait() -> receive never -> Wait() end end),
    register(target, TargetHere),
    register(watcher, spawn(fun() -> watch({Target, Us}, 0, 0, 0) end)),
    spawn(fun() -> source({Sink, Us}, Life, TargetHere, 1, {none, 0}) end),
    ok.

%% {{Last, Count, [{From, To}] that are missing, [{Number, After}] out of order}, {Armed, Fired, Odd} of monitors, the same of links}
report() ->
    {ask(sink), ask(watcher), ask(linker)}.

ask(Name) ->
    Ref = make_ref(),
    Name ! {report, self(), Ref},
    receive {Ref, Report} -> Report end.

%% What was meant for an earlier life of this peer is not for us.
sink(Life, Linker, Last, Count, Missing, Wrong) ->
    receive
        {seq, Life, N, Target} when N > Last ->
            Linker ! {target, Target},
            Gap = [{Last + 1, N - 1} || N > Last + 1],
            sink(Life, Linker, N, Count + 1, Gap ++ Missing, Wrong);
        {seq, Life, N, _} -> sink(Life, Linker, Last, Count, Missing, [{N, Last} | Wrong]);
        {seq, _, _, _} -> sink(Life, Linker, Last, Count, Missing, Wrong);
        {report, From, Ref} ->
            From ! {Ref, {Last, Count, lists:reverse(Missing), lists:reverse(Wrong)}},
            sink(Life, Linker, Last, Count, Missing, Wrong)
    end.

%% Each message tells by which connection it goes, counted from 1, as far as is known before it is sent.  While a connection is coming up, whoever
%% dials, nothing is sent: a BEAM would hold it back, and lose it without a word if nothing comes of that.
source({_, Us} = To, Life, Target, N, {Controller, Number}) ->
    timer:sleep(4),
    case lists:keyfind(Us, 1, erlang:system_info(dist_ctrl)) of
        {_, Controller} -> source(To, Life, Target, N, {Controller, Number}, send(To, {seq, Life, N, Target, Number}));
        {_, Other} -> source(To, Life, Target, N, {Other, Number + 1}, send(To, {seq, Life, N, Target, Number + 1}));
        false ->
            _ = net_kernel:connect_node(Us),
            source(To, Life, Target, N, {Controller, Number})
    end.

send(To, Message) -> erlang:send(To, Message, [noconnect]).

source(To, Life, Target, N, Connection, ok) -> source(To, Life, Target, N + 1, Connection);
source(To, Life, Target, N, Connection, noconnect) -> source(To, Life, Target, N, Connection).

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

%% As watch, by links to the process that the Java node has named last.
link_idle(Us, Target, Armed, Fired, Odd) ->
    receive
        {target, Newer} -> link_idle(Us, Newer, Armed, Fired, Odd);
        {'EXIT', _, _} -> link_idle(Us, Target, Armed, Fired, Odd + 1);
        {report, From, Tag} ->
            From ! {Tag, {Armed, Fired, Odd}},
            link_idle(Us, Target, Armed, Fired, Odd)
    after 100 ->
        case is_pid(Target) andalso lists:member(Us, nodes(connected)) of
            true ->
                link(Target),
                linked(Us, Target, Target, Armed + 1, Fired, Odd);
            false -> link_idle(Us, Target, Armed, Fired, Odd)
        end
    end.

linked(Us, Pid, Target, Armed, Fired, Odd) ->
    receive
        {'EXIT', Pid, _} -> link_idle(Us, Target, Armed, Fired + 1, Odd);
        {'EXIT', _, _} -> linked(Us, Pid, Target, Armed, Fired, Odd + 1);
        {target, Newer} -> linked(Us, Pid, Newer, Armed, Fired, Odd);
        {report, From, Tag} ->
            From ! {Tag, {Armed, Fired, Odd}},
            linked(Us, Pid, Target, Armed, Fired, Odd)
    end.
