%% What CallErlIT and its kin call: functions that fail in every way, and a gen_server, gen_statem and gen_event in one.
-module(callee).
-compile([nowarn_deprecated_catch]).
-export([start/0, stop/1, fail/1, forever/1, words/2, tell/2, named/1, shout/1, print_seq/1, request/2, read_line/1]).
-export([init/1, callback_mode/0, handle_call/3, handle_call/2, handle_cast/2, handle_info/2, handle_event/2, handle_event/4, terminate/2]).

%% Servers under the names server, statem and events.
start() ->
    {ok, _} = gen_server:start({local, server}, ?MODULE, server, []),
    {ok, _} = gen_statem:start({local, statem}, ?MODULE, statem, []),
    {ok, _} = gen_event:start({local, events}),
    ok = gen_event:add_handler(events, ?MODULE, events),
    ok.

stop(Name) -> exit(whereis(Name), kill).

%% ---- functions

fail(badmatch) -> {ok, _} = do(sorry);
fail(case_clause) -> case do(sorry) of ok -> ok end;
fail(if_clause) -> X = do(sorry), if X =:= ok -> ok end;
fail(badarith) -> 1 + do(sorry);
fail(badarg) -> atom_to_list(do(1));
fail(badkey) -> maps:get(do(k), #{});
fail(badarity) -> (do(fun(_) -> ok end))();
fail(undef) -> (do(nowhere)):f(1, "two");
fail(function_clause) -> nothing(do({1, "two"}));
fail({exit, Reason}) -> exit(Reason);
fail({throw, Term}) -> throw(Term);
fail({error, Reason}) -> error(Reason);
fail({kill, Reason}) -> exit(self(), Reason), forever(self()).

do(X) -> receive {never, Y} -> Y after 0 -> X end.

nothing(zero) -> ok.

%% As Erlang's shell would print it.
words(Reason, Stack) -> unicode:characters_to_binary(erl_error:format_exception(error, Reason, Stack)).

%% Says that it runs and never returns.
forever(To) -> To ! {running, self()}, receive never -> ok end.

tell(To, Message) -> To ! Message.

%% Stays under a name.
named(Name) -> register(Name, self()), receive never -> ok end.

%% ---- output and input

%% Prints numbers, each by a process that the one before has spawned.
shout(0) -> ok;
shout(N) -> io:format("~b~n", [N]), spawn(fun() -> shout(N - 1) end).

print_seq(N) -> io:format("~w", [lists:seq(1, N)]).

%% The reply to a request of the I/O protocol, as it is.
request(Leader, Request) ->
    Ref = monitor(process, Leader),
    Leader ! {io_request, self(), Ref, Request},
    receive
        {io_reply, Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, _, _, _} -> down
    end.

read_line(To) -> To ! {reading, self()}, io:get_line('> ').

%% ---- servers

init(statem) -> {ok, off, 0};
init(_) -> {ok, []}.

callback_mode() -> handle_event_function.

handle_call({echo, X}, _From, S) -> {reply, X, S};
handle_call(caller, From, S) -> {reply, From, S};
handle_call({hold, To}, From, S) -> To ! holding, {noreply, [From | S]};
handle_call({die, Reason}, _From, S) -> {stop, Reason, S};
handle_call(monitored_by, _From, S) -> {reply, element(2, process_info(self(), monitored_by)), S}.

handle_cast(release, S) -> [gen_server:reply(From, late) || From <- S], {noreply, []};
handle_cast({tell, To, X}, S) -> To ! X, {noreply, S}.

handle_info(_, S) -> {noreply, S}.

%% gen_event
handle_event({tell, To, X}, S) -> To ! X, {ok, S}.
handle_call({echo, X}, S) -> {ok, X, S}.

%% gen_statem
handle_event({call, From}, flip, off, N) -> {next_state, on, N + 1, [{reply, From, {on, N + 1}}]};
handle_event({call, From}, flip, on, N) -> {next_state, off, N, [{reply, From, {off, N}}]};
handle_event(cast, {tell, To, X}, _, _) -> To ! X, keep_state_and_data.

terminate(_, _) -> ok.
