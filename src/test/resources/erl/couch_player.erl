%% CouchDB's part in front of a search node: the queue (ioq) through which all its requests go, and the twins of open indexes (dreyfus_index).
%% No call has a time limit, as in CouchDB.
-module(couch_player).
-export([start/1, call/2, ping/1, open/1, close/1, index/1, storm/1, storm_ended/0]).

%% Begins to play for the process that calls this.
start(Node) ->
    put(node, Node),
    register(ioq, spawn(fun() -> queue(#{}) end)),
    ok.

%% {ok, _} | … as the search node answers, or {'EXIT', Reason} if it, or the way to it, is gone.
call(Name, Request) when is_atom(Name) -> call({Name, get(node)}, Request);
call(Server, Request) -> gen_server:call(ioq, {Server, Request}, infinity).

queue(Waiting) ->
    receive
        {'$gen_call', From, {Server, Request}} ->
            Ref = monitor(process, Server),
            Server ! {'$gen_call', {self(), Ref}, Request},
            queue(Waiting#{Ref => From});
        {'DOWN', Ref, process, _, Reason} ->
            answered(Ref, {'EXIT', Reason}, Waiting);
        {Ref, Reply} when is_reference(Ref) ->
            demonitor(Ref, [flush]),
            answered(Ref, Reply, Waiting)
    end.

%% A server may be started between the monitor, which then says noproc, and the request: its answer is late.
answered(Ref, Reply, Waiting) ->
    case maps:take(Ref, Waiting) of
        {From, Rest} -> gen_server:reply(From, Reply), queue(Rest);
        error -> queue(Waiting)
    end.

ping(Name) ->
    Ref = make_ref(),
    {Name, get(node)} ! {ping, self(), Ref},
    receive {pong, Ref} -> pong after 5000 -> pang end.

%% A twin: opens an index, is linked to it, and tells us when it ends. It lives until close/1 or the end of the index.
open(Path) ->
    {Owner, Node} = {self(), get(node)},
    Twin = spawn(fun() ->
        process_flag(trap_exit, true),
        case call({main, Node}, {open, self(), Path, <<"standard">>}) of
            {ok, Index} ->
                {links, Links} = process_info(self(), links),
                Owner ! {opened, self(), {Index, lists:member(Index, Links)}},
                twin(Owner, Index);
            Error ->
                Owner ! {opened, self(), Error}
        end
    end),
    receive {opened, Twin, {Index, true}} -> put(Twin, Index), Twin; {opened, Twin, Other} -> Other end.

twin(Owner, Index) ->
    receive
        {'EXIT', Index, Reason} -> Owner ! {index_ended, self(), Reason};
        {close, Reason} -> exit(Reason)
    end.

index(Twin) -> get(Twin).

close(Twin) -> Twin ! {close, normal}, ok.

%% Many callers that call for ever, until the search node or the way to it is gone.
storm(Index) ->
    Owner = self(),
    put(storm, [spawn(fun() -> storm(Owner, Index, I, 0) end) || I <- lists:seq(1, 50)]),
    receive {stormy, _} -> ok end.

storm(Owner, Index, I, N) ->
    Id = <<"storm", (integer_to_binary(I))/binary>>,
    case call(Index, {update, Id, [{<<"default">>, <<"storm">>, {[]}}]}) of
        ok ->
            N =:= 10 andalso (Owner ! {stormy, self()}),
            storm(Owner, Index, I, N + 1);
        {'EXIT', Reason} ->
            Owner ! {calm, self(), Reason}
    end.

%% The different reasons that all its callers were given.
storm_ended() ->
    lists:usort([receive {calm, Pid, Reason} -> Reason end || Pid <- get(storm)]).
